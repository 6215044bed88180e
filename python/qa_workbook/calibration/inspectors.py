"""Each inspector of a session: strict or lenient, and how far from the gold scores."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from qa_workbook.calibration.disputes import distances, mean_distance
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.panel import Panel
from qa_workbook.statistics.bland_altman import bland_altman
from qa_workbook.statistics.reasons import Reason
from qa_workbook.statistics.severity import Method, Severity, Verdict, severity

_SEVERAL = 2


@dataclass(frozen=True)
class InspectorFigures:
    """What the scores of one inspector come to; all in points.

    `n` recordings were scored. `severity` is the mean less that of all inspectors over the same
    recordings, below 0 is stricter; `verdict` is None where it can't be had. `method` says whether
    it is over recordings that all scored, or by least squares over all. `bias` is the mean of score
    − gold score over `with_gold` recordings, `limits` the ends between which 95 % of those
    differences lie, `away` the mean of them without sign. `items` has the mean distance of marks
    from gold marks by item.
    """

    inspector: str
    handed_in: bool
    n: int
    mean: float | None
    severity: Figure
    verdict: Verdict | None
    with_gold: int
    bias: float | None
    bias_interval: tuple[float, float] | None = None
    limits: tuple[float, float] | None = None
    away: float | None = None
    method: Method = Method.SHARED
    items: Mapping[str, float] = field(default_factory=dict)


def inspectors_of(panel: Panel) -> list[InspectorFigures]:
    """Returns the figures of each inspector of a panel, in its order (S8; "Statistics")."""
    method = method_of(panel)
    severities = _severities(panel, method)
    items, away = distances(panel), mean_distance(panel.total)
    return [
        replace(
            _scores_of(panel, place, severities[place]),
            method=method,
            away=None if np.isnan(away[place]) else float(away[place]),
            items={
                item: float(values[place])
                for item, values in items.items()
                if np.isfinite(values[place])
            },
        )
        for place in range(len(panel.inspectors))
    ]


def _scores_of(panel: Panel, place: int, found: Severity | Reason) -> InspectorFigures:
    """What the scores of one column come to."""
    name, mine = panel.inspectors[place], panel.total.given[:, place]
    n = int(np.isfinite(mine).sum())
    figure, verdict = _severity(found)
    both = panel.total.away[:, place]
    both = both[np.isfinite(both)]
    whole = InspectorFigures(
        inspector=name,
        handed_in=name not in panel.absent,
        n=n,
        mean=float(np.nanmean(mine)) if n else None,
        severity=figure,
        verdict=verdict,
        with_gold=len(both),
        bias=float(both.mean()) if len(both) else None,
    )
    limits = bland_altman(mine, panel.total.gold)
    if isinstance(limits, Reason):
        return whole
    return replace(
        whole,
        bias_interval=(limits.bias.lower, limits.bias.upper),
        limits=(limits.lower.value, limits.upper.value),
    )


def method_of(panel: Panel) -> Method:
    """Returns over which recordings severities are compared: those all scored, if none is lost."""
    given = panel.total.given[:, _present(panel)]
    counts = np.isfinite(given).sum(axis=1)
    compared = counts >= _SEVERAL
    whole = (counts[compared] == given.shape[1]).all()
    return Method.SHARED if whole else Method.LEAST_SQUARES


def _present(panel: Panel) -> list[int]:
    """The columns of the inspectors who have a score."""
    return np.flatnonzero(np.isfinite(panel.total.given).any(axis=0)).tolist()


def _severities(panel: Panel, method: Method) -> Sequence[Severity | Reason]:
    columns = _present(panel)
    found = severity(panel.total.given[:, columns], method)
    every: list[Severity | Reason] = [Reason.TOO_FEW] * len(panel.inspectors)
    for number, column in enumerate(columns):
        every[column] = found if isinstance(found, Reason) else found[number]
    return every


def _severity(found: Severity | Reason) -> tuple[Figure, Verdict | None]:
    if isinstance(found, Reason):
        return Figure(None, None, str(found), 0), None
    interval = (found.lower, found.upper)
    if found.lower == found.upper:  # all differences are equal: an interval of no width is none
        return Figure(found.value, None, str(Reason.ALL_EQUAL), found.units), Verdict.UNCLEAR
    return Figure(found.value, interval, "", found.units), found.verdict
