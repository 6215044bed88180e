"""The plain table that a foreign sheet becomes: rows of the scheme's form, cell by cell with the
place that each comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from qa_workbook.forms.kinds.choices import yes_or_no
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place, Rows
from qa_workbook.layouts.coverage import Coverage
from qa_workbook.layouts.fields import NOTHING, Cell
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.plain_unseen import plain_unseen
from qa_workbook.layouts.unfolded import Noted, Stated, Unfolded
from qa_workbook.scheme.model import Scheme

_OF_SHEET = ("inspector", "inspected_on", "project")


@dataclass(frozen=True)
class Said:
    """What a sheet itself says that one recording comes to."""

    total: int
    """Which of the layout's totals it is."""
    cell: Cell


class PlainTable:
    """Collects the recordings of a foreign sheet and makes the plain table of them.

    `names` are what the foreign sheet calls the columns of the form, by their ids.
    """

    def __init__(
        self, grid: Grid, layout: Layout, scheme: Scheme, form: ScoreForm, vocabulary: Vocabulary
    ) -> None:
        self.grid, self.layout, self.scheme = grid, layout, scheme
        self.form, self.vocabulary = form, vocabulary
        self.names: dict[str, str] = {}
        self.noted: list[Noted] = []
        self._rows: list[dict[str, Cell]] = []
        self._said: list[Sequence[Said]] = []

    @property
    def count(self) -> int:
        """How many recordings there are so far."""
        return len(self._rows)

    def key(self, field: str) -> str:
        """Returns the id of the form's column that a field of the layout belongs to; "" for none.

        In long sheets, which have no column of their own for it, the recording is the 依据.
        """
        if field == "recording" and not self.form.has(field) and "basis" not in self.layout.fields:
            return "basis"
        return field if self.form.has(field) or field in self.form.by_id else ""

    def add(self, cells: Mapping[str, Cell], said: Sequence[Said] = ()) -> int:
        """Adds a recording (long sheets: a breach) by the ids of the form's columns, and what the
        sheet says that it comes to. Returns its row in the plain table.
        """
        self._rows.append(dict(cells))
        self._said.append(said)
        return len(self._rows)

    def finished(self, coverage: Coverage) -> Unfolded:
        """Returns the plain table with all that is known of the sheet."""
        self._number_made_names()
        self._leave_out_what_is_no_code()
        self._add_only_fatal_code()
        labels = self._labels()
        keys = self._keys()
        rows: Rows = [[self.form.by_id[key].heading for key in keys]]
        origin: dict[Place, Place] = {}
        written: dict[Place, CellValue] = {}
        for row, cells in enumerate(self._rows, 1):
            rows.append([cells.get(key, NOTHING).value for key in keys])
            for column, key in enumerate(keys):
                cell = cells.get(key, NOTHING)
                if cell.place is not None:
                    origin[row, column] = cell.place
                if cell.written is not None:
                    written[row, column] = cell.written
        unseen, percents = plain_unseen(self.grid, self.layout.shape, rows, origin, written)
        grid = replace(self.grid, rows=rows, unseen=unseen, percents=percents, open_quote=None)
        headings = tuple(self.names.get(key) or self.form.by_id[key].heading for key in keys)
        stated, noted = self._stated(), tuple(self.noted)
        cells_of_sheet = coverage.finished()
        return Unfolded(
            grid, keys, headings, origin, cells_of_sheet, written, labels, stated, noted
        )

    def _keys(self) -> tuple[str, ...]:
        """The columns that recordings have, and those that the form requires."""
        used = {key for cells in self._rows for key in cells} | set(self.names)
        required = set(self.form.ids("required"))
        return tuple(key for key in self.form.ids() if key in used or key in required)

    def _number_made_names(self) -> None:
        """Numbers the recordings that nobody named and whose names would be equal: -2, -3 …"""
        key = self.key("recording")
        seen: Counter[CellValue] = Counter()
        for cells in self._rows:
            cell = cells.get(key, NOTHING)
            if not cell.made:
                continue
            seen[cell.value] += 1
            if seen[cell.value] > 1:
                cells[key] = replace(cell, value=f"{cell.value}-{seen[cell.value]}")

    def _leave_out_what_is_no_code(self) -> None:
        """One column says whether there is a fatal error and which: 无 and words that nobody knows
        are no code; of the latter the fatal error itself is told to be unclear.
        """
        for cells in self._rows:
            fatal, code = cells.get("fatal", NOTHING), cells.get("error_codes", NOTHING)
            if fatal.place is None or fatal.place != code.place:
                continue
            if not yes_or_no(fatal.value, self.vocabulary) or code.value == fatal.value:
                cells["error_codes"] = replace(code, value="")

    def _add_only_fatal_code(self) -> None:
        """A fatal error needs a code; where the scheme has one only, it can be no other."""
        codes = self.scheme.fatal.codes if self.scheme.fatal else ()
        if len(codes) != 1 or not self.form.has("fatal"):
            return
        for cells in self._rows:
            fatal = cells.get("fatal", NOTHING)
            is_fatal = yes_or_no(fatal.value, self.vocabulary)
            if is_fatal and blank(cells.get("error_codes", NOTHING).value):
                place = cells.get("error_codes", NOTHING).place or fatal.place
                cells["error_codes"] = Cell(codes[0].id, place, fatal.value)

    # --- what holds for the whole sheet ----------------------------------------------------------

    def _labels(self) -> dict[str, tuple[CellValue, int, int]]:
        """Takes the values out of the rows that the form has above its header."""
        labels: dict[str, tuple[CellValue, int, int]] = {}
        for key in _OF_SHEET:
            if self.form.has(key):
                continue
            cells = [row.pop(key, NOTHING) for row in self._rows]
            if key == "inspector":
                cells = list(self._inspectors(cells))
            filled = [cell for cell in cells if not blank(cell.value)]
            if not filled:
                continue
            odd = next((cell for cell in filled if _differs(cell, filled[0])), None)
            if odd is not None:
                label = self.form.by_id[key].heading
                details = {"first": words(filled[0].value)}
                place = odd.place or (0, 0)
                self.noted.append(Noted("label-differs", place, odd.value, details, label))
            row, column = filled[0].place or (0, 0)
            labels[key] = (filled[0].value, row, column)
        return labels

    def _inspectors(self, cells: Sequence[Cell]) -> Sequence[Cell]:
        """Inspectors of single rows of a long sheet are those who registered them."""
        spoken = {words(cell.value) for cell in cells}
        if len(spoken) <= 1 or not self.form.has("registrar"):
            return cells
        for row, cell in zip(self._rows, cells, strict=True):
            row["registrar"] = cell
        return ()

    def _stated(self) -> tuple[Stated, ...]:
        found = []
        for index, total in enumerate(self.layout.totals):
            cells = {
                row: (one.cell.value, one.cell.place)
                for row, said in enumerate(self._said, 1)
                for one in said
                if one.total == index and one.cell.place is not None and not blank(one.cell.value)
            }
            if cells:
                found.append(Stated(total.kind, total.heading or total.label or "", cells))
        return tuple(found)


def _differs(one: Cell, other: Cell) -> bool:
    return words(one.value) != words(other.value)


def remark(said: Cell, reasons: Iterable[tuple[str, Cell]]) -> Cell:
    """Returns a remark with the reasons behind it: 开场白：语速快；…

    `reasons` are the names of items with the cells that say why; empty ones are passed over.
    """
    given = [
        (f"{name}：{words(cell.value)}" if name else words(cell.value), cell.place)
        for name, cell in reasons
        if not blank(cell.value) and not isinstance(cell.value, CellError)
    ]
    if not given:
        return said
    first = [] if blank(said.value) else [words(said.value)]
    text = "；".join([*first, *(text for text, _ in given)])
    place = said.place if first else given[0][1]
    return Cell(text, place, said.value if first else "")
