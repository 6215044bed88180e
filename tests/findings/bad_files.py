"""One tiny bad file for every code. A new code gets its maker here; the test fails while one is missing.

A maker is handed a `Folder` and puts into it what gives the finding. Where one cell of a clean sheet
will do it is a line of `WIDE_CELLS`, `LONG_CELLS` or `LABELS`; the clean sheets are the constants.
"""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest import mock

import pandas as pd

import scheme_factory as made
from qa_workbook.app.build import build_period
from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.findings.finding import Finding
from qa_workbook.findings.report import Report
from qa_workbook.forms.loader import load_forms
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.form_sheet import read_form
from qa_workbook.intake.kept import ReadBefore
from qa_workbook.intake.reader import read_paths
from qa_workbook.intake.roster import Person, Roster
from qa_workbook.keys import Purpose
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.layouts.model import Layout
from qa_workbook.numbers import period
from qa_workbook.returning.copies import KeptSheet, ReturnedCopies, ReturnedCopy
from qa_workbook.sampling.lists import Issue, IssuedLists, ListEntry
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Workspace
from qa_workbook.workspace_paths import initialise
from sheet_text import Touch, cells, with_cell, without_column, write_sheet

TODAY = date(2026, 12, 1)
WIDE = """
方案 | mini | 方案版本 | '1 | 项目 | 演示
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 态度 | 业务 | 差错扣分 | 差错代码 | 致命错误 | 扣分点 | 备注
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 5 | 5 | | | | |
2 | R2 | 2026-10-05 | A2 | 王二 | 一班 | 1 | 5 | 5 | | | | |
"""
LONG = """
方案 | norm | 方案版本 | '1
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 日期 | 工号 | 姓名 | 班组 | 条款 | 次数 | 加重 | 依据 | 登记人 | 备注
1 | 2026-10-05 | A1 | 王一 | 一班 | 迟到 | 1 | | R1 | |
2 | 2026-10-05 | A2 | 王二 | 一班 | 迟到 | 1 | | R2 | |
"""
PERCENT = """
方案 | percent | 方案版本 | '1
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 达标率 | 备注
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 95 |
2 | R2 | 2026-10-05 | A2 | 王二 | 一班 | 1 | 95 |
"""
LAST = 5  # the line of the last row of each


def point(point_id: str, name: str) -> dict[str, str]:
    return {"id": point_id, "name": name}


def schemes(**more: Any) -> list[Scheme]:
    """The schemes of the sheets: mini, its strict twin, one in percents, and one with long sheets."""
    items = [
        made.item("a", points=[point("a.1", "语气"), point("a.2", "热情")]) | {"name": "态度"},
        made.item("b", points=[point("b.1", "语气"), point("b.2", "准确")]) | {"name": "业务"},
    ]
    mini: dict[str, Any] = {
        "id": "mini",
        "not_applicable": "refuse",
        "sheet": {"layout": "wide", "entry": "items", "deduction_points": "optional"},
        "error_deduction": {
            "highest": 10,
            "lowest": 1,
            "step": 1,
            "unit": "points",
            "reason": "required",
            "codes": [{"id": "E1", "name": "错字"}],
            **made.SOURCE,
        },
        "fatal": made.FATAL | {"codes": [{"id": "F1", "name": "争吵"}]},
        **more,
    }
    strict = mini | {"id": "strict", "not_applicable": "full"}
    strict["sheet"] = mini["sheet"] | {"deduction_points": "required"}
    percent = made.item("rate", scale="percent") | {"name": "达标率"}
    scale = {"full": 100, "lowest": 0, "step": "0.01", "unit": "percent", **made.SOURCE}
    clauses = [made.clause("late", 2) | {"name": "迟到"}]
    return [
        made.scheme(items, **mini),
        made.scheme(items, **strict),
        made.scheme([percent], id="percent", scales={"percent": scale}),
        made.scheme(
            clauses, "sum", id="norm", score={"base": 100, "floor": 0}, sheet={"layout": "long"}
        ),
    ]


@dataclass
class Folder:
    """An inbox, and what is known when it is read."""

    path: Path
    vocabulary: Vocabulary
    schemes: list[Scheme] = field(default_factory=schemes)
    roster: Roster | None = None
    period: str = ""
    returned: ReturnedCopies = field(default_factory=ReturnedCopies)
    layouts: list[Layout] = field(default_factory=list)
    lists: IssuedLists = field(default_factory=IssuedLists)

    def put(self, text: str, name: str = "a.xlsx", **more: Any) -> Path:
        """Writes a sheet into the folder."""
        return write_sheet(self.path / name, text, **more)

    def limits(self, **limits: Any) -> None:
        """Changes limits of reading."""
        changed = self.vocabulary.limits.model_copy(update=limits)
        self.vocabulary = self.vocabulary.model_copy(update={"limits": changed})

    def read(self) -> list[Finding]:
        """Reads the folder and returns the findings, which are the same from what is kept of it."""
        book = SchemeBook(tuple(self.schemes))
        asked = period(self.period) if self.period else None
        layouts = LayoutBook(tuple(self.layouts))
        context = IntakeContext(
            book,
            self.vocabulary,
            self.roster,
            TODAY,
            asked,
            self.path,
            layouts=layouts,
            returned=self.returned,
            lists=self.lists,
        )
        with TemporaryDirectory() as folder:
            before = ReadBefore(Path(folder), "digest", TODAY, book, context.forms)
            found = read_paths([self.path], context, before=before)
            before = ReadBefore(Path(folder), "digest", TODAY, book, context.forms)
            again = read_paths([self.path], context, before=before)
        assert (again.findings, again.sheets) == (found.findings, found.sheets)
        for key, frame in found.frames.items():
            pd.testing.assert_frame_equal(again.frames[key], frame)
        return found.findings


Maker = Callable[[Folder], list[Finding] | None]
"""Puts files into the folder; it returns the findings where they come from more than reading it."""
MAKERS: dict[str, Maker] = {}


def makes(*codes: str) -> Callable[[Maker], Maker]:
    """Declares what a maker makes."""

    def declare(maker: Maker) -> Maker:
        MAKERS.update(dict.fromkeys(codes, maker))
        return maker

    return declare


# --- one cell of a form --------------------------------------------------------------------------

