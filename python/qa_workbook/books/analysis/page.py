"""What all sheets of the analysis workbook share: names, the heading with period, scheme and sample size, print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.columns import Column
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.layout import Layout, unique_sheet_name
from qa_workbook.books.cloth.style import ACCENT, ALERT, SEVERITY, Styles, Tone, print_setup, put
from qa_workbook.labels import text

FIRST_ROW = 4  # below title, subtitle, warning and an empty row


@dataclass
class Book:
    """The workbook being written with its look and language, and what applies to every sheet of it."""

    workbook: Workbook
    language: str
    few: int | None = None
    inbox: Path | None = None
    folder: Path | None = None
    styles: Styles = field(init=False)
    _names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.styles = Styles(self.workbook)

    def say(self, key: str, /, **details: object) -> str:
        """Returns a text of this workbook in its language."""
        return text(f"analysis_book.{key}", self.language, **details)

    def sheet(self, name: str, suffix: str = "", colour: str = ACCENT) -> Worksheet:
        """Adds a sheet called `name`, with `suffix` when there are several schemes."""
        wanted = f"{name}·{suffix}" if suffix else name
        sheet = self.workbook.add_worksheet(unique_sheet_name(wanted, self._names), FastWorksheet)
        sheet.set_tab_color(colour)
        sheet.hide_gridlines(2)
        return sheet

    def tones(self, analysis: Any) -> dict[str, Tone]:
        """Returns the colours of the scheme's alert levels by the level's name."""
        return {name: ALERT[colour] for colour, name in self.levels(analysis).items()}

    def levels(self, analysis: Any) -> dict[str, str]:
        """Returns the names of the scheme's alert levels by colour, worst first; empty for a scheme without alerts."""
        alerts = analysis.scheme.alerts
        return (
            {level.colour: level.name.say(self.language) for level in alerts.levels}
            if alerts
            else {}
        )

    def level_names(self, analysis: Any, colours: Sequence[str | None]) -> list[str]:
        """Returns the level name of each colour, "" for none."""
        names = self.levels(analysis)
        return [names.get(colour, "") if colour else "" for colour in colours]

    def hints(self, counts: Sequence[int]) -> list[Column]:
        """Returns a column that marks the counts too small a sample for a rate; none when all are large enough."""
        if self.few is None or all(count >= self.few for count in counts):
            return []
        notes = [self.say("few_mark") if count < self.few else "" for count in counts]
        return [Column("few", self.say("hint"), notes, "centred", width=11)]


def versions(analysis: Any) -> str:
    """Returns the scheme versions that scored the recordings, e.g. "2026.1、2026.2"."""
    used = sorted(analysis.detail["version"].unique()) if len(analysis.detail) else []
    return "、".join(used or [analysis.scheme.version])


class Page(Layout):
    """One sheet of one analysis with its heading: title, period, scheme, sample size."""

    def __init__(self, book: Book, sheet: Worksheet, title: str, analysis: Any) -> None:
        super().__init__(sheet, book.styles)
        self.book, self.say, self.analysis, self.title = book, book.say, analysis, title
        self._heading()

    def _heading(self) -> None:
        sheet, count = self.sheet, self.analysis.metrics["recordings"]
        sheet.set_row(0, 30)
        put(sheet, 0, 0, f"{self.say('book')} · {self.title}", self.styles("title"))
        put(sheet, 1, 0, self.subtitle(), self.styles("subtitle"))
        sheet.set_row(2, 16)
        few = self.book.few
        if count == 0:
            put(
                sheet,
                2,
                0,
                self.say("empty"),
                self.styles("plain", font_color=SEVERITY["warning"].font, bold=True),
            )
        elif few is not None and count < few:
            warning = self.say("few_warning", count=count, few=few)
            put(
                sheet,
                2,
                0,
                warning,
                self.styles("plain", font_color=SEVERITY["warning"].font, bold=True),
            )

    def subtitle(self) -> str:
        """Returns period, scheme with version, and sample size in one line."""
        analysis = self.analysis
        return self.say(
            "subtitle",
            period=analysis.period.text,
            first=analysis.period.first,
            last=analysis.period.last,
            scheme=analysis.scheme.name.say(self.book.language),
            id=analysis.scheme.id,
            version=versions(analysis),
            count=analysis.metrics["recordings"],
        )

    def finish(self, header_row: int | None = None) -> None:
        """Sets the collected widths, the page setup and the footer."""
        self.set_widths()
        scheme = self.analysis.scheme.name.say(self.book.language)
        print_setup(
            self.sheet,
            f"{scheme}  {self.analysis.period.text}  {self.title}",
            header_row=header_row,
        )
