"""Fills in a blank foreign sheet what is known beforehand: inspector, day, project, whom to check.

What a layout names stands where it says: in the column of a heading, beside a label or behind its
colon. Values that a label still has from earlier go.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import Grid, Place
from qa_workbook.layouts.blocks import Block
from qa_workbook.layouts.labels import Label, Labels, with_value
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.rows import RowsReader
from qa_workbook.scheme.model import Scheme

OF_SHEET = ("inspector", "inspected_on", "project")
OF_AGENT = ("agent", "name", "team")


@dataclass
class Filling:
    """What is written where. `missing` are the fields that have no place in the sheet; `rows` says
    how many of the agents' rows there was room for.
    """

    cells: dict[Place, str] = field(default_factory=dict)
    missing: set[str] = field(default_factory=set)
    rows: int = 0


def is_for_one_agent(layout: Layout) -> bool:
    """Returns whether a sheet holds the recordings of one agent, who stands beside a label."""
    sources = [source for key in ("agent", "name") for source in layout.fields.get(key, ())]
    return layout.shape == "rows" and any(source.label for source in sources)


def filled(
    grid: Grid,
    layout: Layout,
    scheme: Scheme,
    form: ScoreForm,
    vocabulary: Vocabulary,
    values: Mapping[str, str],
    agents: Sequence[Mapping[str, str]],
) -> Filling:
    """Returns what to write into a blank sheet.

    `values` hold for the whole sheet (OF_SHEET, "" for what nobody knows), `agents` are the rows to
    fill in, in their order (OF_AGENT).
    """
    if layout.shape == "rows":
        reader = RowsReader(grid, layout, scheme, form, vocabulary, "")
        labels, blocks = reader.labels, reader.blocks
    else:
        labels, blocks = Labels(grid, _names(layout), vocabulary, ()), ()
    filler = _Filler(grid, layout, labels, values, agents)
    filler.fill_labels()
    filler.fill_tables(blocks)
    wanted = {key for key, value in values.items() if value}
    wanted |= {key for agent in agents for key, value in agent.items() if value}
    missing = wanted - filler.placed - {"team"}  # nothing hangs on it
    if filler.placed & {"agent", "name"}:
        missing -= {"agent", "name"}  # either says who it is
    filler.filling.missing = {key for key in missing if not filler.is_constant(key)}
    return filler.filling


def _names(layout: Layout) -> list[str]:
    sources = (source for several in layout.fields.values() for source in several)
    return [*(source.label for source in sources if source.label), *layout.ignored.labels]


class _Filler:
    def __init__(
        self,
        grid: Grid,
        layout: Layout,
        labels: Labels,
        values: Mapping[str, str],
        agents: Sequence[Mapping[str, str]],
    ) -> None:
        self.grid, self.layout, self.labels = grid, layout, labels
        self.values, self.agents = values, agents
        self.filling = Filling()
        self.placed: set[str] = set()
        self._merged = grid.unseen.merged or {}

    def is_constant(self, key: str) -> bool:
        """Returns whether the layout itself says what a field is."""
        return any(source.constant for source in self.layout.fields.get(key, ()))

    # --- labels ----------------------------------------------------------------------------------

    def fill_labels(self) -> None:
        """Writes beside every label what is known, and nothing where something else stands."""
        for key, sources in self.layout.fields.items():
            for source in sources:
                for number, label in enumerate(self.labels.named(source.label or "")):
                    # the agents take the forms of a sheet in turn
                    place = 0 if self.layout.shape == "rows" else number
                    if self._write_label(label, self._known(key, place)):
                        self.placed.add(key)
                        if key in OF_AGENT:
                            self.filling.rows = max(self.filling.rows, place + 1)
        for name in self.layout.ignored.labels:
            for label in self.labels.named(name):
                if label.at == label.place or self._is_free(label.at):
                    self._write_label(label, "")

    def _known(self, key: str, place: int) -> str:
        if key not in OF_AGENT:
            return self.values.get(key, "")
        return self.agents[place].get(key, "") if place < len(self.agents) else ""

    def _is_free(self, place: Place) -> bool:
        return place not in self.filling.cells

    def _write_label(self, label: Label, value: str) -> bool:
        """Writes the value of a label, "" to take away what stands there; returns whether one was
        written.
        """
        cell = self.filling.cells.get(label.place, self.grid.rows[label.place[0]][label.place[1]])
        changed = with_value(str(cell), label.name, value, self.labels.wanted)
        # What stands below a colon with nothing behind it may be the next form's.
        below = changed is not None and label.at[0] != label.place[0]
        if not value and (label.value == "" or below):
            return False  # a line to write on stays
        if label.at != label.place and not below:
            self.filling.cells[label.at] = value
        elif changed is not None:
            self.filling.cells[label.place] = changed
        else:
            place = self._beside(label.place)
            if place is None:
                return False
            self.filling.cells[place] = value
        return bool(value)

    def _beside(self, place: Place) -> Place | None:
        """The empty cell that the value of a label belongs into: the next one, or that below."""
        rows, columns = self._merged.get(place, (1, 1))
        for there in ((place[0], place[1] + columns), (place[0] + rows, place[1])):
            if self._is_blank(there) and self._is_free(there):
                return there
        return None

    def _is_blank(self, place: Place) -> bool:
        row, column = place
        inside = row < len(self.grid.rows) and column < self.grid.width
        return not inside or blank(self.grid.rows[row][column])

    # --- tables ----------------------------------------------------------------------------------

    def fill_tables(self, blocks: Sequence[Block]) -> None:
        """Writes the agents into the rows of the tables, as far as there is room."""
        rows = [place for number in range(len(blocks)) for place in self._free_rows(blocks, number)]
        used = rows[: len(self.agents)] if self.agents else rows
        for number, (block, row) in enumerate(used):
            agent = self.agents[number] if number < len(self.agents) else {}
            columns = dict(self._columns(block))
            for key, column in columns.items():
                value = agent.get(key, "") if key in OF_AGENT else self.values.get(key, "")
                if value:
                    self.filling.cells[row, column] = value
                    self.placed.add(key)
        if self.agents and any(
            key in dict(self._columns(block)) for block in blocks for key in OF_AGENT
        ):
            self.filling.rows = min(len(used), len(self.agents))

    def _columns(self, block: Block) -> Iterator[tuple[str, int]]:
        """The columns of the fields that are filled in."""
        for key in (*OF_AGENT, *OF_SHEET):
            headings = [source.heading or "" for source in self.layout.fields.get(key, ())]
            found = [block.columns[name] for name in headings if name in block.columns]
            if found:
                yield key, found[0]

    def _free_rows(self, blocks: Sequence[Block], number: int) -> Iterator[tuple[Block, int]]:
        """The empty rows below a header, down to the first row that says something.

        Below the last table there may be as many as the sheet takes.
        """
        block = blocks[number]
        covered = {
            (row, left)
            for (top, left), (height, _) in self._merged.items()
            for row in range(top + 1, top + height)
        }
        columns = [column for _, column in self._columns(block)]
        last = block.area.bottom == len(self.grid.rows) and number == len(blocks) - 1
        end = block.area.bottom + (len(self.agents) if last else 0)
        for row in range(block.last + 1, end):
            if row < len(self.grid.rows) and self._says_something(row, block):
                return
            if not any((row, column) in covered for column in columns):
                yield block, row

    def _says_something(self, row: int, block: Block) -> bool:
        """Whether a row has words or a filled cell of a known column; a number alone counts it."""
        known = set(block.columns.values())
        names = [*self.layout.ignored.headings, *(one.heading or "" for one in self.layout.totals)]
        ignored = {block.columns[name] for name in names if name in block.columns}
        for column in range(block.area.left, block.area.right):
            cell = self.grid.rows[row][column]
            if blank(cell):
                continue
            is_number = not isinstance(cell, str)
            if not (is_number and (column in ignored or column not in known)):
                return True
        return False
