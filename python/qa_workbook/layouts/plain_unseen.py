"""What the values of a foreign sheet don't show, carried over to the plain table made of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import (
    CellError,
    CellValue,
    Grid,
    Place,
    Rows,
    Size,
    Unseen,
    no_percents,
)
from qa_workbook.layouts.model import Shape

Percents = Callable[[], frozenset[Place]]


def plain_unseen(
    grid: Grid,
    shape: Shape,
    rows: Rows,
    origin: Mapping[Place, Place],
    written: Mapping[Place, CellValue],
) -> tuple[Unseen, Percents]:
    """Returns what isn't seen in the plain table `rows`, and which of its cells show percents.

    A row is hidden or struck through if cells are that stand in its own cells; a cell that holds
    for several rows says nothing about them.
    """
    unseen = grid.unseen
    places = _places(origin)
    own = {place: spots[0] for place, spots in places.items() if len(spots) == 1}
    formulas = unseen.formulas
    errors = {
        (row, column): value
        for row, cells in enumerate(rows)
        for column, value in enumerate(cells)
        if isinstance(value, CellError)
    }
    hidden = {place for place in own if place[0] in unseen.hidden_rows}
    aside = {place for place in own if place[1] in unseen.hidden_columns}
    struck = {place for place in own if place[0] in unseen.struck_rows}
    across = shape == "columns"
    found = Unseen(
        errors=errors,
        formulas=None if formulas is None else _formulas(formulas, origin, written),
        merged=None if unseen.merged is None else dict(_merged(unseen.merged, origin, rows)),
        hidden_rows=_rows_of(aside if across else hidden, own),
        struck_rows=frozenset() if across else _rows_of(struck, own),
        hidden_columns=_columns_of(hidden if across else aside, own, origin),
        comments={own[place]: note for place, note in unseen.comments.items() if place in own},
    )
    return found, _percents(grid, origin, written)


def _places(origin: Mapping[Place, Place]) -> dict[Place, list[Place]]:
    """The cells of the plain table that come from each place."""
    found: dict[Place, list[Place]] = {}
    for spot, place in origin.items():
        found.setdefault(place, []).append(spot)
    return found


def _rows_of(places: Iterable[Place], own: Mapping[Place, Place]) -> frozenset[int]:
    return frozenset(own[place][0] for place in places)


def _columns_of(
    places: set[Place], own: Mapping[Place, Place], origin: Mapping[Place, Place]
) -> frozenset[int]:
    """The columns all cells of which are hidden."""
    hidden = {own[place] for place in places}
    suspects = {column for _, column in hidden}
    shown = {column for row, column in origin if (row, column) not in hidden}
    return frozenset(suspects - shown)


def _formulas(
    formulas: frozenset[Place], origin: Mapping[Place, Place], written: Mapping[Place, CellValue]
) -> frozenset[Place]:
    return frozenset(
        spot for spot, place in origin.items() if place in formulas and spot not in written
    )


def _merged(
    merged: Mapping[Place, Size], origin: Mapping[Place, Place], rows: Rows
) -> Iterable[tuple[Place, Size]]:
    """Merged cells that cover several cells of the plain table, none of which was filled in."""
    spots = {place: spot for spot, place in origin.items()}
    for (top, left), (height, width) in merged.items():
        covered = sorted(
            spots[row, column]
            for row in range(top, top + height)
            for column in range(left, left + width)
            if (row, column) in spots
        )
        if len(covered) < 2:
            continue
        (first, start), (last, end) = covered[0], covered[-1]
        is_block = len(covered) == (last - first + 1) * (end - start + 1)
        if is_block and all(blank(rows[row][column]) for row, column in covered[1:]):
            yield (first, start), (last - first + 1, end - start + 1)


def _percents(
    grid: Grid, origin: Mapping[Place, Place], written: Mapping[Place, CellValue]
) -> Percents:
    if grid.percents is no_percents:
        return no_percents

    def percents() -> frozenset[Place]:
        shown = grid.percents()
        return frozenset(
            spot for spot, place in origin.items() if place in shown and spot not in written
        )

    return percents
