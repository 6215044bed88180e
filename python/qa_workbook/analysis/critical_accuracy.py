"""Critical-error accuracy of each family: recordings without such an error, of those it applied to.

Four answers are kept apart: not configured, not applicable, and a fraction, which may be 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pandas as pd

from qa_workbook.analysis.entered import Entered
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import CriticalFamily
from qa_workbook.analysis.sums import Sums
from qa_workbook.statistics.intervals import wilson

State = Literal["measured", "not_applicable", "not_configured"]
_DTYPES = {
    "family": "str",
    "name": "str",
    "state": "str",
    "applied": "int64",
    "errors": "int64",
}


def accuracy_table(
    pool: Pool,
    sums: Sums,
    given: Entered,
    families: Sequence[CriticalFamily],
    language: str,
) -> pd.DataFrame:
    """Returns the frame `critical_accuracy` of an Analysis.

    `families` are those that every scheme is asked about; the scheme's others come behind them.
    """
    own = {
        family.id: family.name for part in pool.parts for family in part.scheme.critical_families
    }
    names = {family.id: family.name for family in families} | own
    rows = []
    for id_, name in names.items():
        applied = given.applied.get(id_, np.zeros(len(pool.frame), dtype=bool))[sums.rows]
        errors = pool.scored(f"critical.{id_}", False)[sums.rows].astype(bool) & applied
        state: State = "measured" if applied.any() else "not_applicable"
        if id_ not in own:
            state = "not_configured"
        rows.append((id_, name.say(language), state, int(applied.sum()), int(errors.sum())))
    values_of = list(zip(*rows, strict=True)) or [()] * len(_DTYPES)
    columns = {
        name: pd.Series(values, dtype=kind)
        for (name, kind), values in zip(_DTYPES.items(), values_of, strict=True)
    }
    whole, errors = columns["applied"].to_numpy(), columns["errors"].to_numpy()
    low, high = wilson(whole - errors, whole)
    accuracy = quotient(whole - errors, whole)
    return pd.DataFrame(columns | {"accuracy": accuracy, "low": low, "high": high})
