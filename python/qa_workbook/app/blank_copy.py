"""The blank sheet of a layout: the centre's own workbook without its recordings."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.model import CellEdit
from qa_workbook.annotating.unused_texts import without_unused_texts
from qa_workbook.books.adoption.blank import emptied, write_blank_sheet
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.grids.a1 import address


def blank_copy(data: bytes, sheets: Sequence[ReadSheet]) -> bytes:
    """Returns an .xlsx with the sheets of a file, in which nothing of recordings is left.

    An .xlsx stays as it is but for those cells; of another kind of file the values, merged cells
    and widths are written anew.
    """
    edits = [
        CellEdit(sheet.place[1], address(*place), value)
        for sheet, gone in zip(sheets, emptied(sheets), strict=True)
        for place, value in gone.items()
    ]
    try:
        return without_unused_texts(annotated(data, (), edits))
    except NotEditable:
        return _written(sheets)


def _written(sheets: Sequence[ReadSheet]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "blank.xlsx"
        write_blank_sheet(path, sheets)
        return path.read_bytes()
