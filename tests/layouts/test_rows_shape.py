"""Sheets with a recording in each row: headers, blocks, labels, notations, rows that are none."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from drawn_sheets import SCHEME, drawn, layout, table, unsure
from examples import examples
from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.forms.score_form import score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellError, Grid, Unseen
from qa_workbook.layouts.days import completed, frame_of
from qa_workbook.layouts.headings import find_columns, levels_of
from qa_workbook.layouts.labels import pairs
from qa_workbook.layouts.model import Layout, Notation
from qa_workbook.layouts.notation import Translator
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.model import Scheme
from scheme_factory import SOURCE, scheme

MARKS = ("mark.hello", "mark.check", "mark.answer")
FIELDS = {
    "recording": [{"heading": "录音"}],
    "call_date": [{"heading": "日期"}],
    "agent": [{"heading": "工号"}],
    "inspector": [{"label": "质检员"}],
}
TEN = {"full": 10, "lowest": 0, "step": 1, "unit": "mark", **SOURCE}


def rows(text: str | Grid, vocabulary: Vocabulary, of: Scheme = SCHEME, **keys: Any) -> Unfolded:
    grid = drawn(text) if isinstance(text, str) else text
    made = layout("rows", **{"fields": FIELDS, **keys})
    return unfold(grid, made, of, score_form(of, vocabulary), vocabulary, "十月/a.xlsx")


def codes(found: Unfolded) -> list[tuple[str, tuple[int, int]]]:
    return [(noted.code, noted.place) for noted in found.noted]


# --- headers -----------------------------------------------------------------------------------


def test_headings_of_two_levels_are_found_without_numbering_and_points() -> None:
    """A group stands above its columns, merged or not; 1.语音(10分) is 语音."""
    sheet = "工号 | 规范 |< | 总分\n^ | 1.语音（10分） | 2.礼仪(10分) | ^"
    for merges in (True, False):
        levels = levels_of(drawn(sheet, merges=merges), 0, 1)
        assert find_columns(["工号", "语音", "规范 / 礼仪", "总分"], levels) == {
            "工号": 0,
            "语音": 1,
            "规范 / 礼仪": 2,
            "总分": 3,
        }


def test_what_is_like_two_columns_is_neither() -> None:
    """得分 below each of two items is ambiguous; a number says which of equal names is meant."""
    levels = levels_of(drawn("甲 |< | 乙 |<\n得分 | 原因 | 得分 | 原因"), 0, 1)
    assert find_columns(["得分", "乙 / 得分", "原因#2", "@9"], levels) == {
        "乙 / 得分": 2,
        "原因#2": 3,
        "@9": 8,
    }


def test_blocks_below_each_other_have_their_own_labels_and_column_order(
    vocabulary: Vocabulary,
) -> None:
    """The second header counts for the rows below it, and so does the label above it."""
    found = rows(
        """
        质检员 | 陈晨
        工号 | 录音 | 日期 | 开头语 | 身份核实 | 业务解答
        001 | A | 2026-10-05 | 1 | 2 | 3
        质检员：刘洋
        工号 | 录音 | 日期 | 业务解答 | 身份核实 | 开头语
        002 | B | 2026-10-06 | 3 | 2 | 1
        """,
        vocabulary,
    )
    assert table(found, "recording", "inspector", *MARKS) == [
        ("A", "陈晨", 1, 2, 3),
        ("B", "刘洋", 1, 2, 3),
    ]
    assert unsure(found) == []


def test_blocks_beside_each_other_are_read_from_left_to_right(vocabulary: Vocabulary) -> None:
    """Equal headings twice in a row are two tables, each with the label above it."""
    found = rows(
        """
        质检员 | 陈晨 ||||| 质检员 | 刘洋
        录音 | 工号 | 开头语 | 身份核实 | 业务解答 | 日期 || 录音 | 工号 | 开头语 | 身份核实 | 业务解答 | 日期
        A | 001 | 1 | 2 | 3 | 2026-10-05 || B | 002 | 4 | 5 | 6 | 2026-10-06
        """,
        vocabulary,
    )
    assert table(found, "recording", "agent", "inspector", *MARKS) == [
        ("A", "001", "陈晨", 1, 2, 3),
        ("B", "002", "刘洋", 4, 5, 6),
    ]


def test_a_summary_beside_the_table_is_not_understood(vocabulary: Vocabulary) -> None:
    """Some headings once more on the right are no second table."""
    found = rows(
        """
        录音 | 工号 | 日期 | 开头语 | 身份核实 | 业务解答 || 工号 | 开头语
        A | 001 | 2026-10-05 | 1 | 2 | 3 || 001 | 8
        """,
        vocabulary,
    )
    assert table(found, *MARKS) == [(1, 2, 3)]
    assert unsure(found) == [(0, 7), (0, 8), (1, 7), (1, 8)]


def test_a_missing_column_is_told_once(vocabulary: Vocabulary) -> None:
    """An item whose heading isn't there is one finding at the header."""
    found = rows("录音 | 工号 | 日期 | 开头语 | 身份核实\nA|001|2026-10-05|1|2", vocabulary)
    assert codes(found) == [("layout-column-missing", (0, 0))]
    assert rows("没有\n表头", vocabulary).noted[0].code == "layout-header-missing"


