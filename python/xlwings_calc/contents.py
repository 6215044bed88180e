"""Contents of a range: values, formulas, clearing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from xlwings_calc import values
from xlwings_calc.addresses import Area, runs
from xlwings_calc.formulas import is_formula, to_calc, to_excel
from xlwings_calc.part import RangePart

CLEAR_CONTENTS = 1 | 2 | 4 | 16
CLEAR_FORMATS = 32 | 64 | 256
CLEAR_NOTES = 8


def _texts(rows: Sequence[Sequence[Any]]) -> Iterator[tuple[tuple[int, int], Any]]:
    """Yields ((row, column), text) from 0 on; nothing is the empty text."""
    for i, row in enumerate(rows):
        for j, text in enumerate(row):
            yield (i, j), "" if text is None else text


class Contents(RangePart):
    """Values and formulas."""

    max_cells_per_write = None  # the office takes a block of any size in one call

    @property
    def raw_value(self) -> Any:
        """One value for one cell, else a list of rows, see `values.read`."""
        if self.area.empty:
            return None
        rows = values.read(self.uno, self.area, self.book.formats, self.book.dates)
        return rows[0][0] if self.shape == (1, 1) else rows

    @raw_value.setter
    def raw_value(self, data: Any) -> None:
        if self.area.empty:
            return
        if not isinstance(data, list | tuple):
            values.fill(self.uno, self.area, data, self.book.formats, self.book.dates)
            return
        rows = data if data and isinstance(data[0], list | tuple) else [data]
        target = self._sized(rows)
        values.write(target.uno, target.area, rows, self.book.formats, self.book.dates)

    def _sized(self, rows: Any) -> Contents:
        shape = len(rows), len(rows[0])
        if shape == self.shape:
            return self
        return self.sheet.range((self.row, self.column, *shape))

    @property
    def formula(self) -> Any:
        """The formula or constant as text: one text for one cell, else a tuple of rows."""
        if self.area.empty:
            return None
        rows = values.read_formulas(self.uno, self.area, self.book.formats, self.book.dates)
        return rows[0][0] if self.shape == (1, 1) else tuple(tuple(row) for row in rows)

    @formula.setter
    def formula(self, value: Any) -> None:
        if self.area.empty:
            return
        if is_formula(value):
            if value != self.formula:
                self.raw_value = value
            return
        if not isinstance(value, list | tuple):
            value = [[value] * self.area.columns] * self.area.rows
        rows = value if value and isinstance(value[0], list | tuple) else [value]
        target = self._sized(rows)
        present = values.read_formulas(target.uno, target.area, self.book.formats, self.book.dates)
        # what stands there already stays as it is: of a text, a date or an array formula the text
        # that is read says too little to make it again
        changed = [place for place, text in _texts(rows) if text != present[place[0]][place[1]]]
        for area in runs(changed):
            target.part(area.moved(target.row, target.column)).type_in(rows, target.area)

    def type_in(self, rows: Sequence[Sequence[Any]], whole: Area) -> None:
        """Fills the cells as if typed in; `rows` are those of `whole`, which this is a part of."""
        for key, area in self.book.formats.areas(self.uno, self.area):
            first = area.column - whole.column
            mine = rows[area.row - whole.row : area.last_row - whole.row + 1]
            block = [row[first : first + area.columns] for row in mine]
            if not self.book.formats.is_text(key):
                block = [list(map(values.typed, row)) for row in block]
            values.write(self.part(area).uno, area, block, self.book.formats, self.book.dates)

    @property
    def formula2(self) -> Any:
        """The same as `formula`; Calc has no spilling formulas."""
        return self.formula

    @formula2.setter
    def formula2(self, value: Any) -> None:
        self.formula = value

    @property
    def formula_array(self) -> str | None:
        """The array formula of the range, None when it has none."""
        text = "" if self.area.empty else self.uno.getArrayFormula()
        return to_excel(text) if text else None

    @formula_array.setter
    def formula_array(self, value: str) -> None:
        if not self.area.empty:
            self.uno.setArrayFormula(to_calc(value if is_formula(value) else f"={value}"))

    @property
    def has_array(self) -> bool:
        """Whether the range is part of an array formula."""
        return bool(not self.area.empty and self(1, 1).uno.getFormula().startswith("{="))

    def clear_contents(self) -> None:
        """Empties the cells, formats and notes stay."""
        self._clear(CLEAR_CONTENTS)

    def clear_formats(self) -> None:
        """Takes the formats away, contents stay."""
        self._clear(CLEAR_FORMATS)

    def clear(self) -> None:
        """Takes contents, formats and notes away."""
        self._clear(CLEAR_CONTENTS | CLEAR_FORMATS | CLEAR_NOTES)

    def _clear(self, flags: int) -> None:
        if not self.area.empty:
            self.uno.clearContents(flags)