VISITS = """
format: 1
id: visits
version: "1"
name: {zh: 走访登记, en: Visits}
source: made for the tests
sheets: [走访登记]
labels:
  - {id: keeper, headings: [登记人], kind: text, need: required}
  - {id: since, headings: [起始日], kind: day, need: needed}
  - {id: visits, headings: [次数], kind: count}
columns:
  - {id: number, headings: [编号], kind: id, need: required}
  - {id: day, headings: [日期], kind: day, need: required}
  - {id: end, headings: [结束], kind: day}
  - {id: month, headings: [月份], kind: month}
  - {id: hours, headings: [小时], kind: number, lowest: 0, highest: 24}
  - {id: length, headings: [时长], kind: duration}
  - {id: guests, headings: [人数], kind: count}
  - {id: again, headings: [再访], kind: yes_no}
  - {id: result, headings: [结果], kind: choice, choices: [{id: good, name: 好}, {id: bad, name: 差}]}
  - {id: why, headings: [原因], kind: text}
  - {id: slip, headings: [单号], kind: id}
  - {id: points, headings: [得分], kind: number}
  - {id: gift, headings: [礼品], kind: text}
key: [number]
whole: [guests]
period: day
checks:
  - {rule: not_before, column: end, other: day}
  - {rule: not_in_future, column: day}
  - {rule: not_above, column: hours, other: length}
  - {rule: filled_when, column: why, other: result, values: [差]}
  - {rule: empty_unless, column: why, other: result, values: [差]}
  - {rule: ignored_unless, column: gift, other: result, values: [好]}
  - {rule: filled_unless, column: points, other: result, values: [好]}
  - {rule: unique, column: slip}
  - {rule: counted_in, column: visits, other: slip}
  - {rule: by_bound, column: again, other: hours, values: [是, 否], bound: 6}
"""
VISITS_SHEET = """
登记人 | 李晓 | 起始日 | 2026-10-01 | 次数 | 2
编号 | 日期 | 结束 | 月份 | 小时 | 时长 | 人数 | 再访 | 结果 | 原因 | 单号 | 得分 | 礼品
V1 | 2026-10-05 | | 2026-10 | 8 | 60 | 1 | 是 | 好 | | S1 | | 花
V2 | 2026-10-05 | | 2026-10 | 5 | 60 | 2 | 否 | 差 | 迟到 | S2 | 50 |
"""
VISITS_LAST = 4
VISIT_CELLS = {  # code: heading and content of a cell in the last row
    "value-missing": ("日期", ""),
    "number-unreadable": ("小时", "很多"),
    "duration-unreadable": ("时长", "03:25"),
    "number-not-whole": ("人数", "1.5"),
    "number-out-of-range": ("小时", "25"),
    "month-unreadable": ("月份", "十月"),
    "yes-no-unclear": ("再访", "也许"),
    "choice-unknown": ("结果", "一般"),
    "day-too-early": ("结束", "2026-10-04"),
    "number-above-other": ("时长", "4"),
    "day-in-future": ("日期", "2027-10-05"),
    "value-needed": ("原因", ""),
    "value-lacking": ("得分", ""),
    "value-repeated": ("单号", "S1"),
    "value-against-number": ("再访", "是"),
    "value-unexpected": ("结果", "好"),
    "value-ignored": ("礼品", "花"),
    "rows-differ": ("编号", "V1"),
}


def _visits(folder: Folder, text: str) -> list[Finding]:
    """The findings of a sheet of the form `visits`."""
    (folder.path / "visits.yaml").write_text(VISITS, "utf-8")
    forms, faults = load_forms(folder.path, folder.vocabulary)
    assert faults == []
    file = folder.put(text, sheet="走访登记")
    grid = open_workbook(file.read_bytes(), folder.vocabulary.limits).grid("走访登记")
    report = Report(file.name, grid.name)
    read_form(grid, forms.form("visits"), folder.vocabulary, TODAY, None, report)
    return report.findings(folder.vocabulary.limits)


def _visit(heading: str, content: str) -> Maker:
    text = with_cell(VISITS_SHEET, VISITS_LAST, heading, content)
    return lambda folder: _visits(folder, text)


MAKERS |= {code: _visit(*cell) for code, cell in VISIT_CELLS.items()}


@makes("row-repeated")
def _(folder: Folder) -> list[Finding]:
    three = VISITS_SHEET.replace("次数 | 2", "次数 | 3")
    return _visits(folder, three + VISITS_SHEET.strip().splitlines()[-1])


@makes("rows-of-second-table")
def _(folder: Folder) -> list[Finding]:
    other = with_cell(VISITS_SHEET, VISITS_LAST, "人数", "3").strip().splitlines()[-1]
    other = other.replace("V2", "V3").replace("S2", "S3")
    return _visits(folder, f"{VISITS_SHEET.replace('次数 | 2', '次数 | 3')}登记人 | 刘洋\n{other}")


@makes("row-of-faulty-group")
def _(folder: Folder) -> list[Finding]:
    together = with_cell(VISITS_SHEET, VISITS_LAST, "人数", "1")
    return _visits(folder, with_cell(together, VISITS_LAST, "小时", "25"))


@makes("label-empty")
def _(folder: Folder) -> list[Finding]:
    return _visits(folder, VISITS_SHEET.replace("2026-10-01", ""))


@makes("label-missing")
def _(folder: Folder) -> list[Finding]:
    return _visits(folder, VISITS_SHEET.replace("李晓", ""))


@makes("count-differs")
def _(folder: Folder) -> list[Finding]:
    return _visits(folder, VISITS_SHEET.replace("次数 | 2", "次数 | 3"))


@makes("form-header-not-found")
def _(folder: Folder) -> list[Finding]:
    return _visits(folder, "登记人 | 李晓 | 起始日 | 2026-10-01\n甲 | 乙 | 丙\nV1 | 1 | 2")


# --- one cell of a clean sheet -------------------------------------------------------------------

