"""Reads a whole store the plain way: every row ever stored, of each key the newest, then the period."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq

from qa_workbook.numbers import Period
from qa_workbook.records import RecordStore
from qa_workbook.records.manifest import read_manifest


def all_versions(store: RecordStore) -> pd.DataFrame:
    """All rows of recordings ever stored with their index, oldest first, and the `scheme` of each."""
    parts = []
    for batch in read_manifest(store.folder).batches:
        if batch.schema == "recordings":
            frame = pq.read_table(store.folder / batch.file).to_pandas()
            parts.append(frame.assign(scheme=batch.scheme, version=batch.version))
    if not parts:
        return pd.DataFrame()
    rows = pd.concat(parts, ignore_index=True)
    return rows.sort_values("_generation", kind="stable", ignore_index=True)


def counting(store: RecordStore, span: Period | None, also: str = "") -> pd.DataFrame:
    """The rows that count on days of `span`, and those of other days that share `also` with one."""
    rows = all_versions(store)
    if rows.empty:
        return rows
    rows = rows[~rows.duplicated(["scheme", "_key"], keep="last") & ~rows["_withdrawn"]]
    if span is None:
        return rows
    days = rows["call_date"].dt.date
    inside = (days >= span.first) & (days <= span.last)
    if not also:
        return rows[inside]
    about = rows[["scheme", also]].apply(tuple, axis=1)
    return rows[inside | about.isin(about[inside])]


def told(rows: pd.DataFrame) -> list[tuple[object, ...]]:
    """What rows say, in an order of its own, so that two readings can be compared."""
    if rows.empty:
        return []
    names = ["recording", "inspector", "call_date", "mark.a", "file", "sheet", "row"]
    texts = rows[names].assign(call_date=rows["call_date"].astype("datetime64[s]").astype("str"))
    return sorted(texts.itertuples(index=False, name=None))
