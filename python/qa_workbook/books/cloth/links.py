"""Links from a workbook we write to the cell of the file that a figure came from."""

from __future__ import annotations

import os
import re
from pathlib import Path, PurePath

from qa_workbook.books.cloth.characters import UNSTORABLE
from qa_workbook.sheets import sheet_name

MOST_LINKS = 60_000  # Excel keeps at most 65,530 links on a sheet
_LINE_SIGNS = "\t\n\r"
_ESCAPED = re.compile(rf"""[%#" <>^`{{}}\[\]?\x7f-\x9f{_LINE_SIGNS}{UNSTORABLE}]""")
_READABLE = re.compile(r"\\x([0189a-f][0-9a-f]|7f)|\\u(00[89][0-9a-f]|fff[ef])")
_NOT_IN_NAMES = re.compile(f"[{_LINE_SIGNS}{UNSTORABLE}]")


def relative_path(target: Path, folder: Path) -> str:
    """Returns `target` as seen from `folder`, parted by "/"; absolute on another drive."""
    return SeenFrom(folder).path(target)


class SeenFrom:
    """Files as they are seen from a folder: many of them, which lie in a few folders."""

    def __init__(self, folder: Path) -> None:
        self._folder = os.path.realpath(folder)
        self._seen: dict[Path, str] = {}

    def path(self, target: Path) -> str:
        """Returns `target` as seen from the folder, parted by "/"; absolute on another drive."""
        # Elsewhere than on POSIX the file itself may be called otherwise than somebody wrote it.
        if os.sep != "/" or target.name in ("", "..") or target.is_symlink():
            return self._from(os.path.realpath(target))  # never fails, not even on a link to itself
        return self.within(target.parent, target.name)

    def within(self, above: Path, name: str) -> str:
        """Returns a file of the folder `above`, which is no link, as `path` does on POSIX."""
        if above not in self._seen:
            self._seen[above] = self._from(os.path.realpath(above))
        seen = self._seen[above]
        return name if seen == "." else f"{seen.removesuffix('/')}/{name}"

    def _from(self, real: str) -> str:
        try:
            return PurePath(os.path.relpath(real, self._folder)).as_posix()
        except ValueError:
            return PurePath(real).as_posix()


def _uri_path(path: str) -> str:
    """Escapes what a link can't hold.

    Bytes that aren't UTF-8, and those that intake shows as \\xb2, become %B2 again.
    """
    if os.sep == "/":  # elsewhere "\\" parts folders, and no name has such bytes
        path = _READABLE.sub(_unreadable, path)
    return _ESCAPED.sub(_percents, path)


def _percents(sign: re.Match[str]) -> str:
    raw = sign[0].encode(
        "utf-8", "surrogateescape" if "\udc80" <= sign[0] <= "\udcff" else "surrogatepass"
    )
    return "".join(f"%{byte:02X}" for byte in raw)


def _unreadable(escape: re.Match[str]) -> str:
    """The sign that `intake.files.readable` wrote as an escape."""
    byte, sign = escape.groups()
    if sign:
        return chr(int(sign, 16))
    return bytes([int(byte, 16)]).decode("utf-8", "surrogateescape")


def cell_link(path: str, sheet: str = "", cell: str = "") -> str:
    """Returns a link for `write_url` to a cell in the file at `path` (of `relative_path`).

    Spaces, "#", "%" and the like in the path are escaped; Chinese stays, as Excel writes it.
    """
    place = f"#{anchor(sheet, cell)}" if sheet else ""
    return f"external:{_uri_path(path)}{place}"


def file_uri(path: str) -> str:
    """Returns the URI of a file at `path` (of `relative_path`), for `FastWorksheet.link_strip`."""
    escaped = _uri_path(path)
    # On POSIX the first sign says it, without taking the path apart.
    if path.startswith("/") if os.sep == "/" else Path(path).is_absolute():
        return f"file:///{escaped.lstrip('/')}"
    return escaped


def anchor(sheet: str, cell: str) -> str:
    """Returns the place of a cell within a file: `'sheet'!A1`.

    A part of a sheet stands in that sheet.
    """
    name = _NOT_IN_NAMES.sub("", sheet_name(sheet)).replace("'", "''")
    return f"'{name}'!{cell or 'A1'}"


def sheet_link(sheet: str) -> str:
    """Returns a link for `write_url` to another sheet of the same workbook."""
    return f"internal:{anchor(sheet, 'A1')}"
