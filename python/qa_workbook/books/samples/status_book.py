"""抽检进度: what was drawn, scored, missing, replaced, or scored undrawn.

A line per inspector comes first, then lists and agents, and last the recordings themselves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page, Total
from qa_workbook.books.cloth.style import SEVERITY, new_workbook
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.labels import text


@dataclass(frozen=True)
class InspectorLine:
    """All lists of one inspector with their counts of calls."""

    inspector: str
    lists: int
    calls: int
    scored: int
    missing: int
    replaced: int


@dataclass(frozen=True)
class ListLine:
    """One list with its counts of calls."""

    inspector: str
    list: str
    day: int
    rounds: str
    calls: int
    scored: int
    missing: int
    replaced: int


@dataclass(frozen=True)
class AgentLine:
    """One agent: calls wanted, drawn, scored, missing, replaced, and scored without being drawn."""

    agent: str
    name: str
    team: str
    wanted: int
    drawn: int
    scored: int
    missing: int
    replaced: int
    undrawn: int


@dataclass(frozen=True)
class MissingLine:
    """A drawn call without a score."""

    inspector: str
    list: str
    recording: str
    agent: str
    name: str
    team: str
    day: date
    round: int


@dataclass(frozen=True)
class UndrawnLine:
    """A random score of a call that stands on no list."""

    recording: str
    agent: str
    name: str
    inspector: str


@dataclass(frozen=True)
class SampleStatus:
    """The state of the lists of one scheme; `sheet` is its name."""

    scheme: str
    sheet: str
    lists: Sequence[ListLine]
    agents: Sequence[AgentLine]
    missing: Sequence[MissingLine]
    undrawn: Sequence[UndrawnLine]

    @property
    def inspectors(self) -> Sequence[InspectorLine]:
        """The lists added up, a line per inspector."""
        own = defaultdict[str, list[ListLine]](list)
        for line in self.lists:
            own[line.inspector].append(line)
        return [_added_up(inspector, lines) for inspector, lines in own.items()]

    @property
    def calls(self) -> int:
        """How many calls stand on the lists."""
        return sum(line.calls for line in self.lists)

    @property
    def scored(self) -> int:
        """How many of them have a score."""
        return sum(line.scored for line in self.lists)

    @property
    def replaced(self) -> int:
        """How many were replaced."""
        return sum(line.replaced for line in self.lists)


def _added_up(inspector: str, lines: Sequence[ListLine]) -> InspectorLine:
    counts = ("calls", "scored", "missing", "replaced")
    sums = {key: sum(getattr(line, key) for line in lines) for key in counts}
    return InspectorLine(inspector, len(lines), **sums)


_KINDS = {
    "agent": ("centred", 12),
    "name": ("text", 11),
    "team": ("text", 13),
    "inspector": ("text", 13),
    "list": ("centred", 15),
    "recording": ("text", 24),
    "rounds": ("centred", 9),
    "call_day": ("date", 12),
}
_PAGES = {
    "inspectors": ("inspector", "lists", "calls", "scored", "missing", "replaced"),
    "lists": ("inspector", "list", "day", "rounds", "calls", "scored", "missing", "replaced"),
    "agents": (
        "agent", "name", "team", "wanted", "drawn", "scored", "missing", "replaced", "undrawn",
    ),
    "missing": ("inspector", "list", "recording", "agent", "name", "team", "call_day", "round"),
    "undrawn": ("recording", "agent", "name", "inspector"),
}  # fmt: skip
_SUMS = {"lists", "calls", "wanted", "drawn", "scored", "missing", "replaced", "undrawn"}
_ATTRIBUTE = {"call_day": "day"}
_RECORDINGS = ("missing", "undrawn")  # a row per recording: thousands in a large centre
_UPRIGHT = ("inspectors", *_RECORDINGS)


def write_status_book(
    path: Path, schemes: Sequence[SampleStatus], period: str, language: str
) -> None:
    """Writes the state of the samples of a period. Same input, same bytes. Raises OutputLocked."""
    title = text("sampling_lists.status_book", language)
    with new_workbook(path, title=title, result=True) as workbook:
        book = ResultBook(workbook, "sampling_lists", language)
        pages = [
            _StatusPage(book, part, status, period, several=len(schemes) > 1)
            for status in schemes
            for part in _PAGES
            if part not in _RECORDINGS or getattr(status, part)
        ]
        for page in pages:
            page.write()


class _StatusPage(Page):
    """One table of the state of a scheme."""

    def __init__(
        self, book: ResultBook, part: str, status: SampleStatus, period: str, *, several: bool
    ) -> None:
        name = book.say(f"status_{part}")
        super().__init__(book, f"{name} {status.sheet}" if several else name)
        self.part, self.status, self.period = part, status, period
        self.lines: Sequence[object] = getattr(status, part)
        self.table = self.place(FIRST_ROW, [self._column(key) for key in _PAGES[part]])

    def _column(self, key: str) -> TableColumn:
        values = [getattr(line, _ATTRIBUTE.get(key, key)) for line in self.lines]
        kind, width = _KINDS.get(key, ("integer", 9))
        warned = key == "missing" and self.part not in _RECORDINGS
        tones = {value: SEVERITY["warning"] for value in values if value} if warned else {}
        return TableColumn(key, self.say(key), values, kind, width, tones=tones)

    def write(self) -> None:
        """Fills the sheet."""
        status, say = self.status, self.say
        counts = {"calls": status.calls, "scored": status.scored, "missing": len(status.missing)}
        more = {"replaced": status.replaced, "undrawn": len(status.undrawn), "sheet": status.sheet}
        title = f"{say('status_book')} · {say(f'status_{self.part}')}"
        self.heading(title, f"{self.period}　{say('told_status', **counts, **more)}")
        self.notice(say(f"about_status_{self.part}"))
        self.write_table(self.table)
        sums = {
            key: Total(sum(getattr(line, key) for line in self.lines), "integer")
            for key in _PAGES[self.part]
            if key in _SUMS
        }
        if sums and self.lines:
            self.total(self.table, {_PAGES[self.part][0]: Total(say("total")), **sums})
        self.filter(self.table, frozen=1)
        self.finish(f"{title}  {self.period}", FIRST_ROW)
        if self.part in _UPRIGHT:
            self.sheet.set_portrait()
