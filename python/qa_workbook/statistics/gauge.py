"""Gauge R&R: how much of the spread of scores is the inspectors', and how much is chance.

An inspector is the operator, a recording the part, scoring it again a trial. Repeatability is what
one inspector gets different from one time to the next, reproducibility what inspectors do.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, sqrt

import numpy as np
import numpy.typing as npt

from qa_workbook.arrays import Floats
from qa_workbook.statistics.coefficient import LEVEL
from qa_workbook.statistics.distributions import chi_square_quantile
from qa_workbook.statistics.intervals import TWO_SIDED
from qa_workbook.statistics.ranges import range_constants
from qa_workbook.statistics.reasons import Reason

_CATEGORIES = 1.41
"""√2 as the AIAG's manual rounds it for the number of distinct categories."""


@dataclass(frozen=True)
class GaugeStudy:
    """Standard deviations, in points: EV, AV, GRR, PV and TV of the AIAG's manual.

    `interaction` is that of parts and operators, None in the range method, which can't see it, and
    where it was pooled with repeatability. `categories` is how many kinds of parts can be told
    apart (ndc).
    """

    repeatability: float
    reproducibility: float
    interaction: float | None
    gauge: float
    parts: float
    total: float

    def share(self, sd: float) -> float:
        """Returns a standard deviation ÷ that of all: "% study variation" as a fraction."""
        return sd / self.total

    @property
    def categories(self) -> int | Reason:
        """⌊1.41 · PV ÷ GRR⌋, at least 1; five or more are wanted."""
        if not self.gauge:
            return Reason.NO_ERROR
        return max(floor(_CATEGORIES * self.parts / self.gauge), 1)


def gauge_by_ranges(scores: npt.ArrayLike) -> GaugeStudy | Reason:
    """Returns the study by averages and ranges; `scores` are parts × operators × trials, complete.

    EV = R̄ ÷ d₂ of the ranges of trials; AV = √((range of operators' means ÷ d₂*)² − EV² ÷ (parts ·
    trials)), 0 where that is negative; PV = range of parts' means ÷ d₂*. Source: AIAG, Measurement
    Systems Analysis, 4th ed. (2010), chapter III B. Check: its 10 parts, 3 appraisers and 3 trials
    give EV 0.20188, AV 0.22963, GRR 0.30575, PV 1.10456, TV 1.14610, 5 categories. A reason below
    two parts, operators or trials, and where all scores are equal.
    """
    found = _checked(scores)
    if isinstance(found, Reason):
        return found
    parts, operators, trials = found.shape
    own = float(np.ptp(found, axis=2).mean()) / range_constants(trials).d2
    apart = np.ptp(found.mean(axis=(0, 2))) / range_constants(operators).d2_star
    others = sqrt(max(float(apart) ** 2 - own**2 / (parts * trials), 0.0))
    of_parts = float(np.ptp(found.mean(axis=(1, 2)))) / range_constants(parts).d2_star
    return _study(own**2, others**2, None, of_parts**2)


def gauge_by_anova(scores: npt.ArrayLike) -> GaugeStudy | Reason:
    """Returns the study by analysis of variance; `scores` as for `gauge_by_ranges`.

    From the mean squares P of parts, O of operators, PO of their interaction and E of repeats, with
    p parts, o operators and t trials: EV² = E, interaction (PO − E) ÷ t, AV² = (O − PO) ÷ (p·t),
    PV² = (P − PO) ÷ (o·t). Where PO isn't above E, so that there is no sign of an interaction, both
    are pooled into EV² and stand for PO; other components below 0 are 0. Source as above. Check:
    its example gives EV 0.199933, AV 0.226838, GRR 0.302373, PV 1.042327, 4 categories. A reason as
    above.
    """
    found = _checked(scores)
    if isinstance(found, Reason):
        return found
    parts, operators, trials = found.shape
    of_parts, of_operators, of_both, of_repeats = _mean_squares(found)
    interaction: float | None = None
    if of_both > of_repeats:
        interaction = (of_both - of_repeats) / trials
    else:
        many, few = parts * operators * (trials - 1), (parts - 1) * (operators - 1)
        of_repeats = (many * of_repeats + few * of_both) / (many + few)
        of_both = of_repeats
    others = max((of_operators - of_both) / (parts * trials), 0.0)
    between = max((of_parts - of_both) / (operators * trials), 0.0)
    return _study(of_repeats, others, interaction, between)


