"""What all sheets of the calibration workbook share: the report, names of items, words, heading."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.places import Places
from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT
from qa_workbook.calibration.items import item_names
from qa_workbook.calibration.panel import Panel
from qa_workbook.calibration.report import CalibrationReport


@dataclass
class CalibrationSheets:
    """The sheets of one report, and where everything on them stands."""

    book: ResultBook
    report: CalibrationReport
    places: Places = field(default_factory=Places)

    @property
    def panel(self) -> Panel:
        """The marks."""
        return self.report.figures.panel

    @cached_property
    def names(self) -> dict[str, str]:
        """The names of the items by id, each unlike any other."""
        return item_names(self.panel.items, self.book.language)

    @cached_property
    def raters(self) -> list[str]:
        """The keys of the columns of the inspectors."""
        return [f"by.{place}" for place in range(len(self.panel.inspectors))]

    @property
    def places_of_score(self) -> int:
        """Decimals of scores."""
        return self.panel.scheme.score.decimals


class CalibrationPage(Page):
    """One sheet with its heading: title, session, scheme, recordings and inspectors."""

    def __init__(self, sheets: CalibrationSheets, key: str) -> None:
        """`key` names the words of its title."""
        self.title = sheets.book.say(key)
        colour = ACCENT if key == "overview" else ACCENT_SOFT
        super().__init__(sheets.book, self.title, colour)
        self.sheets, self.report, self.panel = sheets, sheets.report, sheets.panel
        self.places, self.key = sheets.places, key
        self.places.sheets[key] = self.name

    def write_heading(self, notice: str = "") -> None:
        """Writes title, session, scheme and counts, and a notice."""
        self.heading(f"{self.say('book')} · {self.title}", self._subtitle())
        self.sheet.set_row(2, 16)
        self.notice(notice or self.few_notice())

    def few_notice(self) -> str:
        """Says that there are too few recordings for more than hints; "" where there aren't."""
        n, enough = len(self.panel.units), self.report.rules.enough.recordings
        return self.say("few", n=n, enough=enough) if n < enough else ""

    def _subtitle(self) -> str:
        scheme, session = self.panel.scheme, self.report.session
        details = {
            "session": session.id,
            "day": session.day,
            "scheme": scheme.name.say(self.book.language),
            "version": scheme.version,
            "recordings": len(self.panel.units),
            "inspectors": len(self.panel.present),
        }
        if self.report.sessions > 1:
            return self.say("subtitle_pooled", **details, sessions=self.report.sessions)
        return self.say("subtitle", **details)

    def lines(self, row: int, sentences: Sequence[str]) -> int:
        """Writes sentences below one another in grey; returns the row after them."""
        for sentence in sentences:
            self.sheet.write_string(row, 0, sentence, self.styles("subtitle"))
            row += 1
        return row

    def close(self, header_row: int | None = None) -> None:
        """Sets the collected widths, the page setup and the footer."""
        scheme = self.panel.scheme.name.say(self.book.language)
        self.finish(f"{scheme}  {self.report.session.id}  {self.title}", header_row)
