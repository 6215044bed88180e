"""Cells of text files as a workbook holds them: numbers and days where they are sure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from qa_workbook.grids.grid import CellValue, Grid

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,2})(?:\.[0-9]{1,4})?")
_DAY = re.compile(r"(20[0-9]{2})([-/])(0?[1-9]|1[0-2])\2(0?[1-9]|[12][0-9]|3[01])")


def typed(grid: Grid) -> Grid:
    """Returns a grid in which the marks and days of a text file are numbers and days.

    All else stays text: numbers of recordings keep their zeros and all their digits.
    """
    if grid.typed:
        return grid
    return replace(grid, rows=[[_typed(cell) for cell in row] for row in grid.rows])


def _typed(cell: CellValue) -> CellValue:
    if not isinstance(cell, str):
        return cell
    words = cell.strip()
    if _NUMBER.fullmatch(words):
        return float(words) if "." in words else int(words)
    found = _DAY.fullmatch(words)
    if found:
        try:
            return date(int(found[1]), int(found[3]), int(found[4]))
        except ValueError:
            return cell
    return cell