def _study(own: float, others: float, interaction: float | None, between: float) -> GaugeStudy:
    """The study of some variances."""
    gauge = own + others + (interaction or 0.0)
    return GaugeStudy(
        repeatability=sqrt(own),
        reproducibility=sqrt(others),
        interaction=None if interaction is None else sqrt(interaction),
        gauge=sqrt(gauge),
        parts=sqrt(between),
        total=sqrt(gauge + between),
    )


def _mean_squares(scores: Floats) -> tuple[float, float, float, float]:
    """Of parts, operators, their interaction, and repeats."""
    parts, operators, trials = scores.shape
    apart = scores - scores.mean()
    cells = apart.mean(axis=2)
    of_part, of_operator = cells.mean(axis=1), cells.mean(axis=0)
    rest = cells - of_part[:, None] - of_operator
    within = apart - cells[:, :, None]
    return (
        operators * trials * float(of_part @ of_part) / (parts - 1),
        parts * trials * float(of_operator @ of_operator) / (operators - 1),
        trials * float((rest**2).sum()) / ((parts - 1) * (operators - 1)),
        float((within**2).sum()) / (parts * operators * (trials - 1)),
    )


def _checked(scores: npt.ArrayLike) -> Floats | Reason:
    found = np.asarray(scores, dtype=np.float64)
    if found.ndim != 3 or np.isnan(found).any():
        raise ValueError("a crossed study has a score for every part, operator and trial")
    if min(found.shape) < 2:
        return Reason.TOO_FEW
    return Reason.ALL_EQUAL if (found == found.flat[0]).all() else found


@dataclass(frozen=True)
class Repeatability:
    """How well scores of the same rater repeat; `sd` in points, `units` scored more than once.

    95 % of two scores of one recording by one rater differ by at most `coefficient`. `same` is the
    share of repeats that are as the first score, `drift` how much higher they are in the mean.
    """

    units: int
    sd: float
    lower: float
    upper: float
    coefficient: float
    same: float
    drift: float


def repeatability(scores: npt.ArrayLike, level: float = LEVEL) -> Repeatability | Reason:
    """Returns how well hidden repeats agree; no crossed design is needed.

    `scores` has a row for each recording that a rater scored more than once, and a column for each
    occasion in the order of time, NaN for none. s_w = √(Σ (x − x̄ᵢ)² ÷ Σ (mᵢ − 1)), for pairs
    √(Σ d² ÷ (2·n)); its interval by chi-square; coefficient 1.96·√2·s_w. Sources: Bland and
    Altman, Lancet 327 (1986) 307–310; Measurement error, BMJ 313 (1996) 744. Check: the repeated
    peak flows of 1986: √2·s_w is 21.6 for the large meter and 28.2 for the small one. A reason
    where nothing was scored twice.
    """
    found = np.asarray(scores, dtype=np.float64)
    found = found[(~np.isnan(found)).sum(axis=1) >= 2]
    freedom = int((~np.isnan(found)).sum()) - len(found)
    if freedom < 1:
        return Reason.TOO_FEW
    squares = float(np.nansum((found - np.nanmean(found, axis=1)[:, None]) ** 2))
    sd, tail = sqrt(squares / freedom), (1 - level) / 2
    first = found[np.arange(len(found)), np.isnan(found).argmin(axis=1)]
    later = (found - first[:, None])[_after_the_first(found)]
    return Repeatability(
        units=len(found),
        sd=sd,
        lower=sqrt(squares / chi_square_quantile(1 - tail, freedom)),
        upper=sqrt(squares / chi_square_quantile(tail, freedom)),
        coefficient=TWO_SIDED * sqrt(2) * sd,
        same=float((later == 0).mean()),
        drift=float(later.mean()),
    )


def _after_the_first(scores: Floats) -> npt.NDArray[np.bool_]:
    known = ~np.isnan(scores)
    after: npt.NDArray[np.bool_] = known & (known.cumsum(axis=1) > 1)
    return after
