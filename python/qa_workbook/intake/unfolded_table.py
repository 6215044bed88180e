"""The table that a layout makes of a sheet, as the checks of intake see it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property

from qa_workbook.findings.codes import CODES
from qa_workbook.findings.places import Cell, Column, Heading, Label, Place, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import blank
from qa_workbook.frames import COUNT, MARK
from qa_workbook.grids.a1 import address, source_column
from qa_workbook.grids.grid import Place as At
from qa_workbook.intake.breach_columns import LOST
from qa_workbook.intake.row_traits import SCORE_TRAITS
from qa_workbook.intake.sheet import StatedColumn
from qa_workbook.intake.table import Table
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfolded import Noted, Unfolded

_TURNED = {"hidden-rows": "hidden-columns", "hidden-columns": "hidden-rows"}


class UnfoldedReport(Report):
    """A report that quotes what really stands in a cell whose notation was translated."""

    def __init__(self, report: Report, unfolded: Unfolded, layout: Layout) -> None:
        super().__init__(report.file, report.sheet)
        self._written = unfolded.written
        self._across = layout.shape == "columns"

    def note(self, code: str, place: Place, value: object = "", **details: object) -> None:
        """Notes a finding as `Report.note` does."""
        if self._across:  # rows of the table are columns of the sheet
            code = _TURNED.get(code, code)
        if isinstance(place, Cell):
            value = self._written.get((place.row, place.column.index), value)
        super().note(code, place, value, **details)


class UnfoldedTable:
    """The columns of an unfolded sheet, each of which knows where its cells really stand."""

    def __init__(self, unfolded: Unfolded, layout: Layout) -> None:
        self._unfolded, self._layout = unfolded, layout
        every = range(1, len(unfolded.grid.rows))
        self.unscored = [line for line in every if self._is_unscored(line)]
        """Lines that only say whom to check: nothing is recorded of them."""
        self.lines = [line for line in every if line not in set(self.unscored)]

    @cached_property
    def _named(self) -> list[tuple[int, str]]:
        """The columns that are read.

        One that no blank sheet has either is there only where the layout names it.
        """
        named = self._layout.fields.keys()
        keys = enumerate(self._unfolded.keys)
        return [(place, key) for place, key in keys if key != "inspected_on" or key in named]

    @cached_property
    def _shared(self) -> frozenset[At]:
        """Cells that were said once for several recordings."""
        seen: dict[At, int] = {}
        shared: set[At] = set()
        for (row, _), place in self._unfolded.origin.items():
            if seen.setdefault(place, row) != row:
                shared.add(place)
        return frozenset(shared)

    def _is_unscored(self, line: int) -> bool:
        """Whether a row says no more than an agent's number and name or team.

        What was said once for several rows, or is made of other cells, says nothing of this one.
        """
        keys, origin = self._unfolded.keys, self._unfolded.origin
        if "recording" not in keys:
            return False
        cells = self._unfolded.grid.rows[line]
        filled = [place for place, cell in enumerate(cells) if not blank(cell)]
        own = [place for place in filled if (line, place) in origin]
        said = {keys[place] for place in own if origin[line, place] not in self._shared}
        listed = "agent" in said and not said.isdisjoint({"name", "team"})
        return listed and said <= (SCORE_TRAITS.listing | SCORE_TRAITS.filled_ahead | {"serial"})

    @property
    def whom(self) -> Rows:
        """Where the unscored lines stand; only where there are any."""
        place = self._unfolded.keys.index("agent")
        origin = self._unfolded.origin
        places = {line: origin[line, place] for line in self.unscored}
        return Rows(self.unscored, Column("agent", self._unfolded.headings[place], place, places))

    @cached_property
    def _anchors(self) -> dict[int, At]:
        """The first cell of each recording: of its marks, if it has any cells of marks."""
        keys = self._unfolded.keys
        marks: dict[int, list[At]] = defaultdict(list)
        others: dict[int, list[At]] = defaultdict(list)
        for (row, column), place in self._unfolded.origin.items():
            if row and place not in self._shared:
                is_mark = keys[column].startswith((MARK, COUNT))
                (marks if is_mark else others)[row].append(place)
        return {row: min(marks.get(row) or others.get(row) or [(0, 0)]) for row in self.lines}

    @cached_property
    def numbers(self) -> dict[int, int]:
        """What the records keep as the row of each line: its row in the sheet, or its column where
        recordings stand beside one another; else which recording of the sheet it is.
        """
        for part in (0, 1):
            found = {line: place[part] + 1 for line, place in self._anchors.items()}
            if len(set(found.values())) == len(found):
                return found
        return {line: line for line in self.lines}

    @cached_property
    def table(self) -> Table:
        """The table as the checks want it."""
        columns = {key: self._column(place, key) for place, key in self._named}
        computed = [columns.pop(key) for key in list(columns) if key == LOST]
        return Table(self._unfolded.grid, columns, tuple(computed), self.lines)

    def _column(self, place: int, key: str) -> Column:
        origin, anchors = self._unfolded.origin, self._anchors
        places = {line: origin.get((line, place), anchors[line]) for line in self.lines}
        return Column(key, self._unfolded.headings[place], place, places)

    @cached_property
    def source_columns(self) -> dict[str, str]:
        """What `grids.a1.source_cell` needs of each column that stands in the sheet."""
        found: dict[str, str] = {}
        for place, key in self._named:
            lines = [line for line in self.lines if (line, place) in self._unfolded.origin]
            places = [self._unfolded.origin[line, place] for line in lines]
            column = source_column([self.numbers[line] for line in lines], places)
            if column and key != "serial":
                found[key] = column
        return found

    def stated(self, lines: Sequence[int]) -> list[StatedColumn]:
        """Returns what the sheet says itself that the recordings of `lines` come to."""
        found = []
        for number, stated in enumerate(self._unfolded.stated):
            places = {line: stated.cells[line][1] for line in lines if line in stated.cells}
            spare = {line: self._anchors[line] for line in lines if line not in places}
            index = self._unfolded.grid.width + number
            column = Column("", stated.heading, index, {**places, **spare})
            cells = [stated.cells[line][0] if line in places else "" for line in lines]
            found.append(StatedColumn(column, cells, stated.kind))
        return found

    def place_of(self, noted: Noted) -> Place:
        """Returns what a fault falls on: the recordings that its cell is a part of.

        Where it is a part of none, it falls on that cell of the sheet. Raises ValueError for a code
        that falls on neither.
        """
        targets = CODES[noted.code].targets
        lines = [noted.row] if noted.row else self._lines_at.get(noted.place, [])
        places = dict.fromkeys(lines, noted.place)
        column = Column("", noted.heading, self._index(noted), places)
        if "cell" in targets and len(lines) == 1:
            return Cell(lines[0], column)
        if "rows" in targets and lines:
            return Rows(lines, column)
        cell = address(*noted.place)
        if "heading" in targets:
            return Heading(cell, noted.heading)
        if "label" in targets:
            return Label(cell, noted.heading)
        raise ValueError(f"{noted.code} falls on {targets}, not on {cell}")

    @cached_property
    def _lines_at(self) -> dict[At, list[int]]:
        found: dict[At, list[int]] = defaultdict(list)
        for (row, _), place in self._unfolded.origin.items():
            if row and row not in found[place]:
                found[place].append(row)
        return dict(found)

    def _index(self, noted: Noted) -> int:
        """The column that a fault is in: of several that come from its place that of its heading;
        -1 without.
        """
        columns = self._columns_at.get(noted.place, [])
        named = [at for at in columns if self._unfolded.headings[at] == noted.heading]
        return next(iter(named or columns), -1)

    @cached_property
    def _columns_at(self) -> dict[At, list[int]]:
        found: dict[At, list[int]] = defaultdict(list)
        for (_, column), place in self._unfolded.origin.items():
            if column not in found[place]:
                found[place].append(column)
        return dict(found)