WIDE_CELLS = {  # code: heading and content of a cell in the last row
    "recording-missing": ("录音编号", ""),
    "id-lost-digits": ("录音编号", "1.23E+16"),
    "id-not-text": ("录音编号", "12.5"),
    "id-full-width": ("录音编号", "Ｒ２"),
    "id-cleaned": ("录音编号", "R\u200b2"),
    "agent-missing": ("工号", ""),
    "agent-with-name": ("工号", "王二(A2)"),
    "agent-name-unclear": ("工号", "A2 李四"),
    "round-unclear": ("轮次", "第一轮"),
    "date-missing": ("通话日期", ""),
    "date-unreadable": ("通话日期", "昨天"),
    "date-ambiguous": ("通话日期", "10/5/2026"),
    "date-in-future": ("通话日期", "2027-01-01"),
    "date-after-inspection": ("通话日期", "2026-10-06"),
    "date-before-version": ("通话日期", "2025-10-05"),
    "date-serial": ("通话日期", "46300"),
    "date-as-text": ("通话日期", "2026年10月5日"),
    "date-compact": ("通话日期", "20261005"),
    "mark-missing": ("业务", ""),
    "mark-out-of-range": ("业务", "6"),
    "mark-off-step": ("业务", "4.5"),
    "mark-not-a-number": ("业务", "好"),
    "mark-as-text": ("业务", "'4"),
    "mark-full-width": ("业务", "４"),
    "mark-with-unit": ("业务", "4分"),
    "not-applicable-refused": ("业务", "不适用"),
    "formula-error": ("业务", "=1/0"),
    "deduction-not-a-number": ("差错扣分", "三"),
    "deduction-negative": ("差错扣分", "-3"),
    "deduction-out-of-range": ("差错扣分", "11"),
    "deduction-off-step": ("差错扣分", "1.5"),
    "deduction-without-reason": ("差错扣分", "3"),
    "code-without-deduction": ("差错代码", "E1"),
    "code-without-fatal": ("差错代码", "F1"),
    "fatal-unclear": ("致命错误", "也许"),
    "fatal-without-code": ("致命错误", "是"),
    "fatal-code-in-fatal-column": ("致命错误", "F1"),
    "unknown-point": ("扣分点", "笑容"),
    "point-ambiguous": ("扣分点", "语气"),
    "point-of-other-item": ("扣分点", "态度:准确"),
    "point-of-full-item": ("扣分点", "热情"),
}
LONG_CELLS = {
    "clause-missing": ("条款", ""),
    "clause-unknown": ("条款", "早退"),
    "count-implausible": ("次数", "9999"),
    "count-invalid": ("次数", "半次"),
    "count-as-text": ("次数", "2次"),
    "aggravated-unclear": ("加重", "也许"),
    "aggravated-not-allowed": ("加重", "是"),
    "basis-missing": ("依据", ""),
}
LABELS = {  # code: what is replaced above the header of a wide sheet, and by what
    "scheme-unknown": ("| mini |", "| 监听 |"),
    "version-missing": ("| '1 |", "| |"),
    "version-unknown": ("| '1 |", "| '2019 |"),
    "inspector-missing": ("| 李晓 |", "| |"),
    "inspection-date-unreadable": ("质检日期 | 2026-10-05", "质检日期 | 不详"),
    "inspected-on-in-future": ("质检日期 | 2026-10-05", "质检日期 | 2027-01-01"),
    "inspected-on-missing": ("质检日期 | 2026-10-05", "质检日期 |"),
}
HEADINGS = {  # code: what is replaced in the header of a wide sheet, and by what
    "column-renamed": ("| 致命错误 |", "| 致命的错误 |"),
    "column-renamed-ignored": ("| 扣分点 |", "| 扣分的点 |"),
}


def _cell(clean: str, heading: str, content: str) -> Maker:
    def maker(folder: Folder) -> None:
        folder.put(with_cell(clean, LAST, heading, content))

    return maker


def _replaced(old: str, new: str) -> Maker:
    def maker(folder: Folder) -> None:
        assert WIDE.count(old) == 1
        folder.put(WIDE.replace(old, new))

    return maker


MAKERS |= {code: _cell(WIDE, *cell) for code, cell in WIDE_CELLS.items()}
MAKERS |= {code: _cell(LONG, *cell) for code, cell in LONG_CELLS.items()}
MAKERS |= {code: _replaced(*words) for code, words in (LABELS | HEADINGS).items()}


# --- files ---------------------------------------------------------------------------------------


@makes("file-empty")
def _(folder: Folder) -> None:
    (folder.path / "a.xlsx").write_bytes(b"")


@makes("file-encrypted")
def _(folder: Folder) -> None:
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    (folder.path / "a.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le"))


@makes("file-unreadable")
def _(folder: Folder) -> None:
    (folder.path / "a.xls").write_text("{}")


@makes("row-invalid-ignored")
def _(folder: Folder) -> None:
    lines = WIDE.strip().splitlines()
    lines[2:5] = [f"{lines[2]} | 是否有效", f"{lines[3]} | 有效", f"{lines[4]} | 无效"]
    folder.put("\n".join(lines))


@makes("example-row-ignored")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE, LAST, "序号", "示例"))


@makes("full-mark-row-ignored")
def _(folder: Folder) -> None:
    folder.put(f"{WIDE.strip()}\n满分 | | | | | | | 5 | 5")


@makes("remark-void")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE, LAST, "备注", "作废，重新抽检"))


@makes("comment-void")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.write_comment("B5", "此条作废"))


@makes("comment-differs")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.write_comment("H5", "申诉成立，改为4分"))


@makes("validity-unclear")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("是否有效", "待定"))


@makes("row-nameless")
def _(folder: Folder) -> None:
    folder.put(f"{WIDE.strip()}\n | | | | | | | 5 | 4")


@makes("remark-example")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE, LAST, "备注", "示例，请删除"))


@makes("status-unclear")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("状态", "申诉中", "作废"))


@makes("row-called-void")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("处理结果", "作废"))


@makes("rows-not-scored")
def _(folder: Folder) -> None:
    folder.put(f"{WIDE.strip()}\n | | | 1003 | 周杰 | 一班")


@makes("group-row-ignored")
def _(folder: Folder) -> None:
    folder.put(WIDE + " | | | | | 一班")


@makes("rows-struck")
def _(folder: Folder) -> None:
    def strike(book: Any, page: Any) -> None:
        page.write_string("B5", "R2", book.add_format({"font_strikeout": True}))

    folder.put(WIDE, touch=strike)