# --- fields ------------------------------------------------------------------------------------


def test_labels_stand_beside_below_and_behind_a_colon(vocabulary: Vocabulary) -> None:
    """Also several in one cell, and right of the table."""
    table_below = "录音 | 工号 | 日期 | 开头语 | 身份核实 | 业务解答{}\nA|001|2026-10-05|1|2|3{}"
    for sheet in (
        "质检员 | 陈晨\n" + table_below.format("", ""),
        "质检员 | 审核人\n陈晨 | 王敏\n" + table_below.format("", ""),
        "质检员：陈晨  审核人：王敏\n" + table_below.format("", ""),
        "质检员:_陈晨_ |< |<\n" + table_below.format("", ""),
        table_below.format("", "|| 质检员 | 陈晨"),
        table_below.format("", "") + "\n审核人：王敏 || 质检员：| 陈晨",
    ):
        found = rows(sheet, vocabulary, ignored={"labels": ["审核人"]})
        assert table(found, "recording", "inspector") == [("A", "陈晨")], sheet
        assert unsure(found) == [], sheet


def test_texts_are_parted_into_labels_and_values() -> None:
    """A time of day has no label, and a label of the layout needs no blank before it."""
    text = "质检员：陈晨  日期：2026-10-20 10:30；班组："
    assert pairs(text) == [("质检员", "陈晨"), ("日期", "2026-10-20 10:30"), ("班组", "")]
    assert pairs("质检员：陈晨日期：5", ["日期"]) == [("质检员", "陈晨"), ("日期", "5")]


def test_merged_cells_hold_for_all_their_rows_and_blanks_only_if_the_layout_says_so(
    vocabulary: Vocabulary,
) -> None:
    """A number isn't filled down to somebody of another name."""
    sheet = """
        工号 | 姓名 | 录音 | 日期 | 开头语 | 身份核实 | 业务解答
        001 | 王佳 | A | 2026-10-05 | 1 | 2 | 3
        {} | {} | B | {} | 1 | 2 | 3
         | 李敏 | C | 2026-10-07 | 1 | 2 | 3
        """
    fields = {**FIELDS, "name": [{"heading": "姓名"}]}
    merged = rows(sheet.format("^", "^", "^"), vocabulary, fields=fields)
    assert table(merged, "agent", "name")[1:] == [("001", "王佳"), ("", "李敏")]
    assert merged.origin[2, merged.keys.index("agent")] == (1, 0)
    assert table(rows(sheet.format("", "", ""), vocabulary, fields=fields), "agent")[1] == ("",)
    filled = {key: [{**one, "fill_down": True} for one in fields[key]] for key in fields}
    down = rows(sheet.format("", "", ""), vocabulary, fields=filled)
    assert table(down, "agent", "name", "call_date")[1:] == [
        ("001", "王佳", "2026-10-05"),
        ("", "李敏", "2026-10-07"),
    ]


