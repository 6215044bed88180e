"""Intervals of rates, control charts, funnels and sample sizes of counts in a plain table."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import Any

import numpy as np

from qa_workbook.app.plain_table import PlainTable
from qa_workbook.app.statistics_answers import (
    Answer,
    Sentence,
    missing,
    number,
    percents,
    plain,
    sure,
)
from qa_workbook.arrays import Floats
from qa_workbook.errors import UsageError
from qa_workbook.numbers import percent
from qa_workbook.statistics.control_charts import (
    ENOUGH,
    SIGMAS,
    ControlLimits,
    c_chart,
    p_chart,
    p_prime_chart,
    u_chart,
)
from qa_workbook.statistics.funnel import ACTION, WARNING, funnel_limits
from qa_workbook.statistics.intervals import (
    clopper_pearson,
    jeffreys,
    wilson,
    wilson_of_population,
)
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.sample_size import sample_size


class Chart(StrEnum):
    """The charts that can be asked for."""

    P = "p"
    P_PRIME = "p-prime"
    U = "u"
    C = "c"


class BadCounts(UsageError):
    """Numbers given to the command are no counts. Needs `successes`, `trials`."""

    label = "statistics.bad_counts"


class PopulationTooSmall(UsageError):
    """Needs `population` and `trials`."""

    label = "statistics.population_too_small"


class NeedsSizes(UsageError):
    """Only one column. Needs `known`."""

    label = "statistics.needs_sizes"


@dataclass(frozen=True)
class Columns:
    """Which columns hold counts and sizes; "" is the first and the second one."""

    counts: str = ""
    sizes: str = ""


@dataclass(frozen=True)
class Counts:
    """Counts and the sizes that they are of, by unit."""

    units: tuple[str, ...]
    counts: Floats
    sizes: Floats
    named: bool = True
    """Whether `units` are names; else they are numbers of rows."""

    def called(self, at: int) -> Sentence | str:
        """Returns what people know a unit by: its name, else its place and its row in the file."""
        unit = self.units[at]
        return unit if self.named else Sentence("unnamed", {"place": at + 1, "row": unit})


def counts_of(
    table: PlainTable,
    columns: Columns,
    *,
    sized: bool = True,
    parts: bool = True,
    whole_sizes: bool = True,
) -> Counts:
    """Returns the two columns of a table, checked.

    With `parts` a count is no larger than its size. Without `sized` there is one column, and every
    size is 1. Raises NeedsSizes, NoSuchColumn, and BadCell for what is missing, no number, below 0,
    broken, or a size of 0.
    """
    if sized and len(table.raters) < 2 and not columns.sizes:
        raise NeedsSizes(known="、".join(table.raters))
    of_counts = table.column(columns.counts) if columns.counts else 0
    of_sizes = table.column(columns.sizes) if columns.sizes else 1
    numbers = table.numbers()
    counts = numbers[:, of_counts]
    sizes = numbers[:, of_sizes] if sized else np.ones(len(counts))
    _check_column(table, of_counts, counts, whole=True)
    if sized:
        _check_column(table, of_sizes, sizes, whole=whole_sizes)
        _refuse(table, of_sizes, sizes == 0, "size_zero")
        _refuse(table, of_counts, (counts > sizes) & parts, "more_than_size")
    return Counts(table.units, counts, sizes, table.named)


def _check_column(table: PlainTable, column: int, values: Floats, *, whole: bool) -> None:
    _refuse(table, column, np.isnan(values), "empty")
    _refuse(table, column, values < 0, "negative")
    if whole:
        _refuse(table, column, values % 1 != 0, "not_whole")


def _refuse(table: PlainTable, column: int, wrong: Any, problem: str) -> None:
    rows = np.flatnonzero(wrong)
    if len(rows):
        raise table.bad_cell(int(rows[0]), column, problem)


def interval_of(
    successes: int, trials: int, population: int | None = None, level: float = 0.95
) -> Answer:
    """Returns the intervals of one rate. Raises BadCounts, PopulationTooSmall."""
    if not 0 <= successes <= trials or trials == 0:
        raise BadCounts(successes=successes, trials=trials)
    one = Counts(("",), np.array([float(successes)]), np.array([float(trials)]))
    row, lines = _intervals(one, population, level)
    return Answer({**_asked(population, level), **row[0]}, tuple(lines))


def intervals_of(counts: Counts, population: int | None = None, level: float = 0.95) -> Answer:
    """Returns the intervals of the rate of every unit. Raises PopulationTooSmall."""
    rows, lines = _intervals(counts, population, level)
    named = [{"unit": unit, **row} for unit, row in zip(counts.units, rows, strict=True)]
    return Answer({**_asked(population, level), "rows": named}, tuple(lines))


def _asked(population: int | None, level: float) -> dict[str, Any]:
    return {"level": level, "population": population}


def _intervals(
    counts: Counts, population: int | None, level: float
) -> tuple[list[dict[str, Any]], list[Sentence]]:
    hits, sizes = counts.counts, counts.sizes
    z = NormalDist().inv_cdf((1 + level) / 2)
    found = {
        "wilson": wilson(hits, sizes, z),
        "jeffreys": jeffreys(hits, sizes, level),
        "clopper_pearson": clopper_pearson(hits, sizes, level),
    }
    if population is not None:
        if sizes.max() > population:
            raise PopulationTooSmall(population=population, trials=int(sizes.max()))
        corrected = wilson_of_population(hits, sizes, population, z)
        found["wilson_finite_population"] = corrected
    rows, lines = [], []
    for at in range(len(counts.units)):
        pairs = {name: (float(low[at]), float(high[at])) for name, (low, high) in found.items()}
        rate = float(hits[at] / sizes[at])
        row = {"successes": int(hits[at]), "trials": int(sizes[at]), "rate": rate}
        rows.append(row | {name: list(pair) for name, pair in pairs.items()})
        lines.append(_rate_line(counts.called(at), row, pairs, level))
    return rows, lines


def _rate_line(
    unit: Sentence | str, row: dict[str, Any], pairs: dict[str, tuple[float, float]], level: float
) -> Sentence:
    shown = {name: percents(pair) for name, pair in pairs.items()}
    named = Sentence("unit", {"unit": unit}) if unit else ""
    details = {**row, **shown, "unit": named, "rate": percent(row["rate"])}
    details["level"] = sure(level)
    low, high = pairs["wilson"]
    details["half"] = number(50 * (high - low), 1)
    finite = "wilson_finite_population" in pairs
    name = "rate_of_population" if finite else "rate"
    return Sentence(name, details)


def control(counts: Counts, chart: Chart) -> Answer:
    """Returns centre line and limits of a chart."""
    charts = {Chart.P: p_chart, Chart.P_PRIME: p_prime_chart, Chart.U: u_chart}
    if chart is Chart.C:
        found = c_chart(counts.counts)
    else:
        found = charts[chart](counts.counts, counts.sizes)
    result: dict[str, Any] = {"chart": chart.value, "units": len(counts.units)}
    name = Sentence(f"chart_{chart.name.lower()}")
    if isinstance(found, Reason):
        return Answer({**result, **plain(found)}, (missing(name, found),))
    result |= {
        "centre": found.centre,
        "sigmas": SIGMAS,
        "dispersion": found.dispersion,
        "points": _points(counts, found),
    }
    return Answer(result, tuple(_chart_lines(counts, found, name, chart)))


def _points(counts: Counts, found: ControlLimits) -> list[dict[str, Any]]:
    return [
        {
            "unit": unit,
            "count": counts.counts[at].item(),
            "size": counts.sizes[at].item(),
            "value": float(found.points[at]),
            "lower": float(found.lower[at]),
            "upper": float(found.upper[at]),
            "beyond": bool(found.beyond[at]),
        }
        for at, unit in enumerate(counts.units)
    ]


def _chart_lines(
    counts: Counts, found: ControlLimits, name: Sentence, chart: Chart
) -> list[Sentence]:
    points = len(counts.units)
    enough = "chart_enough" if points >= ENOUGH else "chart_provisional"
    details = {"name": name, "centre": number(found.centre, 4), "points": points}
    lines = [Sentence("chart", {**details, "enough": Sentence(enough, {"least": ENOUGH})})]
    if chart is Chart.P_PRIME:
        lines.append(Sentence("dispersion", {"dispersion": number(found.dispersion)}))
    beyond = np.flatnonzero(found.beyond)
    for at in beyond.tolist():
        limits = {"lower": number(found.lower[at], 4), "upper": number(found.upper[at], 4)}
        value = {"unit": counts.called(at), "value": number(found.points[at], 4)}
        lines.append(Sentence("chart_beyond", {**value, **limits}))
    if not len(beyond):
        lines.append(Sentence("chart_none_beyond"))
    return lines


def funnel(counts: Counts, rate: float | None = None) -> Answer:
    """Returns the funnel around `rate`, else around the rate of all units together."""
    centre = float(counts.counts.sum() / counts.sizes.sum()) if rate is None else rate
    result: dict[str, Any] = {"units": len(counts.units), "rate": centre}
    result |= {"warning_level": WARNING, "action_level": ACTION}
    if rate is None and len(counts.units) < 2:
        return _no_funnel(result, Reason.TOO_FEW)
    if centre in (0, 1):
        return _no_funnel(result, Reason.ALL_EQUAL)
    sizes = counts.sizes.astype(np.int64)
    inner, outer = (funnel_limits(sizes, centre, level) for level in (WARNING, ACTION))
    proportions = counts.counts / counts.sizes
    grades = np.where(inner.beyond(proportions), "warning", "none")
    grades = np.where(outer.beyond(proportions), "action", grades)
    result["points"] = [
        {
            "unit": unit,
            "count": int(counts.counts[at]),
            "size": int(sizes[at]),
            "proportion": float(proportions[at]),
            "warning_limits": [float(inner.lower[at]), float(inner.upper[at])],
            "action_limits": [float(outer.lower[at]), float(outer.upper[at])],
            "beyond": str(grades[at]),
        }
        for at, unit in enumerate(counts.units)
    ]
    lines = [Sentence("funnel", {"units": len(counts.units), "rate": percent(centre)})]
    for at, point in enumerate(result["points"]):
        if point["beyond"] != "none":
            lines.append(_beyond_funnel(counts.called(at), point, centre))
    if len(lines) == 1:
        lines.append(Sentence("funnel_none_beyond"))
    return Answer(result, tuple(lines))


def _beyond_funnel(unit: Sentence | str, point: dict[str, Any], centre: float) -> Sentence:
    high = point["proportion"] > centre
    details = {
        "unit": unit,
        "count": point["count"],
        "size": point["size"],
        "proportion": percent(point["proportion"]),
        "limits": percents(tuple(point[f"{point['beyond']}_limits"])),
        "side": Sentence("funnel_high" if high else "funnel_low"),
    }
    return Sentence(f"funnel_{point['beyond']}", details)


def _no_funnel(result: dict[str, Any], reason: Reason) -> Answer:
    return Answer({**result, **plain(reason)}, (missing(Sentence("name_funnel"), reason),))


def needed(error: float, planning: float, population: int | None, level: float) -> Answer:
    """Returns how many units a rate needs; see `sample_size`."""
    z = NormalDist().inv_cdf((1 + level) / 2)
    found = sample_size(error, planning, population, z)
    result = {
        "size": found.size,
        "unrounded": found.exact,
        "infinite_population": found.infinite,
        "error": error,
        "planning": planning,
        "level": level,
        "population": population,
        "finite_population_correction": population is not None,
    }
    details = {
        "size": found.size,
        "error": number(100 * error, 1),
        "planning": percent(planning),
        "level": sure(level),
        "population": population,
        "infinite": sample_size(error, planning, None, z).size,
    }
    name = "sample_size" if population is None else "sample_size_of_population"
    return Answer(result, (Sentence(name, details),))
