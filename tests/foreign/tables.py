"""The common middle of sheets with one recording a row: fixed columns, marks, fixed columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from foreign.kit import Item, Mark, Page, Recording, day_of

Written = Callable[[Recording, Item, Mark], object]
FIELDS: dict[str, Callable[[Recording], object]] = {
    "date": day_of,
    "inspected": lambda one: one.inspected,
    "agent": lambda one: one.agent,
    "name": lambda one: one.name,
    "team": lambda one: one.team,
    "recording": lambda one: one.recording,
    "inspector": lambda one: one.inspector,
    "phone": lambda one: one.phone,
    "started": lambda one: one.started,
    "remark": lambda one: one.remark,
    "fatal": lambda one: one.fatal,
    "deduction": lambda one: one.deduction,
    "reasons": lambda one: "；".join(f"{item}：{why}" for item, why in one.reasons.items()),
}


@dataclass
class Table:
    """Where things stand: (heading, field) before and behind the marks, and how a total is made.

    `total` is a formula with {first} and {last} for the cells of the marks in this row; "" writes
    the total as a number. Fields are those above, "n" is the serial number, "total" the total.
    """

    page: Page
    items: list[Item]
    before: Sequence[tuple[str, str]]
    after: Sequence[tuple[str, str]] = (("总分", "total"), ("备注", "remark"))
    total: str = "=SUM({first}:{last})"
    total_look: str = "total"

    @property
    def first(self) -> int:
        """The column of the first mark."""
        return len(self.before)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.before) + len(self.items) + len(self.after)

    def head(self, row: int, names: Sequence[str] = (), levels: int = 1) -> None:
        """Writes the headings; with more levels the fixed ones are merged down."""
        shown = names or [item.name for item in self.items]
        last = row + levels - 1
        behind = self.first + len(self.items)
        for col, (heading, _) in enumerate(self.before):
            self.page.merge((row, col, last, col), heading)
        self.page.row(last, self.first, shown, "head")
        self.page.sheet.set_row(last, 32)
        for col, (heading, _) in enumerate(self.after, behind):
            self.page.merge((row, col, last, col), heading)

    def groups(self, row: int, names: Sequence[str] = ()) -> None:
        """Writes the group headings, each merged over its items."""
        shown = names or [item.group for item in self.items]
        start = 0
        for end in range(1, len(shown) + 1):
            if end == len(shown) or shown[end] != shown[start]:
                area = (row, self.first + start, row, self.first + end - 1)
                self.page.merge(area, shown[start], "group")
                start = end

    def special(self, row: int, label: str, values: Sequence[object], what: str) -> None:
        """Writes a row of full marks, weights or averages, its label in the first column."""
        look = "percent" if what == "weights" else "sum" if what == "average" else "weight"
        self.page.row(row, 0, [None] * self.width, "weight")
        self.page.merge((row, 0, row, self.first - 1), label, "weight")
        self.page.row(row, self.first, values, look)
        self.page.noise((row, 0, row, self.width - 1), what)

    def write(
        self, row: int, one: Recording, serial: int, as_written: Written | None = None
    ) -> None:
        """Writes one recording; `as_written` says how a mark is written, else as it is."""
        for col, (_, what) in enumerate(self.before):
            self._field(row, col, what, one, serial)
        for col, item in enumerate(self.items, self.first):
            mark = one.marks.get(item.name)
            value = as_written(one, item, mark) if as_written else mark
            self.page.mark(row, col, one, item.name, value)
        for col, (_, what) in enumerate(self.after, self.first + len(self.items)):
            self._field(row, col, what, one, serial)

    def _field(self, row: int, col: int, what: str, one: Recording, serial: int) -> None:
        """Writes a cell that is no mark."""
        if what == "total":
            first = xl_rowcol_to_cell(row, self.first)
            last = xl_rowcol_to_cell(row, self.first + len(self.items) - 1)
            formula = self.total.format(first=first, last=last, row=row + 1)
            self.page.total(row, col, one, formula, self.total_look)
        elif what == "n":
            self.page.put(row, col, serial)
        else:
            value = FIELDS[what](one)
            self.page.put(row, col, value, "text" if what in ("remark", "reasons") else "cell")

    def rows(self, row: int, found: Sequence[Recording], as_written: Written | None = None) -> int:
        """Writes recordings below each other; returns the row behind them."""
        for serial, one in enumerate(found, 1):
            self.write(row + serial - 1, one, serial, as_written)
        return row + len(found)

    def averages(self, row: int, found: Sequence[Recording], label: str = "平均分") -> None:
        """Writes the mean of every item that is marked in points below the table."""
        values = []
        for item in self.items:
            marks = [float(str(one.marks[item.name])) for one in found if one.marks[item.name]]
            values.append(round(sum(marks) / max(len(marks), 1), 1))
        self.special(row, label, values, "average")
