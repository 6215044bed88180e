"""Headings over several columns that hold data: which of them is meant, where the cells show it.

开场白 merged over two columns of which only one is filled means that one. Where both are filled, or
where a sub-heading such as 复核得分 stands beside 得分 over numbers of its own, nobody knows which
of them counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.a1 import letters
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import Head
from qa_workbook.intake.merged_cells import HARMLESS
from qa_workbook.intake.sub_headings import JOINT, Wide

_AMOUNT = re.compile(r"\(?\d+(\.\d+)?[分%]?\)?$")


def with_wide_headings(
    grid: Grid, head: Head, lookup: Mapping[str, str], vocabulary: Vocabulary
) -> Head:
    """Returns the header in which every heading stands over the one column that it means.

    `lookup` gives the keys of normalised headings. Headings of which the cells don't show the
    column are `unclear` then.
    """
    headings, written = dict(head.headings), dict(head.written)
    unclear = [*head.unclear, *_marked_twice(grid, head, vocabulary)]
    for place, name in head.headings.items():
        further = _further_columns(grid, head, place)
        if not further or lookup.get(name, "serial") in HARMLESS:
            continue
        filled = [column for column in (place, *further) if _is_filled(grid, head, column)]
        if len(filled) > 1:
            names = {column: letters(column) for column in filled}
            unclear.append(Wide(head.written[place].strip(), place, further[-1], names))
        elif filled and filled != [place]:
            headings[filled[0]], written[filled[0]] = headings.pop(place), written.pop(place)
    return replace(head, headings=headings, written=written, unclear=tuple(unclear))


def _further_columns(grid: Grid, head: Head, place: int) -> Sequence[int]:
    """The columns right of a heading that its merged cell covers and that have none of their own.

    A text file doesn't tell what was merged: there they go on to the next heading.
    """
    sizes = grid.unseen.merged
    if sizes is None:
        last = min((one for one in head.written if one > place), default=place + 1) - 1
    else:
        rows = range(max(head.first, 0), head.row + 1)
        last = place + max(sizes.get((row, place), (1, 1))[1] for row in rows) - 1
    return [column for column in range(place + 1, last + 1) if column not in head.written]


def _is_filled(grid: Grid, head: Head, column: int) -> bool:
    if column >= grid.width:
        return False
    return any(not blank(cells[column]) for cells in grid.rows[head.row + 1 :])


def _marked_twice(grid: Grid, head: Head, vocabulary: Vocabulary) -> Iterator[Wide]:
    """The headings with numbers below two sub-headings, none of which is known to be no mark."""
    told = {wide.first for wide in head.unclear}
    for column in sorted(head.beside):
        heading, _, name = head.written[column].rpartition(JOINT)
        value = next((at for at, said in head.written.items() if said.strip() == heading), column)
        is_known = _AMOUNT.sub("", normal(name)) in vocabulary.aside_headings
        if is_known or value in told or column in told or not _has_numbers(grid, head, column):
            continue
        told.add(value)
        first, last = min(value, column), max(value, column)
        yield Wide(
            heading, first, last, {value: letters(value), column: f"{letters(column)} {name}"}
        )


def _has_numbers(grid: Grid, head: Head, column: int) -> bool:
    cells = (cells[column] for cells in grid.rows[head.row + 1 :])
    return any(_is_number(cell) for cell in cells)


def _is_number(cell: object) -> bool:
    if isinstance(cell, str):
        return cell.strip().replace(".", "", 1).isdigit()
    return isinstance(cell, int | float) and not isinstance(cell, bool)