@pytest.mark.parametrize(
    ("written", "frame", "day"),
    [
        ("10月5日", "2026年", "2026-10-05"),
        ("10.5", "2026", "2026-10-05"),
        (10.5, "2026", "2026-10-05"),
        (10.1, "2026", "10.1"),
        ("3号", "2026年10月", "2026-10-03"),
        (3, "202610", "2026-10-03"),
        ("31号", "2026-11", "31号"),
        ("5日", "2026年", "5日"),
        ("2025-10-05", "2026年10月", "2025-10-05"),
        ("1012", "2026年质检", "2026-10-12"),
    ],
)
def test_days_without_a_year_or_month_lie_in_theirs(written: Any, frame: str, day: str) -> None:
    """What has two readings, or is no day, stays as it is written: 10.1 may be 10.10."""
    assert str(completed(written, frame_of(frame))) == day


def test_the_month_of_days_may_come_from_the_name_of_the_file(vocabulary: Vocabulary) -> None:
    """`within` names another field, `made_of` names recordings that have no number."""
    fields = {
        "recording": [{"made_of": ["agent", "call_date"]}],
        "agent": [{"heading": "坐席", "pattern": "(\\d+)"}],
        "name": [{"heading": "坐席", "pattern": "([^\\d()]+)"}],
        "call_date": [{"heading": "日", "within": "month"}],
        "month": [{"constant": "2026年10月"}],
    }
    sheet = """
        坐席 | 日 | 开头语 | 身份核实 | 业务解答
        王佳(001) | 5 | 1 | 2 | 3
        王佳(001) | 5 | 3 | 2 | 3
        李敏 | 6 | 1 | 2 | 3
        """
    found = rows(sheet, vocabulary, fields=fields)
    assert table(found, "recording", "agent", "name") == [
        ("001-20261005", "001", "王佳"),
        ("001-20261005-2", "001", "王佳"),
        ("", "", "李敏"),
    ]
    corrected = rows(sheet.replace("5 | 3", "5 | 9"), vocabulary, fields=fields)
    assert table(corrected, "recording") == table(found, "recording")


# --- rows --------------------------------------------------------------------------------------


def test_rows_that_are_no_recordings_are_passed_over_by_a_rule(vocabulary: Vocabulary) -> None:
    """By rules of the layout, by words that everybody knows, or because nothing is recorded."""
    found = rows(
        """
        序号 | 录音 | 工号 | 日期 | 开头语 | 身份核实 | 业务解答
        满分 ||||10|10|10
        示例 | LY000 | 000 | 2026-10-01 |10|10|10
        1班 |<|<|<|<|<|<
        1 | A | 001 | 2026-10-05 | 1 | 2 | 3
        小计 ||||1|2|3
        2 ||||||
        001 汇总 ||||1|2|3
        停用 | B | 002 | 2026-10-06 |1|2|3
        注：按月统计
        大家辛苦了
        """,
        vocabulary,
        fields={**FIELDS, "serial": [{"heading": "序号"}], "team": [{"group_row": "\\d班"}]},
        ignored={"rows": [{"words": ["停用"], "kind": "other", "heading": "序号"}]},
    )
    assert table(found, "serial", "recording", "team") == [(1, "A", "1班")]
    rules = {place[0]: cell.rule for place, cell in found.cells.items() if place[1] == 0}
    assert rules == {
        0: "",
        1: "words.full_mark_rows",
        2: "words.examples",
        3: "",
        4: "",
        5: "words.total_rows",
        6: "words.nothing_recorded",
        7: "words.total_rows",
        8: "ignored.rows[0]",
        9: "words.note_rows",
        10: "words.nothing_recorded",
    }


