"""Live formulas: the figures of the catalogue once more, over the cells of this workbook.

A formula is asked for while the sheets are written, when everything has its place. Where the
workbook lacks the cells it would need, the figure stands there as a value alone.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa_workbook.analysis.figure import Figure
from qa_workbook.analysis.formulas import Formula, NotInWorkbook
from qa_workbook.books.analysis.live_cells import LiveCells, quoted
from qa_workbook.books.analysis.live_months import month_formula
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.row_templates import any_row, in_rows
from qa_workbook.books.cloth.row_templates import Templated, Templates

RowFormula = Callable[[int], str]


def live_formula(sheets: SchemeSheets, figure: Figure) -> str:
    """Returns the formula of a figure of the whole period, "" where its value stands alone."""
    return _formula(figure, LiveCells(sheets))


def live_column(
    sheets: SchemeSheets, figure: Figure, ids: Sequence[str] = (), *, table: str = ""
) -> RowFormula:
    """Returns the formulas of the rows of a table called like the figure's list, for a TableColumn.

    `ids` are those of the items or nodes in the rows, for figures that look at the marks of one.
    `table` is the name of another table that has the same figure.
    """
    return _of_rows(sheets, table or figure.of, lambda cells: _formula(figure, cells), ids)


def live_cells(
    sheets: SchemeSheets, table: str, formula: Formula, ids: Sequence[str] = ()
) -> RowFormula:
    """Returns the formulas of the rows of a table for what isn't in the catalogue.

    `ids` are those of what the rows are about.
    """
    return _of_rows(sheets, table, lambda cells: _written(formula, cells), ids)


def _of_rows(
    sheets: SchemeSheets, table: str, made: Callable[[LiveCells], str], ids: Sequence[str]
) -> RowFormula:
    """The formulas of rows; those that differ in the number of the row alone are made once."""

    def of_any_row() -> Templates | None:
        try:
            template = None if ids else made(_AnyRow(sheets, table))
        except _AsksForRow:
            return None
        placed = sheets.places.tables.get(table)
        if template is None:
            return None
        return in_rows(template, placed) if placed else Templates([template], 1)

    def formula(row: int) -> str:
        return made(LiveCells(sheets, table, row, ids[row] if ids else ""))

    return Templated(of_any_row, formula)


class _AsksForRow(Exception):
    """A formula differs from row to row in more than a number."""


class _AnyRow(LiveCells):
    """The cells of whatever row a formula stands in."""

    @property
    def row(self) -> int:
        """No row in particular."""
        raise _AsksForRow

    def cell(self, key: str) -> str:
        """Returns the cell of `key` in the same row."""
        if self.table is None or key not in self.table:
            raise NotInWorkbook
        return any_row(self.table, key)


def live_cell(sheets: SchemeSheets, table: str, row: int, formula: Formula) -> str:
    """Returns the formula of what a row of a table comes to, for a cell elsewhere on its sheet."""
    return _written(formula, LiveCells(sheets, table, row, row_abs=True))


def live_value(sheets: SchemeSheets, formula: Formula) -> str:
    """Returns a formula of the whole period for what isn't in the catalogue."""
    return _written(formula, LiveCells(sheets))


def few_mark(sheets: SchemeSheets, table: str) -> RowFormula:
    """Returns the formulas of the column that marks rows of few recordings."""
    word, few = quoted(sheets.book.say("few_mark")), sheets.small_sample
    return live_cells(
        sheets, table, lambda cells: f'IF({cells.cell("recordings")}<{few},{word},"")'
    )


def sum_of(sheets: SchemeSheets, table: str, key: str) -> str:
    """Returns the sum of a column of a table."""
    return live_value(sheets, lambda cells: f"SUM({cells.column(table, key)})")


def reference(sheets: SchemeSheets, figure: Figure) -> str:
    """Returns a formula that repeats the cell in which a figure stands; else the figure's own."""
    if sheets.live and (cell := sheets.places.figures.get(figure.key)):
        return f"={cell}"
    return live_formula(sheets, figure)


def _formula(figure: Figure, cells: LiveCells) -> str:
    if figure.formula is None:
        return ""
    if cells.sheets.analysis.months is not None:
        own = month_formula(figure)
        if own is not None:
            return _written(own, cells)
    return _written(figure.formula, cells)


def _written(formula: Formula, cells: LiveCells) -> str:
    if not cells.sheets.live:
        return ""
    try:
        return f"={formula(cells)}"
    except NotInWorkbook:
        return ""
