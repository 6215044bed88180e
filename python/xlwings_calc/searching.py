"""Searching, sorting and filtering of a range."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from xlwings_calc.addresses import Area, runs
from xlwings_calc.connection import properties, struct, typed
from xlwings_calc.filters import AutoFilter
from xlwings_calc.formats import from_uno
from xlwings_calc.part import RangePart
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_CONSTANTS, _FORMULAS, _ALL = 1 | 2 | 4, 16, 1 | 2 | 4 | 16
_SORT_FIELD = "com.sun.star.table.TableSortField"


class Searching(RangePart):
    """What looks at many cells."""

    def find(
        self, text: str, whole: bool, direction: str, order: str, match_case: bool
    ) -> Range | None:
        """Returns the first cell that shows the text, None without one."""
        found = self.uno.findAll(self._search(text, whole, match_case, in_values=True))
        if found is None:
            return None
        cells: list[tuple[int, int]] = []
        for place in found.getRangeAddresses():
            cells += from_uno(place).cells()
        in_order = sorted(cells)
        if order != "rows":
            in_order = sorted(cells, key=lambda cell: (cell[1], cell[0]))
        row, column = in_order[0 if direction == "forward" else -1]
        return self.part(Area(row, column, 1, 1))

    def replace_all(self, old: str, new: str, whole: bool, match_case: bool) -> None:
        """Replaces the text in constants and formulas."""
        pattern = re.compile(re.escape(old), 0 if match_case else re.IGNORECASE)
        if whole:
            pattern = re.compile(rf"\A(?:{pattern.pattern})\Z", pattern.flags)
        for area in self._within(self._filled()):
            part = self.part(area)
            formulas = part.formula
            rows = ((formulas,),) if isinstance(formulas, str) else formulas
            for i, row in enumerate(rows, 1):
                for j, text in enumerate(row, 1):
                    replaced = pattern.sub(lambda _: new, text)
                    if replaced != text:
                        part(i, j).formula = _typed(replaced)

    def _search(self, text: str, whole: bool, match_case: bool, in_values: bool) -> UnoObject:
        search = self.uno.createSearchDescriptor()
        search.setSearchString(text)
        search.SearchWords = whole
        search.SearchCaseSensitive = match_case
        search.SearchType = 1 if in_values else 0
        return search

    def _filled(self) -> list[Area]:
        return [from_uno(place) for place in self.uno.queryContentCells(_ALL).getRangeAddresses()]

    def _within(self, areas: list[Area]) -> Iterator[Area]:
        common = (area.intersection(self.area) for area in areas)
        return (area for area in common if area)

    def sort(self, keys: list[int], ascending: list[bool], has_headers: bool) -> None:
        """Sorts the rows by one or more columns."""
        fields = tuple(
            struct(_SORT_FIELD, Field=key - 1, IsAscending=up, IsCaseSensitive=False)
            for key, up in zip(keys, ascending, strict=True)
        )
        self.uno.sort(
            properties(
                SortFields=typed(f"[]{_SORT_FIELD}", fields),
                ContainsHeader=has_headers,
                IsSortColumns=False,
                BindFormatsToContent=True,
            )
        )

    def remove_duplicates(self, columns: list[int], has_headers: bool) -> None:
        """Removes rows that repeat the columns of an earlier row.

        Text is compared without case, as in Excel.
        """
        first = 1 if has_headers else 0
        rows = self.uno.getFormulaArray()
        compared = self.uno.getDataArray()
        kept, seen = list(rows[:first]), set()
        for row, values in zip(rows[first:], compared[first:], strict=True):
            key = tuple(_folded(values[column - 1]) for column in columns)
            if key not in seen:
                seen.add(key)
                kept.append(row)
        kept += [("",) * self.area.columns] * (self.area.rows - len(kept))
        self.uno.setFormulaArray(tuple(kept))

    def get_special_cells(self, cell_type: str, value_type: str | None) -> list[Range]:
        """Returns the areas of blank, constant, formula or visible cells."""
        if cell_type == "visible":
            return self._areas(self.uno.queryVisibleCells())
        if cell_type == "blanks":
            return self._areas(self.uno.queryEmptyCells())
        cells = self.uno.queryContentCells(_CONSTANTS if cell_type == "constants" else _FORMULAS)
        if value_type is None:
            return self._areas(cells)
        wanted = {"numbers": float, "text": str, "logical": bool, "errors": type(None)}[value_type]
        found: list[tuple[int, int]] = []
        for area in self._areas(cells):
            found += area.of_kind(wanted)
        return [self.part(area) for area in runs(found)]

    def of_kind(self, wanted: type) -> Iterator[tuple[int, int]]:
        """Yields the cells whose value is of a kind; errors count as None, dates as float."""
        found = self.whole.raw_value
        rows = found if isinstance(found, list) else [[found]]
        flat = itertools.chain.from_iterable(rows)
        for (row, column), value in zip(self.area.cells(), flat, strict=True):
            kind = type(value)
            if kind.__name__ == "CellError":
                kind = type(None)
            elif kind.__name__ == "datetime":
                kind = float
            if kind is wanted:
                yield row, column

    def _areas(self, cells: UnoObject) -> list[Range]:
        areas = [from_uno(place) for place in cells.getRangeAddresses()]
        return [self.part(area) for area in self._within(areas)]

    @property
    def autofilter(self) -> AutoFilter:
        """The filter of the range."""
        return AutoFilter(self.whole)


def _folded(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _typed(text: str) -> Any:
    """Returns a replaced text as Excel takes it when it is typed: a formula, a number or text."""
    try:
        return float(text)
    except ValueError:
        return text or None
