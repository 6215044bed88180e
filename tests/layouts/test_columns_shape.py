"""Sheets of columns: items down, recordings across, with what is said of each above its marks."""

from __future__ import annotations

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

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


HEADS = """
项目 | 分值 | 王佳（001） |<| 李敏（002） |<| 平均 |
^ | ^ | 得分 | 扣分原因 | 得分 | 扣分原因 | ^ |
1、开头语 | 10 | 8 | 语速快 | 10 || 9 |
2、身份核实 | 10 | 9 || 9 || 9 |
3、业务解答（10分） | 10 | 10 ||| 未记录 | 5 | 3
满意度 | 5 | 4 ||||| 注意
总分 | 30 | 27 || 19 || 23 |
审核 | 张主管 ||||||
"""


def test_heads_with_columns_of_marks_and_reasons_below(vocabulary: Vocabulary) -> None:
    """The head says whose it is; what belongs to nobody is told."""
    of = layout(
        "columns",
        levels=2,
        form={
            "items": "项目",
            "full": "分值",
            "recordings_after": "分值",
            "marks": "得分",
            "reason": "扣分原因",
        },
        fields={
            "recording": [{"made_of": ["agent", "call_date"]}],
            "call_date": [{"sheet_name": "(.+)", "year": 2026}],
            "agent": [{"head": True, "pattern": r"(\d+)"}],
            "name": [{"head": True, "pattern": "^[^（]+"}],
        },
        totals=[{"heading": "总分"}],
        ignored={"headings": ["审核"]},
    )
    found = unfolded(drawn(HEADS, "10月5日"), of, vocabulary)
    assert table(found, *ROW) == [
        ("001-20261005", date(2026, 10, 5), "001", "王佳", 8, 9, 10),
        ("002-20261005", date(2026, 10, 5), "002", "李敏", 10, 9, ""),
    ]
    assert table(found, "remark") == [("开头语：语速快",), ("业务解答：未记录",)]
    told = [(noted.code, noted.place, noted.row) for noted in found.noted]
    assert told == [("item-line-unknown", (5, 2), 1)]
    assert unsure(found) == [(4, 7), (5, 2), (5, 7)]


def test_columns_that_nobody_filled_in(vocabulary: Vocabulary) -> None:
    """A prepared column is passed over, marks below nothing are told, a gap is filled on request."""
    text = week("第一周", "A").replace("| 002 |", "||").replace("| 李敏 |", "||")
    found = unfolded(drawn(text), LAYOUT, vocabulary)
    assert table(found, "agent", "name")[2] == ("001", "王佳")
    other = unfolded(drawn(week("第一周", "A").replace("| 002 |", "||")), LAYOUT, vocabulary)
    assert table(other, "agent", "name")[2] == ("", "李敏")
    nameless = week("第一周", "A").replace("| 002 |", "||").replace("| 李敏 |", "||")
    plain = LAYOUT.renewed(
        fields={
            key: (sources[0].renewed(fill_down=False),) for key, sources in LAYOUT.fields.items()
        }
    )
    lone = unfolded(drawn(nameless.replace("A3", "")), plain, vocabulary)
    assert [(noted.code, noted.place, noted.row) for noted in lone.noted] == [
        ("marks-without-recording", (4, 5), 3)
    ]
    empty = nameless.replace("A3", "").replace("| 7 |", "||").replace("| 26 |", "||")
    empty = empty.replace("9 | 9 | 9 | 9", "9 | 9 || 9").replace(
        "10 | 10 | 10 | 10\n", "10 | 10 || 10\n"
    )
    blank = unfolded(drawn(empty), plain, vocabulary)
    assert len(table(blank, "agent")) == 2 and blank.cells[3, 5].rule == "blank-form"


@settings(max_examples=10)
@given(st.permutations(range(3, 6)))
def test_columns_in_another_order_give_the_same_rows(
    vocabulary: Vocabulary, order: list[int]
) -> None:
    """Wherever a recording stands, it says the same; every filled cell is covered."""
    text = week("第一周", "A").replace("001 |<", "001 | 001").replace("王佳 |<", "王佳 | 王佳")
    lines = [line.split("|") for line in text.split("\n")]
    shuffled = [[*line[:3], *(line[at] for at in order), *line[6:]] for line in lines]
    grid = drawn("\n".join("|".join(line) for line in shuffled))
    found = unfolded(grid, LAYOUT, vocabulary)
    assert table(found, *ROW) == [rows_of("A")[at - 3] for at in order]
    assert set(found.cells) == {
        (row, column)
        for row, line in enumerate(grid.rows)
        for column, cell in enumerate(line)
        if cell != ""
    }
    assert not unsure(found)


def test_a_note_beside_the_table_is_no_recording(vocabulary: Vocabulary) -> None:
    """One text without a head is nobody's mark."""
    noted = week("第一周", "A").replace("9 | 9 | 9 | 9\n", "9 | 9 | 9 | 9 | 复核分待定\n")
    found = unfolded(drawn(noted), LAYOUT, vocabulary)
    assert table(found, *ROW) == rows_of("A")
    assert not found.noted and len(unsure(found)) == 1
