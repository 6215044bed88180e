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
    files, sheets, sources, numbers = (
        rows[name].tolist() for name in ("file", "sheet", "source", "row")
    )
    places = list(zip(files, sheets, strict=True))
    known = {place: letters.get(place, nowhere) for place in dict.fromkeys(places)}
    cells = [
        source_cell(known[place].get(source, ""), row)
        for place, source, row in zip(places, sources, numbers, strict=True)
    ]
    return pd.Series(cells, rows.index, dtype="str")
