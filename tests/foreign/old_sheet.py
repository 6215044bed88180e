"""The old sheet of the documentation: two rows of headings, a row of full marks, who checked and
which month above them, days without a year, one error that fails the call, averages, signatures.
"""

from __future__ import annotations

from decimal import Decimal

from xlsxwriter.utility import xl_rowcol_to_cell

from foreign.kit import (
    Book,
    Foreign,
    Page,
    Recording,
    Truth,
    day_of,
    items,
    sample,
    with_points,
)

ITEMS = "服务态度=20,沟通技巧=30,业务能力=50"
_FIXED = ("序号", "日期", "工号", "姓名", "录音编号")
_BEHIND = ("一票否决", "总分", "备注")
_FATAL = "泄露客户信息"
_HEADER, _FULL, _FIRST = 3, 5, 6


def old_sheet() -> Foreign:
    """Returns the sheet with twelve recordings, each item with its mark and why marks were lost."""
    book = Book()
    page = book.page("10月")
    of = items(ITEMS)
    found = with_points("old", sample("old", 12, inspectors=["陈晨"]), of)
    found[7].fatal, found[7].total = _FATAL, Decimal(0)
    width = len(_FIXED) + 2 * len(of) + len(_BEHIND)
    page.title("XX客服中心录音质检评分表", width)
    page.put(1, 0, "质检员：", "plain")
    page.put(1, 1, "陈晨", "plain")
    page.put(1, 3, "考核月份：", "plain")
    page.put(1, 4, "2026年10月", "plain")
    _heads(page, [item.name for item in of])
    _full_marks(page, [item.full for item in of], width)
    for number, one in enumerate(found):
        _row(page, _FIRST + number, number + 1, one, [item.name for item in of])
    row = _FIRST + len(found)
    _averages(page, row, found, [item.name for item in of], width)
    page.signatures(row + 2, "质检：{}      班长签字：            经理签字：")
    for column, wide in {0: 6, 1: 10, 4: 17, 6: 16, 8: 16, 10: 16, 13: 22}.items():
        page.sheet.set_column(column, column, wide)
    asked = ("一票否决对总分有什么影响",)
    return book.foreign("录音质检评分表2026年10月.xlsx", Truth("old_sheet", of, found, asked))


def _heads(page: Page, names: list[str]) -> None:
    last = _HEADER + 1
    for column, heading in enumerate(_FIXED):
        page.merge((_HEADER, column, last, column), heading)
    for place, name in enumerate(names):
        left = len(_FIXED) + 2 * place
        page.merge((_HEADER, left, _HEADER, left + 1), name, "group")
        page.row(last, left, ["得分", "扣分原因"], "head")
    for column, heading in enumerate(_BEHIND, len(_FIXED) + 2 * len(names)):
        page.merge((_HEADER, column, last, column), heading)


def _full_marks(page: Page, fulls: list[Decimal | None], width: int) -> None:
    page.row(_FULL, 0, [None] * width, "weight")
    page.put(_FULL, 0, "满分", "weight")
    for place, full in enumerate(fulls):
        page.put(_FULL, len(_FIXED) + 2 * place, full, "weight")
    page.put(_FULL, len(_FIXED) + 2 * len(fulls) + 1, 100, "weight")
    page.noise((_FULL, 0, _FULL, width - 1), "full")


def _row(page: Page, row: int, serial: int, one: Recording, names: list[str]) -> None:
    day = day_of(one)
    said = f"{day.month}月{day.day}日" if day else ""
    page.row(row, 0, [serial, said, one.agent, one.name, one.recording])
    for place, name in enumerate(names):
        left = len(_FIXED) + 2 * place
        page.mark(row, left, one, name, one.marks[name])
        page.put(row, left + 1, one.reasons.get(name, ""), "text")
    behind = len(_FIXED) + 2 * len(names)
    page.put(row, behind, one.fatal)
    marks = "+".join(xl_rowcol_to_cell(row, len(_FIXED) + 2 * place) for place in range(len(names)))
    fatal = xl_rowcol_to_cell(row, behind)
    page.total(row, behind + 1, one, f'=IF({fatal}<>"",0,{marks})')
    page.put(row, behind + 2, one.remark, "text")


def _averages(page: Page, row: int, found: list[Recording], names: list[str], width: int) -> None:
    page.row(row, 0, [None] * width, "sum")
    page.put(row, 0, "平均", "sum")
    for place, name in enumerate(names):
        mean = sum(float(str(one.marks[name])) for one in found) / len(found)
        page.put(row, len(_FIXED) + 2 * place, round(mean, 1), "sum")
    page.noise((row, 0, row, width - 1), "average")
