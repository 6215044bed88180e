"""Workbooks to be marked, and what may and may not have changed in their parts."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Mapping

import python_calamine
import xlsxwriter

from qa_workbook.annotating.model import FrontCell, FrontSheet

SHEET, OTHER = "评分表", "O'Brien 表"
FRONT = FrontSheet(
    name="校验结果",
    title="校验结果：2 处要改",
    lines=["点击单元格跳到出错处；改好后存盘交回。"],
    headings=["序号", "单元格", "问题"],
    widths=[6, 16, 60],
    rows=[
        [FrontCell("1"), FrontCell("B2", (SHEET, "B2")), FrontCell("=1+1 不是分数")],
        [FrontCell("2"), FrontCell("C3:C4", (OTHER, "C3:C4")), FrontCell("空着", None, "FFE9A3")],
    ],
)
_TOKEN = re.compile(r"<[^>]+>|[^<]+")
# What follows from inserted cells, styles and sheets and therefore may have another value.
_COUNTED = re.compile(
    r"""\s(?:s|count|spans|ref|size|localSheetId|activeTab|firstSheet|tabSelected|fullCalcOnLoad)="""
    r"""(?:"[^"]*"|'[^']*')"""
)


def book() -> bytes:
    """Returns a workbook with most of what may stand around the cells of a sheet."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    yellow = made.add_format({"bg_color": "#FFFF00", "num_format": "0.0", "border": 1})
    framed = made.add_format({"num_format": "0.0", "border": 1})
    for name in (SHEET, OTHER):
        sheet = made.add_worksheet(name)
        sheet.set_column("D:E", 20, framed)
        sheet.write_row("A1", ["录音编号", "得分", "总分"])
        for row in range(1, 6):
            sheet.write(row, 0, f"L{row:03}")
            sheet.write(row, 1, 90 + row, yellow if row == 3 else framed)
            sheet.write_formula(row, 2, f"=B{row + 1}*2", value=180 + 2 * row)
        sheet.merge_range("A8:C9", "签名")
        sheet.data_validation("B2:B9", {"validate": "integer", "criteria": ">", "value": 0})
        sheet.conditional_format("B2:B9", {"type": "top", "value": 1, "format": yellow})
        sheet.write_url("F1", "https://example.org")
        sheet.print_area("A1:F9")
        sheet.autofilter("A1:C6")
    made.get_worksheet_by_name(OTHER).write_comment("A1", "原有批注", {"author": "李敏"})
    made.get_worksheet_by_name(OTHER).activate()
    made.define_name("满分", f"={SHEET}!$B$2")
    made.close()
    return out.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    """Returns all parts of a package, in their order."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def rezipped(contents: Mapping[str, bytes | str]) -> bytes:
    """Returns a package of these parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(zipfile.ZipInfo(name), content)
    return out.getvalue()


def raw_entries(data: bytes) -> dict[str, bytes]:
    """Returns the packed bytes of every entry with all that its headers say but its place."""
    found = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for info in archive.infolist():
            names = struct.unpack_from("<HH", data, info.header_offset + 26)
            size = 30 + sum(names) + info.compress_size
            said = (info.date_time, info.external_attr, info.extra, info.comment, info.flag_bits)
            raw = data[info.header_offset : info.header_offset + size]
            found[info.filename] = raw + repr(said).encode()
    return found


def lost(old: bytes, new: bytes) -> list[str]:
    """Returns the tags and texts of a part that don't stand in the new one in the same order."""
    waiting = iter(_tokens(new))
    return [token for token in _tokens(old) if not any(token == other for other in waiting)]


def _tokens(part: bytes) -> list[str]:
    opened = part.decode("utf-8").replace("<sheetData/>", "<sheetData></sheetData>")
    tokens = _TOKEN.findall(_COUNTED.sub("", opened))
    return [token for token in tokens if not token.isdigit()]


def values(data: bytes) -> dict[str, list[list[object]]]:
    """Returns the values of every sheet as a reader of another make sees them."""
    read = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
    return {
        name: read.get_sheet_by_name(name).to_python(skip_empty_area=False)
        for name in read.sheet_names
    }


def filled(rows: list[list[object]]) -> list[tuple[int, int, object]]:
    """Returns the cells of a sheet that hold something."""
    return [
        (at, column, value)
        for at, row in enumerate(rows)
        for column, value in enumerate(row)
        if value != ""
    ]
