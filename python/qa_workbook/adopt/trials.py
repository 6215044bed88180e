"""Tries the readings that a sheet allows against the totals that it prints."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Literal

from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.marking import Marking
from qa_workbook.adopt.values import percent_of
from qa_workbook.adopt.ways import NAMES, Measure, Points, Way, WayName, tried, tried_without
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue

Blank = Literal["missing", "full", "zero", "not_applicable"]
BLANKS: tuple[Blank, ...] = ("missing", "full", "zero", "not_applicable")
_MOST = 300
"""Recordings that readings are tried on; more say nothing new."""
_FEW, _PROMISING = 20, 12
_UNREADABLE = Decimal("NaN")


@dataclass(frozen=True)
class Reading:
    """One way to understand the marks: what each item's words are worth as a fraction, its full
    mark, whether its numbers are taken off, and what an empty cell means.
    """

    fulls: tuple[Decimal | None, ...]
    weights: tuple[Decimal | None, ...]
    deducted: tuple[bool, ...]
    blank: Blank = "missing"
    inapplicable: Literal["", "left_out", "full", "zero"] = ""
    grouped: bool = False
    """Whether the weight of what doesn't apply stays in the group of the item."""


@dataclass(frozen=True)
class Row:
    """One recording with a printed total: what stands for its items, and what goes off beyond."""

    values: tuple[CellValue, ...]
    off: Decimal
    total: Decimal


@dataclass(frozen=True)
class Trial:
    """A reading with the way to the score that went best with it."""

    reading: Reading
    way: Way


class Trials:
    """The recordings of a kind that print a total, and what readings make of them.

    `worth` has by item the fraction of the full mark of each normalised word.
    """

    def __init__(
        self,
        items: Sequence[FoundItem],
        marking: Sequence[Marking],
        marks: MarkWords,
        worth: Sequence[dict[str, Decimal]],
        rows: Sequence[Row],
    ) -> None:
        self.items, self.marking, self.marks, self.worth = items, marking, marks, worth
        self.rows = rows[:_MOST]

    def best(self, readings: Sequence[Reading], names: Sequence[WayName] = NAMES) -> list[Trial]:
        """Returns the trials that give some total, those first that give the most of all rows.

        All are tried on a few rows, and what does best there on all of them.
        """
        few = self.rows[:: max(1, len(self.rows) // _FEW)]
        found = [
            trial
            for reading in readings
            for trial in self._tried(reading, self._fitting(reading, names), few)
        ]
        if len(few) < len(self.rows):
            promising = _sorted(found)[:_PROMISING]
            found = [
                trial
                for known in promising
                for trial in self._tried(known.reading, [known.way.name], self.rows)
            ]
        return _sorted(found)

    def _fitting(self, reading: Reading, names: Sequence[WayName]) -> list[WayName]:
        base = all(reading.deducted) and None in reading.fulls
        return [name for name in names if (name == "base") == base]

    def _tried(
        self, reading: Reading, names: Sequence[WayName], rows: Sequence[Row]
    ) -> list[Trial]:
        points = list(self._points(reading, rows))
        groups = tuple(item.group for item in self.items) if reading.grouped else ()
        measure = Measure(reading.fulls, reading.weights, groups)
        return [Trial(reading, way) for way in tried(names, points, measure) if way.agreed]

    def without_one(self, reading: Reading) -> list[Trial]:
        """Returns the sums that give all totals once one item is left out of them."""
        measure = Measure(reading.fulls, reading.weights)
        ways = tried_without("sum", list(self._points(reading, self.rows)), measure)
        return [Trial(reading, way) for way in ways if way.holds]

    def _points(self, reading: Reading, rows: Sequence[Row]) -> Iterator[Points]:
        for row in rows:
            marks = tuple(
                self._mark(place, value, reading) for place, value in enumerate(row.values)
            )
            if not any(mark is not None and mark.is_nan() for mark in marks):
                yield Points(marks, row.off, row.total)

    def _mark(self, place: int, value: CellValue, reading: Reading) -> Decimal | None:
        """The mark of an item, None where it is left out, NaN where it can't be known."""
        full = reading.fulls[place]
        if blank(value):
            nothing_off = full if full is not None or not reading.deducted[place] else Decimal(0)
            rules = {"full": nothing_off, "zero": Decimal(0), "not_applicable": None}
            return rules.get(reading.blank, _UNREADABLE)
        if self.marks.is_inapplicable(value) and normal(words(value)) not in self.worth[place]:
            kinds = {"left_out": None, "full": full, "zero": Decimal(0)}
            return kinds.get(reading.inapplicable, _UNREADABLE)
        return self._given(place, value, reading)

    def _given(self, place: int, value: CellValue, reading: Reading) -> Decimal:
        full = reading.fulls[place]
        said = normal(words(value))
        if said in self.worth[place]:
            return self.worth[place][said] * (full or Decimal(1))
        percent = percent_of(value)
        number = percent if percent is not None else self.marks.number(value)
        if number is None:
            return _UNREADABLE
        if not reading.deducted[place]:
            return number * 100 if self.marking[place].fractions and percent is None else number
        return abs(number) if full is None else full - abs(number)


def _sorted(trials: Sequence[Trial]) -> list[Trial]:
    return sorted(trials, key=lambda trial: (-trial.way.agreed, not trial.way.holds))


def readings(
    fulls: Sequence[tuple[Decimal | None, ...]],
    weights: Sequence[tuple[Decimal | None, ...]],
    deducted: Sequence[tuple[bool, ...]],
    blanks: Sequence[Blank],
) -> list[Reading]:
    """Returns all readings that are made of some full marks, weights, deductions and blanks."""
    every = product(deducted, blanks, fulls, weights)
    return [Reading(full, weight, taken, rule) for taken, rule, full, weight in every]
