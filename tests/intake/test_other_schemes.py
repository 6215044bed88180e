"""Sheets by points, in percents, with rules of their own, and long sheets."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sheets_for_intake import DAY, FIXED, ITEMS, LABELS, Reader, codes, rows, totals, write

from qa_workbook.frames import ABSENT, NOT_APPLICABLE
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

SATISFACTION = "satisfaction-3-9-20"
FATAL = ("差错代码", "致命错误", "备注")


def labels_of(scheme: str, version: str = "2026.1") -> dict[str, Any]:
    return LABELS | {"方案": scheme, "方案版本": version}


def sheet(
    path: Path, scheme: str, marks: dict[str, Any], *changes: dict[str, Any], **more: Any
) -> Path:
    """A sheet of another scheme: one row per change, with `marks` by heading."""
    data = [
        record | marks | change for record, change in zip(rows(len(changes)), changes, strict=True)
    ]
    return write(path, data, headings=[*FIXED, *marks, *FATAL], labels=labels_of(scheme), **more)


# --- items or points -----------------------------------------------------------------------------------------------------


def test_items_or_points(tmp_path: Path, read: Reader, schemes: SchemeBook) -> None:
    """A sheet may have the items' columns or all their points'; what has no column is ABSENT; words of the scale are marks."""
    scheme = schemes.latest(SATISFACTION)
    by_items = {item.name.zh: "满意" for item in scheme.items}
    by_points = {leaf.name.zh: 10 for leaf in scheme.leaves}
    sheet(tmp_path / "items.xlsx", SATISFACTION, by_items, {}, {"倾听": "一般"}, {"倾听": 1})
    sheet(
        tmp_path / "points.xlsx",
        SATISFACTION,
        by_points,
        {"录音编号": "P1"},
        {"录音编号": "P2", "吐字清晰": 5},
    )
    intake = read()
    frame = intake.frames[scheme.key].set_index("recording")
    assert codes(intake, "error", "warning") == [] and totals(intake) == (5, 5, 0)
    assert list(frame["mark.skills.listening"])[:3] == [10, 5, 1]
    assert (
        frame["mark.skills.listening"]["P1"] == ABSENT
        and frame["mark.relation.tone.clear"]["P2"] == 5
    )
    assert set(frame["mark.relation.tone.clear"].iloc[:3]) == {ABSENT}


def test_points_of_an_item_are_incomplete(
    tmp_path: Path, read: Reader, schemes: SchemeBook
) -> None:
    """An item marked by its points needs all of them: the column, and in each row the mark."""
    scheme = schemes.latest(SATISFACTION)
    by_points: dict[str, Any] = {leaf.name.zh: 10 for leaf in scheme.leaves}
    lacking = {name: mark for name, mark in by_points.items() if name != "吐字清晰"}
    intake = read(sheet(tmp_path / "a.xlsx", SATISFACTION, lacking, {}))
    assert [(f.code, f.column) for f in intake.findings] == [("column-missing", "吐字清晰")]
    intake = read(sheet(tmp_path / "b.xlsx", SATISFACTION, by_points, {}, {"吐字清晰": ""}))
    assert codes(intake) == [("mark-missing", "H7")]


def test_item_and_points_both_there(tmp_path: Path, read: Reader, schemes: SchemeBook) -> None:
    """When an item and its points have columns, either way of marking will do in each row, and neither is an error."""
    scheme = schemes.latest(SATISFACTION)
    item = scheme.by_id["relation.tone"]
    marks: dict[str, Any] = {item.name.zh: 10} | {node.name.zh: "" for node in item.children}
    marks |= {other.name.zh: 10 for other in scheme.items if other is not item}
    direct: dict[str, Any] = {}
    through = {node.name.zh: 5 for node in item.children} | {item.name.zh: ""}
    intake = read(
        sheet(tmp_path / "a.xlsx", SATISFACTION, marks, direct, through, {item.name.zh: ""})
    )
    assert codes(intake) == [("mark-missing", "H8")]
    assert list(intake.frames[scheme.key]["mark.relation.tone"]) == [10, ABSENT]


# --- percents ------------------------------------------------------------------------------------------------------------


def test_percents(tmp_path: Path, read: Reader, schemes: SchemeBook) -> None:
    """In a scheme of percents 0.95 shown as 95% is 95; a bare 0.95 is refused, and so is 1 beside it."""
    scheme = schemes.latest("dial-test-2011")
    marks = {item.name.zh: 90 for item in scheme.items}
    first = scheme.items[0].name.zh

    def touch(book: Any, page: Any) -> None:
        page.write(7, 7, 0.95, book.add_format({"num_format": "0%"}))
        page.write(8, 7, 1, book.add_format({"num_format": "0.0%"}))

    path = sheet(
        tmp_path / "a.xlsx",
        scheme.id,
        marks,
        {first: 0.95},
        {first: "95%"},
        {},
        {},
        {first: 1},
        touch=touch,
    )
    intake = read(path)
    assert codes(intake) == [
        ("mark-percent", "H7"),
        ("mark-percent", "H8"),
        ("mark-percent", "H9"),
        *(("mark-looks-like-fraction", cell) for cell in ("H6", "H10")),
    ]
    assert list(intake.frames[scheme.key][f"mark.{scheme.items[0].id}"]) == [9500, 9500, 10000]


# --- not applicable, scoring points --------------------------------------------------------------------------------------


@pytest.fixture
def lenient(schemes: SchemeBook) -> SchemeBook:
    """The shipped sheet, but items may be not applicable and lost marks need a scoring point."""
    scheme = schemes.latest("monitoring-10x4")
    strict = scheme.sheet.model_copy(update={"deduction_points": "required"})
    return SchemeBook((scheme.model_copy(update={"not_applicable": "respread", "sheet": strict}),))


def test_not_applicable(tmp_path: Path, read: Reader, lenient: SchemeBook) -> None:
    """Where a scheme allows it "not applicable" is read as such; a row in which nothing applies can't be scored."""
    data = rows(3)
    data[0]["主动推介"] = "N/A"
    data[1] |= dict.fromkeys(ITEMS, "不适用")
    intake = read(write(tmp_path / "a.xlsx", data), book=lenient)
    assert codes(intake) == [("nothing-applicable", "H7")] and totals(intake) == (3, 2, 1)
    assert list(next(iter(intake.frames.values()))["mark.promotion"]) == [NOT_APPLICABLE, 5]


