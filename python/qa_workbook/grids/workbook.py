"""Opens a spreadsheet file of any kind and gives its sheets as grids. Its content tells the kind, not its name."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, time, timedelta

from python_calamine import CalamineWorkbook, SheetVisibleEnum

from qa_workbook.grids import ods_parts, text_table, xlsb_parts
from qa_workbook.grids.grid import Grid, with_errors
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.quiet import without_traces
from qa_workbook.grids.xlsx_parts import (
    TooLarge,
    XlsxPackage,
    check_extent,
    check_parts,
    negatives,
    percent_cells,
    unseen,
)
from qa_workbook.labels.reasons import name_of, reason, technical

_TIMES = (date, time, timedelta)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00")
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_REASONS = {"file-empty": "empty", "file-encrypted": "password", "file-too-large": "too_large"}


class FileFault(Exception):
    """A file can't be read; `code` is that of the finding, `why` its reason by language, `technical` is for the log."""

    def __init__(self, code: str, reason_name: str = "", technical: str = "") -> None:
        super().__init__(code, reason_name, technical)
        self.code, self.technical = code, technical
        self.why = reason(reason_name or _REASONS[code])


@dataclass(frozen=True)
class Workbook:
    """An open file: its sheets as (name, hidden), and a function that reads one of them.

    `kind` is "xlsx", "xls", "xlsb", "ods" or "csv".
    """

    kind: str
    sheets: tuple[tuple[str, bool], ...]
    grid: Callable[[str], Grid]


def open_workbook(data: bytes, limits: Limits) -> Workbook:
    """Returns the workbook in `data`. Raises FileFault for a file that is empty, encrypted, too large or none."""
    if not data.strip(b"\0 \r\n\t"):
        raise FileFault("file-empty")
    try:
        return _opener(data)(data, limits)
    except FileFault:
        raise
    except TooLarge:
        raise FileFault("file-too-large") from None
    except BaseException as error:  # readers of foreign files fail in every way there is, panics of compiled code included
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        name = name_of(error)
        raise FileFault(
            "file-encrypted" if name == "password" else "file-unreadable", name, technical(error)
        ) from None


def _opener(data: bytes) -> Callable[[bytes, Limits], Workbook]:
    if data.startswith(b"PK"):
        return _open_zip
    if data.startswith(_OLE):
        if _ENCRYPTED in data:
            raise FileFault("file-encrypted")
        return _open_xls
    if data.startswith(_BIFF):
        return _open_xls
    return _open_text


def _open_zip(data: bytes, limits: Limits) -> Workbook:
    archive = zipfile.ZipFile(io.BytesIO(data))
    names = set(archive.namelist())
    if any(info.flag_bits & 1 for info in archive.infolist()):
        raise FileFault("file-encrypted")
    check_parts(archive, limits.max_part_bytes)
    if "xl/workbook.xml" in names:
        return _open_xlsx(data, archive, limits)
    if "xl/workbook.bin" in names:
        return _open_xlsb(data, limits)
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileFault("file-encrypted")
        return _open_ods(data, limits)
    raise FileFault("file-unreadable", "not_a_spreadsheet")


def _calamine(data: bytes) -> CalamineWorkbook:
    with without_traces():
        return CalamineWorkbook.from_filelike(io.BytesIO(data))


def _listed(book: CalamineWorkbook) -> tuple[tuple[str, bool], ...]:
    return tuple(
        (sheet.name, sheet.visible != SheetVisibleEnum.Visible) for sheet in book.sheets_metadata
    )


def _rows(book: CalamineWorkbook, name: str, limits: Limits) -> list[list]:
    with without_traces():
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height * sheet.total_width > limits.max_cells:
            raise TooLarge
        return sheet.to_python(skip_empty_area=False)


def _open_xlsx(data: bytes, archive: zipfile.ZipFile, limits: Limits) -> Workbook:
    package = XlsxPackage(archive, limits.max_part_bytes)
    names = package.sheet_parts
    book: list[CalamineWorkbook] = []

    def workbook() -> CalamineWorkbook:
        if not book:
            book.append(_calamine(data))
        return book[0]

    def grid(name: str) -> Grid:
        xml, trimmed = package.sheet_xml(name, limits.large_part_bytes)
        check_extent(xml, limits.max_cells)
        source = workbook() if not trimmed else _calamine(package.replaced(name, xml))
        hints = unseen(xml)
        rows = with_errors(_rows(source, name, limits), hints.errors)
        for (row, column), number in negatives(xml).items():
            if isinstance(rows[row][column], _TIMES):
                rows[row][column] = number
        return Grid(
            name,
            rows,
            hints,
            epoch_1904=package.epoch_1904,
            percents=lambda: percent_cells(package, xml),
        )

    hidden = package.hidden_sheets
    return Workbook("xlsx", tuple((name, name in hidden) for name in names), grid)


def _open_xlsb(data: bytes, limits: Limits) -> Workbook:
    book = _calamine(data)
    hints = xlsb_parts.unseen_of_sheets(data, limits)

    def grid(name: str) -> Grid:
        found = hints[name]
        return Grid(name, with_errors(_rows(book, name, limits), found.errors), found)

    return Workbook("xlsb", _listed(book), grid)


def _open_ods(data: bytes, limits: Limits) -> Workbook:
    hints = ods_parts.unseen_of_sheets(data, limits)
    book = _calamine(data)

    def grid(name: str) -> Grid:
        found = hints[name]
        return Grid(name, with_errors(_rows(book, name, limits), found.errors), found)

    return Workbook("ods", _listed(book), grid)


def _open_xls(data: bytes, limits: Limits) -> Workbook:
    if len(data) > limits.max_part_bytes:
        raise TooLarge
    from qa_workbook.grids import (
        xls_reader,  # the one user of xlrd, for a format that is rare by now
    )

    try:
        sheets, grid = xls_reader.open_xls(data)
    except xls_reader.Encrypted:
        raise FileFault("file-encrypted") from None
    return Workbook("xls", sheets, grid)


def _open_text(data: bytes, _limits: Limits) -> Workbook:
    table = text_table.read_table(data)
    if table is None:
        raise FileFault("file-unreadable", "not_a_spreadsheet")
    return Workbook(
        "csv",
        (("", False),),
        lambda name: Grid(name, table.rows, typed=False, open_quote=table.open_quote),
    )
