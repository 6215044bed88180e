"""The cells of a sheet in its XML: their styles and values changed, missing ones put in place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.faults import NotEditable
from qa_workbook.annotating.places import Place, area_of, place_of
from qa_workbook.annotating.xml_text import Change, Element, Tag
from qa_workbook.grids.a1 import address, area


@dataclass(frozen=True)
class Cell:
    """A cell in the XML, `text[start:end]`; its content ends at `content_end`."""

    place: Place
    tag: Tag
    content_end: int
    end: int

    @property
    def style(self) -> int:
        """The number of its style."""
        return self.tag.whole_number("s") or 0


@dataclass(frozen=True)
class Row:
    """A row in the XML, by its zero-based number."""

    number: int
    element: Element


class Cells:
    """The cells of one sheet's XML. Raises NotEditable for what is no sheet."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.data = self._find()
        self.prefix = self.data.tag.prefix

    def _find(self) -> Element:
        for tag in xml_text.tags(self.text, "sheetData"):
            if tag.is_empty:
                return Element(tag, tag.end, tag.end)
            close = self.text.rfind(f"</{tag.prefix}sheetData")
            if close > tag.start:
                return Element(tag, close, self.text.index(">", close) + 1)
        raise NotEditable("damaged", "a sheet without cells")

    @cached_property
    def rows(self) -> list[Row]:
        """All rows, where they say they are or else behind the one before."""
        found: list[Row] = []
        first: Tag | None = None
        number = -1
        inside = {"start": self.data.tag.end, "end": self.data.content_end}
        for tag in xml_text.tags(self.text, "row", **inside):
            if tag.is_end:
                if first is not None:
                    found.append(Row(number, Element(first, tag.start, tag.end)))
                first = None
                continue
            number = (tag.whole_number("r") or number + 2) - 1
            first = None if tag.is_empty else tag
            if tag.is_empty:
                found.append(Row(number, Element(tag, tag.end, tag.end)))
        return found

    @cached_property
    def _rows(self) -> dict[int, Row]:
        return {row.number: row for row in reversed(self.rows)}

    def cells(self, row: Row) -> Iterator[Cell]:
        """Gives the cells of a row, where they say they are or else behind the one before."""
        first: Tag | None = None
        place = row.number, -1
        inside = {"start": row.element.tag.end, "end": row.element.content_end}
        for tag in xml_text.tags(self.text, "c", **inside):
            if tag.is_end:
                if first is not None:
                    yield Cell(place, first, tag.start, tag.end)
                first = None
                continue
            place = row.number, _column(tag, place[1] + 1)
            first = None if tag.is_empty else tag
            if tag.is_empty:
                yield Cell(place, tag, tag.end, tag.end)

    def cell(self, place: Place) -> Cell | None:
        """Returns the cell at a place, None where there is none."""
        row = self._rows.get(place[0])
        cells = () if row is None else self.cells(row)
        return next((cell for cell in cells if cell.place == place), None)

    def styles(self, places: Set[Place]) -> dict[Place, int]:
        """Returns the style of each place, whether a cell stands there or not."""
        found: dict[Place, int] = {}
        for number in {row for row, _ in places} & self._rows.keys():
            for cell in self.cells(self._rows[number]):
                if cell.place in places:
                    found.setdefault(cell.place, cell.style)
        return {place: found.get(place, self._inherited(place)) for place in places}

    def _inherited(self, place: Place) -> int:
        """The style of an empty place: that of its row, else of its column."""
        row = self._rows.get(place[0])
        if row is not None and row.element.tag.get("customFormat") in ("1", "true"):
            return row.element.tag.whole_number("s") or 0
        styles = (style for first, last, style in self._columns if first <= place[1] <= last)
        return next(styles, 0)

    @cached_property
    def _columns(self) -> list[tuple[int, int, int]]:
        """First and last column and the style of the columns that have one."""
        found = []
        for tag in xml_text.tags(self.text, "col", end=self.data.start):
            first, last = tag.whole_number("min"), tag.whole_number("max")
            if first and last:
                found.append((first - 1, last - 1, tag.whole_number("style") or 0))
        return found

    def styled(self, styles: Set[int]) -> list[Cell]:
        """Returns all cells that have one of the styles."""
        return [c for row in self.rows for c in self.cells(row) if c.style in styles]

    def written(self, styles: Mapping[Place, int], contents: Mapping[Place, str]) -> str:
        """Returns the XML in which cells have new styles and contents.

        A content is what stands in the cell's element, with its first letters the type: see
        `values.content_of`. Cells that there aren't are put in their place.
        """
        wanted: dict[int, list[Place]] = defaultdict(list)
        for place in sorted(styles.keys() | contents.keys()):
            wanted[place[0]].append(place)
        edit = _Edit(self, styles, contents)
        for number, places in wanted.items():
            row = self._rows.get(number)
            if row is None:
                edit.add_row(number, places)
            else:
                edit.change_row(row, places)
        return xml_text.changed(self.text, edit.finished())


