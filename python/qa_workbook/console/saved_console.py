"""A console on disk, whoever saved it: where its sheets lie, and parts replaced in it."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

from qa_workbook.files import written
from qa_workbook.grids.xlsx_package import XlsxPackage


def sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Returns the part of each sheet by the sheet's name."""
    return XlsxPackage(package, part_limit=sys.maxsize).sheet_parts


def replace_parts(xlsm: Path, parts: Mapping[str, bytes], *, keep_time: bool = False) -> None:
    """Puts new contents into some parts and copies all others byte for byte.

    openpyxl would lose the buttons. Raises OutputLocked where the file can't be replaced.
    """
    before = xlsm.stat()
    with zipfile.ZipFile(xlsm) as old, written(xlsm) as beside:
        with zipfile.ZipFile(beside, "w") as new:
            for entry in old.infolist():
                content = parts.get(entry.filename)
                new.writestr(entry, old.read(entry) if content is None else content)
        if keep_time:  # before the file gets its name: nobody may see another time
            os.utime(beside, ns=(before.st_atime_ns, before.st_mtime_ns))
