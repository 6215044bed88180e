"""Sheets of columns: items down, recordings across, with what is said of each above its marks."""

from __future__ import annotations

from drawn_sheets import drawn, layout, table, unfolded, unsure

from qa_workbook.forms.vocabulary import Vocabulary

LAYOUT = layout(
    "columns",
    form={"items": "评分项目", "full": "满分", "recordings_after": "满分"},
    fields={
        "recording": [{"heading": "录音编号"}],
        "call_date": [{"heading": "日期"}],
        "agent": [{"heading": "工号", "fill_down": True}],
        "name": [{"heading": "姓名", "fill_down": True}],
        "inspector": [{"label": "质检员"}],
        "remark": [{"heading": "备注"}],
    },
    totals=[{"heading": "合计", "kind": "marks"}],
    ignored={"texts": ["*质检评分表*"]},
)
WEEK = """
{title}质检评分表（质检员：陈晨）|<|<|<|<|<|<
工号|<|<| 001 |< | 002 |
姓名|<|<| 王佳 |< | 李敏 | 平均
日期|<|<| 2026-10-05 | 2026-10-06 | 2026-10-06 | ^
录音编号|<|<| {n}1 | {n}2 | {n}3 | ^
大类 | 评分项目 | 满分 |||| ^
服务规范 | 开头语 | 10 | 5 | 6 | 7 | 6
^ | 身份核实 | 10 | 9 | 9 | 9 | 9
业务 | 业务解答 | 10 | 10 | 10 | 10 | 10
合计 |<| 30 | 24 | 25 | 26 | 25
备注 |<|<| 好 |||
"""
ROW = ("recording", "call_date", "agent", "name", "mark.hello", "mark.check", "mark.answer")


def week(title: str, n: str) -> str:
    return WEEK.strip("\n").format(title=title, n=n)


def rows_of(n: str) -> list[tuple[object, ...]]:
    return [
        (f"{n}1", "2026-10-05", "001", "王佳", 5, 9, 10),
        (f"{n}2", "2026-10-06", "001", "王佳", 6, 9, 10),
        (f"{n}3", "2026-10-06", "002", "李敏", 7, 9, 10),
    ]


def test_a_recording_is_a_column(vocabulary: Vocabulary) -> None:
    """Whose it is stands above, once for several columns; means at the right are none."""
    found = unfolded(drawn(week("第一周", "A")), LAYOUT, vocabulary)
    assert table(found, *ROW) == rows_of("A")
    assert table(found, "remark", "inspector")[0] == ("好", "陈晨")
    assert found.origin[2, found.keys.index("agent")] == (1, 3)
    assert found.origin[3, found.keys.index("mark.answer")] == (8, 5)
    assert found.stated[0].cells == {1: (24, (9, 3)), 2: (25, (9, 4)), 3: (26, (9, 5))}
    assert not unsure(found) and not found.noted


def test_tables_below_each_other(vocabulary: Vocabulary) -> None:
    """A table per week: each has its own recordings."""
    both = week("第一周", "A") + "\n\n" + week("第二周", "B")
    found = unfolded(drawn(both), LAYOUT, vocabulary)
    assert table(found, *ROW) == rows_of("A") + rows_of("B")
    assert not unsure(found) and not found.noted
