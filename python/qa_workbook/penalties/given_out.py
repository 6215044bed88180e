"""What was given out: the lines of every register that left the house, as they stood then.

A line that finance or an agent holds on paper never changes its number or its money on its own. The
ledger keeps them (`case_events`); of a case that occurs again the last line holds.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

from qa_workbook.codes import separated
from qa_workbook.errors import QaWorkbookError
from qa_workbook.penalties.caps import WAGE_MISSING

Identity = tuple[Hashable, ...]


class GivenOutDamaged(QaWorkbookError):
    """What an older program kept of registers given out can't be read. Needs `path`, `line`."""

    label = "penalties.given_out_damaged"


@dataclass(frozen=True)
class GivenLine:
    """One line as it was given out.

    From `scheme` to `code` is the identity of the case (`cases.IDENTITY`); `n` is its number among
    equal ones, `entry` the breach that has it. `day` is that of the call, `given_on` that of the
    register. `times`, `aggravated` and `deducted` (points) are what the sheet said. `why` and `cap`
    say what set the money; `confirmed` whether the tariff's amounts were more than examples.
    `number` is 凭单号, what people call the case: the month of the call and a count (`Numbering`).
    """

    case: str
    scheme: str
    recording: str
    inspector: str
    agent: str
    cause: str
    code: str
    n: int
    entry: str
    name: str
    day: date
    times: int
    aggravated: bool
    deducted: Decimal
    tariff: str
    tariff_version: str
    rule: str
    points: Decimal
    money_before_cap: Decimal
    money: Decimal
    cap: str
    why: str
    confirmed: bool
    given_on: date
    number: str = ""

    @property
    def identity(self) -> Identity:
        """The values of `cases.IDENTITY`."""
        return (self.scheme, self.recording, self.inspector, self.agent, self.cause, self.code)

    @property
    def is_open(self) -> bool:
        """Whether the line had no amount yet: something has to be mended first."""
        return bool(self.why) or WAGE_MISSING in separated(self.cap)

    def says_the_same(self, other: GivenLine) -> bool:
        """Whether both lines differ in nothing but the day on which they were given out."""
        return vars(self) | {"given_on": None} == vars(other) | {"given_on": None}

    @property
    def as_dict(self) -> dict[str, Any]:
        """Plain values: decimals as text, days as ISO dates."""
        # Thousands of lines are given out at once, so only what isn't plain yet is looked at.
        values = dict(vars(self))
        for name in _AMOUNTS:
            values[name] = f"{values[name]:f}"
        for name in _DAYS:
            values[name] = values[name].isoformat()
        return values


_AMOUNTS = ("deducted", "points", "money_before_cap", "money")
_DAYS = ("day", "given_on")


def read_line(values: Mapping[str, Any]) -> GivenLine:
    """Returns the line whose `as_dict` is `values`.

    Raises ValueError, KeyError, TypeError or ArithmeticError where they are none.
    """
    amounts = {name: Decimal(values[name]) for name in _AMOUNTS}
    days = {name: date.fromisoformat(values[name]) for name in _DAYS}
    return GivenLine(**{**values, **amounts, **days})


class Numbering:
    """Gives numbers `YYYY-MM-NNNN`, counted in each month of the calls and never used again."""

    def __init__(
        self, lines: Iterable[GivenLine] = (), used: Mapping[str, int] = MappingProxyType({})
    ) -> None:
        """Goes on after the numbers that `lines` have, and after the last `used` of each month."""
        self._last: defaultdict[str, int] = defaultdict(int, used)
        for line in lines:
            if line.number:
                month, _, count = line.number.rpartition("-")
                self._last[month] = max(self._last[month], int(count))

    def next(self, day: date) -> str:
        """Returns the number of the next new case whose call was on `day`."""
        month = day.isoformat()[:7]
        self._last[month] += 1
        return f"{month}-{self._last[month]:04d}"


@dataclass(frozen=True)
class GivenOut:
    """All lines given out, each as it was last, in the order in which their amounts were set."""

    lines: Mapping[str, GivenLine] = field(default_factory=dict)
    first_on: Mapping[str, date] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)
    """The last number of each month whose lines, or some of them, were deleted after their term."""
    _numbers: Mapping[Identity, dict[str, int]] = field(default_factory=dict)

    @classmethod
    def of(
        cls, lines: Iterable[GivenLine], used: Mapping[str, int] = MappingProxyType({})
    ) -> GivenOut:
        """Returns the memory of lines in the order in which they were given out."""
        last: dict[str, GivenLine] = {}
        first_on: dict[str, date] = {}
        for line in lines:
            before = last.get(line.case)
            first_on.setdefault(line.case, line.given_on)
            if before and replace(before, entry=line.entry) != line:
                del last[line.case]  # a new amount was set after those of the lines before
            last[line.case] = line
        numbers: defaultdict[Identity, dict[str, int]] = defaultdict(dict)
        for line in last.values():
            numbers[line.identity][line.entry] = line.n
        return cls(last, first_on, used, dict(numbers))

    @cached_property
    def renumbered(self) -> list[Identity]:
        """The identities of which a breach with another number than 1 was given out."""
        return [identity for identity, known in self._numbers.items() if max(known.values()) > 1]

    def numbers_of(self, identity: Identity) -> dict[str, int]:
        """Returns the numbers of the equal breaches that were given out, by their entry."""
        return self._numbers.get(identity, {})


def read_given_out(path: Path) -> list[GivenLine]:
    """Returns what an older program kept in a file of JSON lines, numbered in its order.

    Raises GivenOutDamaged.
    """
    lines: list[GivenLine] = []
    numbering, numbers = Numbering(), dict[str, str]()
    for place, text in enumerate(path.read_bytes().splitlines(), 1):
        try:
            line = read_line(json.loads(text))
        except (ValueError, KeyError, TypeError, ArithmeticError):
            raise GivenOutDamaged(path=path, line=place) from None
        if line.case not in numbers:
            numbers[line.case] = numbering.next(line.day)
        lines.append(replace(line, number=numbers[line.case]))
    return lines
