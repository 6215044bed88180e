"""Sheet 核对: every figure as it was computed beside the live cell of this workbook (S3)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.books.analysis.figures import shown_figure
from qa_workbook.books.analysis.live import live_formula
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import SEVERITY, column_width, put
from qa_workbook.books.cloth.table import KINDS, PlacedTable, TableColumn

_COLUMNS = ("sheet", "row", "figure", "computed", "live", "difference")
_WIDTHS = (30.0, 22.0, 16.0, 16.0, 10.0)  # of all but the first
_PRINTED = 24  # rows on paper
_SUMMED = ("raw", "final", "defects")
"""Columns of 明细 of which the sum is compared: its rows are scores, not yet figures."""


@dataclass(frozen=True)
class _Check:
    """One live cell: where it stands, in words, and what was computed."""

    sheet: str
    row: str
    figure: str
    computed: object
    formula: str
    number: str | None


class ChecksPage(AnalysisPage):
    """Computed value, live value and difference; the verdict above says whether all agree."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "checks")
        self.words = self.book.sayer("live_figures")

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        checks: list[_Check] = []
        if self.sheets.live:
            checks += [*self._figures(), *self._tables(), *self._sums()]
        if checks:
            self._write(checks)
        sheets = dict.fromkeys(check.sheet for check in checks)
        self.widths |= {0: column_width(sheets, least=14, most=40)} | dict(enumerate(_WIDTHS, 1))
        self.close(FIRST_ROW)

    def _write(self, checks: list[_Check]) -> None:
        for column, key in enumerate(_COLUMNS):
            put(self.sheet, FIRST_ROW, column, self.words(key), self.styles("header"))
        first, last = FIRST_ROW + 1, FIRST_ROW + len(checks)
        for row, check in enumerate(checks, first):
            self._check(row, check)
        differences = f"{xl_rowcol_to_cell(first, 5)}:{xl_rowcol_to_cell(last, 5)}"
        agree, differ = self.say("agree"), self.say("differ")
        none = f"AND(MAX({differences})=0,MIN({differences})=0)"
        verdict = f'=IF({none},"{agree}","{differ}")'
        style = self.styles("plain", bold=True, font_size=12)
        put(self.sheet, FIRST_ROW - 2, 0, agree, style, verdict)
        put(self.sheet, FIRST_ROW - 2, 4, self.words("checked", count=len(checks)))
        red = self.styles.conditional(SEVERITY["error"])
        alarm = {"type": "cell", "criteria": "!=", "value": 0, "format": red}
        self.sheet.conditional_format(first, 5, last, 5, alarm)
        self.sheet.autofilter(FIRST_ROW, 0, last, len(_COLUMNS) - 1)
        self.sheet.freeze_panes(first, 0)
        # On paper the verdict and the figures of the whole period: all rows are dozens of pages.
        self.sheet.print_area(0, 0, min(last, FIRST_ROW + _PRINTED), len(_COLUMNS) - 1)

    def _check(self, row: int, check: _Check) -> None:
        """Writes a row; a text differs by 1, a number by what it differs."""
        sheet, number = self.sheet, self.styles("centred", check.number)
        words = self.styles("cell", "text", indent=1)
        for column, text in enumerate((check.sheet, check.row, check.figure)):
            put(sheet, row, column, text, words)
        put(sheet, row, 3, check.computed, number)
        put(sheet, row, 4, check.computed, number, check.formula)
        ours, live = xl_rowcol_to_cell(row, 3), xl_rowcol_to_cell(row, 4)
        difference = f"=IF(EXACT({live},{ours}),0,1)"
        if not isinstance(check.computed, str):
            difference = f"=IFERROR(ROUND({live}-{ours},6),1)"
        put(sheet, row, 5, 0, self.styles("centred", "0.00"), difference)

    def _figures(self) -> Iterator[_Check]:
        """The figures on 总览."""
        place = self.places.sheets["overview"]
        for key, cell in self.places.figures.items():
            shown = shown_figure(self.sheets, key)
            if shown.value is not None and live_formula(self.sheets, find_figure(key)):
                yield _Check(place, "", shown.label, shown.value, f"={cell}", shown.number)

    def _tables(self) -> Iterator[_Check]:
        """Every cell of a table that is a formula, table by table."""
        for name, table in self.places.tables.items():
            if name == "detail":
                continue
            for column in table.columns:
                if column.formula is not None:
                    yield from self._column(table, column)

    def _column(self, table: PlacedTable, column: TableColumn) -> Iterator[_Check]:
        assert column.formula is not None
        number = KINDS[column.kind][1]
        for row, value in enumerate(column.cells):
            if value is not None and column.formula(row):
                cell = f"={table.reference(column.key, row)}"
                named = _row_name(table, row)
                yield _Check(table.sheet, named, column.heading, _plain(value), cell, number)

    def _sums(self) -> Iterator[_Check]:
        """The sums of the scores in 明细."""
        detail = self.places.tables["detail"]
        for column in detail.columns:
            if column.key in _SUMMED and column.formula is not None:
                numbers = [value for value in column.cells if value is not None]
                whole = self.words("sum_of_rows", count=len(detail))
                formula = f"=SUM({detail.range(column.key)})"
                total = sum(Decimal(repr(value)) for value in numbers)
                yield _Check(detail.sheet, whole, column.heading, float(total), formula, "General")


def _row_name(table: PlacedTable, row: int) -> str:
    """What a row is about: the first texts in it that are no figures."""
    words = []
    for column in table.columns:
        if column.formula is None and row < len(column.cells) and column.cells[row] is not None:
            value = column.cells[row]
            if column.kind == "date":
                words.append(f"{list(column.values)[row]:%Y-%m-%d}")
            elif isinstance(value, str):
                words.append(value)
    return " ".join(words[:2])


def _plain(value: object) -> object:
    return float(value) if isinstance(value, Decimal) else value
