"""Formulas between Excel's notation, which xlwings scripts write, and the one Calc's API takes.

Excel: `=SUM(Sheet1!A1,{1,2;3,4})`; Calc: `=SUM($Sheet1.A1;{1;2|3;4})`. Function names are English
in both.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from xlwings_calc.addresses import column_letters, column_number, quoted_sheet

_EXCEL = re.compile(
    r"""(?P<string>"(?:[^"]|"")*")
    |(?P<error>\#[A-Z0-9/]+[!?]?)
    |(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)
    |(?P<logical>(?<![\w.$])(?:TRUE|FALSE)(?![\w.(!]))
    |(?P<mark>[{},;])""",
    re.VERBOSE,
)
_CALC = re.compile(
    r"""(?P<string>"(?:[^"]|"")*")
    |(?P<error>\#[A-Z0-9/]+[!?]?)
    |(?P<sheet>\$?(?:'(?:[^']|'')+'|[^\W\d]\w*)\.)(?=\$?[A-Za-z]{1,3}(?:\$?\d|:)|\$?\d+:|\#REF)
    |(?P<logical>(?<![\w.$])(?:TRUE|FALSE)\(\))
    |(?P<mark>[{}|;])""",
    re.VERBOSE,
)
_REFERENCE = re.compile(
    r"""("(?:[^"]|"")*"|'(?:[^']|'')*')|(?<![\w.$])(\$?)([A-Za-z]{1,3})(\$?)(\d{1,7})(?![\w(.!])""",
    re.VERBOSE,
)


def is_formula(value: object) -> bool:
    """Whether a value written to a cell is a formula, as Excel decides it."""
    return isinstance(value, str) and len(value) > 1 and value[0] == "="


def to_calc(formula: str) -> str:
    """Returns an Excel formula in Calc's notation; text that is no formula comes back unchanged."""
    outside, inside = {",": ";", ";": ";"}, {",": ";", ";": "|"}
    return _translated(formula, _EXCEL, outside, inside, _calc_sheet, "{}()".format)


def to_excel(formula: str) -> str:
    """Returns a Calc formula in Excel's notation; the braces of an array formula are taken off."""
    if formula.startswith("{=") and formula.endswith("}"):
        formula = formula[1:-1]
    outside, inside = {";": ",", "|": "|"}, {";": ",", "|": ";"}
    return _translated(formula, _CALC, outside, inside, _excel_sheet, _without_parentheses)


def _translated(
    formula: str,
    pattern: re.Pattern[str],
    outside: dict[str, str],
    inside: dict[str, str],
    sheet_prefix: Callable[[str], str],
    logical: Callable[[str], str],
) -> str:
    """Returns the formula with separators exchanged outside and inside of {arrays}, and sheets.

    `logical` takes TRUE and FALSE, which Calc has as functions only: it would store a number.
    """
    if not is_formula(formula):
        return formula
    depth = 0

    def swap(found: re.Match[str]) -> str:
        nonlocal depth
        text = found[0]
        if found["sheet"]:
            return sheet_prefix(text[:-1])
        if found["logical"]:
            return logical(text) if not depth else text
        if found["mark"]:
            depth += (text == "{") - (text == "}")
            return (inside if depth else outside).get(text, text)
        return text

    return pattern.sub(swap, formula)


def _without_parentheses(function: str) -> str:
    return function.removesuffix("()")


def _calc_sheet(name: str) -> str:
    return f"${name}."


def _excel_sheet(name: str) -> str:
    name = name.removeprefix("$")
    if name.startswith("'"):
        name = quoted_sheet(name[1:-1].replace("''", "'"))
    return f"{name}!"


def shifted(formula: str, rows: int, columns: int) -> str:
    """Returns the formula with its relative references moved.

    Excel does so when one formula fills a range.
    """

    def move(found: re.Match[str]) -> str:
        if found[1]:
            return found[1]
        _, fixed_column, letters, fixed_row, row = found.groups()
        column, line = column_number(letters), int(row)
        if not fixed_column:
            column += columns
        if not fixed_row:
            line += rows
        if column < 1 or line < 1:
            return "#REF!"
        return f"{fixed_column}{column_letters(column)}{fixed_row}{line}"

    return _REFERENCE.sub(move, formula)


def filled(formula: str, rows: int, columns: int) -> list[list[str]]:
    """Returns a matrix of formulas: first the one given, the others moved relative to it."""
    matrix = []
    for row in range(rows):
        matrix.append([shifted(formula, row, column) for column in range(columns)])
    return matrix
