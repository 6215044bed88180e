"""What is written above the table of a foreign sheet, and the years that sheet and file name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePath

from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.expressions import taken

YEAR_AND_MONTH = r"(?<!\d)(20\d\d\s*(?:年(?:\s*\d{1,2}\s*月)?|[-_.]\s*(?:1[0-2]|0?[1-9])(?!\d)))"
"""A year with its month, or at least with 年: 2026年10月, 2026-10, 2026年."""
_YEAR = 4
_TOP, _MOST_ABOVE = 8, 4
"""Titles stand in so many rows; a row with more filled cells than this is a header."""
_LABEL = re.compile(r"\S*[:：]")


def title_rows(grid: Grid) -> Iterator[int]:
    """Returns the rows above the header of a table, a few at most."""
    for row, cells in enumerate(grid.rows[:_TOP]):
        if sum(not blank(cell) for cell in cells) > _MOST_ABOVE:
            return
        yield row


def titles(grid: Grid) -> Iterator[tuple[Place, str]]:
    """Returns the texts above the table with their places, each up to the first label in it."""
    for row in title_rows(grid):
        for column, cell in enumerate(grid.rows[row]):
            said = _LABEL.split(cell)[0].strip() if isinstance(cell, str) else ""
            if said:
                yield (row, column), said


def title_part(grid: Grid, expression: str) -> str:
    """Returns what an expression takes of the first title that has it, "" for none."""
    parts = (taken(expression, text) for _, text in titles(grid))
    return next(filter(None, parts), "")


def years_named(grid: Grid, file: str) -> frozenset[int]:
    """Returns the years that titles and the names of sheet and file say."""
    texts = [grid.name, PurePath(file).stem, *(text for _, text in titles(grid))]
    return frozenset(int(said[:_YEAR]) for text in texts if (said := taken(YEAR_AND_MONTH, text)))