def test_a_mark_that_cannot_be_read__may_be_one_that_applies(
    tmp_path: Path, read: Reader, lenient: SchemeBook
) -> None:
    """Beside a mark that is refused nobody is told that nothing applies."""
    data = rows(1)
    data[0] |= dict.fromkeys(ITEMS, "不适用") | {ITEMS[0]: "4→3"}
    intake = read(write(tmp_path / "a.xlsx", data), book=lenient)
    assert codes(intake) == [("mark-not-a-number", "H6")]


def test_scoring_points_required(tmp_path: Path, read: Reader, lenient: SchemeBook) -> None:
    """Where a scheme demands a point for lost marks, an item below full without one is an error."""
    data = rows(2, 业务能力=4, 服务态度=3, 扣分点="业务准确")
    intake = read(write(tmp_path / "a.xlsx", data), book=lenient)
    assert codes(intake) == [("point-missing", "U7")] and "服务态度" in intake.findings[0].message(
        "zh"
    )


# --- long sheets ---------------------------------------------------------------------------------------------------------

LONG = ("序号", "日期", "工号", "姓名", "班组", "条款", "次数", "加重", "依据", "登记人", "备注")


def breaches(path: Path, scheme: Scheme, *changes: dict[str, Any], **more: Any) -> Path:
    clause = scheme.counted[0].name.zh
    clean = {"日期": DAY, "姓名": "", "班组": "一班", "条款": clause, "次数": 1, "登记人": "李晓"}
    data = [
        {"序号": n, "工号": f"10{n:02}", "依据": f"W{n}", **clean, **change}
        for n, change in enumerate(changes, 1)
    ]
    return write(path, data, headings=LONG, labels=labels_of(scheme.id), sheet="违规登记", **more)


def test_breaches(tmp_path: Path, read: Reader, schemes: SchemeBook) -> None:
    """Each row of a register is a breach; without 依据 its recording is agent, day and registrar."""
    scheme = schemes.latest("service-norm-100")
    double = next(leaf for leaf in scheme.counted if leaf.count and leaf.count.aggravated)
    changes = (
        {"依据": ""},
        {"依据": "R77", "次数": 3},
        {"依据": "", "条款": double.id, "加重": "是"},
        {"依据": "", "次数": "", "登记人": ""},
    )
    intake = read(breaches(tmp_path / "a.xlsx", scheme, *changes))
    frame = intake.frames[scheme.key]
    missing = [("basis-missing", cell) for cell in ("I6", "I8", "I9")]
    assert sorted(codes(intake)) == missing
    assert totals(intake) == (4, 4, 0)
    assert list(frame["recording"]) == [
        "1001@2026-10-05@李晓",
        "R77",
        "1003@2026-10-05@李晓",
        "1004@2026-10-05@李晓",
    ]
    assert list(frame["times"]) == [1, 3, 1, 1] and list(frame["aggravated"]) == [
        False,
        False,
        True,
        False,
    ]
    assert list(frame["entry"])[2:] == [f"{double.id}!", scheme.counted[0].id]
    assert intake.sheets[0].columns["clause"] == "F"
    assert not [name for name in frame if name.startswith(("mark.", "count."))]


