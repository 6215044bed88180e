"""Sheet 总览 of a workbook with several schemes, or none: a list with their key figures."""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.books.analysis.page import SchemeSheets, small_sample_hints
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import ACCENT, Tone, put
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.numbers import Period


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
        if self.list is None:
            self._write_nothing()
        else:
            self.write_table(self.list)
        self.finish(self.say("book"))

    def _write_nothing(self) -> None:
        first, *others = self.say("nothing").splitlines()
        put(self.sheet, 3, 0, first, self.styles("plain", bold=True, font_size=12))
        for row, line in enumerate(others, 4):
            put(self.sheet, row, 0, line, self.styles("plain"))
        self.widths[0] = 90

    def _columns(self) -> list[TableColumn]:
        say, language = self.say, self.book.language
        analyses = [sheets.analysis for sheets in self.schemes]
        overall = [analysis.overall for analysis in analyses]
        names = [analysis.scheme.name.say(language) for analysis in analyses]
        ids = [analysis.scheme.id for analysis in analyses]
        versions = [sheets.versions() for sheets in self.schemes]
        recordings = [one.recordings for one in overall]
        agents = [one.agents for one in overall]
        means = [one.mean_score for one in overall]
        finals = [one.mean_final for one in overall]
        good = [one.rates["good"] for one in overall]
        fail = [one.rates["fail"] for one in overall]
        ratios = [one.average_defect_ratio for one in overall]
        alerts = [sheets.level_name() for sheets in self.schemes]
        fatal = [one.fatal for one in overall]
        tones: dict[str, Tone] = {}
        for sheets in self.schemes:
            tones |= sheets.level_tones()
        few = min(
            (sheets.small_sample for sheets in self.schemes if sheets.small_sample), default=None
        )
        return [
            TableColumn("scheme", say("scheme"), names),
            TableColumn("id", say("code"), ids),
            TableColumn("version", say("version"), versions, "centred"),
            TableColumn("recordings", say("recordings"), recordings, "integer"),
            TableColumn("agents", say("agent_count"), agents, "integer"),
            TableColumn("mean_score", say("mean_score"), means, "score", width=11),
            TableColumn("mean_final", say("mean_final"), finals, "score", width=11),
            TableColumn("good", say("rate_good"), good, "percent", width=11),
            TableColumn("fail", say("rate_fail"), fail, "percent", width=11),
            TableColumn("ratio", say("average_defect_ratio"), ratios, "percent", 13),
            TableColumn("alert", say("alert"), alerts, "centred", tones=tones, width=11),
            TableColumn("fatal", say("fatal"), fatal, "integer"),
            *small_sample_hints(self.book, recordings, few),
        ]
