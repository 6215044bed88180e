"""How the marks of a recording may come to its score, and which way the sheet itself goes.

The totals that a sheet prints are the witness: the way that gives all of them is the scheme's.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

WayName = Literal["sum", "weighted", "scaled", "mean", "base"]
NAMES: tuple[WayName, ...] = ("sum", "weighted", "scaled", "mean", "base")
HUNDRED = Decimal(100)
_HALF = Fraction(1, 2)


@dataclass(frozen=True)
class Points:
    """One recording: its marks by item (None: left out), what is taken off beyond them, and the
    total that the sheet prints.
    """

    marks: tuple[Decimal | None, ...]
    off: Decimal
    total: Decimal


@dataclass(frozen=True)
class Measure:
    """What marks are measured by: full marks and weights of the items; None where unknown.

    With `groups`, the groups of each item from above, the weight of what is left out goes to the
    others of its group, else to all others.
    """

    fulls: tuple[Decimal | None, ...]
    weights: tuple[Decimal | None, ...]
    groups: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Way:
    """A way to the score and how many of the printed totals it gives."""

    name: WayName
    agreed: int
    compared: int
    without: int = -1
    """The item that is left out, -1 for none."""

    @property
    def holds(self) -> bool:
        """Whether it gives every total."""
        return self.compared > 0 and self.agreed == self.compared


def score(name: WayName, marks: Sequence[Decimal | None], measure: Measure) -> Fraction | None:
    """Returns what marks come to, None where a full mark or weight is missing.

    Marks that are None are left out, their weight goes to the others.
    """
    if measure.groups and None in marks and name in _SPREAD:
        marks = _spread(marks, measure, [*_weights_of(name, measure)])
    return _SCORES[name](marks, measure)


def _weights_of(name: WayName, measure: Measure) -> Sequence[Decimal | None]:
    equal = (Decimal(1),) * len(measure.fulls)
    return {"weighted": measure.weights, "mean": equal}.get(name, measure.fulls)


def _spread(
    marks: Sequence[Decimal | None], measure: Measure, weights: Sequence[Decimal | None]
) -> list[Decimal | None]:
    """The marks with those that are left out as good as the others of their group, the nearest
    group that has others.
    """
    found = list(marks)
    for depth in range(max(map(len, measure.groups)), 0, -1):
        paths = [group[:depth] for group in measure.groups]
        for path in {one for one in paths if len(one) == depth}:
            places = [place for place, one in enumerate(paths) if one == path]
            share = _share_of(places, found, measure.fulls, weights)
            for place in places:
                full = measure.fulls[place]
                if found[place] is None and share is not None and full:
                    found[place] = Decimal(share.numerator) * full / Decimal(share.denominator)
    return found


def _share_of(
    places: Sequence[int],
    marks: Sequence[Decimal | None],
    fulls: Sequence[Decimal | None],
    weights: Sequence[Decimal | None],
) -> Fraction | None:
    """How much of their full marks some items come to; None where none of them is marked."""
    some = [[values[place] for place in places] for values in (marks, fulls, weights)]
    percent = _proportion(some[0], some[1], some[2])
    return None if percent is None else percent / 100


def _sum(marks: Sequence[Decimal | None], measure: Measure) -> Fraction | None:
    given = [mark for mark in marks if mark is not None]
    if len(given) == len(marks):
        return Fraction(sum(given, Decimal(0)))
    fulls = [full for full in measure.fulls if full is not None]
    if len(fulls) < len(marks) or not given:
        return None
    left = [f for f, mark in zip(fulls, marks, strict=True) if mark is not None]
    return Fraction(sum(given, Decimal(0))) * Fraction(sum(fulls)) / Fraction(sum(left))


def _weighted(marks: Sequence[Decimal | None], measure: Measure) -> Fraction | None:
    return _proportion(marks, measure.fulls, measure.weights)


def _scaled(marks: Sequence[Decimal | None], measure: Measure) -> Fraction | None:
    return _proportion(marks, measure.fulls, measure.fulls)


def _mean(marks: Sequence[Decimal | None], measure: Measure) -> Fraction | None:
    equal = (Decimal(1),) * len(marks)
    found = _proportion(marks, measure.fulls, equal)
    fulls = set(measure.fulls)
    common = fulls.pop() if len(fulls) == 1 else HUNDRED
    return None if found is None or common is None else found * Fraction(common) / 100


def _base(marks: Sequence[Decimal | None], _: Measure) -> Fraction | None:
    """From a hundred, less what was taken off: the marks are deductions then."""
    given = [abs(mark) for mark in marks if mark is not None]
    return Fraction(HUNDRED - sum(given, Decimal(0)))


def _proportion(
    marks: Sequence[Decimal | None],
    fulls: Sequence[Decimal | None],
    weights: Sequence[Decimal | None],
) -> Fraction | None:
    attained, all_weights = Fraction(0), Fraction(0)
    for mark, full, weight in zip(marks, fulls, weights, strict=True):
        if not full or weight is None:
            return None
        if mark is not None:
            attained += Fraction(weight) * Fraction(mark) / Fraction(full)
            all_weights += Fraction(weight)
    return attained * 100 / all_weights if all_weights else None


_SCORES: dict[WayName, Callable[[Sequence[Decimal | None], Measure], Fraction | None]] = {
    "sum": _sum,
    "weighted": _weighted,
    "scaled": _scaled,
    "mean": _mean,
    "base": _base,
}


_SPREAD: tuple[WayName, ...] = ("sum", "weighted", "scaled", "mean")


def decimals_of(totals: Sequence[Decimal]) -> int:
    """Returns how many places printed totals have."""
    return max((max(0, -int(one.normalize().as_tuple().exponent)) for one in totals), default=0)


def tried(names: Sequence[WayName], recordings: Sequence[Points], measure: Measure) -> list[Way]:
    """Returns the ways with the number of totals that each gives, rounded as the sheet prints."""
    digits = decimals_of([one.total for one in recordings])
    return [_tried(name, recordings, measure, digits) for name in names]


def _tried(name: WayName, recordings: Sequence[Points], measure: Measure, digits: int) -> Way:
    agreed = 0
    for one in recordings:
        found = score(name, one.marks, measure)
        if found is not None:
            lowest = max(found - Fraction(one.off), Fraction(0))
            agreed += abs(lowest - Fraction(one.total)) <= _HALF / 10**digits
    return Way(name, agreed, len(recordings))


def tried_without(name: WayName, recordings: Sequence[Points], measure: Measure) -> list[Way]:
    """Returns the same way with one item left out of the score, for each item."""
    count = len(measure.fulls)
    found = []
    for place in range(count):
        kept = [n for n in range(count) if n != place]
        fewer = [Points(_of(one.marks, kept), one.off, one.total) for one in recordings]
        less = Measure(_of(measure.fulls, kept), _of(measure.weights, kept))
        way = tried([name], fewer, less)[0]
        found.append(Way(name, way.agreed, way.compared, place))
    return found


def _of(values: Sequence[Decimal | None], kept: Sequence[int]) -> tuple[Decimal | None, ...]:
    return tuple(values[place] for place in kept)
