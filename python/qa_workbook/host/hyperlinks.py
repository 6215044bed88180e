"""Links in the console: to the files that were made and to the faulty cell of somebody's file.

Excel and Calc write the place inside a workbook differently, and only Calc wants a file address
with escapes.
"""

from __future__ import annotations

from pathlib import Path

_ESCAPED = str.maketrans({sign: f"%{ord(sign):02X}" for sign in '%#?"<>^`{}[]|\\ '})
# Excel refuses longer literal texts in a formula, and such a refusal would lose the whole block.
_LONGEST_LITERAL = 255
_LONGEST_FORMULA = 8000


def address(path: Path, in_calc: bool) -> str:
    """Returns the address of a file or folder for `Range.add_hyperlink`."""
    if in_calc or "#" in str(path) or "%" in str(path):
        return file_address(path)
    return str(path)


def file_address(path: Path) -> str:
    """Returns a file address with the signs escaped that would end it; Chinese stays readable."""
    if path.drive:
        return "file:///" + path.as_posix().translate(_ESCAPED)
    return "file://" + path.as_posix().translate(_ESCAPED | {ord("\\"): "%5C"})


def cell_formula(path: Path, sheet: str, cell: str, words: str, in_calc: bool) -> str | None:
    """Returns a HYPERLINK formula to a cell of another workbook, None where it would be too long.

    A formula, because a thousand of them are written as one block. Without `sheet` it leads to the
    file.
    """
    target = _calc_target(path, sheet, cell) if in_calc else _excel_target(path, sheet, cell)
    formula = f"=HYPERLINK({_literal(target)},{_literal(words)})"
    if len(formula) > _LONGEST_FORMULA or (not in_calc and len(target) > _LONGEST_LITERAL):
        return None
    return formula


def _calc_target(path: Path, sheet: str, cell: str) -> str:
    place = f"#'{_doubled(sheet)}'.{cell or 'A1'}" if sheet else ""
    return file_address(path) + place


def _excel_target(path: Path, sheet: str, cell: str) -> str:
    return f"[{path}]'{_doubled(sheet)}'!{cell or 'A1'}" if sheet else str(path)


def _doubled(sheet: str) -> str:
    return sheet.replace("'", "''")


def _literal(words: str) -> str:
    return '"' + words.replace('"', '""').replace("\n", " ").replace("\r", " ") + '"'
