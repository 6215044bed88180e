"""扣分凭单 (S6): one A4 page per case, which prints as it looks.

The rows of a page have fixed heights that add up to less than a page, for Excel and Calc cut pages
by themselves otherwise; of texts that are too long the rest is left out and said to be.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import ACCENT, SEVERITY, put, wrapped_lines
from qa_workbook.books.papers.book import PaperBook, PaperPage
from qa_workbook.books.papers.model import Slip, Step
from qa_workbook.books.register.lines import PROCEDURE
from qa_workbook.labels import text

WIDTHS = (14.0, 25.0, 14.0, 25.0)
_INDENT = 2  # what the indent of a cell takes of its width
_WIDE = WIDTHS[1] + WIDTHS[2] + WIDTHS[3] - _INDENT
_PAGE = 720.0  # points of A4 between head and foot, less what programs differ by
_ROW, _LINE, _TITLE, _SECTION, _FOOT = 18.0, 13.5, 28.0, 22.0, 30.0
_SIGNED, _LEAST_SIGNED = 38.0, 20.0


@dataclass(frozen=True)
class _Room:
    """How much of a slip is shown: steps, lines of a short cell, and lines by field."""

    steps: int
    short: int
    lines: Mapping[str, int]


_ROOMS = (
    _Room(
        7, 2, {"clause": 3, "remark": 6, "set_by": 3, "source": 2, "actions": 2, "appeal_how": 4}
    ),
    _Room(
        5, 2, {"clause": 2, "remark": 4, "set_by": 2, "source": 2, "actions": 2, "appeal_how": 4}
    ),
    _Room(
        3, 1, {"clause": 2, "remark": 3, "set_by": 2, "source": 2, "actions": 1, "appeal_how": 4}
    ),
    _Room(
        2, 1, {"clause": 2, "remark": 2, "set_by": 1, "source": 2, "actions": 1, "appeal_how": 3}
    ),
)
"""From ample to narrow: a slip takes the first in which it fits a page."""


class _Nowhere:
    """A sheet on which nothing is written, to measure how high something would be."""

    def __getattr__(self, name: str) -> Callable[..., None]:
        return lambda *_arguments, **_named: None


_OF_COMPLAINTS = {
    "day": "received",
    "recording": "ticket",
    "scheme": "form",
    "remark": "complaint_remark",
}
"""What fields are called where the slip is about a complaint, by what they are called else."""


class SlipPage(PaperPage):
    """Slips one below the other, a printed page each."""

    def __init__(
        self, book: PaperBook, name: str, slips: Sequence[Slip], organisation: str
    ) -> None:
        super().__init__(book, name, colour=ACCENT)
        self.slips = slips
        self.organisation = organisation
        self._row = 0
        self._height = 0.0
        self._room = _ROOMS[0]
        self._labels: Mapping[str, str] = {}

    def write(self) -> None:
        """Fills the sheet."""
        breaks = []
        for slip in self.slips:
            self._room = next(room for room in _ROOMS if self._fits(slip, room))
            self._height = 0.0
            self._one(slip)
            breaks.append(self._row)
        self._print_setup(breaks)

    def _fits(self, slip: Slip, room: _Room) -> bool:
        """Whether a slip fits a page; the narrowest room is taken in any case."""
        row, sheet = self._row, self.sheet
        self._room, self._height = room, 0.0
        self.sheet = _Nowhere()  # type: ignore[assignment]
        self._one(slip)
        self._row, self.sheet = row, sheet
        return self._height <= _PAGE or room is _ROOMS[-1]

    def _print_setup(self, breaks: list[int]) -> None:
        """A page each: breaks by hand, which only count where nothing is fitted to pages."""
        for column, width in enumerate(WIDTHS):
            self.sheet.set_column(column, column, width)
        self.finish(self.say("slip"))
        self.sheet.set_portrait()
        self.sheet.fit_page = 0
        self.sheet.set_print_scale(100)
        self.sheet.center_horizontally()
        self.sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
        self.sheet.print_area(0, 0, self._row - 1, len(WIDTHS) - 1)
        self.sheet.set_h_pagebreaks(breaks[:-1])

    def _one(self, slip: Slip) -> None:
        self._title(slip)
        self._labels = _OF_COMPLAINTS if slip.is_complaint else {}
        for fields in self._pairs(slip):
            self._pair(*fields)
        for key, words in self._wide(slip):
            if words:
                self._field(key, words, self._room.lines.get(key, 1))
        self._field("appeal_how", self._appeal(slip), self._room.lines["appeal_how"])
        self._steps(slip.steps)
        self._signatures()
        self._foot(slip)

    def _title(self, slip: Slip) -> None:
        last = len(WIDTHS) - 1
        title = self.styles("title", align="center")
        self.sheet.merge_range(self._row, 0, self._row, last, "", title)
        put(self.sheet, self._row, 0, self.say("slip"), title)
        self._next(_TITLE)
        said = [self.say("slip_number", number=slip.number)]
        said.append(self.say("slip_day", day=slip.given_on.isoformat()))
        if self.organisation:
            said.append(self.organisation)
        line = self.styles("plain", align="center", bold=True)
        self.sheet.merge_range(self._row, 0, self._row, last, "", line)
        put(self.sheet, self._row, 0, "　".join(said), line)
        self._next(_ROW)
        if slip.examples:
            red = self.styles("plain", align="center", font_color=SEVERITY["error"].font, bold=True)
            self.sheet.merge_range(self._row, 0, self._row, last, "", red)
            put(self.sheet, self._row, 0, self.say("examples"), red)
            self._next(_ROW)

    def _pairs(self, slip: Slip) -> Iterator[tuple[str, object, str, object]]:
        versions = f"{slip.scheme} {slip.version}".strip()
        tariff = f"{slip.tariff} {slip.tariff_version}".strip()
        yield "agent", f"{slip.agent}　{slip.name}", "team", slip.team
        yield "day", slip.day.isoformat(), "recording", slip.recording or self.say("no_recording")
        if slip.inspector or slip.project:
            yield "inspector", slip.inspector or self.say("kept_back"), "project", slip.project
        if slip.is_complaint:
            yield "scheme", versions, "points", slip.points
            yield "tariff", tariff, "rule", slip.rule
        else:
            yield "scheme", versions, "score", slip.score
            yield "tariff", tariff, "rule", slip.rule
            yield "lost", slip.lost, "points", slip.points
        yield "money_before_cap", slip.money_before_cap, "money", slip.money

    def _wide(self, slip: Slip) -> Iterator[tuple[str, str]]:
        times = self.say("times_said", count=slip.times) if slip.times > 1 else ""
        worse = self.say("aggravated_said") if slip.aggravated else ""
        yield "clause", f"{slip.cause}：{slip.clause}{times}{worse}"
        yield "remark", slip.remark or self.say("no_remark")
        yield "nature", slip.nature
        yield "set_by", slip.set_by or self.say("set_by_tariff")
        if slip.carried:
            yield "carried", self.say("carried_said", money=f"{slip.carried:f}")
        yield "actions", self.say("comma").join(slip.actions)
        yield "source", slip.source or self.say("source_kept_back", case=slip.case)
        until = f"　{self.say('waits_until', until=slip.deadline)}" if slip.deadline else ""
        yield "state", f"{slip.state}{until}"

    def _appeal(self, slip: Slip) -> str:
        if slip.is_over:
            return self.say("appeal_over")
        key = "appeal_until" if slip.appeal_until else "appeal_open"
        return self.say(key, until=slip.appeal_until)

    def _heading(self, key: str) -> str:
        """What a field is called."""
        return self.say(self._labels.get(key, key))

    def _pair(self, left: str, first: object, right: str, second: object) -> None:
        label = self.styles("label", shrink=True)
        width = WIDTHS[1] - _INDENT
        lines = max(self._lines(first, width), self._lines(second, width))
        for column, key, value in ((0, left, first), (2, right, second)):
            put(self.sheet, self._row, column, self._heading(key), label)
            put(
                self.sheet,
                self._row,
                column + 1,
                self._cut(value, width, self._room.short),
                self._cell(key),
            )
        self._next(max(_ROW, 5 + _LINE * min(lines, self._room.short)))

    def _cell(self, key: str) -> Format:
        number = {"money": "money", "money_before_cap": "money", "points": "General"}.get(key)
        return self.styles(
            "wrapped", number, align="left", indent=1, bold=key in ("points", "money")
        )

    def _field(self, key: str, words: str, most: int) -> None:
        put(self.sheet, self._row, 0, self._heading(key), self.styles("label", shrink=True))
        style = self.styles("wrapped", indent=1)
        self.sheet.merge_range(self._row, 1, self._row, len(WIDTHS) - 1, "", style)
        put(self.sheet, self._row, 1, self._cut(words, _WIDE, most), style)
        self._next(max(_ROW, 5 + _LINE * min(most, self._lines(words, _WIDE))))

    @staticmethod
    def _lines(value: object, width: float) -> int:
        return wrapped_lines(value, width) if isinstance(value, str) else 1

    def _cut(self, value: object, width: float, most: int) -> object:
        """As much of a text as `most` lines hold; that there is more is said."""
        if not isinstance(value, str) or wrapped_lines(value, width) <= most:
            return value
        more = self.say("cut" if width > WIDTHS[1] else "more")
        words = " ".join(value.split())
        while words and wrapped_lines(words + more, width) > most:
            words = words[: -max(1, len(words) // 20)]
        return words + more

    def _steps(self, steps: Sequence[Step]) -> None:
        self._row_of_section("steps")
        shown = list(steps)[-self._room.steps :]
        if left := len(steps) - len(shown):
            self._field("steps_before", self.say("steps_left", count=left), 1)
        for step in shown:
            said = f"{step.what}（{step.who}）" + (f"：{step.reason}" if step.reason else "")
            put(self.sheet, self._row, 0, step.at, self.styles("centred", font_size=9))
            style = self.styles("wrapped", indent=1)
            self.sheet.merge_range(self._row, 1, self._row, len(WIDTHS) - 1, "", style)
            put(self.sheet, self._row, 1, self._cut(said, _WIDE, 1), style)
            self._next(_ROW)

    def _row_of_section(self, key: str) -> None:
        self.section(self._row, self.say(key), len(WIDTHS))
        self._next(_SECTION)

    def _signatures(self) -> None:
        """A line for every step of the procedure, as high as the page has room for."""
        self._row_of_section("signatures")
        room = (_PAGE - self._height - _FOOT) / len(PROCEDURE)
        height = max(_LEAST_SIGNED, min(_SIGNED, room))
        label, cell = self.styles("label", shrink=True), self.styles("wrapped")
        for key in PROCEDURE:
            put(self.sheet, self._row, 0, text(f"register_book.{key}", self.book.language), label)
            put(self.sheet, self._row, 1, None, cell)
            signed = text("register_book.date_and_name", self.book.language)
            put(self.sheet, self._row, 2, signed, label)
            put(self.sheet, self._row, 3, None, cell)
            self._next(height)

    def _foot(self, slip: Slip) -> None:
        style = self.styles("note")
        self.sheet.merge_range(self._row, 0, self._row, len(WIDTHS) - 1, "", style)
        said = self.say("law_over" if slip.is_over else "law_open")
        put(self.sheet, self._row, 0, f"{said}　{self.say('case')} {slip.case}", style)
        self._next(_FOOT)

    def _next(self, height: float) -> None:
        """Ends a row, which is so many points high."""
        self.sheet.set_row(self._row, height)
        self._height += height
        self._row += 1
