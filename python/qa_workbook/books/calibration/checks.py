"""Sheet 核对: every figure as it was computed beside the live cell of this workbook."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.books.calibration.overview import OverviewPage
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.reconcile import Check, write_checks
from qa_workbook.books.cloth.table import KINDS, PlacedTable, TableColumn
from qa_workbook.calibration.scores import anova

_PRINTED = 24  # rows on paper
_SUMMED = ("marks", "totals")
"""Tables of which the sums of computed columns are compared: their rows are no figures yet."""


class ChecksPage(CalibrationPage):
    """Computed value, live value and difference; the verdict above says whether all agree."""

    def __init__(self, sheets: CalibrationSheets, overview: OverviewPage) -> None:
        super().__init__(sheets, "checks")
        self.overview = overview

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        checks = [*self._figures(), *self._anova(), *self._tables()]
        if checks:
            last = write_checks(self, FIRST_ROW + 2, checks)
            # On paper the verdict and the main figures: all rows are dozens of pages.
            self.sheet.print_area(0, 0, min(last, FIRST_ROW + _PRINTED), 3)
            self.sheet.freeze_panes(FIRST_ROW + 3, 0)
        self.close(FIRST_ROW + 2)

    def _figures(self) -> Iterator[Check]:
        """The figures on 总览."""
        for one in self.overview.told:
            if isinstance(one.value, float) and self.overview.formula_of(one):
                number = KINDS["percent" if one.kind == "percent" else "score"][1] or "General"
                label = f"{self.overview.name} · {self.say(f'figure_{one.key}')}"
                yield Check(label, one.value, f"={self.places.figures[one.key]}", number)

    def _anova(self) -> Iterator[Check]:
        """The sums of squares of the scores."""
        found = self.report.figures.scores
        if found.icc.value is None:
            return
        given = self.panel.total.given[list(found.rows)][:, list(found.columns)]
        for key, value in anova(given).items():
            label = f"{self.say('agreement')} · {self.say(f'anova_{key}')}"
            yield Check(label, value, f"={self.places.figures[f'anova_{key}']}", "0.000")

    def _tables(self) -> Iterator[Check]:
        """Every cell of a table that is a formula; of long tables the sums of their columns."""
        for name, table in self.places.tables.items():
            for column in table.columns:
                if column.formula is None:
                    continue
                if name in _SUMMED:
                    yield from _sum(table, column)
                else:
                    yield from _cells(table, column)


def _sum(table: PlacedTable, column: TableColumn) -> Iterator[Check]:
    numbers = [value for value in column.cells if value is not None]
    if numbers:
        label = f"{table.sheet} · {table.columns[1].cells[0]} · Σ {column.heading}"
        yield Check(label, sum(numbers), f"=SUM({table.range(column.key)})", "0.000")


def _cells(table: PlacedTable, column: TableColumn) -> Iterator[Check]:
    assert column.formula is not None
    number = KINDS[column.kind][1] or "General"
    for row, value in enumerate(column.cells):
        if isinstance(value, int | float) and column.formula(row):
            label = f"{table.sheet} · {table.columns[0].cells[row]} · {column.heading}"
            yield Check(label, value, f"={table.reference(column.key, row)}", number)
