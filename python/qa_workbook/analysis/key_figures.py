"""The key figures of a scheme with what changed since the period before (S3, S14)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import pandas as pd

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.figure import Unit
from qa_workbook.analysis.intervals import chance_of_means, is_chance, pairs
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import SchemeReport
from qa_workbook.numbers import as_shown
from qa_workbook.scheme.policies import AlertLevel

Verdict = Literal["better", "worse", "same", "chance"]
KEYS = ("recordings", "mean_final", "rates.good", "rates.fail", "average_defect_ratio", "fatal")
"""The figures of a first page, as far as a scheme has them."""
_MORE_IS_BETTER = {
    "mean_score": 1,
    "mean_final": 1,
    "rates.good": 1,
    "rates.fail": -1,
    "average_defect_ratio": -1,
}
_SCORES = {"mean_score": "raw", "mean_final": "final"}  # columns that the means are of
_PLACES: dict[Unit, int] = {"points": 2, "fraction": 3}


@dataclass(frozen=True)
class KeyFigure:
    """A figure of a period and of the one before, None where that one doesn't have it.

    Points are 0–100, rates and ratios fractions, all others whole numbers. `direction` is 1 where
    more is better, -1 where less is, 0 where nobody can say, as of a count: there may be more
    recordings. `interval` is Wilson's 95 % interval of a rate. `weak`: one of the periods has too
    few recordings to judge by. `chance`: the change is within what chance does.
    """

    key: str
    unit: Unit
    value: float
    before: float | None = None
    direction: int = 0
    interval: tuple[float, float] | None = None
    weak: bool = False
    chance: bool = False

    @property
    def change(self) -> float | None:
        """Value less the one before, not rounded."""
        return None if self.before is None else self.value - self.before

    @property
    def places(self) -> int:
        """To so many decimal places figure and change are shown and compared."""
        return _PLACES.get(self.unit, 0)

    @property
    def verdict(self) -> Verdict | None:
        """What the change means as it is shown; None without one, or where it says nothing."""
        if self.change is None or self.weak:
            return None
        moved = as_shown(self.change, self.places) * (self.direction or 1)
        if moved and self.chance:
            return "chance"
        if not self.direction:
            return None
        if not moved:
            return "same"
        return "better" if moved > 0 else "worse"


def key_figures(report: SchemeReport, small_sample: int | None = None) -> list[KeyFigure]:
    """Returns the figures of KEYS that the scheme has in the period."""
    found = (key_figure(report, key, small_sample) for key in KEYS)
    return [figure for figure in found if figure]


def key_figure(report: SchemeReport, key: str, small_sample: int | None = None) -> KeyFigure | None:
    """Returns a figure of the whole period by its key in the catalogue; None if it has none."""
    now, before = report.analysis, report.before
    value = _value(now, key)
    if value is None:
        return None
    return KeyFigure(
        key,
        find_figure(key).unit,
        value,
        None if before is None else _value(before, key),
        _MORE_IS_BETTER.get(key, 0),
        rate_interval(now, key),
        weak=is_weak([now, before], small_sample),
        chance=before is not None and _by_chance(before, now, key),
    )


def _by_chance(before: Analysis, now: Analysis, key: str) -> bool:
    """Whether a rate or a mean moved no further than by chance."""
    if key not in _SCORES:
        old_rate, new_rate = _value(before, key), _value(now, key)
        if old_rate is None or new_rate is None:
            return False
        ends = rate_interval(before, key), rate_interval(now, key)
        return is_chance(float(old_rate), float(new_rate), *ends)
    if now.months is not None or before.months is not None:
        return False
    old, new = before.judged[_SCORES[key]], now.judged[_SCORES[key]]
    apart = chance_of_means((float(old.std()), float(new.std())), (len(old), len(new)))
    return apart is not None and abs(float(new.mean() - old.mean())) < apart


def is_weak(analyses: Sequence[Analysis | None], small_sample: int | None) -> bool:
    """Whether one of the periods has too few recordings; long sheets are no sample, but all."""
    if small_sample is None:
        return False
    sizes = [one.overall.recordings for one in analyses if one is not None and one.months is None]
    return any(size < small_sample for size in sizes)


def has_score(analysis: Analysis) -> bool:
    """Whether the period has scores: those of agents and months need whole months."""
    return analysis.months is None or analysis.period.is_months


def points_lost(analysis: Analysis) -> float:
    """Returns the points that all agents of a scheme of clauses lost in the period."""
    return float(analysis.agents["lost"].sum())


def rate_interval(analysis: Analysis, key: str) -> tuple[float, float] | None:
    """Returns Wilson's 95 % interval of a rate of the whole period; None for what is no rate.

    Long sheets hold all breaches: agent-months are no sample, their rates have no interval.
    """
    rate = _value(analysis, key) if key.startswith("rates.") else None
    if rate is None or analysis.months is not None:
        return None
    size = analysis.judged_size
    found = pairs([round(rate * size)], [size])[0]
    return (found[0], found[1]) if found else None


def _value(analysis: Analysis, key: str) -> float | None:
    """A number of the catalogue; fatal errors only of a scheme that knows them."""
    if key == "fatal" and not analysis.scheme.fatal:
        return None
    value = find_figure(key).value(analysis)
    return value if isinstance(value, int | float) else None


def alert_days(analysis: Analysis, small_sample: int | None) -> Iterator[tuple[AlertLevel, int]]:
    """Yields each alert level that is one with its number of days, worst first.

    Days with too few recordings raise no alarm here; `Overall.alert_days` counts them all.
    """
    alerts = analysis.scheme.alerts
    if alerts is None or analysis.overall.average_defect_ratio is None:
        return
    days = judged_days(analysis, small_sample)
    for level in alerts.levels[:-1]:  # the last one is no alert: it begins at 0
        yield level, int((days["alert"] == level.colour).sum())


def judged_days(analysis: Analysis, small_sample: int | None) -> pd.DataFrame:
    """Returns the rows of `days` that have enough recordings to raise an alarm."""
    return analysis.days[analysis.days["recordings"] >= (small_sample or 0)]
