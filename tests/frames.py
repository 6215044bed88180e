"""Makes recordings frames for the tests: whatever a row does not name is empty in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from qa_workbook.frames import AGGRAVATED, LONG, wide_schema
from qa_workbook.scheme.model import Scheme

Row = Mapping[str, object]


def wide_frame(scheme: Scheme, rows: Sequence[Row], **everywhere: object) -> pd.DataFrame:
    """Returns recordings of wide sheets, with every mark and count column of the scheme.

    Also with `aggravated.<id>` where a row has it: the columns that folded long sheets have.
    """
    counted = [node.id for node in scheme.counted]
    schema = wide_schema([node.id for node in scheme.graded], counted)
    frame = schema.frame([{**everywhere, **row} for row in rows])
    for name in (AGGRAVATED + node for node in counted):
        if any(name in row for row in rows):
            frame[name] = pd.Series([row.get(name, 0) for row in rows], dtype="int32")
    return frame


def long_frame(rows: Sequence[Row], **everywhere: object) -> pd.DataFrame:
    """Returns recordings of long sheets: a row per breach, once and not aggravated by default."""
    whole = [{"entry": row["clause"], "times": 1, **everywhere, **row} for row in rows]
    return LONG.frame(whole)
