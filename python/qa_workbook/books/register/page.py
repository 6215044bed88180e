"""What all sheets of the register share: names, heading, words, print setup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from xlsxwriter import Workbook

from qa_workbook.books.cloth.layout import Layout, unique_sheet_name
from qa_workbook.books.cloth.style import ACCENT, ACCENT_SOFT, Styles, print_setup, put
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.penalties import Register

FIRST_ROW = 4


@dataclass
class Book:
    """The register being written, with its look and language."""

    workbook: Workbook
    register: Register
    language: str
    inbox: Path | None = None
    folder: Path | None = None
    styles: Styles = field(init=False)
    _names: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.styles = Styles(self.workbook)

    def say(self, key: str, /, **details: object) -> str:
        """Returns a text of this workbook in its language."""
        return text(f"register_book.{key}", self.language, **details)

    def causes(self, causes: Iterable[str]) -> list[str]:
        """Returns the causes in words."""
        return [text(f"penalties.{cause}", self.language) for cause in causes]

    def caps(self, caps: Iterable[str]) -> list[str]:
        """Returns the caps that bit in words, "" for none; several are joined by ";"."""
        words = {"": ""}
        for found in caps:
            if found not in words:
                words[found] = "、".join(
                    text(f"penalties.cap-{cap}", self.language) for cap in found.split(";")
                )
        return [words[found] for found in caps]

    def page(self, name: str, title: str = "", *, front: bool = False) -> Page:
        """Adds a sheet; `title` is its heading when that differs from its name."""
        sheet = self.workbook.add_worksheet(unique_sheet_name(name, self._names))
        sheet.set_tab_color(ACCENT if front else ACCENT_SOFT)
        sheet.hide_gridlines(2)
        return Page(self, sheet, title or name)


class Page(Layout):
    """One sheet of the register with title and period."""

    def __init__(self, book: Book, sheet, title: str) -> None:  # type: ignore[no-untyped-def]
        super().__init__(sheet, book.styles)
        self.book, self.say, self.title = book, book.say, title
        sheet.set_row(0, 30)
        put(sheet, 0, 0, f"{book.say('book')} · {title}", book.styles("title"))
        put(sheet, 1, 0, self.period(), book.styles("subtitle"))

    def period(self) -> str:
        """Returns period, tariffs and number of lines in one line."""
        register, say = self.book.register, self.say
        lines = say("line_count", count=len(register.lines))
        tariffs = "、".join(
            f"{tariff.name.say(self.book.language)} {tariff.version}" for tariff in register.tariffs
        )
        span = register.period
        shown = say("period", period=span.text, first=span.first, last=span.last) if span else ""
        return "　".join(
            part
            for part in (shown, say("tariffs", names=tariffs) if tariffs else "", lines)
            if part
        )

    def finish(self, header_row: int | None = None) -> None:
        """Sets widths, page setup and footer."""
        self.set_widths()
        span = self.book.register.period
        print_setup(
            self.sheet,
            f"{self.say('book')}  {span.text if span else ''}  {self.title}",
            header_row=header_row,
        )
