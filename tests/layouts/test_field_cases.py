"""Sheets that centres have, drawn small, from their cells to the scores that people expect."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from drawn_sheets import TEN, drawn, layout
from qa_workbook.findings.finding import Finding
from qa_workbook.findings.report import Report
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.foreign_sheet import read_foreign_sheet
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from scheme_factory import SOURCE, scheme

NAMES = {"a": "开场白", "b": "服务态度"}
ITEMS = [{"id": key, "name": name, "weight": 1, "scale": "ten"} for key, name in NAMES.items()]
WIDE = scheme(ITEMS, scales={"ten": TEN})
GRADES = {"优": 10, "良": 8, "中": 6, "差": 0}
GRADED = scheme(
    ITEMS,
    scales={
        "ten": {
            "full": 10,
            "choices": [{"mark": mark, "name": word} for word, mark in GRADES.items()],
            "unit": "mark",
            **SOURCE,
        }
    },
)
LONG = scheme(
    [
        {"id": "number", "name": "未报工号", "count": {"points": 5, "unit": "points", **SOURCE}},
        {
            "id": "praise",
            "name": "客户表扬",
            "count": {"points": 3, "direction": "bonus", "unit": "points", **SOURCE},
        },
    ],
    "sum",
    sheet={"layout": "long"},
    score={"base": 100},
)
FIELDS: dict[str, Any] = {
    "recording": [{"heading": "录音编号"}],
    "call_date": [{"heading": "通话日期"}],
    "agent": [{"heading": "工号"}],
    "inspector": [{"label": "质检员"}],
    "inspected_on": [{"label": "质检日期"}],
}


def marks(**place: str) -> dict[str, Any]:
    return {
        key: {part: heading.replace("N", name) for part, heading in place.items()}
        for key, name in NAMES.items()
    }


def read(
    text: str, vocabulary: Vocabulary, of: Scheme = WIDE, **keys: Any
) -> tuple[dict[str, Any], list[Finding]]:
    """Returns the accepted columns of a sheet, and what was found in it."""
    said = {"fields": FIELDS, "marks": marks(heading="N"), **keys}
    made = layout("rows", **said)
    context = IntakeContext(
        SchemeBook((of,)),
        vocabulary,
        None,
        date(2026, 11, 28),
        None,
        Path(),
        layouts=LayoutBook((made,)),
    )
    report = Report("a.xlsx", "10月")
    _, rows = read_foreign_sheet(drawn(text), made, context, report)
    return dict(rows[0].columns) if rows else {}, report.findings(vocabulary.limits)


HEAD = "质检员：陈晨 |<| 质检日期：2026-10-20 |<|<|<|<\n工号 | 录音编号 | 通话日期 | 开场白 |<| 服务态度 |<"
SUB = HEAD + "\n^|^|^| {0} | {1} | {0} | {1}\n001 | A | 2026-10-05 | {2} | {3} | {2} | {3}"
PLAIN = "质检员：陈晨 |<| 质检日期：2026-10-20 |<\n工号 | 录音编号 | 通话日期 | 开场白 | 服务态度"


@pytest.mark.parametrize(
    ("cells", "place", "more"),
    [
        (("标准分", "实得分", 10, 8), {"heading": "N / 实得分", "full": "N / 标准分"}, {}),
        (("得分", "扣分原因", 8, "快"), {"heading": "N / 得分", "reason": "N / 扣分原因"}, {}),
        (
            ("初评", "复评", 3, 8),
            {"heading": "N / 复评"},
            {"ignored": {"headings": [f"{name} / 初评" for name in NAMES.values()]}},
        ),
        (
            ("扣分", "得分", -2, 8),
            {"heading": "N / 扣分"},
            {
                "notations": {"default": {"reads": "deduction", "blank": "full"}},
                "ignored": {"headings": [f"{name} / 得分" for name in NAMES.values()]},
            },
        ),
    ],
)
def test_of_columns_below_one_item_the_one_that_is_meant_counts(
    cells: tuple[Any, ...], place: dict[str, str], more: dict[str, Any], vocabulary: Vocabulary
) -> None:
    """Full mark, mark, reason, first and second review, points lost."""
    columns, found = read(SUB.format(*cells), vocabulary, levels=2, marks=marks(**place), **more)
    assert (columns["mark.a"], columns["mark.b"], columns["inspector"]) == ([8], [8], ["陈晨"])
    assert found == []


@pytest.mark.parametrize(
    ("rows", "of", "more", "expected"),
    [
        ("001 | A | 2026-10-05 | 优 | 差", GRADED, {}, ([10], [0])),
        (
            "001 | A | 2026-10-05 | | -2\n002 | B | 2026-10-06 | 扣2分 |",
            WIDE,
            {"notations": {"default": {"reads": "deduction", "blank": "full"}}},
            ([10, 8], [8, 10]),
        ),
        (
            "001 | A | 2026-10-05 | |4",
            WIDE,
            {"notations": {"default": {"blank": "full"}}},
            ([10], [4]),
        ),
        ("示例 | LY | 2026-10-01 | 1 | 1\n001 | A | 2026-10-05 | 8 | 9", WIDE, {}, ([8], [9])),
        (
            "2026年10月5日 ||||\n001 | A | | 8 | 9",
            WIDE,
            {"fields": {**FIELDS, "call_date": [{"group_row": ".*日"}]}},
            ([8], [9]),
        ),
    ],
)
def test_sheets_that_were_refused_are_read(
    rows: str, of: Scheme, more: dict[str, Any], expected: Any, vocabulary: Vocabulary
) -> None:
    """Grades, points lost, blanks that are full marks, examples, days as group rows."""
    columns, found = read(f"{PLAIN}\n{rows}", vocabulary, of, **more)
    assert (columns["mark.a"], columns["mark.b"]) == expected
    assert not [one for one in found if one.severity == "error"]


def test_what_cant_be_read_is_told_at_its_own_cell(vocabulary: Vocabulary) -> None:
    """4/5 stays a mark that nobody can read, nine points can't be lost of a grade."""
    text = f"{PLAIN}\n001 | A | 2026-10-05 | 4/5 | 9\n002 | B | 2026-10-05 | 10 | 9"
    _, found = read(text, vocabulary)
    assert [(one.code, one.cell) for one in found] == [("mark-not-a-number", "D3")]
    lost = {"notations": {"default": {"reads": "deduction"}}}
    _, found = read(f"{PLAIN}\n001 | A | 2026-10-05 | 扣10分 | 9", vocabulary, GRADED, **lost)
    assert [(one.code, one.cell) for one in found] == [("lost-outside-scale", "E3")]


