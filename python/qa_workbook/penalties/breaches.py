"""Finds the breaches in the recordings: fatal errors, error deductions, clauses; no prices yet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans
from qa_workbook.codes import code_rows, number_of_codes
from qa_workbook.frames import COUNT, LONG, RECORDING, Role, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Scheme

CARRIED = LONG.having(Role.BREACH)
SOURCE_ROW = ["file", "sheet", "row"]
VERSION = ["scheme", "version"]
_FIRST = ["agent", "call_date", "moment", "recording"]
ORDER = [*_FIRST, "cause", "code", "inspector", *VERSION, *SOURCE_ROW]
"""The order of the register, on a day that of arrival; what agrees in all of it goes by `entry`."""
_FOUND = {
    "cause": "str",
    "code": "str",
    "times": "int32",
    "aggravated": "bool",
    "ticks": "int64",
    "position": "int64",
    "source": "str",
    "band": "str",
    "origin": "str",
    "call": "str",
    "moment": "datetime64[s]",
    "scheme": "str",
    "version": "str",
}
CLAUSE = [*VERSION, *RECORDING, "cause", "code"]
"""A clause of one recording: what its cap and `per: once` hold for."""


Judge = Callable[[Scheme, pd.DataFrame], Sequence[pd.DataFrame]]
"""What else counts as a breach in the recordings of a scheme: frames as `of_cause` makes them."""


def breaches(scheme: Scheme, frame: pd.DataFrame, judge: Judge | None = None) -> pd.DataFrame:
    """Returns the breaches of the recordings of one scheme version, bonus clauses left out.

    | column | meaning |
    |---|---|
    | those of CARRIED | whose and which recording, entry, and where it stands |
    | `cause` | `fatal`, `error_deduction` or `clause`; `judge` adds `band` and `item` |
    | `code` | fatal code, error code ("" for a deduction without one), indicator or band id |
    | `times`, `aggravated` | occurrences, and whether they were severe ones |
    | `ticks` | error deduction of the row in whole 10^-decimals points, else 0 |
    | `position` | place of the code among those of its cell, from 0 |
    | `source` | name of the column it was entered in |
    | `band` | band of the recording's score, "" where the frame doesn't say |
    | `origin`, `call` | only complaints have them (`complaints.complaints_of`), else "" |
    | `moment` | when a complaint was received; of a recording its `call_date` |
    | `scheme`, `version` | id and version of the scheme |
    """
    parts = [_fatal_codes(frame), _error_codes(frame)]
    if "clause" in frame.columns:
        parts.append(_long_clauses(scheme, frame))
    else:
        parts += _wide_clauses(scheme, frame)
    parts += judge(scheme, frame) if judge else ()
    found = [part for part in parts if len(part)]
    if not found:
        return no_breaches()
    whole = pd.concat(found, ignore_index=True)
    return whole.assign(scheme=scheme.id, version=scheme.version)


def all_breaches(
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    judge: Judge | None = None,
) -> pd.DataFrame:
    """Returns the breaches of all frames (by scheme key) in the order of the register.

    The order of the rows in the frames does not matter.
    """
    parts = [breaches(schemes[key], frame, judge) for key, frame in sorted(frames.items())]
    return in_order(parts)


def in_order(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Returns breaches together, in the order of the register."""
    found = [part for part in parts if len(part)]
    if not found:
        return no_breaches()
    return pd.concat(found).sort_values([*ORDER, "entry"], ignore_index=True)


def no_breaches() -> pd.DataFrame:
    """Returns an empty frame of breaches with the right types."""
    return empty_frame({name: LONG.dtypes[name] for name in CARRIED} | _FOUND)


def may_breach(scheme: Scheme, frame: pd.DataFrame) -> Booleans:
    """Returns which rows `breaches` may find anything in, but for what a `judge` adds."""
    columns = ["fatal", "error_deduction", *_deducting(scheme, frame).values()]
    if "clause" in frame.columns:
        columns.append("times")
    found: Booleans = np.zeros(len(frame), dtype=bool)
    for name in columns:
        found |= frame[name].to_numpy() > 0
    return found


