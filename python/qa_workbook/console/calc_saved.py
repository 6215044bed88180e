"""A console that Calc has saved, made whole again.

LibreOffice writes the shapes of the buttons without their macros, leaves out the code names that
tie sheets to their VBA modules, and writes a VBA project of its own. All three are put back;
everything else stays as Calc wrote it.
"""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

from qa_workbook.labels import LANGUAGES

# A shape without a macro whose name is one of our macros.
_SHAPE = re.compile(
    r'<xdr:sp(?: macro="")?(?: textlink="")?>'
    r'(?=\s*<xdr:nvSpPr>\s*<xdr:cNvPr\b[^>]*?\bname="(Qa\w+)")'
)


def restore(xlsm: Path) -> bool:
    """Makes a console whole that Calc has saved. Returns whether anything had to be changed.

    The file keeps its time, so that a Calc which has it open does not take it for changed by
    somebody else. Raises OSError, and zipfile.BadZipFile for a file that is just being written.
    """
    with zipfile.ZipFile(xlsm) as package:
        parts = _mended(package)
        changed = {name: new for name, new in parts.items() if new != package.read(name)}
    if not changed:
        return False
    from qa_workbook.console.saved_console import replace_parts

    replace_parts(xlsm, changed, keep_time=True)
    return True


def _mended(package: zipfile.ZipFile) -> dict[str, bytes]:
    """Returns the parts that may need mending, as they should be: {part: content}."""
    drawings = [name for name in package.namelist() if name.startswith("xl/drawings/drawing")]
    if not any(_SHAPE.search(package.read(name).decode("utf-8")) for name in drawings):
        return {}  # written by us or by Excel
    # Every command looks whether this is needed, and it seldom is.
    from qa_workbook.console.names import CODE_NAMES, SHEET_MODULES, VBA_PROJECT, sheet_names
    from qa_workbook.console.saved_console import sheet_parts

    parts = {
        name: _with_macros(package.read(name).decode("utf-8")).encode("utf-8") for name in drawings
    }
    parts["xl/workbook.xml"] = _with_code_name(
        package.read("xl/workbook.xml"), "workbookPr", CODE_NAMES[0]
    )
    places = sheet_parts(package)
    modules = {
        sheet: module
        for language in LANGUAGES
        for sheet, module in zip(sheet_names(language), SHEET_MODULES, strict=True)
    }
    for sheet, part in places.items():
        if sheet in modules:
            parts[part] = _with_code_name(package.read(part), "sheetPr", modules[sheet])
    parts["xl/vbaProject.bin"] = VBA_PROJECT.read_bytes()
    return parts


def _with_macros(drawing: str) -> str:
    from qa_workbook.console.buttons import BUTTONS

    ours = {button.macro for button in BUTTONS}

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
