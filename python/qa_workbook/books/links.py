"""Links from a workbook we write to the cell of the file that a figure came from."""

from __future__ import annotations

import os
from pathlib import Path, PurePath

_ESCAPED = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#" <>^`{}[]?'})


def relative_path(target: Path, folder: Path) -> str:
    """Returns `target` as seen from `folder` with "/" between the parts; absolute when they lie on different drives."""
    try:
        return PurePath(os.path.relpath(target.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return target.resolve().as_posix()


def cell_link(path: str, sheet: str = "", cell: str = "") -> str:
    """Returns a link for `write_url` to `cell` of `sheet` in the file at `path` (as of `relative_path`).

    Spaces, "#", "%" and the like in the path are escaped; Chinese stays as it is, as Excel writes it.
    """
    place = f"#{anchor(sheet, cell)}" if sheet else ""
    return f"external:{path.translate(_ESCAPED)}{place}"


def file_uri(path: str) -> str:
    """Returns the URI of the file at `path` (as of `relative_path`), for `FastWorksheet.link_strip`."""
    escaped = path.translate(_ESCAPED)
    return escaped if not Path(path).is_absolute() else f"file:///{escaped.lstrip('/')}"


def anchor(sheet: str, cell: str) -> str:
    """Returns the place of a cell within a file: `'sheet'!A1`."""
    return f"'{sheet.replace(chr(39), chr(39) * 2)}'!{cell or 'A1'}"
