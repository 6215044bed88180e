"""Stores of format 1, which kept the letters of a sheet's columns in each of its rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from qa_workbook.errors import RecordsDamaged

LETTERS = "columns"
"""The column "agent=D;mark.x=F" that batches of format 1 have, and that is read no more."""


def migrated(folder: Path, raw: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the manifest of format 1 as one of format 2.

    The letters are those of the row that was stored last from a sheet; a sheet that no row came
    from has none. Raises RecordsDamaged.
    """
    letters = _letters(folder, [batch["file"] for batch in raw["batches"]])
    layouts: list[dict[str, str]] = []
    files = {}
    for name, merged in raw["files"].items():
        sheets = {}
        for sheet_name, sheet in merged["sheets"].items():
            labels = {"inspector": sheet["inspector"], "inspected_on": sheet["inspected_on"]}
            sheets[sheet_name] = {
                "scheme": sheet["scheme"],
                "labels": labels,
                "layout": len(layouts),
            }
            layouts.append(letters.get((name, sheet_name), {}))
        files[name] = {**merged, "sheets": sheets}
    added = {"schema": "recordings", "period": "call_date"}
    batches = [{**batch, **added} for batch in raw["batches"]]
    return {**raw, "format": 2, "batches": batches, "layouts": layouts, "files": files}


def _letters(folder: Path, batches: Sequence[str]) -> dict[tuple[str, str], dict[str, str]]:
    """Returns the letters of the columns of each sheet, by file and sheet."""
    parts = [_rows(folder / batch) for batch in batches]
    if not parts:
        return {}
    # A batch may hold rows of many generations, those of batches that were put together.
    rows = pd.concat(parts).sort_values("_generation", kind="stable")
    places = rows.drop_duplicates(["file", "sheet"], keep="last")
    found = {}
    for file, sheet, packed in zip(places["file"], places["sheet"], places[LETTERS], strict=True):
        named = [part.split("=", 1) for part in packed.split(";") if "=" in part]
        found[file, sheet] = {part[0]: part[1] for part in named}
    return found


def _rows(path: Path) -> pd.DataFrame:
    try:
        return pq.read_table(path, columns=["file", "sheet", LETTERS, "_generation"]).to_pandas()
    except (pa.ArrowException, OSError) as error:
        raise RecordsDamaged(path=path, why=str(error)) from None
