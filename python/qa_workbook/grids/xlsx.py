"""Opens .xlsx and .xlsm: the values by calamine, the rest by looking into the XML."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from datetime import date, time, timedelta
from functools import cached_property

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
    sheets = _Sheets(data, package, limits)
    hidden = package.hidden_sheets
    names = tuple((name, name in hidden) for name in package.sheet_parts)
    return Workbook(names, sheets.grid, sheets.values)


class _Sheets:
    """Reads the sheets of a workbook, each when it is asked for."""

    def __init__(self, data: bytes, package: XlsxPackage, limits: Limits) -> None:
        self._data, self._package, self._limits = data, package, limits

    def grid(self, name: str) -> Grid:
        """Returns a sheet. Raises as `open_xlsx`."""
        package = self._package
        raw, is_trimmed = self._raw(name)
        xml, rows, hints = self._cells(name, raw, is_trimmed=is_trimmed)
        struck = struck_rows(xml, package.struck_styles)
        return Grid(
            name,
            rows,
            replace(hints, struck_rows=struck, comments=package.comments(name)),
            epoch_1904=package.epoch_1904,
            percents=lambda: percent_cells(xml, package.percent_styles),
        )

    def values(self, name: str) -> Rows:
        """Returns what the cells of a sheet hold. Raises as `open_xlsx`."""
        raw, is_trimmed = self._raw(name)
        if not is_trimmed and (plain := self._plain(raw)):
            return plain.rows
        is_other = canonical(raw, self._limits.max_cells) is not raw
        if is_trimmed or is_other:
            return self.grid(name).rows
        return rows_of(self._whole, name, self._limits)

    def _raw(self, name: str) -> tuple[bytes, bool]:
        return self._package.sheet_xml(name, self._limits.large_part_bytes)

    @cached_property
    def _whole(self) -> CalamineWorkbook:
        """The whole workbook, which is only parsed once a sheet of it needs that."""
        return open_calamine(self._package.for_readers() or self._data)

    def _plain(self, xml: bytes) -> PlainSheet | None:
        package = self._package
        if package.epoch_1904 or not package.lists_sheets_plainly:
            return None
        return read_plain(xml, package.plain_texts, package.style_kinds, self._limits.max_cells)

    def _cells(self, name: str, raw: bytes, *, is_trimmed: bool) -> tuple[bytes, Rows, Unseen]:
        """The XML that was read, the values of a sheet, and what they don't show."""
        if not is_trimmed and (plain := self._plain(raw)):
            return raw, plain.rows, unseen(plain.frame, plain.formulas)
        xml = canonical(raw, self._limits.max_cells)
        is_other = is_trimmed or xml is not raw
        book = open_calamine(self._package.with_only(name, xml)) if is_other else self._whole
        hints = unseen(xml)
        rows = with_errors(self._read(book, name, xml), hints.errors)
        for (row, column), number in negatives(xml).items():
            if isinstance(rows[row][column], _TIMES):
                rows[row][column] = number
        return xml, rows, hints

    def _read(self, book: CalamineWorkbook, name: str, xml: bytes) -> Rows:
        try:
            return rows_of(book, name, self._limits)
        except TooLarge:
            raise
        except BaseException as error:  # panics of compiled code are no Exceptions
            endless = without_endless_times(xml)
            if isinstance(error, NEVER_CAUGHT) or endless == xml:
                raise
            whole = open_calamine(self._package.with_only(name, endless))
            return rows_of(whole, name, self._limits)
