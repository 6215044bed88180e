"""What XlsxWriter can't write: the ribbon and macros on shapes, put into the finished package."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from qa_workbook.console.button_shapes import with_macros
from qa_workbook.console.ribbon import RIBBON_PART, RIBBON_RELATION, ribbon

_EPOCH = (1980, 1, 1, 0, 0, 0)  # a fixed date, so that the same content gives the same bytes


def complete(source: Path, target: Path, language: str) -> None:
    """Copies the package `source` to `target` with buttons that run macros and a ribbon tab."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            _add(new, name, _changed(name, old.read(name), language))
        _add(new, RIBBON_PART, ribbon(language).encode("utf-8"))


def _add(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    entry = zipfile.ZipInfo(name, _EPOCH)
    entry.compress_type = zipfile.ZIP_STORED  # compressed bytes would depend on the machine's zlib
    entry.create_system = 0
    package.writestr(entry, content)


def _changed(name: str, content: bytes, language: str) -> bytes:
    if name == "_rels/.rels":
        return content.replace(
            b"</Relationships>", RIBBON_RELATION.encode("ascii") + b"</Relationships>"
        )
    if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name):
        return with_macros(content.decode("utf-8"), language).encode("utf-8")
    return content