SUB_HEADINGS = """
方案 | mini | 方案版本 | '1 | 项目 | 演示
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 态度 | | 业务 | | 差错扣分 | 差错代码 | 致命错误 | 扣分点 | 备注
 | | | | | | | 初评 | 复评 | 初评 | 复评 | | | | |
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 5 | 4 | 5 | 4 | | | | |
"""


@makes("heading-merged")
def _(folder: Folder) -> None:
    folder.put(SUB_HEADINGS)


@makes("heading-decorated")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("态度", "1、态度").replace("业务", "②业务"))


@makes("heading-points")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("态度", "态度(20分)"))


@makes("inspector-from-sheet")
def _(folder: Folder) -> None:
    folder.put(
        WIDE.replace("李晓", ""), sheet="陈晨", touch=lambda book, _: book.add_worksheet("刘洋")
    )


@makes("row-against-label")
def _(folder: Folder) -> None:
    title, labels, header, first, second = WIDE.strip().splitlines()
    rows = [f"{header} | 质检员", f"{first} | 李晓", f"{second} | 刘洋"]
    folder.put("\n".join([title, labels, *rows]))


@makes("label-doubled")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-05 | 质检员 | 刘洋"))


@makes("list-unknown")
def _(folder: Folder) -> None:
    folder.put(
        WIDE.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-05 | 清单编号 | QD-01234567")
    )


@makes("sample-unknown")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-05 | 抽检方式 | 看心情"))


@makes("not-on-list")
def _(folder: Folder) -> None:
    entry = ListEntry("QD-01234567", Purpose.RANDOM, "mini", "李晓", ("R1",))
    folder.lists = IssuedLists((Issue("draw", (entry,)),))
    folder.put(
        WIDE.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-05 | 清单编号 | QD-01234567")
    )


@makes("kept-apart")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-05 | 抽检方式 | 定向"))


@makes("recording-taken-off")
def _(folder: Folder) -> None:
    one = ListEntry(
        "QD-01234567", Purpose.RANDOM, "mini", "李晓", ("R9",), "1", (), (("R1", "R9"),)
    )
    folder.lists = IssuedLists((Issue("draw", (one,)),))
    folder.put(WIDE)


@makes("side-table")
def _(folder: Folder) -> None:
    title, labels, header, *rows = WIDE.strip().splitlines()
    beside = [f"{header} | | 姓名 | 态度", *(f"{row} | | 王一 | 5" for row in rows)]
    folder.put("\n".join([title, labels, *beside]))


@makes("second-table")
def _(folder: Folder) -> None:
    header, row = WIDE.strip().splitlines()[2:4]
    folder.put(f"{WIDE.strip()}\n质检员 | 刘洋\n{header}\n{row.replace('R1', 'R3')}")


@makes("second-scheme")
def _(folder: Folder) -> None:
    folder.put(f"{WIDE.strip()}\n{LONG.strip()}")


@makes("labels-between-rows")
def _(folder: Folder) -> None:
    *above, last = WIDE.strip().splitlines()
    folder.put("\n".join([*above, "质检员 | 刘洋", last]))


@makes("merged-filled-down")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.merge_range("F4:F5", "一班"))


@makes("date-of-group")
def _(folder: Folder) -> None:
    title, labels, header, *rows = WIDE.strip().splitlines()
    bare = [row.replace("2026-10-05", "") for row in rows]
    folder.put("\n".join([title, labels, header, "| 2026年10月5日 |", *bare]))


@makes("merged-unclear")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.merge_range("H4:I4", 5))


@makes("file-kills-reader")
def _(folder: Folder) -> list[Finding]:
    deadly = folder.put(WIDE)
    with mock.patch(
        "qa_workbook.intake.file_reader.fate_of_reader", lambda file: "dies" * (file == deadly)
    ):
        return folder.read()


@makes("file-too-slow")
def _(folder: Folder) -> list[Finding]:
    slow = folder.put(WIDE)
    with mock.patch(
        "qa_workbook.intake.file_reader.fate_of_reader", lambda file: "slow" * (file == slow)
    ):
        return folder.read()


@makes("sheet-passed-over")
def _(folder: Folder) -> None:
    def second(book: Any, _page: Any) -> None:
        notes = book.add_worksheet("说明")
        for line, row in enumerate(cells(WIDE)):
            notes.write_row(line, 0, row)

    folder.put(WIDE, touch=second)


@makes("own-output")
def _(folder: Folder) -> None:
    write_findings_book(folder.path / "校验结果.xlsx", [])


NUMBER = "R0123456789AB"
THIRD = "3 | R3 | 2026-10-05 | A3 | 王三 | 一班 | 1 | 5 | 5 | | | | |\n"


def _in_front(book: Any, _page: Any) -> None:
    book.add_worksheet("校验结果").write_string("A1", f"退回编号：{NUMBER}")


def _sent_back(folder: Folder, sent: str, *came: str) -> Path:
    """Sends a file back, and puts the copies that came back into the folder. Returns the file."""
    file = folder.put(sent)
    data, place = file.read_bytes(), folder.path.parent / f"{folder.path.name}-returned"
    grid = open_workbook(data, folder.vocabulary.limits).grid("评分表")
    folder.returned = ReturnedCopies(place, folder.path)
    folder.returned.write(
        ReturnedCopy(
            NUMBER,
            file.name,
            file.name,
            hashlib.sha256(data).hexdigest(),
            "",
            subjects=["R1", "R2"],
            sheets={"评分表": KeptSheet.of(grid)},
        )
    )
    for number, text in enumerate(came):
        folder.put(text, f"改好{number}.xlsx", touch=_in_front)
    return file


@makes("copy-passed-over")
def _(folder: Folder) -> None:
    _sent_back(folder, WIDE, WIDE)


@makes("copy-came-back")
def _(folder: Folder) -> None:
    _sent_back(folder, WIDE, WIDE).unlink()


@makes("cell-changed")
def _(folder: Folder) -> None:
    _sent_back(folder, WIDE, with_cell(WIDE, LAST, "业务", "4")).unlink()


@makes("row-new")
def _(folder: Folder) -> None:
    _sent_back(folder, WIDE, WIDE + THIRD).unlink()


@makes("row-gone")
def _(folder: Folder) -> None:
    _sent_back(folder, WIDE + THIRD, WIDE).unlink()