def count_breaches(scheme: Scheme, frame: pd.DataFrame) -> int:
    """Returns how many breaches the sheets have, counted another way: a control total.

    What a `judge` adds is not among them.
    """
    fatal = frame.loc[frame["fatal"], "fatal_codes"]
    deducted = frame.loc[frame["error_deduction"] > 0, "error_codes"]
    codes = number_of_codes(fatal) + number_of_codes(deducted)
    if "clause" in frame.columns:
        occurred = frame["times"] > 0
        return codes + int(occurred.sum()) - int((occurred & _is_bonus(scheme, frame)).sum())
    columns = _deducting(scheme, frame).values()
    return codes + sum(int(frame[name].gt(0).sum()) for name in columns)


def with_earlier(rows: pd.DataFrame) -> pd.DataFrame:
    """Adds `before` and `before_aggravated`.

    They say how often the clause occurred, and how often aggravated, in those breaches of the
    recording that were numbered (`n`) before: of a clause that counts once the first one counts.
    """
    ordered = rows.sort_values("n", kind="stable")
    times = ordered["times"].astype("int64")
    aggravated = times.where(ordered["aggravated"], 0)
    clause = [ordered[name] for name in CLAUSE]
    return rows.assign(
        before=times.groupby(clause, sort=False).cumsum() - times,
        before_aggravated=aggravated.groupby(clause, sort=False).cumsum() - aggravated,
    )


def of_cause(frame: pd.DataFrame, cause: str, column: str) -> pd.DataFrame:
    """Returns a breach per row of the recordings frame, without a code."""
    band = frame["band"] if "band" in frame.columns else ""
    return (
        frame[list(CARRIED)]
        .assign(cause=cause, code="", times=1, aggravated=False, ticks=0, position=0, source=column)
        .assign(band=band, origin="", call="", moment=frame["call_date"])
    )


def _per_code(rows: pd.DataFrame, codes: pd.Series) -> pd.DataFrame:
    """Makes a row of each of the codes that are joined by ";"."""
    found = code_rows(codes)
    rows = rows.loc[found.index].assign(code=found)
    return rows.assign(position=rows.groupby(level=0).cumcount())


def _fatal_codes(frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame[frame["fatal"]].reset_index(drop=True)
    return _per_code(of_cause(chosen, "fatal", "fatal"), chosen["fatal_codes"])


def _error_codes(frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame[frame["error_deduction"] > 0].reset_index(drop=True)
    rows = of_cause(chosen, "error_deduction", "error_deduction")
    return _per_code(rows.assign(ticks=chosen["error_deduction"]), chosen["error_codes"])


def _long_clauses(scheme: Scheme, frame: pd.DataFrame) -> pd.DataFrame:
    chosen = frame[(frame["times"] > 0) & ~_is_bonus(scheme, frame)]
    counted = {name: chosen[name] for name in ("times", "aggravated")}
    return of_cause(chosen, "clause", "clause").assign(code=chosen["clause"], **counted)


def _wide_clauses(scheme: Scheme, frame: pd.DataFrame) -> list[pd.DataFrame]:
    parts = []
    for clause, column in _deducting(scheme, frame).items():
        chosen = frame[frame[column] > 0]
        parts.append(of_cause(chosen, "clause", column).assign(code=clause, times=chosen[column]))
    return parts


def _is_bonus(scheme: Scheme, frame: pd.DataFrame) -> pd.Series:
    bonus = [node.id for node in scheme.counted if node.count and node.count.direction == "bonus"]
    return frame["clause"].isin(bonus)


def _deducting(scheme: Scheme, frame: pd.DataFrame) -> dict[str, str]:
    """Counted leaves that deduct and have a column: {indicator id: column name}."""
    deducting = [
        node.id for node in scheme.counted if node.count and node.count.direction == "deduct"
    ]
    columns = {clause: f"{COUNT}{clause}" for clause in deducting}
    return {clause: column for clause, column in columns.items() if column in frame.columns}
