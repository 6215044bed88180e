"""How wide the columns of a sheet are, where the kind of file tells."""

from __future__ import annotations

import io
import re
import zipfile
import zlib

from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_package import XlsxPackage, attributes

_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^<>]*)>")
_CELLS = re.compile(rb"<(?:\w+:)?sheetData[\s/>]")
_MOST_COLUMNS = 1000
"""A range of columns that runs to the end of the sheet says nothing of the table."""


def column_widths(data: bytes, sheet: str, limits: Limits) -> dict[int, float]:
    """Returns the widths that an .xlsx gives columns of a sheet, in characters.

    Nothing for other kinds of files, and for what can't be read.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            package = XlsxPackage(archive, limits.max_part_bytes)
            part = package.sheet_parts.get(sheet, "")
            content = archive.read(part) if part in archive.namelist() else b""
    except (zipfile.BadZipFile, zlib.error, KeyError, ValueError, TooLarge, FileFault):
        return {}
    cells = _CELLS.search(content)
    found: dict[int, float] = {}
    for tag in _COLUMN.findall(content[: cells.start()] if cells else b""):
        known = attributes(tag)
        try:
            first, last, width = int(known["min"]), int(known["max"]), float(known["width"])
        except (KeyError, ValueError):
            continue
        if last - first < _MOST_COLUMNS:
            found |= dict.fromkeys(range(first - 1, last), width)
    return found
