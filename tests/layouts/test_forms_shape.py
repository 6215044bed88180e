"""Sheets of forms: a recording a form, below and beside each other, with its labels."""

from __future__ import annotations

import pytest
from drawn_sheets import drawn, layout, table, unfolded, unsure

from qa_workbook.forms.vocabulary import Vocabulary

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
