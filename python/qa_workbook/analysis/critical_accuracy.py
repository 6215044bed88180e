"""Critical-error accuracy of each family: recordings without such an error, of those it applied to.

Four answers are kept apart: not configured, not applicable, and a fraction, which may be 0 or 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import pandas as pd

from qa_workbook.analysis.entered import Entered
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import CriticalFamily
from qa_workbook.analysis.sums import Sums
from qa_workbook.analysis.versions import Versions
from qa_workbook.config.base import Text
from qa_workbook.statistics.intervals import wilson

State = Literal["measured", "not_applicable", "not_configured"]
_DTYPES = {
    "family": "str",
    "name": "str",
    "state": "str",
    "applied": "int64",
    "errors": "int64",
}


def family_sums(pool: Pool, sums: Sums, given: Entered) -> pd.DataFrame:
    """Returns of each critical family of the scheme: family (id), applied, errors (recordings)."""
    rows = []
    for id_ in _own(pool.versions):
        applied = given.applied[id_][sums.chosen]
        errors = pool.scored(f"critical.{id_}", False)[sums.chosen].astype(bool) & applied
        rows.append((id_, int(applied.sum()), int(errors.sum())))
    kinds = {name: _DTYPES[name] for name in ("family", "applied", "errors")}
    return pd.DataFrame(rows, columns=list(kinds)).astype(kinds)


def _own(versions: Versions) -> dict[str, Text]:
    return {family.id: family.name for one in versions.schemes for family in one.critical_families}


def accuracy_table(
    versions: Versions,
    counts: pd.DataFrame,
    families: Sequence[CriticalFamily],
    language: str,
) -> pd.DataFrame:
    """Returns the frame `critical_accuracy` of an Analysis from `family_sums`.

    `families` are those that every scheme is asked about; the scheme's others come behind them.
    """
    own = _own(versions)
    names = {family.id: family.name for family in families} | own
    found = {id_: (applied, errors) for id_, applied, errors in counts.itertuples(index=False)}
    rows = []
    for id_, name in names.items():
        applied, errors = found.get(id_, (0, 0))
        state: State = "measured" if applied else "not_applicable"
        if id_ not in own:
            state = "not_configured"
        rows.append((id_, name.say(language), state, applied, errors))
    values_of = list(zip(*rows, strict=True)) or [()] * len(_DTYPES)
    columns = {
        name: pd.Series(values, dtype=kind)
        for (name, kind), values in zip(_DTYPES.items(), values_of, strict=True)
    }
    whole, wrong = columns["applied"].to_numpy(), columns["errors"].to_numpy()
    low, high = wilson(whole - wrong, whole)
    accuracy = quotient(whole - wrong, whole)
    return pd.DataFrame(columns | {"accuracy": accuracy, "low": low, "high": high})
