"""Makes the recordings frame of docs/architecture.md out of the rows of many sheets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from qa_workbook.records.frames import MARK, TEXT_COLUMNS
from qa_workbook.scheme.model import Scheme

if TYPE_CHECKING:
    from qa_workbook.intake.sheet import SheetRows

_WIDE_ORDER = (
    "recording",
    "inspector",
    "entry",
    "call_date",
    "agent",
    "name",
    "team",
    "round",
    "project",
    "inspected_on",
)
_CODES = ("error_deduction", "error_codes", "fatal", "fatal_codes", "points", "remark")
_LONG = ("clause", "times", "aggravated")
_ORIGIN = ("columns", "file", "sheet", "row")


def _dtype(column: str) -> str:
    if column in TEXT_COLUMNS or column == "clause":
        return "str"
    if column in ("call_date", "inspected_on"):
        return "datetime64[s]"
    return {"error_deduction": "int64", "fatal": "bool", "aggravated": "bool"}.get(column, "int32")


def frame_columns(scheme: Scheme) -> list[str]:
    """Returns the columns of a scheme's recordings frame in their order."""
    if scheme.sheet.layout == "long":
        return [*_WIDE_ORDER, *_CODES, *_LONG, *_ORIGIN]
    marks = [f"{MARK}{node.id}" for node in scheme.graded]
    counts = [f"count.{node.id}" for node in scheme.counted]
    return [*_WIDE_ORDER, *_CODES, *marks, *counts, *_ORIGIN]


def _array(values: list[Any], dtype: str) -> Any:
    return pd.array(values, dtype="str") if dtype == "str" else np.array(values, dtype=dtype)


def recordings_frame(scheme: Scheme, sheets: Sequence[SheetRows]) -> pd.DataFrame:
    """Returns one frame with the accepted rows of all sheets of a scheme version, in the order of the sheets."""
    constants = {
        "project": lambda sheet: sheet.labels.project,
        "inspected_on": lambda sheet: sheet.labels.inspected_on,
        "columns": lambda sheet: sheet.sources,
        "file": lambda sheet: sheet.file,
        "sheet": lambda sheet: sheet.sheet,
    }
    found: dict[str, Any] = {}
    for column in frame_columns(scheme):
        if column == "row":
            values = [line + 1 for sheet in sheets for line in sheet.lines]
        elif column in constants:
            values = list(
                chain.from_iterable(
                    repeat(constants[column](sheet), len(sheet.lines)) for sheet in sheets
                )
            )
        else:
            values = list(
                chain.from_iterable(
                    sheet.columns.get(column) or repeat(0, len(sheet.lines)) for sheet in sheets
                )
            )
        found[column] = _array(values, _dtype(column))
    return pd.DataFrame(found)
