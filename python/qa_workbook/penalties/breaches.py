"""Finds the breaches in the recordings: fatal errors, error deductions and clauses, one row each; no prices yet."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.frames import COUNT, LONG, Role, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Scheme

CARRIED = LONG.having(Role.BREACH)
ORDER = [
    "agent",
    "call_date",
    "recording",
    "cause",
    "code",
    "inspector",
    "scheme",
    "version",
    "file",
    "sheet",
    "row",
]
_FOUND = {
    "cause": "str",
    "code": "str",
    "times": "int32",
    "aggravated": "bool",
    "ticks": "int64",
    "source": "str",
    "scheme": "str",
    "version": "str",
    "before": "int64",
    "before_aggravated": "int64",
}
CLAUSE = ["scheme", "version", "recording", "agent", "inspector", "cause", "code"]
"""A clause of one recording: what its cap and `per: once` hold for."""


def breaches(scheme: Scheme, frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the breaches of the recordings of one scheme version.

    Columns: those of CARRIED; cause; code (fatal code, error codes joined by ";", or indicator id); times; aggravated;
    ticks (error deduction in whole 10^-decimals points, else 0); source (name of the column it was entered in); scheme, version; before,
    before_aggravated (how often, and how often aggravated, the clause occurred in earlier rows of the recording). The
    clauses of bonus points are no breaches.
    """
    parts = [_fatal(frame), _error_deductions(frame)]
    parts += (
        [_long_clauses(scheme, frame)]
        if "clause" in frame.columns
        else _wide_clauses(scheme, frame)
    )
    found = [part for part in parts if len(part)]
    return (
        _with_earlier(
            pd.concat(found, ignore_index=True).assign(scheme=scheme.id, version=scheme.version)
        )
        if found
        else no_breaches()
    )


def all_breaches(
    schemes: Mapping[SchemeKey, Scheme], frames: Mapping[SchemeKey, pd.DataFrame]
) -> pd.DataFrame:
    """Returns the breaches of all frames (by scheme key) in the order of the register, whatever the order of the rows."""
    parts = [breaches(schemes[key], frame) for key, frame in sorted(frames.items())]
    full = [part for part in parts if len(part)]
    return pd.concat(full).sort_values(ORDER, ignore_index=True) if full else no_breaches()


def no_breaches() -> pd.DataFrame:
    """Returns an empty frame of breaches with the right types."""
    return empty_frame({name: LONG.dtypes[name] for name in CARRIED} | _FOUND)


def count_breaches(scheme: Scheme, frame: pd.DataFrame) -> int:
    """Returns how many breaches there are, counted another way: the control total of the register."""
    fatal = frame.loc[frame["fatal"], "fatal_codes"]
    total = int((fatal.str.count(";") + 1).sum()) + int((frame["error_deduction"] > 0).sum())
    if "clause" in frame.columns:
        bonus = {
            node.id for node in scheme.counted if node.count and node.count.direction == "bonus"
        }
        return (
            total
            + int((frame["times"] > 0).sum())
            - int(frame.loc[frame["clause"].isin(bonus), "times"].gt(0).sum())
        )
    return total + sum(int(frame[name].gt(0).sum()) for name in _deducting(scheme, frame).values())


def _deducting(scheme: Scheme, frame: pd.DataFrame) -> dict[str, str]:
    """Counted leaves that deduct and have a column: {indicator id: column name}."""
    return {
        node.id: f"{COUNT}{node.id}"
        for node in scheme.counted
        if node.count and node.count.direction == "deduct" and f"{COUNT}{node.id}" in frame.columns
    }


def _rows(frame: pd.DataFrame, cause: str, column: str) -> pd.DataFrame:
    return frame[list(CARRIED)].assign(
        cause=cause, code="", times=1, aggravated=False, ticks=0, source=column
    )


def _fatal(frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame[frame["fatal"]]
    rows = _rows(chosen, "fatal", "fatal").assign(code=chosen["fatal_codes"].str.split(";"))
    return rows.explode("code").astype({"code": "str"})


def _error_deductions(frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame[frame["error_deduction"] > 0]
    rows = _rows(chosen, "error_deduction", "error_deduction")
    return rows.assign(code=chosen["error_codes"], ticks=chosen["error_deduction"])


def _with_earlier(rows: pd.DataFrame) -> pd.DataFrame:
    ordered = rows.sort_values(["file", "sheet", "row"], kind="stable")
    times = ordered["times"].astype("int64")
    worse = times.where(ordered["aggravated"], 0)
    earlier = {}
    for name, each in (("before", times), ("before_aggravated", worse)):
        earlier[name] = (
            each.groupby([ordered[column] for column in CLAUSE], sort=False).cumsum() - each
        )
    return rows.assign(**earlier)


def _long_clauses(scheme: Scheme, frame: pd.DataFrame) -> pd.DataFrame:
    bonus = [node.id for node in scheme.counted if node.count and node.count.direction == "bonus"]
    chosen = frame[(frame["times"] > 0) & ~frame["clause"].isin(bonus)]
    named = {name: chosen[name] for name in ("times", "aggravated")}
    return _rows(chosen, "clause", "clause").assign(code=chosen["clause"], **named)


def _wide_clauses(scheme: Scheme, frame: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for node_id, column in _deducting(scheme, frame).items():
        chosen = frame[frame[column] > 0]
        parts.append(_rows(chosen, "clause", column).assign(code=node_id, times=chosen[column]))
    return parts
