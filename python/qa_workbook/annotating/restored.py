"""The styles that cells had before they were coloured."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Set

from qa_workbook.annotating.cells import Cell, Cells
from qa_workbook.annotating.places import Place
from qa_workbook.annotating.styles import Styles

_Columns = Mapping[int, list[tuple[int, int]]]  # (row, style) by column


def restored(cells: Cells, styles: Styles, ours: Set[int], keeps_both: bool) -> dict[Place, int]:
    """Returns the style that every cell in our colours had, by place.

    A style of ours is another one but for its fill, and stays so whatever program saves the file;
    behind our colour lies the one of the fill that was there. `keeps_both` says whether the program
    that saved the file keeps both colours of a fill. If not, or where the fill was a pattern, a
    style that is like ours is taken: the one of the nearest cell of the column, then the one most
    used in the sheet. Where there is none the cell has no fill from now on.
    """
    coloured = cells.styled(ours)
    if not coloured:
        return {}
    known: dict[int, int] = {}
    for style in {cell.style for cell in coloured} if keeps_both else ():
        bare = styles.bare(style)
        if bare is not None:
            known[style] = bare
    guessed = [cell for cell in coloured if cell.style not in known]
    found = {cell.place: known[cell.style] for cell in coloured if cell.style in known}
    return found | (_likely(cells, styles, guessed) if guessed else {})


def _likely(cells: Cells, styles: Styles, coloured: list[Cell]) -> dict[Place, int]:
    alike = {style: styles.alike(style) for style in {cell.style for cell in coloured}}
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
