"""Tiny score sheets for the tests of intake: a clean one to spoil, and a reader for it."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from qa_workbook.intake.reader import Intake

DAY = date(2026, 10, 5)
FIXED = ("序号", "录音编号", "通话日期", "工号", "姓名", "班组", "轮次")
ITEMS = (
    "开场白及挂机", "服务态度", "服务用语", "语音语速", "表达能力", "主动推介", "灵活处理", "双向沟通", "聆听能力", "业务能力",
)  # fmt: skip
LAST = ("差错扣分", "差错代码", "致命错误", "扣分点", "备注")
LABELS = {
    "方案": "monitoring-10x4",
    "方案版本": "2026.1",
    "项目": "演示",
    "质检员": "李晓",
    "质检日期": DAY,
}
FIRST_ROW = (
    6  # the 1-based row of the first recording: title, two rows of labels, an empty one, the header
)


def row(number: int = 1, **changes: Any) -> dict[str, Any]:
    """A clean row; `changes` replace cells by heading."""
    clean = {
        "序号": number, "录音编号": f"2026100500000{number:04}", "通话日期": DAY, "工号": f"{1000 + number}",
        "姓名": f"座席{number}", "班组": "一班", "轮次": 1, **dict.fromkeys(ITEMS, 5),
    }  # fmt: skip
    return clean | changes


def rows(count: int, **changes: Any) -> list[dict[str, Any]]:
    """Several clean rows; `changes` go into the second one."""
    return [row(number, **(changes if number == 2 else {})) for number in range(1, count + 1)]


def write(
    path: Path,
    data: Sequence[Mapping[str, Any]],
    *,
    headings: Sequence[str] = (*FIXED, *ITEMS, *LAST),
    labels: Mapping[str, Any] = LABELS,
    sheet: str = "评分表",
    options: Mapping[str, Any] | None = None,
    touch: Callable[[Any, Any], None] | None = None,
) -> Path:
    """Writes a score sheet as a person would have it; str beginning with "=" is a formula; `touch(workbook, worksheet)`."""
    book = xlsxwriter.Workbook(path, {"default_date_format": "yyyy-mm-dd", **(options or {})})
    page = book.add_worksheet(sheet)
    page.write(0, 0, "质检监听评分表")
    for index, (name, value) in enumerate(labels.items()):
        line, column = 1 + index // 3, 3 * (index % 3)
        page.write(line, column, name)
        _put(page, line, column + 1, value)
    page.write_row(FIRST_ROW - 2, 0, headings)
    for index, record in enumerate(data):
        for column, heading in enumerate(headings):
            _put(page, FIRST_ROW - 1 + index, column, record.get(heading, ""))
    if touch:
        touch(book, page)
    book.close()
    return path


def _put(page: Any, line: int, column: int, value: Any) -> None:
    if isinstance(value, date):
        page.write_datetime(line, column, value)
    elif isinstance(value, str) and value.startswith("=") and len(value) > 1:
        page.write_formula(line, column, value, None, "#DIV/0!" if "/0" in value else 5)
    elif isinstance(value, str) and value:
        page.write_string(line, column, value)
    elif value != "":
        page.write(line, column, value)


def edit_part(path: Path, part: str, change: Callable[[bytes], bytes]) -> Path:
    """Changes one part of a written workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    parts[part] = change(parts[part])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    path.write_bytes(out.getvalue())
    return path


def forget_results(xml: bytes) -> bytes:
    """A sheet whose formulas were never calculated."""
    return re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", xml)


Reader = Callable[..., Intake]


def codes(intake: Intake, *severities: str) -> list[tuple[str, str]]:
    """(code, cell) of the findings."""
    return [(f.code, f.cell) for f in intake.findings if not severities or f.severity in severities]


def totals(intake: Intake) -> tuple[int, int, int]:
    """Rows read, accepted and rejected; and that none was lost."""
    read_rows = sum(sheet.rows_read for sheet in intake.sheets)
    rejected = sum(sheet.rows_rejected for sheet in intake.sheets)
    accepted = sum(len(frame) for frame in intake.frames.values())
    assert read_rows == accepted + rejected
    return read_rows, accepted, rejected