@makes("copies-differ")
def _(folder: Folder) -> None:
    marks = ("3", "4")
    _sent_back(folder, WIDE, *(with_cell(WIDE, LAST, "业务", mark) for mark in marks)).unlink()


@makes("copy-of-other")
def _(folder: Folder) -> None:
    other = WIDE.replace("| R", "| S").replace("李晓", "赵明")
    _sent_back(folder, WIDE, other).unlink()


@makes("copy-unknown")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_in_front)


@makes("folder-unreadable")
def _(folder: Folder) -> list[Finding]:
    closed = folder.path / "乙组"
    closed.mkdir()
    look = os.scandir

    def scandir(place: str) -> Any:
        if not isinstance(place, int) and Path(place) == closed:
            raise PermissionError(13, "Permission denied", str(closed))
        return look(place)

    with mock.patch("os.scandir", scandir):
        return folder.read()


@makes("file-unsupported")
def _(folder: Folder) -> list[Finding]:
    folder.path = folder.path / "a.docx"
    folder.path.write_bytes(b"PK")
    return folder.read()


@makes("file-skipped")
def _(folder: Folder) -> None:
    (folder.path / "a.docx").write_bytes(b"PK")


@makes("file-too-large")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    folder.limits(max_file_megabytes=0)


@makes("no-score-sheet")
def _(folder: Folder) -> None:
    folder.put("一 | 二", sheet="草稿")


# --- sheets --------------------------------------------------------------------------------------


@makes("sheet-unreadable")
def _(folder: Folder) -> None:
    path = folder.put(WIDE)
    with zipfile.ZipFile(path) as archive:
        parts = {info.filename: archive.read(info) for info in archive.infolist()}
    del parts["xl/worksheets/sheet1.xml"]
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)


@makes("sheet-too-large")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.write(1_000_000, 16_000, 1))


@makes("csv-quote-open")
def _(folder: Folder) -> None:
    path = folder.put(WIDE, "a.csv")
    path.write_text(path.read_text("utf-8").replace("R2", '"R2'), "utf-8")


@makes("sheet-empty")
def _(folder: Folder) -> None:
    folder.put("")


@makes("sheet-without-rows")
def _(folder: Folder) -> None:
    folder.put("\n".join(WIDE.strip().splitlines()[:3]))


@makes("sheet-name-unknown")
def _(folder: Folder) -> None:
    folder.put(WIDE, sheet="十月")


OWN = """
门店检查 | 质检员：李晓
编号 | 日期 | 顾问 | 礼貌 | 知识
R1 | 2026-10-05 | A1 | 5 | 5
"""


def own_layout(name: str = "own", **more: Any) -> Layout:
    """The layout of a sheet that is like `OWN`."""
    return Layout.model_validate(
        {
            "format": 1,
            "id": name,
            "name": "门店检查",
            "source": "made for the tests",
            "scheme": "mini",
            "match": {"headings": ["顾问", "礼貌"]},
            "shape": "rows",
            "fields": {
                "recording": [{"heading": "编号"}],
                "call_date": [{"heading": "日期"}],
                "agent": [{"heading": "顾问"}],
                "inspector": [{"label": "质检员"}],
            },
            "marks": {"a": {"heading": "礼貌"}, "b": {"heading": "知识"}},
            "ignored": {"texts": ["门店检查"]},
            **more,
        }
    )


@makes("layout-ambiguous")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout(), own_layout("other")]
    folder.put(OWN, sheet="门店")


@makes("layout-nearly-fits")
def _(folder: Folder) -> None:
    match = {"headings": ["编号", "日期", "礼貌", "知识"]}
    folder.layouts = [own_layout(match=match)]
    folder.put(OWN.replace("礼貌", "有礼貌"), sheet="门店")


@makes("cell-not-understood")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout()]
    folder.put(OWN.replace("门店检查", "随手写的"), sheet="门店")


OWN_FORM = """
质检单 | 质检员：李晓
编号 | R1 | 日期 | 2026-10-05 | 顾问 | A1
项目 | 得分
礼貌 | 5
知识 | 5
"""
OWN_COLUMNS = """
质检单 | 质检员：李晓
编号 | R1 | R2
日期 | 2026-10-05 | 2026-10-05
顾问 | A1 | A2
项目 | |
礼貌 | 5 | 5
知识 | 5 | 5
"""


def own_form(folder: Folder, **lines: str) -> None:
    """Puts in `OWN_FORM` with other lines, by the name of the line."""
    fields = {
        "recording": [{"label": "编号"}],
        "call_date": [{"label": "日期"}],
        "agent": [{"label": "顾问"}],
        "inspector": [{"label": "质检员"}],
    }
    form = {"items": "项目", "marks": "得分"}
    ignored = {"texts": ["质检单"]}
    folder.layouts = [own_layout(shape="forms", form=form, fields=fields, ignored=ignored)]
    text = OWN_FORM
    for name, line in lines.items():
        text = text.replace(f"{name} | 5\n", line)
    folder.put(text, sheet="门店")


@makes("item-line-missing")
def _(folder: Folder) -> None:
    own_form(folder, 知识="")


@makes("item-line-doubled")
def _(folder: Folder) -> None:
    own_form(folder, 知识="知识 | 5\n知识 | 4\n")


@makes("item-line-unknown")
def _(folder: Folder) -> None:
    own_form(folder, 礼貌="礼貌 | 5\n耐心 | 4\n")


@makes("mark-without-item")
def _(folder: Folder) -> None:
    own_form(folder, 礼貌="礼貌 | 5\n | 4\n")


@makes("marks-without-recording")
def _(folder: Folder) -> None:
    heading = {"recording": "编号", "call_date": "日期", "agent": "顾问"}
    fields: dict[str, Any] = {key: [{"heading": name}] for key, name in heading.items()}
    form = {"items": "项目", "recordings_after": "项目"}
    fields["inspector"] = [{"label": "质检员"}]
    ignored = {"texts": ["质检单"]}
    folder.layouts = [own_layout(shape="columns", form=form, fields=fields, ignored=ignored)]
    text = OWN_COLUMNS.replace(" | R2", " |").replace(" | A2", " |")
    folder.put(text, sheet="门店")