def test_what_isnt_seen_is_carried_over(vocabulary: Vocabulary) -> None:
    """Hidden and struck rows, errors, formulas, notes and merged marks keep their places."""
    text = """
        录音 | 工号 | 日期 | 开头语 | 身份核实 | 业务解答
        A | 001 | 2026-10-05 | 1 |< | 3
        B | 002 | 2026-10-06 | 1 | 2 | 3
        """
    seen = drawn(text)
    error = CellError("#REF!")
    seen.rows[2][5] = error
    unseen = Unseen(
        errors={(2, 5): error},
        formulas=frozenset({(1, 5), (2, 5)}),
        merged=seen.unseen.merged,
        hidden_rows=frozenset({1}),
        struck_rows=frozenset({2}),
        hidden_columns=frozenset({3}),
        comments={(1, 0): "复核过"},
    )
    found = rows(Grid("S", seen.rows, unseen), vocabulary).grid.unseen
    assert (found.hidden_rows, found.struck_rows) == ({1}, {2})
    assert found.hidden_columns == {3}
    assert found.errors == {(2, 5): error}
    assert found.formulas == {(1, 5), (2, 5)}
    assert found.comments == {(1, 0): "复核过"}
    assert found.merged == {(1, 3): (1, 2)}


@given(seed=st.integers(0, 10_000))
@examples(40)
def test_a_permuted_sheet_gives_permuted_rows(seed: int, vocabulary: Vocabulary) -> None:
    """The order of rows and columns changes nothing but the order of the recordings."""
    random = Random(seed)
    columns = ["录音", "工号", "日期", "开头语", "身份核实", "业务解答", "备注", "总分", "别的"]
    records = [
        [f"R{n}", f"00{n}", "2026-10-05", random.randint(0, 10), "", 3, f"说{n}", 13, n]
        for n in range(6)
    ]

    def read(order: list[int], lines: list[list[Any]]) -> tuple[set[Any], dict[str, int]]:
        grid = Grid("S", [[line[place] for place in order] for line in [columns, *lines]])
        fields = {**FIELDS, "remark": [{"heading": "备注"}]}
        found = rows(grid, vocabulary, fields=fields, totals=[{"heading": "总分"}])
        assert set(found.cells) == {
            (row, column)
            for row, cells in enumerate(grid.rows)
            for column, cell in enumerate(cells)
            if cell != ""
        }
        recorded = {row[found.keys.index("recording")]: tuple(row) for row in found.grid.rows[1:]}
        return set(recorded.values()), found.counts()

    plain = list(range(len(columns)))
    expected = read(plain, records)
    assert len(expected[0]) == len(records)
    shuffled = random.sample(plain, len(plain))
    assert read(shuffled, random.sample(records, len(records))) == expected


# --- marks -------------------------------------------------------------------------------------


def test_ticks_are_marks_and_two_of_them_are_asked_about(vocabulary: Vocabulary) -> None:
    """Words in a cell tick it and say why; a cross alone may mean either."""
    ticks = [{"heading": "核实优", "mark": "10"}, {"heading": "核实差", "mark": "0"}]
    marks = {"hello": {"heading": "开头语"}, "check": {"ticks": ticks}}
    found = rows(
        """
        录音 | 工号 | 日期 | 开头语 | 核实优 | 核实差
        A | 001 | 2026-10-05 | 1 | √ |
        B | 001 | 2026-10-05 | 1 | | 没问姓名
        C | 001 | 2026-10-05 | 1 | √ | √
        D | 001 | 2026-10-05 | 1 | × |
        E | 001 | 2026-10-05 | 1 | × | √
        F | 001 | 2026-10-05 | 1 | |
        G | 001 | 2026-10-05 | 1 | 10 |
        """,
        vocabulary,
        marks=marks,
    )
    assert table(found, "mark.check", "remark") == [
        (10, ""),
        (0, "身份核实：没问姓名"),
        ("“核实优、核实差”", ""),
        ("“核实优”", ""),
        (0, ""),
        ("", ""),
        (10, ""),
    ]
    assert codes(found) == [("ticks-several", (3, 4)), ("tick-unclear", (4, 4))]


