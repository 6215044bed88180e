"""Sums, full marks, weights and examples are no recordings, wherever their word stands; a recording is never one."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.comments import Comment
from test_tables_and_merges import HEADINGS, codes, frame, labels, read, recording

MARKS = range(6, 16)


def row(marks: object = 10, **cells: object) -> list[object]:
    """A row with marks and the named cells, and nothing else."""
    return [
        marks if place in MARKS else cells.get(heading) for place, heading in enumerate(HEADINGS)
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (row(录音编号="合计"), "total-row-ignored"),
        (row(班组="合计"), "total-row-ignored"),
        (row(轮次="小计"), "total-row-ignored"),
        (row(工号="001 汇总"), "total-row-ignored"),
        (row(姓名="王佳 小计"), "total-row-ignored"),
        (row(工号="Grand Total"), "total-row-ignored"),
        (row(录音编号="本页合计"), "total-row-ignored"),
        (row(录音编号="合计(2条)"), "total-row-ignored"),
        (row(班组="一班小计"), "total-row-ignored"),
        (row(录音编号="共3条"), "total-row-ignored"),
        (row(4.7, 轮次="人均"), "total-row-ignored"),
        (row(4.7, 姓名="均分"), "total-row-ignored"),
        (row(4.7, 录音编号="最高分"), "total-row-ignored"),
        (row(4.7, 备注="合计"), "total-row-ignored"),
        (row(4.7, 差错代码="本月平均"), "total-row-ignored"),
        (row(None, 班组="一班"), "group-row-ignored"),
        (row(None, 录音编号="一班"), "group-row-ignored"),
        (row(None, 备注="以下为第二轮"), "group-row-ignored"),
        (row(5, 录音编号="满分"), "full-mark-row-ignored"),
        (row("10%", 姓名="权重"), "full-mark-row-ignored"),
        (row(5, 录音编号="标准分"), "full-mark-row-ignored"),
        (recording(1, 录音编号="示例录音编号"), "example-row-ignored"),
        (recording(1, 录音编号="示例（请删除）"), "example-row-ignored"),
        (recording(1, 录音编号="样例1"), "example-row-ignored"),
        (recording(1, 录音编号="（示例）LY0001"), "example-row-ignored"),
        (recording(1, 录音编号="如：LY20260001"), "example-row-ignored"),
        (recording(1, 通话日期="示例：2026-10-05"), "example-row-ignored"),
        (recording(1, 工号="示例"), "example-row-ignored"),
        (recording(1, 姓名="示例"), "example-row-ignored"),
        (recording(1, 姓名="张三（示例）"), "example-row-ignored"),
    ],
)
def test_rows_that_are_no_recordings__are_noted_and_left_out(tmp_path: Path, line, code):
    """One note with the cell of the word, no error, and the recordings beside are read."""
    intake = read(tmp_path, [*labels(), HEADINGS, line, recording(2)])
    assert frame(intake)["recording"].tolist() == ["LY2"]
    assert codes(intake) == {code}
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(1, 0)]


@pytest.mark.parametrize(
    "line",
    [
        recording(1, 姓名="合计"),
        recording(1, 班组="总计"),
        recording(1, 姓名="满分"),
        recording(1, 备注="示例"),
        recording(1, 班组="客服汇总"),
        recording(1, 录音编号="例行回访001"),
        recording(1, 录音编号="Example-12345"),
        recording(1, 录音编号="如意001"),
        recording(1, 姓名="例小如"),
        recording(1, 姓名="王 平均"),
    ],
)
def test_a_whole_recording__is_one_whatever_it_is_called(tmp_path: Path, line):
    """An agent may be called 合计, and a remark may say 示例: it counts."""
    intake = read(tmp_path, [*labels(), HEADINGS, line, recording(2)])
    assert frame(intake)["recording"].tolist() == [line[0], "LY2"]


def unsound(number: int, **cells: object) -> list[object]:
    """A row in which a recording has begun."""
    return row(None, 录音编号=f"LY{number}", **cells)


@pytest.mark.parametrize(
    "line",
    [
        unsound(1),
        row(None, 工号="王佳"),
        row(None, 班组="一班", 姓名="王佳"),
        row(),
        recording(1, 班组="客服汇总", 通话日期=None),
    ],
)
def test_a_recording_that_has_begun__is_refused_and_not_passed_over(tmp_path: Path, line):
    """A number, an agent or marks alone: an error, for somebody may still mean to fill it in."""
    intake = read(tmp_path, [*labels(), HEADINGS, line, recording(2)])
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(2, 1)]


def test_marks_of_nobody__are_one_error(tmp_path: Path):
    """A row with marks and without recording, day and agent is told once, not cell by cell."""
    intake = read(tmp_path, [*labels(), HEADINGS, row(4.7, 班组="一班"), recording(2)])
    assert [found.code for found in intake.findings if found.severity == "error"] == [
        "row-nameless"
    ]
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(2, 1)]


def verdicts(folder: Path, heading: str, *words: object) -> tuple[list[str], list[str]]:
    """The recordings that count, and the codes of the others, of rows with these words."""
    rows = [[*recording(number), word] for number, word in enumerate(words, 1)]
    intake = read(folder, [*labels(), [*HEADINGS, heading], *rows])
    return frame(intake)["recording"].tolist(), sorted(codes(intake))


@pytest.mark.parametrize(
    ("heading", "out", "kept"),
    [
        ("是否有效", ["否", "N", "×", False, 0, "无效"], ["是", True, "有效"]),
        ("是否计分", ["不计", "不计入", "否"], ["计分", None, "√"]),
        ("是否作废", ["是", "√", True, "作废"], ["否", None, "-"]),
        ("状态", ["作废", "已撤销", "已取消"], ["有效", "正常", None]),
        ("录音状态", ["作废", "无效"], ["正常", "有效"]),
        ("有效标志", [0, "否"], [1, "是"]),
        ("是否剔除", ["是", "√"], ["否", None]),
        ("有效/无效", ["无效"], ["有效"]),
    ],
)
def test_words_of_rows_that_count_and_of_those_that_do_not(
    tmp_path: Path, heading: str, out: list[object], kept: list[object]
):
    """Yes and no, ticks, boxes and numbers are understood by what the heading asks."""
    count = len(out)
    numbers = [f"LY{number}" for number in range(count + 1, count + len(kept) + 1)]
    assert verdicts(tmp_path, heading, *out, *kept) == (numbers, ["row-invalid-ignored"])


def test_a_word_that_does_not_tell_whether_a_row_counts__keeps_it_out(tmp_path: Path):
    """待定 under 是否有效 is an error in that row; under 状态, which may mean anything, all rows count."""
    assert verdicts(tmp_path, "是否有效", "待定", "是") == (["LY2"], ["validity-unclear"])
    assert verdicts(tmp_path, "状态", "申诉中", "有效") == (["LY1", "LY2"], ["column-unknown"])


def test_a_status_that_calls_one_row_void__is_about_rows(tmp_path: Path):
    """作废 is out, and of the other words those that nobody knows are told once and count."""
    counting, told = verdicts(tmp_path, "状态", "作废", "已申诉", "已申诉", "有效")
    assert counting == ["LY2", "LY3", "LY4"]
    assert told == ["row-invalid-ignored", "status-unclear"]


def test_another_column_that_calls_a_row_void__is_told(tmp_path: Path):
    """Under a heading that may mean anything 作废 keeps nothing out, and isn't passed over."""
    told = ["column-unknown", "row-called-void"]
    assert verdicts(tmp_path, "处理结果", "作废", "已取消") == (["LY1", "LY2"], told)


