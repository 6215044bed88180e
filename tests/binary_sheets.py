"""The least .xls and .xlsb that readers take, record by record: for what no program here writes."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Collection, Mapping, Sequence
from typing import Any

SHEET = "评分表"
NOT_AVAILABLE = 0x2A  # #N/A
Cells = Mapping[tuple[int, int], Any]


# --- .xls (BIFF8 without its container) ----------------------------------------------------------


def _biff(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _begin(stream: int) -> bytes:
    return _biff(0x0809, struct.pack("<HHHHII", 0x0600, stream, 0x0DBB, 0x07CC, 0, 6))


def _biff_text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _biff_cell(row: int, column: int, value: Any) -> bytes:
    place = struct.pack("<HHH", row, column, 0)
    if isinstance(value, bool):
        return _biff(0x0205, place + bytes([value, 0]))
    if value == "#N/A":
        return _biff(0x0205, place + bytes([NOT_AVAILABLE, 1]))
    if isinstance(value, str):
        return _biff(0x0204, place + _biff_text(value, "<H"))
    return _biff(0x0203, place + struct.pack("<d", value))


def xls(cells: Cells, password: bool = False) -> bytes:
    """Returns a workbook with one sheet; True and False are booleans, "#N/A" is an error value."""

    def book(offset: int) -> bytes:
        protection = _biff(0x2F, struct.pack("<HHH", 0, 1, 2)) if password else b""
        sheet = struct.pack("<IH", offset, 0) + _biff_text(SHEET, "<B")
        return (
            _begin(5)
            + protection
            + _biff(0x42, struct.pack("<H", 1200))
            + _biff(0x22, bytes(2))
            + _biff(0x85, sheet)
            + _biff(0x0A)
        )

    rows = b"".join(_biff_cell(row, column, value) for (row, column), value in cells.items())
    return book(len(book(0))) + _begin(0x10) + rows + _biff(0x0A)


# --- .xlsb ---------------------------------------------------------------------------------------


def _record(kind: int, body: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, sizes = len(body), b""
    while True:
        sizes += bytes([size & 0x7F | (0x80 if size > 0x7F else 0)])
        size >>= 7
        if not size:
            return head + sizes + body


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _xlsb_cell(column: int, value: Any) -> bytes:
    place = struct.pack("<II", column, 0)
    if value == "#N/A":
        return _record(3, place + bytes([NOT_AVAILABLE]))
    if value == "=#N/A":
        formula = struct.pack("<HII", 0, 0, 0)
        return _record(11, place + bytes([NOT_AVAILABLE]) + formula)
    if isinstance(value, int | float):
        return _record(5, place + struct.pack("<d", value))
    return _record(6, place + _wide(str(value))) if value != "" else b""


def _xlsb_columns(hidden: Collection[int]) -> bytes:
    columns = b"".join(
        _record(60, struct.pack("<IIIIH", column, column, 2560, 0, 1)) for column in sorted(hidden)
    )
    return _record(390) + columns + _record(391) if hidden else b""


def xlsb(
    table: Sequence[Sequence[Any]],
    hidden_rows: Collection[int] = (),
    hidden_columns: Collection[int] = (),
    names: Sequence[str] = (SHEET,),
) -> bytes:
    """Returns a workbook whose sheets are alike; "#N/A" is an error value, "=#N/A" a formula of it."""
    sheet = _record(129) + _record(148, struct.pack("<IIII", 0, len(table) - 1, 0, 40))
    sheet += _xlsb_columns(hidden_columns) + _record(145)
    for number, cells in enumerate(table):
        flags = bytes([0, 0x10 if number in hidden_rows else 0])
        sheet += _record(0, struct.pack("<IIH", number, 0, 300) + flags + bytes(5))
        sheet += b"".join(_xlsb_cell(column, value) for column, value in enumerate(cells))
    sheet += _record(146) + _record(130)
    named, relations = b"", ""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    for number, name in enumerate(names, 1):
        entry = struct.pack("<II", 0, number) + _wide(f"rId{number}") + _wide(name)
        named += _record(156, entry)
        target = f"worksheets/sheet{number}.bin"
        relations += f'<Relationship Id="rId{number}" Type="{kind}" Target="{target}"/>'
    book = _record(131) + _record(143) + named + _record(144) + _record(132)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", f"<Relationships>{relations}</Relationships>"
        )
        for number in range(1, len(names) + 1):
            archive.writestr(f"xl/worksheets/sheet{number}.bin", sheet)
    return out.getvalue()
