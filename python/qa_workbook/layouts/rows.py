"""Foreign sheets in which a recording is a row; of long schemes, in which a breach is one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellValue, Grid, Place
from qa_workbook.layouts.blocks import Block, Role, cover_headings, find_blocks
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.expressions import taken
from qa_workbook.layouts.fields import NOTHING, Cell, Fields
from qa_workbook.layouts.headings import joined
from qa_workbook.layouts.items import Item, Items
from qa_workbook.layouts.labels import Label, Labels
from qa_workbook.layouts.model import FieldSource, Layout, MarkPlace
from qa_workbook.layouts.row_kinds import RowCells, RowKinds
from qa_workbook.layouts.table import PlainTable, Said, remark
from qa_workbook.layouts.unfolded import Noted, Unfolded
from qa_workbook.scheme.model import Scheme

_PERSON = ("agent", "name")
_OWN = frozenset({"recording", "basis", "call_date", "clause"})
"""What tells, filled in, that a recording was scored although no mark is."""
_NAMING = frozenset({*_OWN, *_PERSON, "remark"}) - {"call_date"}
"""What tells that a row is a recording at all; days and names of inspectors are filled in ahead."""


def unfold_rows(
    grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary, file: str
) -> Unfolded:
    """Returns the plain table of a sheet of shape `rows`; `file` is the name of its file."""
    return RowsReader(grid, layout, scheme, form, vocabulary, file).read()


class RowsReader:
    """Reads the tables of one sheet."""

    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        scheme: Scheme,
        form: ScoreForm,
        vocabulary: Vocabulary,
        file: str,
    ) -> None:
        self.grid, self.layout, self.form = grid, layout, form
        self.vocabulary = vocabulary
        self.coverage = Coverage(grid)
        self.table = PlainTable(grid, layout, scheme, form, vocabulary)
        self.items = Items(layout, scheme, form, vocabulary)
        self.kinds = RowKinds(layout, vocabulary)
        self.roles = dict(self._roles())
        needed = [heading for heading, role in self.roles.items() if role.kind == "field"]
        self.blocks = find_blocks(grid, list(self.roles), layout.levels, needed)
        self.labels = Labels(grid, self._label_names(), vocabulary, set(self._headings()))
        self.labels.headings.update(self._of_recordings())
        self.fields = Fields(grid, layout, vocabulary, file, self.labels)
        self.groups: dict[tuple[str, int], Cell] = {}

    def read(self) -> Unfolded:
        """Returns the plain table."""
        if not self.blocks:
            expected = "、".join(self.layout.match.headings)
            self.table.noted.append(Noted("layout-header-missing", (0, 0), "", {"names": expected}))
        self.fields.cover_labels(self.coverage)
        for block in self.blocks:
            self._name_columns(block)
        for index, block in enumerate(self.blocks):
            self.table_reader(block, index).read()
        self.add_rest()
        self._cover_texts()
        self.fields.cover_unmatched(self.coverage)
        return self.table.finished(self.coverage)

    def table_reader(self, block: Block, index: int) -> TableReader:
        """Returns what reads one of the tables."""
        return TableReader(self, block, index)

    def add_rest(self) -> None:
        """Adds recordings that are known only when all tables have been read: none."""

    # --- what the layout names -------------------------------------------------------------------

    def item_roles(self) -> Iterator[tuple[str, Role]]:
        """Yields the headings of the columns of items with what they hold."""
        for item in self.items.by_id.values():
            yield from roles_of(item.place, item.key)

    def item_headings(self) -> Iterator[str]:
        """Yields the headings of the columns without which a table can't be read."""
        for item in self.items.by_id.values():
            ticks = [tick.heading for tick in item.place.ticks]
            yield from ticks or [item.place.heading or ""]

    def _roles(self) -> Iterator[tuple[str, Role]]:
        """The headings that the layout names, each with what its column holds; the first wins."""
        layout = self.layout
        found: dict[str, Role] = {}
        for heading, role in self.item_roles():
            found.setdefault(heading, role)
        for key, sources in layout.fields.items():
            for source in sources:
                if source.heading is not None:
                    found.setdefault(source.heading, self.role_of_field(key))
        for total in layout.totals:
            if total.heading is not None:
                found.setdefault(total.heading, Role("total", total.kind))
        for heading in layout.ignored.headings:
            found.setdefault(heading, Role("ignored", "", "ignored.headings"))
        for index, rule in enumerate(layout.ignored.rows):
            if rule.heading is not None:
                found.setdefault(
                    rule.heading, Role("ignored", "", f"ignored.rows[{index}].heading")
                )
        yield from found.items()

    def role_of_field(self, key: str) -> Role:
        """Returns what the column of a field holds; one that is kept nowhere is ignored."""
        used = {
            name
            for sources in self.layout.fields.values()
            for source in sources
            for name in (*source.made_of, source.within)
        }
        kept = self.table.key(key) or (key if key in used else "")
        return Role("field", kept) if kept else Role("ignored", "", f"fields.{key}")

    def _label_names(self) -> list[str]:
        layout = self.layout
        sources = (source for several in layout.fields.values() for source in several)
        names = [source.label for source in sources if source.label]
        names += [total.label for total in layout.totals if total.label]
        return [*names, *layout.ignored.labels]

    def _headings(self) -> Iterator[Place]:
        for block in self.blocks:
            for row in range(block.first, block.last + 1):
                yield from ((row, column) for column in range(block.area.left, block.area.right))

    def _of_recordings(self) -> Iterator[Place]:
        """Places in rows of recordings: no label stands there."""
        for block in self.blocks:
            columns = block.columns.values()
            inside = range(min(columns), max(columns) + 1)
            marks = self.mark_columns(block)
            for row in block.rows:
                if self._has_marks(row, marks):
                    yield from ((row, column) for column in inside)

    def _has_marks(self, row: int, marks: Iterable[int]) -> bool:
        """Whether a row has a mark that isn't the value of a label."""
        cells = self.grid.rows[row]
        for column in marks:
            before = next((cell for cell in reversed(cells[:column]) if not blank(cell)), "")
            if not (blank(cells[column]) or any(map(self.labels.names, (cells[column], before)))):
                return True
        return False

    def mark_columns(self, block: Block) -> list[int]:
        """Returns the columns of a table that hold marks."""
        return [
            column
            for heading, column in block.columns.items()
            if self.roles[heading].kind == "mark"
        ]

    def roles_in(self, block: Block) -> dict[int, Role]:
        """Returns what the columns of a table hold; a heading over several columns that is to be
        passed over stands for all of them that nothing else is known of.
        """
        found = {column: self.roles[heading] for heading, column in block.columns.items()}
        for heading in self.layout.ignored.headings:
            for column, texts in block.levels.items():
                if normal(heading) in (normal(joined(texts)), normal(texts[0])):
                    found.setdefault(column, Role("ignored", "", "ignored.headings"))
        return found

    def _name_columns(self, block: Block) -> None:
        """Notes the columns that are missing, and what the sheet calls those that are there."""
        cover_headings(block, self.roles_in(block), self.coverage)
        for key, heading in self._named():
            if heading in block.columns and self.form.has(key):
                written = block.heading(block.columns[heading]) or heading
                self.table.names.setdefault(key, written)
        place = (block.last, min(block.columns.values()))
        for name in self.item_headings():
            if name and name not in block.columns:
                noted = Noted("layout-column-missing", place, "", {"expected": name}, name)
                self.table.noted.append(noted)

    def _named(self) -> Iterator[tuple[str, str]]:
        """The columns of the form with the headings that they have in the sheet."""
        for key, sources in self.layout.fields.items():
            for source in sources:
                if source.heading is not None:
                    yield self.table.key(key), source.heading
        for item in self.items.by_id.values():
            yield item.key, item.heading

    def _cover_texts(self) -> None:
        """Titles and notes of the layout stand anywhere but in the rows of recordings."""
        for row, cells in enumerate(self.grid.rows):
            filled = self.coverage.filled(row)
            for column in filled:
                if self.coverage.knows((row, column)):
                    continue
                rule = self.kinds.of_text(cells[column], alone=len(filled) == 1)
                if rule:
                    self.coverage.take((row, column), "ignored", "", rule)


