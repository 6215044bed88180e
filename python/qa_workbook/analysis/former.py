"""What a corrected recording had before: the old score stays visible beside the new one (S7)."""

from __future__ import annotations

import pandas as pd

from qa_workbook.analysis.pool import Pool
from qa_workbook.frames import CORRECTED, RECORDING

FORMER = {"former_raw": "raw", "former_final": "final"}
"""Columns of `detail` with the scores before the correction, and what they were called then."""


def with_former(detail: pd.DataFrame, before: Pool) -> pd.DataFrame:
    """Adds the columns of FORMER (float64) to a frame `detail`; NaN where nothing was corrected.

    `before` holds the rows of the corrected recordings as they stand in the records. A mean of
    several inspectors also moves by a correction of another one's row.
    """
    keys = list(RECORDING)
    scores = {name: before.scored(old, float("nan")) for name, old in FORMER.items()}
    known = before.frame[keys].assign(**scores).drop_duplicates(keys)
    found = detail.merge(known, on=keys, how="left", validate="many_to_one")
    moved = found[CORRECTED] != ""
    for name, new in FORMER.items():
        moved |= found[name].notna() & (found[name] != found[new])
    return found.assign(**{name: found[name].where(moved) for name in FORMER})
