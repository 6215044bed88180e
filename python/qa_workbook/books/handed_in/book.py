"""缺交名单: a row per inspector, the files that arrived, and who else handed in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS, cell_link, relative_path
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import DEPTH, SEVERITY, Tone, new_workbook
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.handed_in.model import STATES, Arrived, HandedIn
from qa_workbook.labels import text

_TONES: dict[str, Tone] = {
    "missing": SEVERITY["error"],
    "faulty": DEPTH[1],
    "partial": SEVERITY["warning"],
    "handed_in": SEVERITY["none"],
}


def write_handed_in_book(
    path: Path, found: HandedIn, language: str, *, inbox: Path, home: Path
) -> None:
    """Writes the list to `path`; its links are seen from the folder `home`.

    Raises OutputLocked. Same input, same bytes.
    """
    with new_workbook(path, title=text("handed_in.book", language), result=True) as workbook:
        book = ResultBook(workbook, "handed_in", language, inbox=inbox, folder=home)
        pages: list[Page] = [_InspectorsPage(book, found, home)]
        if found.files:
            pages.append(_FilesPage(book, found))
        if found.others:
            pages.append(_OthersPage(book, found))
        for page in pages:
            page.write()


class _ListPage(Page):
    """A page with one table."""

    def __init__(self, book: ResultBook, name: str, found: HandedIn) -> None:
        super().__init__(book, book.say(name))
        self.found = found
        self.table = self.place(FIRST_ROW, self.columns())

    def columns(self) -> list[TableColumn]:
        """Returns the columns of the table."""
        raise NotImplementedError

    def close(self, title: str, subtitle: str, frozen: int = 0) -> None:
        """Writes what stands above the table, and sets up the page."""
        self.heading(title, subtitle)
        self.filter(self.table, frozen)
        self.finish(f"{self.say('book')}  {self.found.period}", FIRST_ROW)

    def texts(self, key: str, values: Sequence[str], width: float) -> TableColumn:
        """Returns a column of words that wrap."""
        return TableColumn(key, self.say(key), values, "wrapped", width)

    def counts(self, arrived: Sequence[Arrived], *keys: str) -> list[TableColumn]:
        """Returns a column of numbers for each key of what arrived."""
        return [
            TableColumn(key, self.say(key), [getattr(one, key) for one in arrived], "integer", 9)
            for key in keys
        ]

    def last_day(self, arrived: Sequence[Arrived]) -> TableColumn:
        """Returns the column of the last days."""
        return TableColumn("last", self.say("last"), [one.last for one in arrived], "date", 12)


class _InspectorsPage(_ListPage):
    """Who has to hand in, and what arrived."""

    def __init__(self, book: ResultBook, found: HandedIn, home: Path) -> None:
        self.home = home
        super().__init__(book, "inspectors", found)

    def columns(self) -> list[TableColumn]:
        """Returns a column for each thing to know of an inspector."""
        say, rows = self.say, self.found.inspectors
        arrived = [row.arrived for row in rows]
        states = [say(row.state) for row in rows]
        tones = {say(state): tone for state, tone in _TONES.items()}
        expected = [row.expected for row in rows]
        packs = [say("open") if row.pack else "" for row in rows]
        return [
            TableColumn("inspector", say("inspector"), [row.inspector for row in rows], width=13),
            TableColumn("state", say("state"), states, "centred", 11, tones=tones),
            TableColumn("expected", say("expected"), expected, "integer", 9),
            *self.counts(arrived, "recordings", "rejected", "files", "errors", "warnings"),
            self.last_day(arrived),
            self.texts("note", [row.note for row in rows], 28),
            self.texts("team", [row.team for row in rows], 12),
            self.texts("project", [row.project for row in rows], 12),
            TableColumn("held", say("held"), [row.held for row in rows], "centred"),
            TableColumn("number", say("number"), [row.number for row in rows], "centred", 11),
            self.texts("pack", packs, 9),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        found = self.found
        counts = {state: found.count(state) for state in STATES}
        subtitle = self.say("subtitle", period=found.period, all=len(found.inspectors), **counts)
        self.notice(found.notice)
        self.write_table(self.table)
        for number, row in enumerate(found.inspectors[:MOST_LINKS]):
            if row.pack:
                link = cell_link(relative_path(row.pack, self.home))
                self.write_link(self.table, "pack", number, self.say("open"), link)
        self.close(self.say("book"), subtitle, 1)


class _FilesPage(_ListPage):
    """A row per file and inspector."""

    def __init__(self, book: ResultBook, found: HandedIn) -> None:
        super().__init__(book, "file_sheet", found)

    def columns(self) -> list[TableColumn]:
        """Returns a column for each thing to know of a file."""
        say, rows = self.say, self.found.files
        arrived = [row.arrived for row in rows]
        return [
            self.texts("file", [row.file for row in rows], 46),
            TableColumn("inspector", say("inspector"), [row.inspector for row in rows], width=13),
            *self.counts(arrived, "recordings", "rejected", "errors", "warnings"),
            self.last_day(arrived),
            self.texts("note", [row.note for row in rows], 40),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_table(self.table)
        for number, row in enumerate(self.found.files[:MOST_LINKS]):
            path = self.book.source_path(row.file)
            self.write_link(self.table, "file", number, row.file, cell_link(path) if path else "")
        self.close(self.say("file_sheet"), self.say("about_files"))


class _OthersPage(_ListPage):
    """Who handed in and isn't an inspector of the period."""

    def __init__(self, book: ResultBook, found: HandedIn) -> None:
        super().__init__(book, "others", found)

    def columns(self) -> list[TableColumn]:
        """Returns a column for each thing to know of them."""
        say, rows = self.say, self.found.others
        arrived = [row.arrived for row in rows]
        return [
            TableColumn("inspector", say("inspector"), [row.inspector for row in rows], width=16),
            TableColumn("number", say("number"), [row.number for row in rows], "centred", 11),
            self.texts("why", [row.why for row in rows], 46),
            *self.counts(arrived, "recordings", "rejected", "files"),
            self.last_day(arrived),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_table(self.table)
        self.close(self.say("others"), self.say("about_others"))
