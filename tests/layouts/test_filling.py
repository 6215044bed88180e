"""Blank foreign sheets get what is known beforehand, where their layout says it stands."""

from __future__ import annotations

from drawn_sheets import SCHEME, drawn, layout
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.filling import Filling, filled, is_for_one_agent
from qa_workbook.layouts.labels import with_value
from qa_workbook.layouts.model import Layout

VALUES = {"inspector": "陈晨", "inspected_on": "2026-11-05", "project": "移动宽带"}
AGENTS = [
    {"agent": "001", "name": "王佳", "team": "一组"},
    {"agent": "002", "name": "李明", "team": "二组"},
]
ROWS = layout(
    "rows",
    fields={
        "call_date": [{"heading": "日期"}],
        "recording": [{"heading": "录音"}],
        "agent": [{"heading": "工号"}],
        "inspector": [{"heading": "质检员"}],
        "project": [{"label": "项目"}],
    },
    marks={key: {"heading": name} for key, name in zip(("hello", "check"), "甲乙", strict=True)},
    ignored={"headings": ["序号"], "labels": ["月份"]},
)
FORMS = layout(
    "forms",
    form={"items": "评分标准", "marks": "得分"},
    fields={
        "agent": [{"label": "工号"}],
        "name": [{"label": "姓名"}],
        "inspector": [{"label": "质检员"}],
        "inspected_on": [{"label": "质检日期"}],
    },
)


def fill(grid: Grid, which: Layout, vocabulary: Vocabulary) -> tuple[dict[str, str], Filling]:
    """What is written, by address."""
    form = score_form(SCHEME, vocabulary)
    filling = filled(grid, which, SCHEME, form, vocabulary, VALUES, AGENTS)
    return {address(*place): value for place, value in filling.cells.items()}, filling


def test_rows_are_filled_down_to_the_first_that_says_something(vocabulary: Vocabulary):
    """Two tables on a page each take what the one above has no room for; totals and numbers stay."""
    sheet = """
项目：旧项目  月份：10月
序号 | 日期 | 录音 | 工号 | 质检员 | 甲 | 乙
1
合计
序号 | 日期 | 录音 | 工号 | 质检员 | 甲 | 乙
1
2
"""
    cells, filling = fill(drawn(sheet), ROWS, vocabulary)
    assert cells == {
        "A1": "项目：移动宽带  月份：",
        "D3": "001",
        "E3": "陈晨",
        "D6": "002",
        "E6": "陈晨",
    }
    assert (filling.missing, filling.rows) == ({"inspected_on"}, 2)


def test_forms_take_the_agents_in_turn(vocabulary: Vocabulary):
    """Values of somebody else go; a line to write on stays where nothing is known; labels keep their cells."""
    form = """
工号 | 009 | 姓名 | 旧名
评分标准 | 得分
开头语 |
质检员：____ | 质检日期：____
"""
    cells, filling = fill(drawn(form + form.lstrip("\n") * 2), FORMS, vocabulary)
    assert {key: cells[key] for key in ("B1", "D1", "B5", "D5", "B9", "D9")} == {
        "B1": "001",
        "D1": "王佳",
        "B5": "002",
        "D5": "李明",
        "B9": "",
        "D9": "",
    }
    assert (cells["A4"], cells["B12"]) == ("质检员：陈晨", "质检日期：2026-11-05")
    assert (filling.missing, filling.rows) == ({"project"}, 2)


def test_a_sheet_with_its_agent_beside_a_label_is_for_one_agent():
    """Then each agent gets a file."""
    assert not is_for_one_agent(ROWS)
    assert not is_for_one_agent(FORMS)
    fields = {"agent": [{"label": "工号"}], "recording": [{"heading": "录音"}]}
    assert is_for_one_agent(layout("rows", fields=fields))


def test_a_value_behind_a_colon_changes_alone():
    """Other labels of the cell stay, and a text without the label isn't touched."""
    assert with_value("质检员：____ 日期：5号", "质检员", "陈晨") == "质检员：陈晨  日期：5号"
    assert with_value("质检员：张三；日期:", "日期", "6号") == "质检员：张三；日期:6号"
    assert with_value("质检员签名", "质检员", "陈晨") is None
