"""A column that names people under a heading that is neither 工号 nor 姓名: 坐席 over 王佳(001).

Also 姓名 over such cells, in a sheet without 工号. What such a column holds says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import Head

_NUMBER = re.compile(r"\d{3}|^[A-Za-z]*\d+$")


def people_column(
    grid: Grid, head: Head, lookup: Mapping[str, str], vocabulary: Vocabulary
) -> dict[str, str]:
    """Returns what the headings of people mean in a sheet that has no column of numbers.

    Cells with numbers are numbers, perhaps with a name beside; without any they are names. Empty
    where there is nothing to add to `lookup`, the keys of normalised headings.
    """
    keys = {lookup.get(name, "") for name in head.headings.values()}
    if "agent" in keys:
        return {}
    for place, name in sorted(head.headings.items()):
        is_name = lookup.get(name) == "name"
        if not is_name and name not in vocabulary.person_headings:
            continue
        if _has_numbers(grid, head, place):
            return {name: "agent"}
        if not is_name and "name" not in keys:
            return {name: "name"}
    return {}


def _has_numbers(grid: Grid, head: Head, place: int) -> bool:
    """Whether most of the cells of a column hold a number: the second 王佳 may be called 王佳2."""
    cells = [words(cells[place]) for cells in grid.rows[head.row + 1 :] if not blank(cells[place])]
    return 2 * sum(_NUMBER.search(cell) is not None for cell in cells) > len(cells)
