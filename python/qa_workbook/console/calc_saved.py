"""A console that Calc has saved, made whole again.

LibreOffice writes the shapes of the buttons without their macros, leaves out the code names that tie sheets to their VBA
modules, and writes a VBA project of its own. All three are put back; everything else stays as Calc wrote it.
"""

from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path
from posixpath import normpath
from xml.etree import ElementTree as ET

from qa_workbook.console import buttons
from qa_workbook.console.names import CODE_NAMES, SHEET_MODULES, SHEETS
from qa_workbook.console.workbook import VBA_PROJECT
from qa_workbook.files import written

_SHAPE = re.compile(
    r'<xdr:sp(?: macro="")?(?: textlink="")?>(?=\s*<xdr:nvSpPr>\s*<xdr:cNvPr\b[^>]*?\bname="(Qa\w+)")'
)
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def restore(xlsm: Path) -> bool:
    """Makes a console whole that Calc has saved. Returns whether anything had to be changed.

    The file keeps its time, so that a Calc which has it open does not take it for changed by somebody else. Raises
    OSError, and zipfile.BadZipFile for a file that is just being written.
    """
    with zipfile.ZipFile(xlsm) as package:
        mended = {
            name: content
            for name, content in _mended(package).items()
            if content != package.read(name)
        }
        if not mended:
            return False
        times = xlsm.stat().st_atime_ns, xlsm.stat().st_mtime_ns
        with written(xlsm) as beside:
            with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as new:
                for entry in package.infolist():
                    new.writestr(entry, mended.get(entry.filename) or package.read(entry))
            os.utime(beside, ns=times)
    return True


def _mended(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Returns the parts that may need mending, as they should be: {part: content}."""
    drawings = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
    if not any(_SHAPE.search(package.read(name).decode("utf-8")) for name in drawings):
        return {}  # written by us or by Excel
    parts = {
        name: _with_macros(package.read(name).decode("utf-8")).encode("utf-8") for name in drawings
    }
    parts["xl/workbook.xml"] = _with_code_name(
        package.read("xl/workbook.xml"), "workbookPr", CODE_NAMES[0]
    )
    places = _sheet_parts(package)
    for sheet, module in zip(SHEETS, SHEET_MODULES, strict=True):
        if sheet in places:
            parts[places[sheet]] = _with_code_name(package.read(places[sheet]), "sheetPr", module)
    parts["xl/vbaProject.bin"] = VBA_PROJECT.read_bytes()
    return parts


def _with_macros(drawing: str) -> str:
    ours = {button.macro for button in buttons.BUTTONS}

    def with_macro(found: re.Match[str]) -> str:
        if found[1] not in ours:
            return found[0]
        return f'<xdr:sp macro="[0]!{found[1]}" textlink="">'

    return _SHAPE.sub(with_macro, drawing)


def _with_code_name(part: bytes, element: str, name: str) -> bytes:
    return re.sub(
        rf"<{element}(?![^>]*codeName=)".encode(),
        f'<{element} codeName="{name}"'.encode(),
        part,
        count=1,
    )


def _sheet_parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Returns the part of each sheet by the sheet's name."""
    relations = ET.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314 - a workbook of ours
    targets = {found.get("Id"): normpath(f"xl/{found.get('Target')}") for found in relations}
    sheets = ET.fromstring(package.read("xl/workbook.xml")).iter(f"{_MAIN}sheet")  # noqa: S314
    return {str(sheet.get("name")): targets[sheet.get(_RELATION)] for sheet in sheets}
