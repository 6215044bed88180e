"""抽检名单: which list went to whom, how much everybody has to hear, and what fell short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.links import MOST_LINKS, cell_link, relative_path
from qa_workbook.books.cloth.page import FIRST_ROW, Page, Total
from qa_workbook.books.cloth.style import SEVERITY, new_workbook
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.labels import text

_DAY = 6  # narrow, for a month has more than twenty of them


@dataclass(frozen=True)
class ListRow:
    """One sheet: for whom, with how many calls, and where it is; `kept` if somebody has begun."""

    inspector: str
    number: str
    file: Path
    day: int
    rounds: str
    calls: int
    project: str
    list_number: str
    kept: bool


@dataclass(frozen=True)
class Load:
    """What one inspector has to hear: the calls of each day of work, and the quota of a day.

    `quota` is None where the rules have none.
    """

    inspector: str
    number: str
    of_days: tuple[int, ...]
    quota: int | None


@dataclass(frozen=True)
class Short:
    """An agent of whom fewer calls were drawn than wanted, and why (in words)."""

    agent: str
    name: str
    team: str
    eligible: int
    wanted: int
    drawn: int
    why: str


@dataclass(frozen=True)
class Unheard:
    """A drawn call that nobody may listen to."""

    recording: str
    agent: str
    name: str
    team: str
    round: int


@dataclass(frozen=True)
class SampleLists:
    """Content of the workbook; `sheet` is the name of the scheme, `draw` the certificate."""

    period: str
    sheet: str
    draw: str
    rows: Sequence[ListRow]
    loads: Sequence[Load]
    shortfalls: Sequence[Short]
    unheard: Sequence[Unheard]


def write_list_book(path: Path, lists: SampleLists, language: str, home: Path) -> None:
    """Writes the workbook to `path`; links are seen from the folder `home`. Same input, same bytes.

    Raises OutputLocked.
    """
    with new_workbook(path, title=text("sampling_lists.book", language), result=True) as workbook:
        book = ResultBook(workbook, "sampling_lists", language)
        pages: list[Page] = [_RowsPage(book, lists, home), _LoadsPage(book, lists)]
        if lists.shortfalls:
            pages.append(_ShortPage(book, lists))
        if lists.unheard:
            pages.append(_UnheardPage(book, lists))
        for page in pages:
            page.write()


class _ListPage(Page):
    """A sheet of the workbook."""

    def __init__(self, book: ResultBook, name: str, lists: SampleLists) -> None:
        super().__init__(book, book.say(name))
        self.lists = lists

    def end(self) -> None:
        """Sets the page setup."""
        self.finish(f"{self.name}  {self.lists.period}  {self.lists.draw}", FIRST_ROW)


class _RowsPage(_ListPage):
    """A row per sheet."""

    def __init__(self, book: ResultBook, lists: SampleLists, home: Path) -> None:
        super().__init__(book, "rows", lists)
        self.home = home
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, rows = self.say, self.lists.rows
        states = [say("begun" if row.kept else "blank") for row in rows]
        tones = {say("begun"): SEVERITY["warning"], say("blank"): SEVERITY["none"]}
        return [
            TableColumn("inspector", say("inspector"), [row.inspector for row in rows], width=13),
            TableColumn("file", say("file"), [row.file.name for row in rows], "wrapped", 56),
            TableColumn("calls", say("calls"), [row.calls for row in rows], "integer", 9),
            TableColumn("day", say("day"), [row.day for row in rows], "integer", 8),
            TableColumn("rounds", say("rounds"), [row.rounds for row in rows], "centred", 9),
            TableColumn("project", say("project"), [row.project for row in rows], "wrapped", 14),
            TableColumn("state", say("state"), states, "centred", 13, tones=tones),
            TableColumn("list", say("list"), [row.list_number for row in rows], "centred", 15),
            TableColumn("number", say("number"), [row.number for row in rows], "centred", 11),
        ]

    def write(self) -> None:
        """Fills the sheet."""
        lists, say = self.lists, self.say
        calls = sum(row.calls for row in lists.rows)
        details = {"period": lists.period, "sheet": lists.sheet, "count": len(lists.rows)}
        self.heading(say("book"), say("subtitle", calls=calls, draw=lists.draw, **details))
        words = []
        if lists.shortfalls:
            words.append(say("some_short", count=len(lists.shortfalls), sheet=say("shortfalls")))
        if lists.unheard:
            words.append(say("some_unheard", count=len(lists.unheard), sheet=say("unheard")))
        self.notice(say("space").join(words))
        self.write_table(self.table)
        for number, row in enumerate(lists.rows[:MOST_LINKS]):
            link = cell_link(relative_path(row.file, self.home))
            self.write_link(self.table, "file", number, row.file.name, link)
        self.total(self.table, {"inspector": Total(say("total")), "calls": Total(calls, "integer")})
        self.filter(self.table, frozen=1)
        self.end()


class _LoadsPage(_ListPage):
    """A row per inspector, a column per day of work."""

    def __init__(self, book: ResultBook, lists: SampleLists) -> None:
        super().__init__(book, "loads", lists)
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        say, loads = self.say, self.lists.loads
        days = max((len(one.of_days) for one in loads), default=0)
        of_days = [[one.of_days[day] for one in loads] for day in range(days)]
        quotas = {one.quota for one in loads} - {None}
        most = max(filter(None, quotas), default=None)
        tones = {
            count: SEVERITY["warning"]
            for counts in of_days
            for count in counts
            if most is not None and count > most
        }
        columns = [
            TableColumn("inspector", say("inspector"), [one.inspector for one in loads], width=13),
            TableColumn("number", say("number"), [one.number for one in loads], "centred", 11),
            TableColumn("total", say("total"), [sum(one.of_days) for one in loads], "integer", 9),
        ]
        if quotas:
            values = [one.quota for one in loads]
            columns.append(TableColumn("quota", say("quota"), values, "integer", 11))
        for day, counts in enumerate(of_days, 1):
            heading = say("nth_day", day=day)
            columns.append(TableColumn(f"day{day}", heading, counts, "integer", _DAY, tones=tones))
        return columns

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(self.name, self.say("about_loads"))
        self.write_table(self.table)
        self.filter(self.table, frozen=1)
        self.end()


class _ShortPage(_ListPage):
    """The agents of whom there were too few calls."""

    def __init__(self, book: ResultBook, lists: SampleLists) -> None:
        super().__init__(book, "shortfalls", lists)
        say, rows = self.say, lists.shortfalls
        columns = [
            TableColumn("agent", say("agent"), [one.agent for one in rows], "centred", 12),
            TableColumn("name", say("name"), [one.name for one in rows], width=11),
            TableColumn("team", say("team"), [one.team for one in rows], width=13),
            TableColumn("wanted", say("wanted"), [one.wanted for one in rows], "integer", 9),
            TableColumn("eligible", say("eligible"), [one.eligible for one in rows], "integer", 9),
            TableColumn("drawn", say("drawn"), [one.drawn for one in rows], "integer", 9),
            TableColumn(
                "missing", say("missing"), [one.wanted - one.drawn for one in rows], "integer", 9
            ),
            TableColumn("why", say("why"), [one.why for one in rows], "wrapped", 44),
        ]
        self.table = self.place(FIRST_ROW, columns)

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(self.name, self.say("about_shortfalls"))
        self.write_table(self.table)
        self.filter(self.table)
        self.end()


class _UnheardPage(_ListPage):
    """The calls that nobody may listen to."""

    def __init__(self, book: ResultBook, lists: SampleLists) -> None:
        super().__init__(book, "unheard", lists)
        say, rows = self.say, lists.unheard
        columns = [
            TableColumn("recording", say("recording"), [one.recording for one in rows], width=24),
            TableColumn("agent", say("agent"), [one.agent for one in rows], "centred", 12),
            TableColumn("name", say("name"), [one.name for one in rows], width=11),
            TableColumn("team", say("team"), [one.team for one in rows], width=13),
            TableColumn("round", say("rounds"), [one.round for one in rows], "integer", 9),
        ]
        self.table = self.place(FIRST_ROW, columns)

    def write(self) -> None:
        """Fills the sheet."""
        self.heading(self.name, self.say("about_unheard"))
        self.write_table(self.table)
        self.filter(self.table)
        self.end()