def test_reasons_go_into_the_remark_and_full_marks_are_compared(vocabulary: Vocabulary) -> None:
    """开头语：语速快；…; another full mark than the scheme's is told where it stands."""
    place = {"heading": "{} / 得分", "reason": "{} / 原因", "full": "{} / 分值"}
    names = {"hello": "开头语", "check": "身份核实"}
    marks = {
        node: {key: heading.replace("{}", name) for key, heading in place.items()}
        for node, name in names.items()
    }
    found = rows(
        """
        录音 | 工号 | 日期 | 开头语 |<|< | 身份核实 |<|< | 备注
        ^|^|^| 分值 | 得分 | 原因 | 分值 | 得分 | 原因 | ^
        A | 001 | 2026-10-05 | 10 | 8 | 语速快 | 20 | 9 | 未核实 | 好
        """,
        vocabulary,
        levels=2,
        marks=marks,
        fields={**FIELDS, "remark": [{"heading": "备注"}]},
    )
    assert table(found, "mark.hello", "mark.check", "remark") == [
        (8, 9, "好；开头语：语速快；身份核实：未核实")
    ]
    assert codes(found) == [("full-mark-differs", (2, 6))]
    assert found.noted[0].row == 1


def test_names_that_were_only_listed_get_no_full_marks(vocabulary: Vocabulary) -> None:
    """Where empty cells are full marks, a row that says whom to check is still to be scored."""
    found = rows(
        """
        录音 | 工号 | 日期 | 开头语 | 身份核实 | 业务解答
        A | 001 | 2026-10-05 | -2 | |
         | 002 | | | |
        """,
        vocabulary,
        notations={"default": {"reads": "deduction", "blank": "full"}},
    )
    assert table(found, *MARKS) == [(8, 10, 10), ("", "", "")]


FATAL = {
    "effect": "zero",
    "unit": "points",
    "codes": [{"id": "AF", "name": "一票否决"}],
    **SOURCE,
}
GRADED = scheme(
    [
        {"id": "hello", "name": "开头语", "weight": 10, "scale": "half"},
        {"id": "check", "name": "身份核实", "weight": 10, "scale": "graded"},
    ],
    scales={
        "half": {**TEN, "step": "0.5"},
        "graded": {
            "full": 10,
            "choices": [{"mark": 10, "name": "优"}, {"mark": 3, "name": "差"}],
            "unit": "mark",
            **SOURCE,
        },
    },
    fatal=FATAL,
)


def test_the_only_fatal_code_follows_a_yes(vocabulary: Vocabulary) -> None:
    """Words of the layout may say yes; with a no there is no code."""
    fields = {**FIELDS, "fatal": [{"heading": "否决", "words": {"触犯": "是"}}]}
    found = rows(
        """
        录音 | 工号 | 日期 | 开头语 | 身份核实 | 否决
        A | 001 | 2026-10-05 | 1 | 10 | 触犯
        B | 001 | 2026-10-05 | 1 | 10 | 否
        """,
        vocabulary,
        GRADED,
        fields=fields,
        marks={node.id: {"heading": node.name.zh} for node in GRADED.items},
    )
    assert table(found, "fatal", "error_codes") == [("是", "AF"), ("否", "")]
    assert found.written[1, found.keys.index("fatal")] == "触犯"


def test_words_for_no_and_unknown_words_are_no_code_of_a_fatal_error(
    vocabulary: Vocabulary,
) -> None:
    """One column says whether and which: 无 is no error, a new reason is unclear and no code."""
    column = {"heading": "否决"}
    fields = {
        **FIELDS,
        "fatal": [{**column, "words": {"骂人": "是"}}],
        "error_codes": [{**column, "words": {"骂人": "AF"}}],
    }
    written = ("骂人", "无", "否", "—", "新红线")
    lines = "".join(f"R{n} | 001 | 2026-10-05 | 1 | 10 | {w}\n" for n, w in enumerate(written))
    found = rows(
        "录音 | 工号 | 日期 | 开头语 | 身份核实 | 否决\n" + lines,
        vocabulary,
        GRADED,
        fields=fields,
        marks={node.id: {"heading": node.name.zh} for node in GRADED.items},
    )
    assert [code for (code,) in table(found, "error_codes")] == ["AF", "", "", "", ""]
    assert table(found, "fatal")[-1] == ("新红线",)


