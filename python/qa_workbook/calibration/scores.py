"""How far inspectors agree on the scores of recordings: ICC(2,1) and its table of variance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.calibration.figure import Figure
from qa_workbook.calibration.panel import Panel
from qa_workbook.statistics.icc import icc_2_1
from qa_workbook.statistics.reasons import Reason


@dataclass(frozen=True)
class ScoreAgreement:
    """ICC(2,1) over the recordings that all inspectors with a sheet scored.

    `rows` and `columns` are the places of those recordings and inspectors in the panel.
    """

    icc: Figure
    rows: tuple[int, ...]
    columns: tuple[int, ...]


def scores_of(panel: Panel) -> ScoreAgreement:
    """Returns the agreement on scores: absolute agreement of single scores."""
    given = panel.total.given
    columns = tuple(np.flatnonzero(np.isfinite(given).any(axis=0)).tolist())
    mine = given[:, list(columns)]
    whole = np.isfinite(mine).all(axis=1) & bool(columns)
    rows = tuple(np.flatnonzero(whole).tolist())
    found = icc_2_1(mine[list(rows)])
    n = len(rows)
    if isinstance(found, Reason):
        return ScoreAgreement(Figure(None, None, str(found), n), rows, columns)
    figure = Figure(found.estimate, (found.lower, found.upper), "", n)
    return ScoreAgreement(figure, rows, columns)


def anova(scores: Floats) -> Mapping[str, float]:
    """Returns the parts that ICC(2,1) is made of, by the names of a table of variance.

    `n` recordings and `k` inspectors; sums of squares `ssr` of recordings, `ssc` of inspectors and
    `sst` of all; mean squares `msr`, `msc` and `mse` of what is left. Shrout and Fleiss 1979.
    """
    n, k = scores.shape
    ssr = k * float(((scores.mean(axis=1) - scores.mean()) ** 2).sum())
    ssc = n * float(((scores.mean(axis=0) - scores.mean()) ** 2).sum())
    sst = float(((scores - scores.mean()) ** 2).sum())
    mse = (sst - ssr - ssc) / ((n - 1) * (k - 1))
    squares = {"ssr": ssr, "ssc": ssc, "sst": sst}
    return {"n": n, "k": k, **squares, "msr": ssr / (n - 1), "msc": ssc / (k - 1), "mse": mse}
