"""Addresses of cells in the parts of a sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from qa_workbook.annotating import xml_text
from qa_workbook.grids.a1 import MOST_COLUMNS, MOST_ROWS, column_index

Place = tuple[int, int]
"""Zero-based row and column."""
Area = tuple[Place, Place]
"""First and last place."""
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})")


def place_of(reference: str) -> Place:
    """Returns the place of an address. Raises ValueError for what is none."""
    found = _ADDRESS.fullmatch(reference.strip())
    if found is None:
        raise ValueError(reference)
    place = int(found[2]) - 1, column_index(found[1].upper())
    if place[0] >= MOST_ROWS or place[1] >= MOST_COLUMNS:
        raise ValueError(reference)
    return place


def area_of(reference: str) -> Area:
    """Returns first and last place of an address or range. Raises ValueError for what is none."""
    first, _, last = reference.partition(":")
    one, other = place_of(first), place_of(last or first)
    (top, bottom), (left, right) = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return (top, left), (bottom, right)


def places_in(area: Area) -> Iterator[Place]:
    """Gives the places of an area, row by row."""
    (top, left), (bottom, right) = area
    for row in range(top, bottom + 1):
        for column in range(left, right + 1):
            yield row, column


def holds(area: Area, place: Place) -> bool:
    """Whether a place lies in an area."""
    (top, left), (bottom, right) = area
    return top <= place[0] <= bottom and left <= place[1] <= right


def references(text: str, name: str, start: int = 0) -> list[Area]:
    """Returns the areas that the elements of a name say with `ref`; what is no area is left out."""
    found = []
    for tag in xml_text.tags(text, name, start=start):
        try:
            found.append(area_of(tag.get("ref") or ""))
        except ValueError:
            continue
    return found


def shown_at(place: Place, merged: Iterable[Area]) -> Place:
    """Returns the place whose cell shows at a place: another one below a merged cell."""
    return next((area[0] for area in merged if holds(area, place)), place)
