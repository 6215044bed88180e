"""Corrections that change only how a value is written: offered, and done where asked for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from qa_workbook.findings.codes import CODES
from qa_workbook.findings.finding import Finding, shown
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import folded
from qa_workbook.grids.a1 import place_of
from qa_workbook.grids.grid import CellValue, Grid
from qa_workbook.sheets import Sheet

_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")
_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Mend:
    """What a cell may become: `old` is what stands there, `new` what was read."""

    sheet: str
    cell: str
    old: CellValue
    new: str | int | float


@dataclass(frozen=True)
class Line:
    """A finding, and the cells that may be changed without asking anybody."""

    finding: Finding
    mends: tuple[Mend, ...] = ()


def with_mends(
    findings: Iterable[Finding], grids: Mapping[str, Grid], sheets: Sequence[Sheet]
) -> list[Line]:
    """Returns each finding with the cells that it may change.

    A cell is left alone where it holds a formula, or something else than the finding says.
    """
    columns = {sheet.name: sheet.columns for sheet in sheets}
    return [
        Line(one, _mends(one, grids.get(one.sheet), columns.get(one.sheet, {}))) for one in findings
    ]


def _mends(one: Finding, grid: Grid | None, columns: Mapping[str, str]) -> tuple[Mend, ...]:
    kind = CODES[one.code].mend
    if not kind or grid is None:
        return ()
    return _swapped(one, grid, columns) if kind == "swap" else _rewritten(one, grid, kind)


def _rewritten(found: Finding, grid: Grid, kind: str) -> tuple[Mend, ...]:
    old, read = _cell(grid, found.cell), str(found.details["read"])
    if not isinstance(old, str | int | float) or shown(old) != found.value:
        return ()
    if kind == "text":
        same = _bare(str(shown(old))) == _bare(read)
        return (Mend(grid.name, found.cell, old, read),) if same else ()
    number = _number_in(str(old))
    if number is None or number != _number_in(read):
        return ()
    whole = number == number.to_integral_value()
    return (Mend(grid.name, found.cell, old, int(number) if whole else float(number)),)


def _number_in(words: str) -> Decimal | None:
    """The only number in some words, None where there is none, or more."""
    numbers = _NUMBER.findall(unicodedata.normalize("NFKC", words))
    try:
        return Decimal(numbers[0]) if len(numbers) == 1 else None
    except InvalidOperation:
        return None


def _bare(words: str) -> str:
    """A number of somebody without what doesn't tell it from others, leading zeros among that."""
    return _SIGNS.sub("", folded(normal(words))).lstrip("0")


def _swapped(found: Finding, grid: Grid, columns: Mapping[str, str]) -> tuple[Mend, ...]:
    if not {"agent", "name"} <= columns.keys():
        return ()
    row, _ = place_of(found.cell)
    name_cell = f"{columns['name']}{row + 1}"
    agent, name = _cell(grid, found.cell), _cell(grid, name_cell)
    if found.cell != f"{columns['agent']}{row + 1}" or not isinstance(agent, str):
        return ()
    number = str(found.details["read"])
    if not isinstance(name, str | int | float) or _bare(shown(name)) != _bare(number):
        return ()
    return (
        Mend(grid.name, found.cell, agent, number),
        Mend(grid.name, name_cell, name, agent.strip()),
    )


def _cell(grid: Grid, cell: str) -> CellValue | None:
    """What stands in a cell, None where that may not be changed."""
    try:
        row, column = place_of(cell)
        value = grid.rows[row][column]
    except (ValueError, IndexError):
        return None
    is_formula = (row, column) in (grid.unseen.formulas or ())
    return None if is_formula or isinstance(value, bool) else value
