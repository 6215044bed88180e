"""Opens .xlsx and .xlsm: the values by calamine, the rest by looking into the XML."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cache

from python_calamine import CalamineWorkbook

from qa_workbook.grids.calamine import open_calamine, rows_of
from qa_workbook.grids.faults import NEVER_CAUGHT, TooLarge
from qa_workbook.grids.grid import Grid, Rows, Unseen, Workbook, with_errors
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.xlsx_cells import (
    canonical,
    negatives,
    percent_cells,
    struck_rows,
    unseen,
    without_endless_times,
)
from qa_workbook.grids.xlsx_package import XlsxPackage
from qa_workbook.grids.xlsx_plain import PlainSheet, read_plain

_TIMES = (date, time, timedelta)


def open_xlsx(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    """Returns the workbook in `data`, whose parts are in `archive`.

    Raises TooLarge, KeyError for a missing part, or whatever calamine raises.
    """
    package = XlsxPackage(archive, limits.max_part_bytes)
    package.check_shared_texts()

    @cache  # the whole workbook is only parsed once a sheet of it is wanted
    def whole() -> CalamineWorkbook:
        return open_calamine(package.for_readers() or data)

    def values(book: CalamineWorkbook, name: str, xml: bytes) -> Rows:
        try:
            return rows_of(book, name, limits)
        except TooLarge:
            raise
        except BaseException as error:  # panics of compiled code are no Exceptions
            endless = without_endless_times(xml)
            if isinstance(error, NEVER_CAUGHT) or endless == xml:
                raise
            return rows_of(open_calamine(package.with_only(name, endless)), name, limits)

    def plain_sheet(xml: bytes) -> PlainSheet | None:
        if package.epoch_1904 or not package.lists_sheets_plainly:
            return None
        return read_plain(xml, package.plain_texts, package.style_kinds, limits.max_cells)

    def cells(name: str, raw: bytes, *, is_trimmed: bool) -> tuple[bytes, Rows, Unseen]:
        if not is_trimmed and (plain := plain_sheet(raw)):
            return raw, plain.rows, unseen(plain.frame, plain.formulas)
        xml = canonical(raw, limits.max_cells)
        is_other = is_trimmed or xml is not raw
        book = open_calamine(package.with_only(name, xml)) if is_other else whole()
        hints = unseen(xml)
        rows = with_errors(values(book, name, xml), hints.errors)
        for (row, column), number in negatives(xml).items():
            if isinstance(rows[row][column], _TIMES):
                rows[row][column] = number
        return xml, rows, hints

    def grid(name: str) -> Grid:
        raw, is_trimmed = package.sheet_xml(name, limits.large_part_bytes)
        xml, rows, hints = cells(name, raw, is_trimmed=is_trimmed)
        struck = struck_rows(xml, package.struck_styles)
        return Grid(
            name,
            rows,
            replace(hints, struck_rows=struck, comments=package.comments(name)),
            epoch_1904=package.epoch_1904,
            percents=lambda: percent_cells(xml, package.percent_styles),
        )

    def values_alone(name: str) -> Rows:
        raw, is_trimmed = package.sheet_xml(name, limits.large_part_bytes)
        if not is_trimmed and (plain := plain_sheet(raw)):
            return plain.rows
        is_other = canonical(raw, limits.max_cells) is not raw
        return grid(name).rows if is_trimmed or is_other else rows_of(whole(), name, limits)

    hidden = package.hidden_sheets
    sheets = tuple((name, name in hidden) for name in package.sheet_parts)
    return Workbook(sheets, grid, values_alone)