def _column(tag: Tag, following: int) -> int:
    reference = tag.get("r")
    if reference is None:
        return following
    try:
        return place_of(reference)[1]
    except ValueError:
        raise NotEditable("damaged", f"a cell at {reference}") from None


class _Edit:
    """The changes of one sheet as they are found."""

    def __init__(
        self, cells: Cells, styles: Mapping[Place, int], contents: Mapping[Place, str]
    ) -> None:
        self.cells, self.styles, self.contents = cells, styles, contents
        self.changes: list[Change] = []
        self.new_rows: list[tuple[int, str]] = []
        self.new: list[Place] = []

    def change_row(self, row: Row, places: list[Place]) -> None:
        """Changes the cells of a row that is there."""
        waiting = list(places)
        if row.element.tag.is_empty:
            new = "".join(self._new_cell(place) for place in waiting)
            self.changes.append(xml_text.appended(row.element, new))
            waiting = []
        else:
            self._change_cells(row, waiting)
        self._widen(row, places)

    def _change_cells(self, row: Row, waiting: list[Place]) -> None:
        for cell in self.cells.cells(row):
            while waiting and waiting[0] < cell.place:
                self._insert(cell.tag.start, waiting.pop(0))
            if waiting and waiting[0] == cell.place:
                self._change_cell(cell)
                waiting.pop(0)
        for place in waiting:
            self._insert(row.element.content_end, place)

    def _insert(self, at: int, place: Place) -> None:
        self.changes.append(Change(at, at, self._new_cell(place)))

    def _new_cell(self, place: Place) -> str:
        self.new.append(place)
        style = self.styles.get(place, 0)
        look = f' s="{style}"' if style else ""
        return self._cell(f' r="{address(*place)}"{look}', place)

    def _cell(self, attributes: str, place: Place) -> str:
        kind, _, content = self.contents.get(place, "").partition(">")
        word = f"{self.cells.prefix}c"
        if not content:
            return f"<{word}{attributes}/>"
        return f"<{word}{attributes}{kind}>{content}</{word}>"

    def _change_cell(self, cell: Cell) -> None:
        place, tag = cell.place, cell.tag
        if place not in self.contents:
            if cell.style != self.styles[place]:
                self.changes.append(tag.with_value("s", str(self.styles[place])))
            return
        reference = tag.get("r")
        name = "" if reference is None else f' r="{reference}"'
        style = self.styles.get(place, cell.style)
        look = f' s="{style}"' if style else ""
        self.changes.append(Change(tag.start, cell.end, self._cell(name + look, place)))

    def _widen(self, row: Row, places: list[Place]) -> None:
        """Keeps what a row says of its first and last column right."""
        first, _, last = (row.element.tag.get("spans") or "").partition(":")
        if not (first.isdigit() and last.isdigit()):
            return
        columns = [column + 1 for _, column in places]
        low, high = min(int(first), *columns), max(int(last), *columns)
        if (low, high) != (int(first), int(last)):
            self.changes.append(row.element.tag.with_value("spans", f"{low}:{high}"))

    def add_row(self, number: int, places: list[Place]) -> None:
        """Puts a row where it belongs."""
        word = f"{self.cells.prefix}row"
        new = "".join(self._new_cell(place) for place in places)
        self.new_rows.append((number, f'<{word} r="{number + 1}">{new}</{word}>'))

    def finished(self) -> list[Change]:
        """Returns all changes."""
        if self.cells.data.tag.is_empty:
            rows = "".join(row for _, row in self.new_rows)
            new = [xml_text.appended(self.cells.data, rows)] if rows else []
        else:
            new = [Change(at, at, row) for at, row in self._placed_rows()]
        return [*self._dimension(), *self.changes, *new]

    def _placed_rows(self) -> Iterator[tuple[int, str]]:
        for number, row in self.new_rows:
            after = (r.element.start for r in self.cells.rows if r.number > number)
            yield next(after, self.cells.data.content_end), row

    def _dimension(self) -> list[Change]:
        """Keeps what the sheet says of its size right."""
        for tag in xml_text.tags(self.cells.text, "dimension", end=self.cells.data.start):
            try:
                first, last = area_of(tag.get("ref") or "")
            except ValueError:
                return []
            rows = [first[0], last[0], *(row for row, _ in self.new)]
            columns = [first[1], last[1], *(column for _, column in self.new)]
            reference = area(min(rows), min(columns), max(rows), max(columns))
            same = (min(rows), min(columns)) == first and (max(rows), max(columns)) == last
            return [] if same else [tag.with_value("ref", reference)]
        return []