@pytest.mark.parametrize(
    ("item", "notation", "written", "read"),
    [
        ("hello", {}, "5分", "5分"),
        ("hello", {}, "4/5", "4/5"),
        ("hello", {"reads": "deduction"}, -2, 8),
        ("hello", {"reads": "deduction"}, 0.1, "!lost-outside-scale"),
        ("hello", {"reads": "deduction"}, "扣2.5分", 7.5),
        ("hello", {"reads": "deduction"}, "－２", 8),
        ("hello", {"reads": "deduction"}, "+2", "!lost-unclear"),
        ("hello", {"reads": "deduction"}, 11, "!lost-outside-scale"),
        ("hello", {"reads": "deduction"}, "4/5", "4/5"),
        ("hello", {"reads": "deduction"}, "不适用", "不适用"),
        ("hello", {"reads": "deduction", "blank": "full"}, "", 10),
        ("hello", {"reads": "deduction", "number_in_text": True}, "语速快-1", (9, "语速快")),
        ("hello", {"reads": "deduction", "number_in_text": True}, "扣2分（抢话）", (8, "抢话")),
        ("check", {"reads": "deduction"}, 7, 3),
        ("check", {"reads": "deduction"}, 3, "!lost-outside-scale"),
        ("check", {"words": {"甲": "10", "乙": "差"}}, "乙 ", "差"),
        ("check", {"words": {"甲": "10"}}, "甲", 10),
        ("check", {"words": {"TRUE": "10"}}, True, 10),
        ("check", {"blank": "not_applicable"}, "", "不适用"),
        ("hello", {"blank": "missing"}, "", ""),
        ("hello", {"number_in_text": True}, "5（语速快）", (5, "语速快")),
        ("hello", {"number_in_text": True}, "4.5分，抢话", (4.5, "抢话")),
        ("hello", {"number_in_text": True}, "4→3", "4→3"),
        ("hello", {"number_in_text": True}, "2次未核实", "2次未核实"),
        ("hello", {"number_in_text": True}, "4 应为更高", "4 应为更高"),
        ("hello", {"number_in_text": True}, "语速快", "语速快"),
        ("hello", {"times": 10}, 0.95, 9.5),
        ("hello", {"times": 10}, "0.5", 5),
    ],
)
def test_notations(
    vocabulary: Vocabulary, item: str, notation: dict[str, Any], written: Any, read: Any
) -> None:
    """What is unambiguous is translated; the rest stays, or is told where it would be misread."""
    translator = Translator(
        GRADED.by_id[item], Notation.model_validate(notation), GRADED, vocabulary
    )
    found = translator.read(written)
    said = f"!{found.code}" if found.code else (found.value, found.rest)
    assert said == (read if isinstance(read, tuple) or str(read)[:1] == "!" else (read, ""))


@given(lost=st.decimals(0, 10, places=1))
@examples(60)
def test_deductions_are_exact(lost: Decimal, vocabulary: Vocabulary) -> None:
    """The full mark less what was taken off, to the last digit, or told as outside the scale."""
    notation = Notation(reads="deduction")
    found = Translator(GRADED.by_id["hello"], notation, GRADED, vocabulary).read(-float(lost))
    if lost % Decimal("0.5"):
        assert found.code == "lost-outside-scale"
    else:
        assert isinstance(found.value, int | float)
        assert exact(found.value) == 10 - lost


