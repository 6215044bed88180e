"""Published figures of re-checks: of each inspector, and of each inspector and lead (S8, S9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pandas as pd

from qa_workbook.analysis.figure import Figure, Unit
from qa_workbook.analysis.model import Figures
from qa_workbook.analysis.recheck_frames import ERRORS
from qa_workbook.codes import separated

_MEANING: tuple[tuple[str, Unit, str], ...] = (
    (
        "difference",
        "points",
        "the inspector's raw score less the lead's, mean; above 0 is more lenient",
    ),
    (
        "margin",
        "points",
        "how far `difference` may be off by chance (95 %): 1.96 standard errors; null for a single "
        "recording",
    ),
    ("distance", "points", "`difference` without signs, mean"),
    ("equal", "fraction", "marks that are the same ÷ marks that both entered; 不适用 is a mark"),
    (
        "fatal_missed",
        "recordings",
        "in which the lead found a fatal error and the inspector none; null where the scheme has "
        "none",
    ),
    ("fatal_invented", "recordings", "the other way round"),
    (
        "deduction_missed",
        "recordings",
        "with an error deduction of the lead's and none of the inspector's; null where the scheme "
        "has none",
    ),
    ("deduction_invented", "recordings", "the other way round"),
    ("items", "–", "ids of the indicators whose marks differ most often, at most three"),
)


def _values(analysis: Figures, table: pd.DataFrame, key: str) -> Sequence[object]:
    """A column as it is published; None where the scheme has no such errors."""
    if key in ERRORS:
        rule = analysis.scheme.fatal if "fatal" in key else analysis.scheme.error_deduction
        return table[key].tolist() if rule else [None] * len(table)
    if key == "items":
        return [separated(text) if isinstance(text, str) else None for text in table[key]]
    return list(table[key])


def _of_inspector(key: str) -> Callable[[Figures], Sequence[object]]:
    def value(analysis: Figures) -> Sequence[object]:
        found = analysis.rechecks.by_inspector.set_index("inspector")
        names = analysis.inspectors["inspector"]
        if key == "recordings":
            return list(found[key].reindex(names, fill_value=0))
        table = found.astype(object).reindex(names)
        return _known(_values(analysis, table, key))

    return value


def _known(values: Sequence[object]) -> Sequence[object]:
    return [None if one is None or one != one else one for one in values]  # noqa: PLR0124


def _of_pair(key: str) -> Callable[[Figures], Sequence[object]]:
    return lambda analysis: _known(_values(analysis, analysis.rechecks.by_pair, key))


def _figure(name: str, unit: Unit, meaning: str, *, key: str = "") -> Figure:
    value = _of_inspector(key or name.removeprefix("recheck_"))
    return Figure(name, unit, "S9", meaning, value, of="inspectors")


OF_INSPECTORS = (
    _figure(
        "rechecked",
        "recordings",
        "scores of the inspector whose recording somebody with a role of `recheck_roles` scored "
        "again; null figures below where it is 0",
        key="recordings",
    ),
    *(_figure(f"recheck_{name}", unit, meaning) for name, unit, meaning in _MEANING),
)
RECHECKS = (
    Figure("inspector", "–", "S9", "as on the sheets", _of_pair("inspector"), of="rechecks"),
    Figure(
        "lead", "–", "S9", "who scored again, as on the sheets", _of_pair("lead"), of="rechecks"
    ),
    Figure(
        "recordings",
        "recordings",
        "S9",
        "that both scored, the lead not before the inspector",
        _of_pair("recordings"),
        of="rechecks",
    ),
    *(
        Figure(name, unit, "S9", meaning, _of_pair(name), of="rechecks")
        for name, unit, meaning in _MEANING
    ),
)
