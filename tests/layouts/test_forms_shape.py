"""Sheets of forms: a recording a form, below and beside each other, with its labels."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drawn_sheets import drawn, layout, table, unfolded, unsure
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.layouts.model import MarkPlace

FORM = """
录音监听评分单（{n}）|<|<|<|<
工号 | {agent} | 姓名 | {name} |<
日期 | {day} | 录音编号 | {recording} |<
项目 | 评分标准 | 标准分 | 得分 | 评语
服务规范 | 开头语 | 10 | {hello} | {why}
^ | 身份核实 | 10 | {check} |
业务 | 业务解答 | 10 | {answer} |
合计 |<| 30 | {total} |
综合评语 | {remark} |<|<|<
质检员签字： | {inspector} || 座席签字： |
"""
LAYOUT = layout(
    "forms",
    form={"items": "评分标准", "marks": "得分", "reason": "评语", "full": "标准分"},
    fields={
        "recording": [{"label": "录音编号"}],
        "call_date": [{"label": "日期"}],
        "agent": [{"label": "工号"}],
        "name": [{"label": "姓名"}],
        "inspector": [{"label": "质检员签字"}],
        "remark": [{"label": "综合评语"}],
    },
    totals=[{"heading": "合计", "kind": "marks"}],
    ignored={"labels": ["座席签字"], "texts": ["录音监听评分单*"]},
)
ROW = ("recording", "call_date", "agent", "name", "mark.hello", "mark.check", "mark.answer")


def one(n: int, **said: object) -> str:
    known = {
        "n": n,
        "agent": f"00{n}",
        "name": f"王{n}",
        "day": "2026-10-05",
        "recording": f"LY{n}",
        "hello": n % 10,
        "check": 9,
        "answer": 10,
        "total": n % 10 + 19,
        "why": "",
        "remark": "",
        "inspector": "陈晨",
    }
    return FORM.strip("\n").format(**{**known, **said})


def beside(left: str, right: str) -> str:
    pairs = zip(left.split("\n"), right.split("\n"), strict=True)
    return "\n".join("|".join([*_five(one), "", other]) for one, other in pairs)


def _five(line: str) -> list[str]:
    cells = line.split("|")
    return [*cells, *[""] * (5 - len(cells))]


def expected(*numbers: int) -> list[tuple[object, ...]]:
    return [(f"LY{n}", "2026-10-05", f"00{n}", f"王{n}", n % 10, 9, 10) for n in numbers]


def test_one_form_is_one_row(vocabulary: Vocabulary) -> None:
    """Marks with reasons, labels beside and merged, the sum, and each cell with its place."""
    found = unfolded(drawn(one(3, why="语速快", remark="好")), LAYOUT, vocabulary)
    assert table(found, *ROW) == expected(3)
    assert table(found, "remark", "inspector") == [("好；开头语：语速快", "陈晨")]
    assert found.origin[1, found.keys.index("mark.check")] == (5, 3)
    assert found.origin[1, found.keys.index("agent")] == (1, 1)
    assert [(one.kind, one.cells) for one in found.stated] == [("marks", {1: (22, (7, 3))})]
    assert not unsure(found) and not found.noted


@pytest.mark.parametrize("gap", ["", "\n", "\n\n\n"])
def test_forms_below_and_beside_each_other(vocabulary: Vocabulary, gap: str) -> None:
    """Each form has its own labels, however many blank rows lie between them."""
    upper, lower = beside(one(1), one(2)), beside(one(3), one(4))
    found = unfolded(drawn(f"{upper}\n{gap}{lower}"), LAYOUT, vocabulary)
    assert table(found, *ROW) == expected(1, 2, 3, 4)
    assert not unsure(found) and not found.noted


def test_what_is_said_once_holds_for_all_forms(vocabulary: Vocabulary) -> None:
    """Labels above the first title belong to the sheet; a form that lacks its own has none."""
    top = "质检月报 | 质检员签字： | 陈晨 ||\n\n"
    lines = one(2, inspector="").split("\n")
    lacking = "\n".join(line for line in lines if not line.startswith("工号"))
    text = f"{top}{one(1, inspector='')}\n\n{lacking}"
    found = unfolded(drawn(text), LAYOUT, vocabulary)
    assert table(found, "inspector", "agent", "recording") == [
        ("陈晨", "001", "LY1"),
        ("陈晨", "", "LY2"),
    ]


def test_a_blank_copy_is_passed_over_and_a_half_filled_one_is_not(vocabulary: Vocabulary) -> None:
    """Printed labels, full marks and 年 月 日 to fill in are no recording."""
    nothing: dict[str, object] = dict.fromkeys(("agent", "name", "recording", "hello", "total"), "")
    blank = one(2, **nothing, day="年 月 日", inspector="")
    blank = blank.replace("| 9 |", "||").replace("| 10 | 10 |", "| 10 ||")
    half = one(3, hello="").replace("| 9 |", "||")
    found = unfolded(drawn(f"{one(1)}\n{blank}\n{half}"), LAYOUT, vocabulary)
    assert table(found, *ROW) == [*expected(1), ("LY3", "2026-10-05", "003", "王3", "", "", 10)]
    rules = {cell.rule for place, cell in found.cells.items() if 10 <= place[0] < 20}
    assert rules == {"blank-form"} and not unsure(found)


def test_lines_that_are_missing_doubled_or_unknown_are_told(vocabulary: Vocabulary) -> None:
    """Nothing that a form says or lacks is lost without a word."""
    text = one(1).replace("^ | 身份核实 |", "^ | 身份核对 |")
    text = text.replace("合计 |<|", "^ | 业务解答 | 10 | 7 |\n^ || 10 | 8 |\n合计 |<|")
    found = unfolded(drawn(text), LAYOUT, vocabulary)
    told = {(noted.code, noted.place, noted.value, noted.heading) for noted in found.noted}
    assert told == {
        ("item-line-missing", (3, 1), "", "身份核实"),
        ("item-line-unknown", (5, 3), 9, "身份核对"),
        ("item-line-doubled", (6, 3), 10, "业务解答"),
        ("item-line-doubled", (7, 3), 7, "业务解答"),
        ("mark-without-item", (8, 3), 8, ""),
    }
    assert all(noted.row == 1 for noted in found.noted)


def test_equal_names_in_two_groups(vocabulary: Vocabulary) -> None:
    """服务规范 / 开头语 and 业务 / 开头语 are two items; groups may be lines of their own."""
    marks = {
        "hello": {"heading": "服务规范 / 开头语"},
        "check": {"heading": "身份核实"},
        "answer": {"heading": "业务 / 开头语"},
    }
    of = LAYOUT.renewed(marks={key: MarkPlace(**place) for key, place in marks.items()})
    text = one(1).replace("业务解答", "开头语")
    assert table(unfolded(drawn(text), of, vocabulary), *ROW) == expected(1)
    flat = text.replace("服务规范 | 开头语", "| 服务规范 |||\n| 开头语").replace("^ | 身", "| 身")
    flat = flat.replace("业务 | 开头语", "| 业务 |||\n| 开头语")
    found = unfolded(drawn(flat), of, vocabulary)
    assert table(found, *ROW) == expected(1) and not unsure(found)


TICKED = """
座席：王佳（001）  录音编号：LY1 |<|<|<|<|<
日期 | 2026.10.05 ||||
项目 | 评价（打√） |<|<| 备注 | 权重
^ | 优 | 良 | 差 | ^ | ^
1.开头语 | √ |||| 30%
2.身份核实 | □ | ☑ | □ | 语速快 | 30%
3.业务解答 | √ | √ ||| 40%
质检员：陈晨____  座席签字：______ |<|<|<|<|<
"""


def test_ticks_and_labels_in_one_cell(vocabulary: Vocabulary) -> None:
    """One of several columns is ticked; two of them are told."""
    of = layout(
        "forms",
        levels=2,
        form={
            "items": "项目",
            "ticks": [
                {"heading": h, "mark": m} for h, m in zip("优良差", ("10", "8", "0"), strict=True)
            ],
            "reason": "备注",
        },
        fields={
            "recording": [{"label": "录音编号"}],
            "call_date": [{"label": "日期"}],
            "agent": [{"label": "座席", "pattern": r"(\d+)"}],
            "inspector": [{"label": "质检员"}],
        },
        ignored={"labels": ["座席签字"], "headings": ["权重"]},
    )
    found = unfolded(drawn(TICKED), of, vocabulary)
    assert table(found, "recording", "agent", "inspector") == [("LY1", "001", "陈晨")]
    assert table(found, "mark.hello", "mark.check")[0] == (10, 8)
    assert [(noted.code, noted.place) for noted in found.noted] == [("ticks-several", (6, 1))]
    assert not unsure(found)


@settings(max_examples=10, deadline=None)
@given(st.permutations(range(1, 7)), st.lists(st.integers(0, 2), min_size=3, max_size=3))
def test_forms_in_another_order_give_the_same_rows(
    vocabulary: Vocabulary, order: list[int], gaps: list[int]
) -> None:
    """Wherever a form stands, it says the same; every filled cell is covered."""
    rows = [beside(one(a), one(b)) for a, b in zip(order[::2], order[1::2], strict=True)]
    text = "\n".join(row + "\n" * gap for row, gap in zip(rows, gaps, strict=True))
    grid = drawn(text)
    found = unfolded(grid, LAYOUT, vocabulary)
    assert table(found, *ROW) == expected(*order)
    filled = {
        (row, column)
        for row, line in enumerate(grid.rows)
        for column, cell in enumerate(line)
        if cell != ""
    }
    assert set(found.cells) == filled and not unsure(found)


def test_a_label_that_says_two_things(vocabulary: Vocabulary) -> None:
    """The first counts; the second isn't passed over in silence."""
    text = one(1) + "\n工号 | 009 |||"
    found = unfolded(drawn(text), LAYOUT, vocabulary)
    assert table(found, *ROW) == expected(1) and unsure(found) == [(10, 1)]


def test_a_text_file_tells_no_merged_cells(vocabulary: Vocabulary) -> None:
    """Groups stand above blanks there."""
    found = unfolded(drawn(one(1), merges=False), LAYOUT, vocabulary)
    assert table(found, *ROW) == expected(1) and not unsure(found)