@makes("layout-header-missing")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout(match={"headings": ["门店检查"]}, levels=2)]
    folder.put("门店检查", sheet="门店")


@makes("layout-column-missing")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout()]
    folder.put(OWN.replace(" | 知识", "").replace("| 5 | 5", "| 5"), sheet="门店")


@makes("label-differs")
def _(folder: Folder) -> None:
    fields = {**own_layout().model_dump()["fields"], "project": [{"heading": "项目"}]}
    folder.layouts = [own_layout(fields=fields)]
    text = OWN.replace("知识", "知识 | 项目").replace("5 | 5", "5 | 5 | 甲")
    folder.put(f"{text}R2 | 2026-10-05 | A1 | 5 | 5 | 乙", sheet="门店")


@makes("full-mark-differs")
def _(folder: Folder) -> None:
    marks = {"a": {"heading": "礼貌", "full": "满分"}, "b": {"heading": "知识"}}
    folder.layouts = [own_layout(marks=marks)]
    folder.put(OWN.replace("知识", "知识 | 满分").replace("5 | 5", "5 | 5 | 20"), sheet="门店")


@makes("lost-unclear")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout(notations={"default": {"reads": "deduction"}})]
    folder.put(OWN.replace("5 | 5", "扣1分 | +1分"), sheet="门店")


@makes("lost-not-a-number")
def _(folder: Folder) -> None:
    count = {"points": 1, "unit": "points", "source": "made for the tests"}
    items = [
        {"id": id_, "name": name, "count": count} for id_, name in (("a", "礼貌"), ("b", "知识"))
    ]
    folder.schemes = [made.scheme(items, "sum", score={"base": 100}, id="mini")]
    folder.layouts = [own_layout(notations={"default": {"reads": "deduction"}})]
    folder.put(OWN.replace("5 | 5", "扣1分 | 两分"), sheet="门店")


@makes("lost-outside-scale")
def _(folder: Folder) -> None:
    folder.layouts = [own_layout(notations={"default": {"reads": "deduction"}})]
    folder.put(OWN.replace("5 | 5", "扣1分 | -8"), sheet="门店")


def ticked(folder: Folder, *signs: str) -> None:
    """A sheet whose second item is ticked in two columns, with these signs in them."""
    ticks = [{"heading": "优", "mark": "5"}, {"heading": "差", "mark": "0"}]
    folder.layouts = [own_layout(marks={"a": {"heading": "礼貌"}, "b": {"ticks": ticks}})]
    text = OWN.replace("知识", "优 | 差").replace("5 | 5", f"5 | {' | '.join(signs)}")
    folder.put(text, sheet="门店")


@makes("ticks-several")
def _(folder: Folder) -> None:
    ticked(folder, "√", "√")


@makes("tick-unclear")
def _(folder: Folder) -> None:
    ticked(folder, "×", "")


@makes("answers-differ")
def _(folder: Folder) -> None:
    form = {"items": "问题", "marks": "得分"}
    match = {"headings": ["顾问", "问题"]}
    folder.layouts = [own_layout(shape="answers", form=form, match=match)]
    first = "R1 | 2026-10-05 | A1"
    answers = "\n".join(f"{first} | {said}" for said in ("礼貌 | 5", "知识 | 5", "知识 | 4"))
    head = OWN.replace("礼貌 | 知识", "问题 | 得分").split("R1")[0]
    folder.put(head + answers, sheet="门店")


@makes("sheet-beside-layout")
def _(folder: Folder) -> None:
    def summary(book: Any, _page: Any) -> None:
        book.add_worksheet("汇总").write_row(0, 0, ["本月", 3])

    folder.layouts = [own_layout()]
    folder.put(OWN, sheet="门店", touch=summary)


@makes("sheet-hidden")
def _(folder: Folder) -> None:
    def hide(book: Any, page: Any) -> None:
        book.add_worksheet("草稿").activate()
        page.hide()

    folder.put(WIDE, touch=hide)


@makes("header-not-found")
def _(folder: Folder) -> None:
    folder.put("方案 | mini")


@makes("date-system-1904")
def _(folder: Folder) -> None:
    folder.put(WIDE, date_1904=True)


@makes("scheme-missing")
def _(folder: Folder) -> None:
    folder.put(PERCENT.replace("| percent |", "| |"))


@makes("scheme-undetermined")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("| mini |", "| |"))  # mini and strict have the same headings


def _two_versions(folder: Folder) -> None:
    newer = {"version": "2", "valid_from": date(2026, 10, 5)}
    folder.schemes.append(folder.schemes[0].model_copy(update=newer))


@makes("version-ambiguous")
def _(folder: Folder) -> None:
    _two_versions(folder)
    folder.put(with_cell(WIDE.replace("'1", ""), LAST, "通话日期", "2026-10-01"))


@makes("newer-version-exists")
def _(folder: Folder) -> None:
    _two_versions(folder)
    folder.put(WIDE)


@makes("formula-not-calculated")
def _(folder: Folder) -> None:
    def never_calculated(_book: Any, page: Any) -> None:
        page.write_formula(4, 8, "=2+3", None, "")

    folder.put(WIDE, touch=never_calculated)


# --- columns -------------------------------------------------------------------------------------


@makes("column-missing")
def _(folder: Folder) -> None:
    folder.put(without_column(WIDE, "业务"))


@makes("column-missing-optional")
def _(folder: Folder) -> None:
    folder.put(without_column(WIDE, "轮次"))


@makes("columns-moved")
def _(folder: Folder) -> None:
    moved = [["备注"], [""], [""]]
    lines = WIDE.strip().splitlines()
    table = [
        f"{new[0]} | {line.rpartition('|')[0]}" for new, line in zip(moved, lines[2:], strict=True)
    ]
    folder.put("\n".join([*lines[:2], *table]))


def _one_more_column(heading: str, *values: object) -> Touch:
    def add(_book: Any, page: Any) -> None:
        page.write_column(2, 14, [heading, *values])

    return add


def _computed(heading: str, shown: float) -> Touch:
    """A column whose formula shows a number in the first row."""

    def add(_book: Any, page: Any) -> None:
        page.write("O3", heading)
        page.write_formula("O4", "=1+1", None, shown)

    return add


@makes("column-doubled")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("业务", 5, 4))


@makes("column-doubled-ignored")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("业务", 5, 5))