def test_points_lost_of_a_counted_item_are_occurrences(vocabulary: Vocabulary) -> None:
    """-4 at two points each is twice; three is no number of times."""
    node = {"id": "late", "name": "迟报", "count": {"points": 2, "unit": "points", **SOURCE}}
    counted = scheme([node], "sum", score={"base": 100})
    translator = Translator(counted.by_id["late"], Notation(reads="deduction"), counted, vocabulary)
    assert translator.read("扣4分").value == 2
    assert translator.read(-3).code == "lost-outside-scale"
    assert translator.read("").value == ""
    assert translator.read("两分").code == "lost-not-a-number"
    often = translator.read(-2 * (vocabulary.limits.most_times + 1))
    assert often.code == "lost-outside-scale", "told as points, never as a number of times"


# --- long schemes ------------------------------------------------------------------------------

LONG = scheme(
    [
        {"id": "number", "name": "未报工号", "count": {"points": 5, "unit": "points", **SOURCE}},
        {"id": "late", "name": "迟报", "count": {"points": 2, "unit": "points", **SOURCE}},
    ],
    "sum",
    sheet={"layout": "long"},
    score={"base": 100},
)


def test_a_list_of_breaches_becomes_a_long_sheet(vocabulary: Vocabulary) -> None:
    """The recording is the 依据; inspectors of single rows are who registered them."""
    text = """
        录音 | 工号 | 日期 | 质检员 | 标准 | 分数
        A | 001 | 2026-10-05 | 陈晨 | 未报工号 | 5
        A | 001 | 2026-10-05 | {} | 迟报 | 2
        合计 ||||| 7
        """
    fields = {
        **FIELDS,
        "inspector": [{"heading": "质检员"}],
        "clause": [{"heading": "标准"}],
        "deduction": [{"heading": "分数"}],
    }
    of: dict[str, Any] = {"fields": fields, "marks": {}}
    found = rows(text.format("陈晨"), vocabulary, LONG, **of)
    assert table(found, "basis", "agent", "clause", "deduction") == [
        ("A", "001", "未报工号", 5),
        ("A", "001", "迟报", 2),
    ]
    assert found.labels == {"inspector": ("陈晨", 1, 3)}
    found = rows(text.format("刘洋"), vocabulary, LONG, **of)
    assert found.labels == {}
    assert table(found, "registrar") == [("陈晨",), ("刘洋",)]


# --- answers -----------------------------------------------------------------------------------


def test_answers_are_joined_by_recording(vocabulary: Vocabulary) -> None:
    """In the order of first appearance; two different answers to one question are told."""
    made: Layout = layout(
        "answers",
        form={"items": "问题", "marks": "得分", "reason": "原因"},
        fields={key: FIELDS[key] for key in ("recording", "call_date", "agent")},
        totals=[{"heading": "总分", "kind": "marks"}],
    )
    grid = drawn(
        """
        录音 | 工号 | 日期 | 问题 | 得分 | 原因
        B | 002 | 2026-10-06 | 开头语 | 4 | 快
        A | 001 | 2026-10-05 | 1.开头语 | 1 |
        B | 002 | 2026-10-06 | 身份核实 | 5 |
        B | 002 | 2026-10-06 | 身份核实 | 6 |
        B | 003 | 2026-10-06 | 业务解答 | 7 | 漏
        B | 002 | 2026-10-06 | 总分 | 16 |
        A | 001 | 2026-10-05 | 语气 | 9 |
        """
    )
    found = unfold(grid, made, SCHEME, score_form(SCHEME, vocabulary), vocabulary, "a.csv")
    assert table(found, "recording", "agent", *MARKS, "remark") == [
        ("B", "002", 4, 5, 7, "开头语：快；业务解答：漏"),
        ("A", "001", 1, "", "", ""),
    ]
    assert [(noted.code, noted.place, noted.row) for noted in found.noted] == [
        ("answers-differ", (4, 4), 1),
        ("answers-differ", (5, 1), 1),
    ]
    assert found.stated[0].cells == {1: (16, (6, 4))}
    assert unsure(found) == [(7, 3), (7, 4)]


