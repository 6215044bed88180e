"""名单: who got which blank sheet, with a link to each, and whom nobody checks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS, cell_link, relative_path
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.style import SEVERITY, new_workbook
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.labels import text


@dataclass(frozen=True)
class PackRow:
    """One blank sheet: for whom, for which agents, and where it is.

    `held` says from when to when, "" for all of the period. `filled` counts the rows that are
    filled in, None where somebody has begun with the sheet, which then was left as it is (`kept`).
    """

    inspector: str
    number: str
    team: str
    project: str
    held: str
    agents: int
    filled: int | None
    file: Path
    kept: bool
    note: str


@dataclass(frozen=True)
class PackList:
    """What the list says: the period, the name of the sheet, its rows, agents without inspector.

    `unassigned` are number, name, team and project of each.
    """

    period: str
    sheet: str
    rows: Sequence[PackRow]
    unassigned: Sequence[tuple[str, str, str, str]]


def write_packs_book(path: Path, packs: PackList, language: str, home: Path) -> None:
    """Writes the list to `path`; links are seen from the folder `home`. Same input, same bytes.

    Raises OutputLocked.
    """
    with new_workbook(path, title=text("packs.book", language), result=True) as workbook:
        book = ResultBook(workbook, "packs", language)
        pages: list[Page] = [_RowsPage(book, packs, home)]
        if packs.unassigned:
            pages.append(_UnassignedPage(book, packs))
        for page in pages:
            page.write()


class _RowsPage(Page):
    """A row per blank sheet."""

    def __init__(self, book: ResultBook, packs: PackList, home: Path) -> None:
        super().__init__(book, book.say("rows"))
        self.packs, self.home = packs, home
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, rows = self.say, self.packs.rows
        states = [say("kept" if row.kept else "blank") for row in rows]
        tones = {say("kept"): SEVERITY["warning"], say("blank"): SEVERITY["none"]}
        return [
            TableColumn("inspector", say("inspector"), [row.inspector for row in rows], width=13),
            TableColumn("file", say("file"), [row.file.name for row in rows], "wrapped", 42),
            TableColumn("agents", say("agents"), [row.agents for row in rows], "integer", 9),
            TableColumn("filled", say("filled"), [row.filled for row in rows], "integer", 9),
            TableColumn("state", say("state"), states, "centred", 13, tones=tones),
            TableColumn("team", say("team"), [row.team for row in rows], "wrapped", 14),
            TableColumn("project", say("project"), [row.project for row in rows], "wrapped", 14),
            TableColumn("note", say("note"), [row.note for row in rows], "wrapped", 40),
            TableColumn("held", say("held"), [row.held for row in rows], "centred"),
            TableColumn("number", say("number"), [row.number for row in rows], "centred", 11),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        packs = self.packs
        details = {"period": packs.period, "sheet": packs.sheet, "count": len(packs.rows)}
        self.heading(self.say("book"), self.say("subtitle", **details))
        if packs.unassigned:
            self.notice(self.say("some_unassigned", count=len(packs.unassigned)))
        self.write_table(self.table)
        for number, row in enumerate(packs.rows[:MOST_LINKS]):
            link = cell_link(relative_path(row.file, self.home))
            self.write_link(self.table, "file", number, row.file.name, link)
        self.filter(self.table, frozen=1)
        self.finish(f"{self.say('book')}  {packs.period}", FIRST_ROW)


class _UnassignedPage(Page):
    """The agents who are in nobody's sheet."""

    def __init__(self, book: ResultBook, packs: PackList) -> None:
        super().__init__(book, book.say("unassigned"))
        self.packs = packs
        keys = ("agent", "name", "team", "project")
        kinds = ("centred", "text", "text", "text")
        columns = zip(*packs.unassigned, strict=True)
        self.table = self.place(
            FIRST_ROW,
            [
                TableColumn(key, self.say(key), list(values), kind, 16)
                for key, kind, values in zip(keys, kinds, columns, strict=True)
            ],
        )

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(self.say("unassigned"), self.say("about_unassigned"))
        self.write_table(self.table)
        self.filter(self.table)
        self.finish(f"{self.say('unassigned')}  {self.packs.period}", FIRST_ROW)