@makes("column-unknown")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("客户星级"))


@makes("column-without-heading")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("", 1))


@makes("hidden-rows")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=lambda _book, page: page.set_row(4, None, None, {"hidden": True}))


@makes("hidden-columns")
def _(folder: Folder) -> None:
    hidden = {"hidden": True}
    folder.put(WIDE, touch=lambda _book, page: page.set_column(8, 8, 10, None, hidden))


@makes("header-repeated")
def _(folder: Folder) -> None:
    folder.put(WIDE + WIDE.strip().splitlines()[2])


@makes("total-row-ignored")
def _(folder: Folder) -> None:
    folder.put(WIDE + "合计 | | | | | | | 10 | 10")


@makes("note-row-ignored")
def _(folder: Folder) -> None:
    folder.put(WIDE + " | 注：本表由质检组保存")


@makes("total-differs")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_computed("总分", 94))


@makes("clause-points-differ")
def _(folder: Folder) -> None:
    folder.put(LONG, touch=_computed("扣分", 5))


@makes("total-overwritten")
def _(folder: Folder) -> None:
    folder.put(WIDE, touch=_one_more_column("总分", 100))


# --- rows ----------------------------------------------------------------------------------------


@makes("id-leading-zeros")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("| A1 |", "| '0007 |").replace("| A2 |", "| 8 |"))


@makes("agent-from-name")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE, LAST, "工号", ""))
    people = [Person("A1", "王一", "一班"), Person("A2", "王二", "一班")]
    folder.roster = Roster({person.agent: person for person in people})


@makes("repeated-without-basis")
def _(folder: Folder) -> None:
    again = LONG.replace("| R1 |", "| |").replace("| R2 |", "| |")
    folder.put(again.replace("A2 | 王二", "A1 | 王一"), sheet="违规登记")


@makes("id-spelling")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    folder.put(WIDE.replace("R1", "R3").replace("R2", "r 4").replace("A1", "a1"), "b.xlsx")
    folder.put(WIDE.replace("R1", "R5").replace("R2", "R6").replace("A2", "a 2"), "c.xlsx")


@makes("id-zeros-differ")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("| A1 |", "| '007 |").replace("| A2 |", "| '07 |"))


@makes("name-with-two-numbers")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("王二", "王一"))


@makes("name-differs")
def _(folder: Folder) -> None:
    folder.put(WIDE.replace("| A2 |", "| A1 |"))


@makes("date-outside-period")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    folder.period = "2026-11"


@makes("row-without-marks")
def _(folder: Folder) -> None:
    folder.put(with_cell(with_cell(WIDE, LAST, "态度", ""), LAST, "业务", ""))


@makes("nothing-applicable")
def _(folder: Folder) -> None:
    strict = WIDE.replace("mini", "strict")
    folder.put(with_cell(with_cell(strict, LAST, "态度", "不适用"), LAST, "业务", "不适用"))


@makes("point-of-inapplicable-item")
def _(folder: Folder) -> None:
    strict = WIDE.replace("mini", "strict")
    folder.put(with_cell(with_cell(strict, LAST, "态度", "不适用"), LAST, "扣分点", "热情"))


@makes("point-missing")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE.replace("mini", "strict"), LAST, "业务", "4"))


@makes("number-as-text")
def _(folder: Folder) -> None:
    folder.put(with_cell(with_cell(WIDE, LAST, "差错扣分", "3分"), LAST, "备注", "说明"))


@makes("unknown-code")
def _(folder: Folder) -> None:
    folder.put(with_cell(with_cell(WIDE, LAST, "差错扣分", "3"), LAST, "差错代码", "E77"))


@makes("mark-looks-like-fraction")
def _(folder: Folder) -> None:
    folder.put(with_cell(PERCENT, LAST, "达标率", "0.95"))


@makes("mark-percent")
def _(folder: Folder) -> None:
    folder.put(with_cell(PERCENT, LAST, "达标率", "95%"))


@makes("registrar-missing")
def _(folder: Folder) -> None:
    folder.put(with_cell(LONG.replace("李晓", ""), 4, "登记人", "赵班长"))


@makes("recording-incomplete")
def _(folder: Folder) -> None:
    same = LONG.replace("R2", "R1").replace("A2", "A1").replace("王二", "王一")
    folder.put(with_cell(same, LAST, "条款", ""))


@makes("dates-disagree")
def _(folder: Folder) -> None:
    same = LONG.replace("R2", "R1").replace("A2", "A1").replace("王二", "王一")
    folder.put(with_cell(same, LAST, "日期", "2026-10-04"))


# --- people --------------------------------------------------------------------------------------


def _with_roster(folder: Folder, text: str = WIDE) -> None:
    people = [
        Person("A1", "王一", "一班"),
        Person("A2", "王二", "一班"),
        Person("A3", "王三", "二班"),
    ]
    folder.roster = Roster({person.agent: person for person in people})
    folder.put(text)


@makes("agent-unknown")
def _(folder: Folder) -> None:
    _with_roster(folder, with_cell(WIDE, LAST, "工号", "A9"))


@makes("agent-name-swapped")
def _(folder: Folder) -> None:
    swapped = with_cell(with_cell(WIDE, LAST, "工号", "王二"), LAST, "姓名", "A2")
    _with_roster(folder, swapped)


@makes("name-disagrees")
def _(folder: Folder) -> None:
    _with_roster(folder, with_cell(WIDE, LAST, "姓名", "别人"))


@makes("team-unknown")
def _(folder: Folder) -> None:
    _with_roster(folder, with_cell(WIDE, LAST, "班组", "九班"))


@makes("team-disagrees")
def _(folder: Folder) -> None:
    _with_roster(folder, with_cell(WIDE, LAST, "班组", "二班"))


# --- the same recording twice --------------------------------------------------------------------


@makes("duplicate-in-sheet")
def _(folder: Folder) -> None:
    folder.put(WIDE + WIDE.strip().splitlines()[-1])


@makes("conflicting-rows")
def _(folder: Folder) -> None:
    folder.put(with_cell(WIDE + WIDE.strip().splitlines()[-1], LAST + 1, "业务", "4"))


@makes("duplicate-between-sheets")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    folder.put(WIDE, "b.xlsx")


