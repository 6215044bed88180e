"""Sheet 核对: every figure as it was computed beside the live cell of this workbook (S3)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import zip_longest
from typing import Any

import numpy as np

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.books.analysis.figures import shown_figure
from qa_workbook.books.analysis.live import live_formula
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.row_templates import ROW, Templates
from qa_workbook.books.cloth.style import SEVERITY, column_width, put, safe_text
from qa_workbook.books.cloth.table import KINDS, PlacedTable, TableColumn

_COLUMNS = ("sheet", "row", "figure", "computed", "live", "difference")
_WIDTHS = (30.0, 22.0, 16.0, 16.0, 10.0)  # of all but the first
_PRINTED = 24  # rows on paper
_DIFFERENCES = (f"=IFERROR(ROUND(E{ROW}-D{ROW},6),1)", f"=IF(EXACT(E{ROW},D{ROW}),0,1)")
"""What the live value of a number and of a text differs by."""
_SUMMED = ("raw", "final", "defects")
"""Columns of 明细 of which the sum is compared: its rows are scores, not yet figures."""


@dataclass
class _Checks:
    """The live cells, column by column: where each stands, in words, and what was computed."""

    sheets: list[str] = field(default_factory=list)
    rows: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    computed: list[Any] = field(default_factory=list)
    formulas: list[str] = field(default_factory=list)
    numbers: list[str | None] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.sheets)

    def add(
        self,
        sheet: str,
        figure: str,
        number: str | None,
        found: Iterable[tuple[str, object, str]],
    ) -> None:
        """Adds cells that have a sheet, a heading and a number format in common.

        `found` has of each cell the row in words, the value and the formula that names it.
        """
        for row, value, formula in found:
            self.rows.append(row)
            self.computed.append(_plain(value))
            self.formulas.append(formula)
        added = len(self.rows) - len(self)
        self.sheets += [sheet] * added
        self.figures += [figure] * added
        self.numbers += [number] * added


class ChecksPage(AnalysisPage):
    """Computed value, live value and difference; the verdict above says whether all agree."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "checks")
        self.words = self.book.sayer("live_figures")

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        checks = _Checks()
        if self.sheets.live:
            self._figures(checks)
            self._tables(checks)
            self._sums(checks)
        if len(checks):
            self._write(checks)
        else:
            words = self.words("nothing_to_check")
            put(self.sheet, FIRST_ROW, 0, words, self.styles("plain", bold=True, font_size=12))
        sheets = dict.fromkeys(checks.sheets)
        self.widths |= {0: column_width(sheets, least=14, most=40)} | dict(enumerate(_WIDTHS, 1))
        self.close(FIRST_ROW)

    def _write(self, checks: _Checks) -> None:
        for column, key in enumerate(_COLUMNS):
            put(self.sheet, FIRST_ROW, column, self.words(key), self.styles("header"))
        first, last = FIRST_ROW + 1, FIRST_ROW + len(checks)
        self._write_rows(first, checks)
        differences = f"F{first + 1}:F{last + 1}"
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

    def _write_rows(self, first: int, checks: _Checks) -> None:
        """Writes the rows, whole columns at a time: there are thousands.

        A text differs by 1, a number by what it differs.
        """
        sheet, computed = self.sheet, checks.computed
        words = self.styles("cell", "text", indent=1)
        for column, texts in enumerate((checks.sheets, checks.rows, checks.figures)):
            clean = {text: safe_text(text) or None for text in set(texts)}
            cells = [clean[text] for text in texts]
            sheet.write_strip(first, column, cells, words, boxed=True, textual=True)
        known = {number: self.styles("centred", number) for number in set(checks.numbers)}
        styles = [known[number] for number in checks.numbers]
        shown = [_as_written(value) for value in computed]
        sheet.write_mixed_strip(first, 3, shown, styles, boxed=True)
        sheet.write_formula_strip(first, 4, checks.formulas, computed, styles, boxed=True)
        are_texts = np.array([isinstance(value, str) for value in computed], dtype=np.int64)
        differences = Templates(_DIFFERENCES, first + 1, are_texts)
        zeros, style = [0] * len(checks), self.styles("centred", "0.00")
        sheet.write_formula_strip(first, 5, differences, zeros, style, boxed=True)

    def _figures(self, checks: _Checks) -> None:
        """The figures on 总览."""
        place = self.places.sheets["overview"]
        for key, cell in self.places.figures.items():
            shown = shown_figure(self.sheets, key)
            if shown.value is not None and live_formula(self.sheets, find_figure(key)):
                found = ("", shown.value, f"={cell}")
                checks.add(place, shown.label, shown.number, [found])

    def _tables(self, checks: _Checks) -> None:
        """Every cell of a table that is a formula, table by table."""
        for name, table in self.places.tables.items():
            if name == "detail":
                continue
            names = _row_names(table)
            for column in table.columns:
                if column.formula is not None:
                    found = _live_cells(table, column, names)
                    checks.add(table.sheet, column.heading, KINDS[column.kind][1], found)

    def _sums(self, checks: _Checks) -> None:
        """The sums of the scores in 明细."""
        detail = self.places.tables["detail"]
        for column in detail.columns:
            if column.key in _SUMMED and column.formula is not None:
                numbers = [value for value in column.cells if value is not None]
                whole = self.words("sum_of_rows", count=len(detail))
                formula = f"=SUM({detail.range(column.key)})"
                total = sum(Decimal(repr(value)) for value in numbers)
                found = (whole, float(total), formula)
                checks.add(detail.sheet, column.heading, "General", [found])


def _live_cells(
    table: PlacedTable, column: TableColumn, names: Sequence[str]
) -> Iterator[tuple[str, object, str]]:
    """The cells of a column that are formulas."""
    first = table.reference(column.key, 0)
    whole = first.removesuffix(str(table.first + 1))  # all but the number of the row
    rows = zip(names, column.cells, column.has_formulas, strict=True)
    for row, (name, value, is_live) in enumerate(rows, table.first + 1):
        if value is not None and is_live:
            yield name, value, f"={whole}{row}"


def _row_names(table: PlacedTable) -> list[str]:
    """What each row is about: the first texts in it that are no figures."""
    columns = []
    for column in table.columns:
        if column.formula is not None:
            continue
        if column.kind == "date":
            days = zip(column.values, column.cells, strict=True)
            columns.append([None if no is None else f"{day:%Y-%m-%d}" for day, no in days])
        else:
            columns.append([value if isinstance(value, str) else None for value in column.cells])
    named = [[word for word in row if word is not None] for row in zip_longest(*columns)]
    return [" ".join(words[:2]) for words in named] or [""] * len(table)


def _as_written(value: object) -> object:
    """A number with the 16 digits of Excel, a clean text, None for an empty one."""
    if isinstance(value, str):
        return safe_text(value) or None
    return float(f"{value:.16G}") if isinstance(value, float) else value


def _plain(value: object) -> object:
    """A value whose digits are its own: numpy's numbers are written with their type."""
    return float(value) if isinstance(value, float | Decimal) else value