def roles_of(place: MarkPlace, key: str) -> Iterator[tuple[str, Role]]:
    """Yields the headings of an item with what their columns hold."""
    if place.heading is not None and not place.ticks:
        yield place.heading, Role("mark", key)
    for tick in place.ticks:
        yield tick.heading, Role("mark", key)
    if place.reason is not None:
        yield place.reason, Role("reason", key)
    if place.full is not None:
        yield place.full, Role("full_mark", key)


@dataclass
class _Above:
    """What stood in the columns that are filled down, and whose row it was."""

    cells: dict[int, Cell] = field(default_factory=dict)


class TableReader:
    """Reads one table of a sheet, row by row."""

    def __init__(self, reader: RowsReader, block: Block, index: int) -> None:
        self.reader, self.block, self.index = reader, block, index
        self.grid, self.coverage = reader.grid, reader.coverage
        self.roles = reader.roles_in(block)
        self.marks = reader.mark_columns(block)
        self.columns = range(block.area.left, block.area.right)
        self.inside = range(min(block.columns.values()), max(block.columns.values()) + 1)
        self.areas = [each.area for each in reader.blocks]
        self.anchors = _anchors(self.grid)
        self.above = _Above()

    def read(self) -> None:
        """Adds the recordings of the table, and says of its other rows what they are."""
        for row in self.block.rows:
            filled = self.coverage.filled(row, self.columns)
            own = [column for column in filled if not self.coverage.knows((row, column))]
            if not own:
                continue
            if any(
                self.coverage.knows((row, column)) for column in filled if column in self.inside
            ):
                continue  # a row of labels; what else stands in it has no rule
            if self._is_group(row, own) or self._is_passed_over(row, own):
                continue
            if self._is_recording(row):
                self.add(row)
            else:
                self._cover(row, "words.nothing_recorded")

    # --- rows that are no recordings -------------------------------------------------------------

    def _is_group(self, row: int, filled: Sequence[int]) -> bool:
        if len(filled) != 1:
            return False
        place = (row, filled[0])
        text = words(self.grid.rows[row][filled[0]])
        found = False
        for key, sources in self.reader.layout.fields.items():
            for index, source in enumerate(sources):
                if source.group_row is None:
                    continue
                said = taken(source.group_row, text, whole=True)
                if said:
                    value = self.grid.rows[row][filled[0]]
                    said_or_day: CellValue = value if said == text else said
                    written = None if said == text else value
                    self.reader.groups[key, index] = Cell(said_or_day, place, written)
                    self.coverage.take(place, "field", self.reader.role_of_field(key).key)
                    found = True
        return found

    def _is_passed_over(self, row: int, filled: Sequence[int]) -> bool:
        cells = {c: self.grid.rows[row][c] for c in filled if c not in self.marks}
        names = {column: self._field(column) for column in cells}
        has_marks = any(column in self.marks for column in filled)
        rule = self.reader.kinds.rule(RowCells(cells, names, has_marks), self.block.columns)
        if not rule and len(filled) == 1:
            rule = self.reader.kinds.of_text(self.grid.rows[row][filled[0]], alone=True)
        if rule:
            self.coverage.take_row(row, "ignored", rule, self.columns)
        return bool(rule)

    def _field(self, column: int) -> str:
        role = self.roles.get(column)
        return "" if role is None else role.key if role.kind == "field" else role.kind

    def _is_recording(self, row: int) -> bool:
        return any(
            not blank(self.grid.rows[row][column])
            for column, role in self.roles.items()
            if role.kind in ("mark", "reason") or role.key in _NAMING
        )

    def _cover(self, row: int, rule: str) -> None:
        """Says of a row with nothing to record that its known columns are passed over."""
        for column in self.roles:
            self.coverage.take((row, column), "ignored", "", rule)

    # --- recordings ------------------------------------------------------------------------------

    def add(self, row: int) -> None:
        """Adds the recording of a row."""
        cells = self.field_cells(row)
        reasons = list(self._marks(row, cells))
        if reasons:
            cells["remark"] = remark(cells.get("remark", NOTHING), reasons)
        self.reader.table.add(cells, list(self.said(row)))
        self.cover_recording(row)

    def field_cells(self, row: int) -> dict[str, Cell]:
        """Returns what a row says that is no mark, by the ids of the form's columns."""
        reader = self.reader
        fields = reader.fields.row(lambda source: self._where(source, row), self._label)
        cells: dict[str, Cell] = {}
        for field_id in reader.layout.fields:
            key = reader.table.key(field_id)
            if key and (key not in cells or blank(cells[key].value)):
                cells[key] = fields.value(field_id)
        return cells

    def cover_recording(self, row: int) -> None:
        """Says of the cells of a recording what their columns are."""
        for column, role in self.roles.items():
            self.coverage.take((row, column), role.kind, role.key, role.rule)

    def _marks(self, row: int, cells: dict[str, Cell]) -> Iterator[tuple[str, Cell]]:
        """Adds the marks of a row to its cells; yields why marks were lost, item by item."""
        number = self.reader.table.count + 1
        is_scored = self.is_scored(row)
        for item in self.reader.items.by_id.values():
            yield from self._mark(item, row, number, cells, is_scored=is_scored)

    def _mark(
        self, item: Item, row: int, number: int, cells: dict[str, Cell], *, is_scored: bool
    ) -> Iterator[tuple[str, Cell]]:
        items, place = self.reader.items, item.place
        ticks = [
            (tick, self._value(row, tick.heading), (row, self.block.columns[tick.heading]))
            for tick in place.ticks
            if tick.heading in self.block.columns
        ]
        column = self.block.columns.get(place.heading or "")
        if not ticks and column is None:
            cells[item.key] = NOTHING
            return
        if not is_scored:
            spot = ticks[0][2] if ticks else (row, column or 0)
            cells[item.key] = Cell("", spot)
            return
        if ticks:
            given = items.ticked(item, ticks, number)
        else:
            spot = (row, column or 0)
            given = items.given(item, self.grid.rows[row][spot[1]], spot, number)
        cells[item.key] = given.cell
        self.reader.table.noted += given.noted
        if given.rest:
            yield item.name, Cell(given.rest, given.cell.place)
        if place.reason is not None and place.reason in self.block.columns:
            spot = (row, self.block.columns[place.reason])
            yield item.name, Cell(self.grid.rows[row][spot[1]], spot)
        if place.full is not None and place.full in self.block.columns:
            spot = (row, self.block.columns[place.full])
            value = self.grid.rows[row][spot[1]]
            self.reader.table.noted += items.full_mark_noted(item, value, spot, number)

    def is_scored(self, row: int) -> bool:
        """Returns whether a row says more than whom to check: empty cells mean a mark only then."""
        return any(
            not blank(self.grid.rows[row][column])
            for column, role in self.roles.items()
            if role.kind in ("mark", "reason") or role.key in _OWN
        )

    def _value(self, row: int, heading: str) -> CellValue:
        return self.grid.rows[row][self.block.columns[heading]]

    def said(self, row: int) -> Iterator[Said]:
        """Yields what the sheet says that the recording of a row comes to."""
        for index, total in enumerate(self.reader.layout.totals):
            if total.heading is not None and total.heading in self.block.columns:
                column = self.block.columns[total.heading]
                yield Said(index, Cell(self.grid.rows[row][column], (row, column)))

    # --- where fields stand ----------------------------------------------------------------------

    def _label(self, name: str) -> Label | None:
        return self.reader.fields.around(name, self.areas, self.index)

    def _where(self, source: FieldSource, row: int) -> Cell | None:
        if source.heading is not None:
            column = self.block.columns.get(source.heading)
            return None if column is None else self._in_column(source, row, column)
        if source.group_row is not None:
            return self._of_group(source)
        return None

    def _of_group(self, source: FieldSource) -> Cell | None:
        for key, sources in self.reader.layout.fields.items():
            for index, each in enumerate(sources):
                if each is source:
                    return self.reader.groups.get((key, index))
        return None

    def _in_column(self, source: FieldSource, row: int, column: int) -> Cell:
        cell = Cell(self.grid.rows[row][column], (row, column))
        if not blank(cell.value):
            self.above.cells[column] = cell
            return cell
        anchor = self.anchors.get((row, column))
        if anchor is not None:
            return Cell(self.grid.rows[anchor[0]][anchor[1]], anchor)
        above = self.above.cells.get(column)
        if source.fill_down and above is not None and self._is_same_person(row, column, above):
            return above
        return cell

    def _is_same_person(self, row: int, column: int, above: Cell) -> bool:
        """Whether nothing beside an empty cell says that it is about somebody else than above."""
        if self._field(column) not in _PERSON or above.place is None:
            return True
        others = [c for c, role in self.roles.items() if role.key in _PERSON and c != column]
        line = above.place[0]
        return all(
            blank(self.grid.rows[row][other])
            or words(self.grid.rows[row][other]) == words(self.grid.rows[line][other])
            for other in others
        )


def _anchors(grid: Grid) -> Mapping[Place, Place]:
    """The first place of the merged cell below it for each cell that such a one covers."""
    return {
        (row, left): (top, left)
        for (top, left), (height, _) in (grid.unseen.merged or {}).items()
        for row in range(top + 1, top + height)
    }