@makes("two-inspectors")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    folder.put(WIDE.replace("李晓", "王敏"), "b.xlsx")


@makes("inspectors-disagree")
def _(folder: Folder) -> None:
    folder.put(WIDE)
    other = with_cell(WIDE.replace("李晓", "王敏"), LAST, "工号", "A3")
    folder.put(with_cell(other, LAST, "姓名", "王三"), "b.xlsx")


# --- a whole workspace: the roster file, and what the records notice when sheets are merged -------

SHIPPED = """
方案 | monitoring-10x4 | 方案版本 | '2026.1
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 开场白及挂机 | 服务态度 | 服务用语 | 语音语速 | 表达能力 | \
主动推介 | 灵活处理 | 双向沟通 | 聆听能力 | 业务能力 | 差错扣分 | 差错代码 | 致命错误 | 扣分点 | 备注
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | | | | |
2 | R2 | 2026-10-05 | A2 | 王二 | 一班 | 1 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | 5 | | | | |
"""


def _built(
    folder: Folder, *rounds: dict[str, str], roster: str = "", sheet: str = "评分表"
) -> list[Finding]:
    """Builds once for each round, whose sheets by name are put into the inbox, "" taken out."""
    initialise(folder.path / "workspace")
    workspace = Workspace(folder.path / "workspace")
    if roster:
        (folder.path / "workspace" / "config" / "roster.csv").write_text(roster, "utf-8")
    found: list[Finding] = []
    for sheets in rounds:
        for name, text in sheets.items():
            (workspace.inbox / name).unlink(missing_ok=True)
            if text:
                write_sheet(workspace.inbox / name, text, sheet=sheet)
        found = build_period(workspace, "2026-10", "zh").findings
    return found


@makes("roster-unreadable")
def _(folder: Folder) -> list[Finding]:
    return _built(folder, {"a.xlsx": SHIPPED}, roster="甲,乙\n1,2\n")


@makes("roster-repeated")
def _(folder: Folder) -> list[Finding]:
    people = "工号,姓名,班组\nA1,王一,一班\nA2,王二,一班\nA2,王五,一班\n"
    return _built(folder, {"a.xlsx": SHIPPED}, roster=people)


@makes("conflicting-sheets")
def _(folder: Folder) -> list[Finding]:
    other = with_cell(SHIPPED, LAST, "业务能力", "4")
    return _built(folder, {"a.xlsx": SHIPPED, "b.xlsx": other})


@makes("recording-replaced")
def _(folder: Folder) -> list[Finding]:
    corrected = with_cell(SHIPPED, LAST, "业务能力", "4")
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": corrected})


@makes("recording-withdrawn")
def _(folder: Folder) -> list[Finding]:
    shorter = "\n".join(SHIPPED.strip().splitlines()[:-1])
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": shorter})


@makes("kept-earlier-version")
def _(folder: Folder) -> list[Finding]:
    spoiled = with_cell(SHIPPED, LAST, "业务能力", "9")
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": spoiled})


@makes("sheet-kept")
def _(folder: Folder) -> list[Finding]:
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": SHIPPED.replace("李晓", "")})


@makes("other-periods")
def _(folder: Folder) -> list[Finding]:
    _built(folder, {"a.xlsx": with_cell(SHIPPED, LAST, "业务能力", "9")})
    return build_period(Workspace(folder.path / "workspace"), "2026-11", "zh").findings


@makes("still-counted")
def _(folder: Folder) -> list[Finding]:
    another = SHIPPED.replace("质检日期 | 2026-10-05", "质检日期 | 2026-10-06")
    another = another.replace("R1", "R8").replace("R2", "R9")
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": another})


@makes("renamed-still-counted")
def _(folder: Folder) -> list[Finding]:
    shorter = "\n".join(SHIPPED.strip().splitlines()[:-1])
    return _built(folder, {"a.xlsx": SHIPPED}, {"a.xlsx": "", "a v2.xlsx": shorter})


@makes("superseded-row")
def _(folder: Folder) -> list[Finding]:
    corrected = with_cell(SHIPPED, LAST, "业务能力", "4")
    return _built(folder, {"a.xlsx": SHIPPED}, {"b.xlsx": corrected}, {})


# --- the merge of other forms --------------------------------------------------------------------

COMPLAINTS = """
登记月份 | 2026-10
序号 | 工单编号 | 受理时间 | 类型 | 来源 | 工号 | 姓名 | 班组 | 中心 | 是否成立 | 责任类别 | 录音编号 | 要求时限 | 答复时间 | 备注
1 | T1 | 2026-10-05 | 投诉 | 集团总部 | A1 | 王一 | 一班 | | 成立 | 服务 | | | 2026-10-05 |
2 | T2 | 2026-10-06 | 表扬 | 本中心 | A2 | 王二 | 一班 | | | | | | |
"""


def _merged(folder: Folder, *rounds: dict[str, str]) -> list[Finding]:
    return _built(folder, *rounds, sheet="投诉表扬登记")


@makes("conflicting-forms")
def _(folder: Folder) -> list[Finding]:
    other = with_cell(COMPLAINTS, 4, "类型", "投诉")
    return _merged(folder, {"a.xlsx": COMPLAINTS, "b.xlsx": other})


@makes("row-replaced")
def _(folder: Folder) -> list[Finding]:
    corrected = with_cell(COMPLAINTS, 4, "类型", "投诉")
    return _merged(folder, {"a.xlsx": COMPLAINTS}, {"a.xlsx": corrected})


@makes("row-withdrawn")
def _(folder: Folder) -> list[Finding]:
    shorter = "\n".join(COMPLAINTS.strip().splitlines()[:-1])
    return _merged(folder, {"a.xlsx": COMPLAINTS}, {"a.xlsx": shorter})


@makes("row-kept")
def _(folder: Folder) -> list[Finding]:
    spoiled = with_cell(COMPLAINTS, 4, "来源", "不详")
    return _merged(folder, {"a.xlsx": COMPLAINTS}, {"a.xlsx": spoiled})


@makes("row-superseded")
def _(folder: Folder) -> list[Finding]:
    corrected = with_cell(COMPLAINTS, 4, "类型", "投诉")
    return _merged(folder, {"a.xlsx": COMPLAINTS}, {"b.xlsx": corrected}, {})
