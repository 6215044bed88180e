"""calamine, the compiled reader of .xlsx, .xlsb and .ods: quiet, and within the limits."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import cast

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from qa_workbook.grids.faults import TooLarge
from qa_workbook.grids.grid import Grid, Rows, Unseen, with_errors
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.stderr import without_traces


def open_calamine(data: bytes) -> CalamineWorkbook:
    """Returns the workbook in `data`; raises whatever calamine raises."""
    with without_traces():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def sheets_of(book: CalamineWorkbook) -> tuple[tuple[str, bool], ...]:
    """Returns every sheet as (name, hidden)."""
    visible = SheetVisibleEnum.Visible
    return tuple((sheet.name, sheet.visible != visible) for sheet in book.sheets_metadata)


def rows_of(book: CalamineWorkbook, name: str, limits: Limits) -> Rows:
    """Returns the values of a sheet from A1 on. Raises TooLarge."""
    with without_traces():
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > limits.max_cells:
            raise TooLarge
        return cast(Rows, sheet.to_python(skip_empty_area=False))


def grids_of(
    book: CalamineWorkbook, unseen: Mapping[str, Unseen], limits: Limits
) -> Callable[[str], Grid]:
    """Returns the function that reads a sheet; `unseen` by sheet is what calamine leaves out."""

    def grid(name: str) -> Grid:
        hints = unseen.get(name, Unseen())
        return Grid(name, with_errors(rows_of(book, name, limits), hints.errors), hints)

    return grid
