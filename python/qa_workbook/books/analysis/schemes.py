"""Sheet 总览 of a workbook with several schemes, or none: a list with their key figures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_workbook.books.analysis.figures import ShownFigure, shown_figure
from qa_workbook.books.analysis.items import ranked_items
from qa_workbook.books.analysis.page import SchemeSheets, small_sample_hints
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import ACCENT, Tone, put, safe_text
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.numbers import Period

_MESSAGE = ("recordings", "mean_final", "rates.good", "average_defect_ratio")
"""The figures of the sentence about a scheme."""


class SchemesPage(Page):
    """One row per scheme; says so kindly when there is none."""

    def __init__(
        self, book: ResultBook, schemes: Sequence[SchemeSheets], period: Period | None
    ) -> None:
        super().__init__(book, book.say("overview"), ACCENT)
        self.schemes = schemes
        self.period = period or (schemes[0].analysis.period if schemes else None)
        self.list = self.place(FIRST_ROW, self._columns()) if schemes else None

    def write(self) -> None:
        """Fills the sheet."""
        span, subtitle = self.period, ""
        if span is not None:
            words = {"period": span.text, "first": span.first, "last": span.last}
            subtitle = self.say("subtitle_period", **words)
        self.heading(self.say("overview"), subtitle)
        self.notice(self.book.left_out_words())
        if self.list is None:
            self._write_nothing()
        else:
            self.write_table(self.list)
            self._links(self.list)
            self._message(self.list.last + 2)
        self.finish(self.say("book"))

    def _links(self, table: PlacedTable) -> None:
        """Makes the schemes' names links to their own 总览."""
        style, column = self.styles("link", "text", indent=1), table.index("scheme")
        for row, sheets in enumerate(self.schemes, table.first):
            link = sheet_link(sheets.places.sheets["overview"])
            name = sheets.analysis.scheme.name.say(self.book.language)
            self.sheet.write_url(row, column, link, style, safe_text(name))

    def _message(self, row: int) -> None:
        """Says the month in a sentence for every scheme: how good, and what is weakest."""
        for line, sheets in enumerate(self.schemes, row):
            put(self.sheet, line, 0, _sentence(sheets), self.styles("plain"))

    def _write_nothing(self) -> None:
        first, *others = self.say("nothing").splitlines()
        put(self.sheet, 3, 0, first, self.styles("plain", bold=True, font_size=12))
        for row, line in enumerate(others, 4):
            put(self.sheet, row, 0, line, self.styles("plain"))
        self.widths[0] = 90

    def _columns(self) -> list[TableColumn]:
        say, language = self.say, self.book.language
        schemes = [sheets.analysis.scheme for sheets in self.schemes]
        names, ids = [one.name.say(language) for one in schemes], [one.id for one in schemes]
        versions = [sheets.versions() for sheets in self.schemes]
        tones: dict[str, Tone] = {}
        for sheets in self.schemes:
            tones |= sheets.level_tones()
        counted = [_rated(sheets) for sheets in self.schemes]
        few = min((one.small_sample for one in self.schemes if one.small_sample), default=None)
        return [
            TableColumn("scheme", say("scheme"), names),
            TableColumn("version", say("version"), versions, "centred"),
            self._figure("recordings", "recordings", "integer"),
            self._figure("agent_count", "agent_count", "integer"),
            self._figure("mean_score", "mean_score", "score", 11),
            self._figure("mean_final", "mean_final", "score", 11),
            self._figure("rates.good", "rate_good", "percent", 11),
            self._figure("rates.fail", "rate_fail", "percent", 11),
            self._figure("average_defect_ratio", "average_defect_ratio", "percent", 13),
            replace(self._figure("alert", "alert", "centred", 11), tones=tones),
            self._figure("fatal", "fatal", "integer"),
            *self._corrected(),
            TableColumn("id", say("code"), ids),
            *small_sample_hints(self.book, counted, few),
        ]

    def _corrected(self) -> list[TableColumn]:
        """How many recordings of each scheme have another score than their sheet, if any has."""
        counts = [sheets.analysis.corrected for sheets in self.schemes]
        if not any(counts):
            return []
        label = self.say("corrected_recordings")
        return [TableColumn("corrected", label, counts, "integer", width=12)]

    def _figure(self, key: str, label: str, kind: str, width: float | None = None) -> TableColumn:
        """A figure of every scheme; the cell repeats the one on the scheme's own 总览."""
        shown = [shown_figure(sheets, key).value for sheets in self.schemes]

        def formula(row: int) -> str:
            cell = self.schemes[row].places.figures.get(key)
            return f"={cell}" if cell else ""

        return TableColumn(key, self.say(label), shown, kind, width, formula=formula)


def _sentence(sheets: SchemeSheets) -> str:
    """What a scheme's figures come to, in a sentence; what it doesn't have is left out."""
    book, analysis = sheets.book, sheets.analysis
    language = book.language
    parts = [
        f"{shown.label} {_in_words(shown)}"
        for shown in (shown_figure(sheets, key) for key in _MESSAGE)
        if shown.value is not None
    ]
    names = {item.id: item.name.say(language) for item in analysis.scheme.items}
    weakest = ranked_items(analysis)[["id", "defective"]].head(1)
    for item, count in weakest.itertuples(index=False):
        if count:
            parts.append(book.say("weakest", item=names.get(item, item), count=count))
    scheme = analysis.scheme.name.say(language)
    return book.say("message", scheme=scheme, figures=book.say("and").join(parts))


def _in_words(shown: ShownFigure) -> str:
    """A figure as its cell shows it."""
    if shown.number == "percent":
        return f"{shown.value:.1%}"
    return f"{shown.value:.2f}" if shown.number == "score" else str(shown.value)


def _rated(sheets: SchemeSheets) -> int:
    """How many the rates of a scheme are of: recordings, or scores by agent and month."""
    months = sheets.analysis.months
    return sheets.analysis.overall.recordings if months is None else len(months)