def test_points_of_a_breach_are_compared_with_the_scheme(vocabulary: Vocabulary) -> None:
    """A list of plus and minus: the inspector is a column, 分数 is what the sheet says itself."""
    fields = {
        **FIELDS,
        "inspector": [{"heading": "质检员"}],
        "inspected_on": [],
        "clause": [{"heading": "标准"}],
        "deduction": [{"heading": "分数"}],
    }
    columns, found = read(
        """
        工号 | 录音编号 | 通话日期 | 质检员 | 标准 | 分数
        001 | A | 2026-10-05 | 陈晨 | 未报工号 | 5
        001 | A | 2026-10-05 | 陈晨 | 客户表扬 | 3
        002 | B | 2026-10-06 | 陈晨 | 未报工号 | 10
        """,
        vocabulary,
        LONG,
        fields=fields,
        marks={},
    )
    assert columns["clause"] == ["number", "praise"]
    assert columns["inspector"] == ["陈晨", "陈晨"]
    assert [(one.code, one.cell) for one in found] == [("clause-points-differ", "F4")]


def test_names_that_a_layout_takes_for_numbers_are_kept(vocabulary: Vocabulary) -> None:
    sheet = PLAIN.replace("工号", "客服") + "\n王佳 | A | 2026-10-05 | 8 | 9"
    who = {key: [{"heading": "客服"}] for key in ("agent", "name")}
    columns, found = read(sheet, vocabulary, fields=FIELDS | who)
    assert not found
    assert (columns["agent"], columns["name"]) == (["王佳"], ["王佳"])


def test_days_that_a_layout_takes_out_of_texts_need_no_warning(vocabulary: Vocabulary) -> None:
    sheet = PLAIN + "\n001 | A | 20261005 | 8 | 9"
    assert not read(sheet, vocabulary)[1]
    sheet = PLAIN + "\n001 | A | 2026年10月5日 周一 | 8 | 9"
    day = {"call_date": [{"heading": "通话日期", "pattern": r"(.+日)"}]}
    assert not read(sheet, vocabulary, fields=FIELDS | day)[1]