# --- whatever stands in a sheet ----------------------------------------------------------------

ODD: list[Any] = [
    *[
        "",
        "",
        "",
        "√",
        "×",
        "是",
        "合计",
        "示例",
        "注：见下",
        "-2",
        "扣2分",
        "5（快）",
        "4→3",
        "001",
    ],
    *[
        "质检员",
        "质检员：陈晨",
        "质检员：",
        "10月5日",
        "不适用",
        "1.开头语(10分)",
        "开头语",
        "____",
    ],
    *[1, 0.5, True, -3, 1e300, float("inf"), float("nan"), 10**20, "扣" + "9" * 20 + "分"],
    *[datetime(2026, 10, 5), time(10), timedelta(1), CellError("#N/A"), CellError("")],  # noqa: DTZ001
]
HEADINGS = [
    "录音",
    "工号",
    "日期",
    "开头语",
    "核实优",
    "核实差",
    "业务解答",
    "备注",
    "问题",
    "得分",
]
ODD_FIELDS = {
    "recording": [{"heading": "录音"}, {"made_of": ["agent", "call_date"]}],
    "call_date": [
        {"heading": "日期", "year": 2026, "day_first": True},
        {"group_row": "(\\d+月\\d+日)", "within": "month"},
    ],
    "agent": [{"heading": "工号", "fill_down": True, "pattern": "(\\d+)"}],
    "inspector": [{"label": "质检员"}],
    "month": [{"file_name": "(\\d+年)"}],
    "project": [{"heading": "备注"}],
}
ODD_TICKS = [{"heading": "核实优", "mark": "10"}, {"heading": "核实差", "mark": "0"}]
ODD_MARKS = {
    "hello": {"heading": "开头语", "reason": "备注", "full": "得分"},
    "check": {"ticks": ODD_TICKS},
    "answer": {"heading": "业务解答"},
}
NOTATIONS = [
    {},
    {"reads": "deduction", "blank": "full", "number_in_text": True, "words": {"√": "10"}},
    {"number_in_text": True, "blank": "zero", "times": "10"},
]


@given(seed=st.integers(0, 1_000_000), shape=st.sampled_from(["rows", "answers"]))
@examples(150)
def test_any_sheet_is_read_without_a_crash(seed: int, shape: str, vocabulary: Vocabulary) -> None:
    """Every filled cell is accounted for once, and what is read comes from cells of the sheet."""
    random = Random(seed)
    height, width = random.randint(1, 8), random.randint(1, 10)
    lines = [random.choices(ODD, k=width) for _ in range(height)]
    lines[random.randrange(height)] = random.sample(HEADINGS, len(HEADINGS))[:width]
    top, left = random.randrange(height), random.randrange(width)
    merged = {(top, left): (random.randint(1, height), random.randint(1, width))}
    seen = Unseen(merged=random.choice([None, merged]), formulas=frozenset({(1, 1)}))
    keys = {"form": {"items": "问题", "marks": "得分"}} if shape == "answers" else {}
    of = layout(
        shape,
        fields=ODD_FIELDS,
        marks=ODD_MARKS if shape == "rows" else layout(shape).model_dump()["marks"],
        notations={"default": random.choice(NOTATIONS)},
        levels=random.randint(1, 3),
        ignored={"rows": [{"words": ["合*"], "kind": "total"}], "labels": ["合计"]},
        **keys,
    )
    grid = Grid("10.5", lines, seen, typed=random.random() < 0.8)
    form = score_form(SCHEME, vocabulary)
    found = unfold(grid, of, SCHEME, form, vocabulary, "2026年.xlsx")
    assert set(found.cells) == {
        (row, column)
        for row, line in enumerate(lines)
        for column, cell in enumerate(line)
        if cell != ""
    }
    assert all(row < height and column < width for row, column in found.origin.values())
    assert {len(row) for row in found.grid.rows} == {len(found.keys)}