@pytest.mark.parametrize("cells", [{"备注": "示例，请勿删除"}, {"班组": "示例班"}])
def test_a_remark_or_team_that_says_example__is_told(tmp_path: Path, cells: dict[str, object]):
    """It counts, for a remark may say anything, but nobody's example counts in silence."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1, **cells)])
    assert frame(intake)["recording"].tolist() == ["LY1"]
    assert codes(intake) == {"remark-example"}


@pytest.mark.parametrize(
    ("remark", "told"),
    [
        ("此条作废", True),
        ("客户投诉，作废重抽", True),
        ("用户要求把上月的发票改开并作废", False),
        ("申诉成立，撤销致命错误", False),
    ],
)
def test_a_remark_that_calls_its_row_void(tmp_path: Path, remark: str, told: bool):
    """It is told and counts all the same, for remarks are words of people."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1, 备注=remark)])
    assert frame(intake)["recording"].tolist() == ["LY1"]
    assert codes(intake) == ({"remark-void"} if told else set())


@pytest.mark.parametrize(
    ("cell", "note", "told"),
    [
        ("A5", "陈晨:\n此条作废，重抽", {"comment-void"}),
        ("G5", "申诉成立，改为5分", {"comment-differs"}),
        ("G5", "应为：4", set()),
        ("G5", "语速快，扣1分", set()),
        ("G4", "满分应为5", set()),
    ],
)
def test_a_note_on_a_cell_that_contradicts_it__is_told(
    tmp_path: Path, cell: str, note: str, told: set[str]
):
    """Notes are never read; one of a heading, or that says what its cell says, is nobody's trouble."""

    def touch(sheet: Any) -> None:
        sheet[cell].comment = Comment(note, "QA")

    intake = read(tmp_path, [*labels(), HEADINGS, recording(1)], touch)
    assert frame(intake)["recording"].tolist() == ["LY1"]
    assert codes(intake) == told


def test_a_column_that_says_which_rows_count(tmp_path: Path):
    """无效 keeps a row out with a note; 有效 and an empty cell count."""
    rows = [[*recording(number), word] for number, word in ((1, "有效"), (2, "无效"), (3, None))]
    intake = read(tmp_path, [*labels(), [*HEADINGS, "是否有效"], *rows])
    assert frame(intake)["recording"].tolist() == ["LY1", "LY3"]
    assert codes(intake) == {"row-invalid-ignored"}
