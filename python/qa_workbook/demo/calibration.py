"""Marks of a calibration session as people would give them: strict, lenient, careful, careless."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.frames import MARK
from qa_workbook.scheme.indicators import Indicator
from qa_workbook.scheme.model import Scheme

Marks = dict[str, dict[str, Decimal | None]]
"""By recording and item; None where the cell was left empty."""


@dataclass(frozen=True)
class Manner:
    """How somebody marks: how often a step below and above the gold mark, how often anything.

    `forgotten` is how often a cell stays empty. All are shares of the marks.
    """

    lower: float = 0.0
    higher: float = 0.0
    wild: float = 0.0
    forgotten: float = 0.0


CAREFUL = Manner(lower=0.05, higher=0.05)
STRICT = Manner(lower=0.45, higher=0.02)
LENIENT = Manner(lower=0.02, higher=0.60)
CARELESS = Manner(lower=0.15, higher=0.15, wild=0.15, forgotten=0.04)


def gold_marks(scheme: Scheme, recordings: Sequence[str], dice: random.Random) -> Marks:
    """Returns marks as a lead gives them: most full, some a step or two below."""
    return {
        recording: {item.id: _gold(scheme, item, dice) for item in _items(scheme)}
        for recording in recordings
    }


def believable_marks(
    scheme: Scheme, gold: Marks, manners: Mapping[str, Manner], dice: random.Random
) -> dict[str, Marks]:
    """Returns the marks that each inspector gives the same recordings, by name."""
    return {name: _marked(scheme, gold, manner, dice) for name, manner in manners.items()}


def marked_again(scheme: Scheme, marks: Marks, manner: Manner, dice: random.Random) -> Marks:
    """Returns what the same inspector gives the same recordings once more, not knowing it."""
    wavering = Manner(manner.lower / 4, manner.higher / 4, manner.wild, manner.forgotten)
    return _marked(scheme, marks, wavering, dice)


def pack_rows(marks: Marks, about: Mapping[str, Mapping[str, object]]) -> list[dict[str, object]]:
    """Returns marks as rows of a filled score sheet (`books.score_sheet.template.Filled`).

    `about` has what else stands in the row of each recording: call_date, agent, name.
    """
    return [
        {
            "recording": recording,
            **about.get(recording, {}),
            **{f"{MARK}{item}": mark for item, mark in given.items() if mark is not None},
        }
        for recording, given in marks.items()
    ]


def _items(scheme: Scheme) -> list[Indicator]:
    return [item for item in scheme.items if item.scale]


def _steps(scheme: Scheme, item: Indicator) -> list[Decimal]:
    """The marks in rising order; of a scale with hundreds of them every twentieth of it."""
    scale = scheme.scale_of(item)
    parts = 20
    width = scale.full - scale.lowest
    return list(scale.allowed) or [
        scale.lowest + (width * part / parts).quantize(Decimal(1)) for part in range(parts + 1)
    ]


def _gold(scheme: Scheme, item: Indicator, dice: random.Random) -> Decimal:
    steps = _steps(scheme, item)
    lost = dice.choices((0, 1, 2), (6, 3, 1))[0]
    return steps[max(0, len(steps) - 1 - lost)]


def _marked(scheme: Scheme, gold: Marks, manner: Manner, dice: random.Random) -> Marks:
    items = {item.id: _steps(scheme, item) for item in _items(scheme)}
    return {
        recording: {id_: _mark(items[id_], mark, manner, dice) for id_, mark in marks.items()}
        for recording, marks in gold.items()
    }


def _mark(
    steps: Sequence[Decimal], mark: Decimal | None, manner: Manner, dice: random.Random
) -> Decimal | None:
    kinds = (manner.lower, manner.higher, manner.wild, manner.forgotten)
    kind = dice.choices((*range(4), -1), (*kinds, 1 - sum(kinds)))[0]
    if mark is None or kind == 3:
        return None
    if kind == 2:
        return dice.choice(steps)
    place = steps.index(mark) + {0: -1, 1: 1}.get(kind, 0)
    return steps[min(max(place, 0), len(steps) - 1)]