BREACHES = [
    ({"条款": ""}, "clause-missing", "F6"),
    ({"条款": "没有这一条"}, "clause-unknown", "F6"),
    ({"次数": 0}, "count-invalid", "G6"),
    ({"次数": 1.5}, "count-invalid", "G6"),
    ({"次数": -1}, "count-invalid", "G6"),
    ({"次数": "两次"}, "count-invalid", "G6"),
    ({"加重": "可能"}, "aggravated-unclear", "H6"),
    ({"日期": date(2027, 1, 1)}, "date-in-future", "B6"),
]


@pytest.mark.parametrize(("change", "code", "cell"), BREACHES)
def test_faulty_breach(
    tmp_path: Path, read: Reader, schemes: SchemeBook, change: dict[str, Any], code: str, cell: str
) -> None:
    """A breach that can't be read is an error in its cell."""
    intake = read(breaches(tmp_path / "a.xlsx", schemes.latest("service-norm-100"), change, {}))
    assert codes(intake) == [(code, cell)] and totals(intake) == (2, 1, 1)


def test_aggravated_where_there_is_no_such_case(
    tmp_path: Path, read: Reader, schemes: SchemeBook
) -> None:
    """加重 on a clause that isn't doubled is an error."""
    scheme = schemes.latest("service-norm-100")
    single = next(leaf for leaf in scheme.counted if leaf.count and not leaf.count.aggravated)
    intake = read(breaches(tmp_path / "a.xlsx", scheme, {"条款": single.name.zh, "加重": "√"}))
    assert codes(intake) == [("aggravated-not-allowed", "H6")]


def test_times_of_day(tmp_path: Path, read: Reader) -> None:
    """A call date with a time of day keeps it."""
    path = write(
        tmp_path / "a.xlsx",
        rows(1, 序号=1),
        touch=lambda _b, page: page.write(5, 2, "2026-10-05 23:59:30"),
    )
    assert next(iter(read(path).frames.values()))["call_date"][0] == pd.Timestamp(
        2026, 10, 5, 23, 59, 30
    )


@pytest.mark.parametrize(
    ("times", "code"),
    [
        ("0次", "count-invalid"),
        (0, "count-invalid"),
        ("9999次", "count-implausible"),
        (31, "count-implausible"),
        (30, ""),
        ("", ""),
    ],
)
def test_a_count_that_can_t_be_meant_costs_nothing(
    tmp_path: Path, read: Reader, schemes: SchemeBook, times: object, code: str
) -> None:
    """A breach that occurred 0 times, or more often than config/intake.yaml believes, is kept out."""
    scheme = schemes.latest("service-norm-100")
    intake = read(breaches(tmp_path / "a.xlsx", scheme, {"次数": times}))
    assert codes(intake) == ([(code, "G6")] if code else [])
    assert totals(intake) == ((1, 0, 1) if code else (1, 1, 0))


# --- empty cells that are marks -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("blank", "first"), [("full", 5), ("zero", 0)])
def test_blank_is_a_mark(
    tmp_path: Path, read: Reader, schemes: SchemeBook, blank: str, first: int
) -> None:
    """Where the scheme says so an inspector fills in only what was lost; a wrong mark stays wrong."""
    shipped = schemes.latest("monitoring-10x4")
    sheet_rule = shipped.sheet.model_copy(update={"blank": blank})
    scheme = shipped.model_copy(update={"sheet": sheet_rule})
    only_lost = {item.name.zh: None for item in scheme.items}
    name = scheme.items[1].name.zh
    lost = [{}, {name: 3}, {name: "?"}]
    data = [
        record | only_lost | change for record, change in zip(rows(len(lost)), lost, strict=True)
    ]
    write(tmp_path / "lost.xlsx", data)
    intake = read(book=SchemeBook([scheme]))
    frame = intake.frames[scheme.key]
    assert codes(intake, "error")[0][0] == "mark-not-a-number" and totals(intake) == (3, 2, 1)
    assert frame[f"mark.{scheme.items[0].id}"].tolist() == [first, first]
    assert frame[f"mark.{scheme.items[1].id}"].tolist() == [first, 3]
