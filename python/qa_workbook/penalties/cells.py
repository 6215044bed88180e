"""The cells that breaches come from."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from qa_workbook.grids.a1 import source_cell

Letters = Mapping[tuple[str, str], Mapping[str, str]]
"""The letters of the columns of each sheet, by (file, sheet) and name of the column."""


def source_cells(rows: pd.DataFrame, letters: Letters) -> pd.Series:
    """Returns the cell (A1) of each row by its file, sheet, row and `source`; "" if unknown."""
    nowhere: Mapping[str, str] = {}
    columns = (rows[name].tolist() for name in ("file", "sheet", "source", "row"))
    places = zip(*columns, strict=True)
    cells = []
    for file, sheet, source, row in places:
        column = letters.get((file, sheet), nowhere).get(source, "")
        cells.append(source_cell(column, row))
    return pd.Series(cells, rows.index, dtype="str")
