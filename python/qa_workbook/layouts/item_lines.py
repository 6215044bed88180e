"""The lines of a table whose items run down: what each is called, and which is which."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.forms.text_cells import words
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.foreign_cells import ForeignCells
from qa_workbook.layouts.headings import find_columns, joined, same_name

_LONGEST = 400


@dataclass(frozen=True)
class Lines:
    """The names of lines with those of their groups before them, by row, and where names stand."""

    levels: Mapping[int, tuple[str, ...]]
    places: Mapping[int, Place]

    def find(self, wanted: Iterable[str]) -> dict[str, int]:
        """Returns the row of each of the wanted names; groups are joined to them with " / "."""
        return find_columns(wanted, self.levels)

    def name(self, row: int) -> str:
        """Returns the name of a line as it stands in the sheet."""
        return self.levels[row][-1]

    def without(self, rows: Collection[int]) -> Lines:
        """Returns the lines but some."""
        levels = {row: names for row, names in self.levels.items() if row not in rows}
        return Lines(levels, self.places)

    def called(self, wanted: str) -> list[int]:
        """Returns the rows of all lines of a name, whatever their groups."""
        return [
            row
            for row, levels in self.levels.items()
            if any(same_name(wanted, joined(levels[start:])) for start in range(len(levels)))
        ]


def lines_of(
    cells: ForeignCells,
    rows: Iterable[int],
    columns: Sequence[int],
    sections: Collection[int] = (),
    spare: Sequence[int] = (),
) -> Lines:
    """Returns the lines in some rows; `columns` are those of groups and, last, of names.

    A group that stands above blanks holds for the lines below it, as the name of a line that is
    one of `sections` does. Numbers are no names. A line without a name has that in a `spare`
    column: 合计 below 序号.
    """
    levels: dict[int, tuple[str, ...]] = {}
    places: dict[int, Place] = {}
    above: dict[int, str] = {}
    section = ""
    for row in rows:
        named = {column: _text(cells, (row, column)) for column in columns}
        own = {column: text for column, text in named.items() if text}
        own = own or {column: text for column in spare if (text := _text(cells, (row, column)))}
        if not own:
            continue
        last = max(own)
        if cells.first((row, last))[0] < row:
            continue  # what covers it from above is the name of another line, or a group
        places[row] = cells.first((row, last))
        own = {
            column: text
            for column, text in own.items()
            if column == last or cells.first((row, column)) != places[row]
        }
        if row in sections:
            section, above = own[last], {}
            levels[row] = (section,)
            continue
        above = _groups(above, own, last)
        known = above if last == columns[-1] else own
        groups = [known[column] for column in columns if column < last and column in known]
        levels[row] = _distinct([section, *groups, own[last]])
    return Lines(levels, places)


def _groups(above: Mapping[int, str], own: Mapping[int, str], last: int) -> dict[int, str]:
    """The groups that hold for a line and those below it: a new one ends those right of it."""
    new = [column for column in own if column != last and own[column] != above.get(column)]
    kept = {column: text for column, text in above.items() if not new or column < min(new)}
    return kept | {column: text for column, text in own.items() if column != last}


def _distinct(texts: Sequence[str]) -> tuple[str, ...]:
    """Texts without those that are empty or equal to the one before."""
    filled = [text for text in texts if text]
    return tuple(text for n, text in enumerate(filled) if not n or filled[n - 1] != text)


def _text(cells: ForeignCells, place: Place) -> str:
    value = cells.value(place)
    text = words(value) if isinstance(value, str) else ""
    return text if not text.replace(".", "", 1).isdigit() and len(text) <= _LONGEST else ""
