"""The styles that cells had before they were coloured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set

from qa_workbook.annotating.cells import Cell, Cells
from qa_workbook.annotating.places import Place
from qa_workbook.annotating.styles import Styles

_Columns = Mapping[int, list[tuple[int, int]]]  # (row, style) by column


def restored(cells: Cells, styles: Styles, ours: Set[int]) -> dict[Place, int]:
    """Returns the style that every cell in our colours had, by place.

    A style of ours is another one but for its fill, and stays so whatever program saves the file.
    Where several are like it, that of the nearest cell of the column is taken, then the one most
    used in the sheet. Where no cell uses such a style any more (programs leave out styles without
    cells when they save) the cell has no fill from now on.
    """
    coloured = cells.styled(ours)
    if not coloured:
        return {}
    alike = {style: styles.alike(style, ours) for style in {cell.style for cell in coloured}}
    others = cells.styled(frozenset().union(*alike.values()))
    columns: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for cell in others:
        columns[cell.place[1]].append((cell.place[0], cell.style))
    used = Counter(cell.style for cell in others)
    return {
        cell.place: _before(cell, alike[cell.style], columns, used, styles) for cell in coloured
    }


def _before(
    cell: Cell, alike: Set[int], columns: _Columns, used: Counter[int], styles: Styles
) -> int:
    if not alike:
        return styles.without_fill(cell.style)
    if len(alike) == 1:
        return min(alike)
    row, column = cell.place
    near = [(abs(at - row), at, style) for at, style in columns.get(column, []) if style in alike]
    if near:
        return min(near)[2]
    return max(alike, key=lambda style: (used[style], -style))
