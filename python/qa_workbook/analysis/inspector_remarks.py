"""Remarks that an inspector writes again and again (S8)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import is_filled
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.ratios import quotient
from qa_workbook.arrays import Integers, Values
from qa_workbook.frames import empty_frame

_KEY = ["inspector", "meaning"]
_FIRST = ["version", "call_date", "file", "sheet", "row"]
_REMARKS = {
    **{"call_date": "datetime64[s]", "file": "str", "sheet": "str", "row": "int32"},
    **{"inspector": "str", "meaning": "str", "text": "str", "version": "int64", "times": "int64"},
}


def remark_sums(pool: Pool, group: Integers, names: Values) -> pd.DataFrame:
    """Returns the remarks of each inspector; `group` are their numbers in `names` by row.

    Columns: inspector; meaning, the words of a remark without case and blanks at the ends; times;
    text, as it was written first, and of that row the place of its version among all, call_date,
    file, sheet and row.
    """
    remarks = pool.frame["remark"]
    written = np.flatnonzero(is_filled(remarks))
    if not len(written):
        return empty_frame(_REMARKS)
    words, texts = pd.factorize(remarks.iloc[written].astype("str"))
    plain = np.array([" ".join(text.split()).casefold() for text in texts], dtype=object)
    ends = np.cumsum([len(part.frame) for part in pool.parts])
    rows = pool.frame[["call_date", "file", "sheet", "row"]].iloc[written]
    rows = rows.assign(
        file=rows["file"].astype("str"),
        sheet=rows["sheet"].astype("str"),
        inspector=pd.Series(names[group[written]], index=rows.index, dtype="str"),
        meaning=pd.Series(plain[words], index=rows.index, dtype="str"),
        times=np.ones(len(written), dtype=np.int64),
        text=remarks.iloc[written].astype("str"),
        version=np.searchsorted(ends, written, side="right"),
    )
    return added_remarks([rows[rows["meaning"] != ""]])


def added_remarks(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Returns the remarks of all parts together, see `remark_sums`."""
    rows = pd.concat(parts, ignore_index=True)
    if rows.empty:
        return rows
    rows = rows.sort_values(_FIRST, kind="stable")
    times = rows.groupby(_KEY, sort=True)["times"].sum()
    first = rows.drop_duplicates(_KEY).drop(columns="times")
    return first.merge(times.reset_index(), on=_KEY)


def remark_columns(remarks: pd.DataFrame, names: pd.Series, least: int | None) -> dict[str, Values]:
    """Returns the columns same_remark, often_remark, repeated_remark and times of each inspector.

    `remarks` are those of `remark_sums`.
    """
    times = remarks["times"]
    every = _by_inspector(remarks, names, times)
    again = _by_inspector(remarks, names, times.where(times > 1, 0))
    often = np.full(len(names), np.nan)
    if least is not None:
        often = quotient(_by_inspector(remarks, names, times.where(times >= least, 0)), every)
    # Of equal ones it is the one that was written first.
    most = remarks[times > 1].sort_values(
        ["times", *_FIRST], ascending=[False, *(True for _ in _FIRST)], kind="stable"
    )
    most = most.drop_duplicates("inspector").set_index("inspector")
    return {
        "same_remark": quotient(again, every),
        "often_remark": often,
        "repeated_remark": most["text"].reindex(names).fillna("").to_numpy(dtype=object),
        "times": most["times"].reindex(names, fill_value=0).to_numpy(dtype=np.int64),
    }


def _by_inspector(remarks: pd.DataFrame, names: pd.Series, counts: pd.Series) -> Integers:
    found = counts.groupby(remarks["inspector"]).sum().reindex(names, fill_value=0)
    numbers: Integers = found.to_numpy(dtype=np.int64)
    return numbers
