"""What all sheets of the register share: names, heading, words, print setup."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from xlsxwriter import Workbook

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.places import Places
from qa_workbook.books.cloth.style import ACCENT_SOFT
from qa_workbook.labels import text
from qa_workbook.penalties.model import Register


class RegisterBook(ResultBook):
    """The register being written."""

    def __init__(
        self,
        workbook: Workbook,
        register: Register,
        language: str,
        *,
        inbox: Path | None = None,
        folder: Path | None = None,
    ) -> None:
        super().__init__(workbook, "register_book", language, inbox=inbox, folder=folder)
        self.register = register
        self.places = Places()

    def causes(self, causes: Iterable[str]) -> list[str]:
        """Returns the causes in words."""
        return [text(f"penalties.{cause}", self.language) for cause in causes]

    def caps(self, caps: Iterable[str]) -> list[str]:
        """Returns the caps that bit in words, "" for none; several are joined by ";"."""
        return [self._cap_words(found) for found in caps]

    def _cap_words(self, caps: str) -> str:
        known = [text(f"penalties.cap-{cap}", self.language) for cap in caps.split(";") if cap]
        return "、".join(known)

    def subtitle(self) -> str:
        """Returns period, tariffs and number of lines in one line."""
        register = self.register
        parts = []
        if span := register.period:
            parts.append(self.say("period", period=span.text, first=span.first, last=span.last))
        names = [
            f"{tariff.name.say(self.language)} {tariff.version}" for tariff in register.tariffs
        ]
        if names:
            parts.append(self.say("tariffs", names="、".join(names)))
        parts.append(self.say("line_count", count=len(register.lines)))
        return "　".join(parts)


class RegisterPage(Page):
    """One sheet of the register with title and period."""

    book: RegisterBook

    def __init__(
        self, book: RegisterBook, name: str, title: str = "", colour: str = ACCENT_SOFT
    ) -> None:
        """`title` is the heading when that differs from the sheet's `name`."""
        super().__init__(book, name, colour)
        self.register = book.register
        self.places = book.places
        self.title = title or name

    def write_heading(self) -> None:
        """Writes title, period and tariffs."""
        self.heading(f"{self.say('book')} · {self.title}", self.book.subtitle())

    def close(self, header_row: int | None = None) -> None:
        """Sets widths, page setup and footer."""
        span = self.register.period
        period = span.text if span else ""
        self.finish(f"{self.say('book')}  {period}  {self.title}", header_row)
