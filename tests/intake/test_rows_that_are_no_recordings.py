"""Sums, full marks, weights and examples are no recordings, wherever their word stands; a recording is never one."""

from __future__ import annotations

from pathlib import Path

import pytest
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
        (row(5, 录音编号="满分"), "full-mark-row-ignored"),
        (row("10%", 姓名="权重"), "full-mark-row-ignored"),
        (row(5, 录音编号="标准分"), "full-mark-row-ignored"),
        (recording(1, 录音编号="示例录音编号"), "example-row-ignored"),
        (recording(1, 录音编号="样例1"), "example-row-ignored"),
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
        recording(1, 姓名="王 平均"),
    ],
)
def test_a_whole_recording__is_one_whatever_it_is_called(tmp_path: Path, line):
    """An agent may be called 合计, and a remark may say 示例: it counts."""
    intake = read(tmp_path, [*labels(), HEADINGS, line, recording(2)])
    assert frame(intake)["recording"].tolist() == ["LY1", "LY2"]


def test_a_column_that_says_which_rows_count(tmp_path: Path):
    """无效 keeps a row out with a note; 有效 and an empty cell count."""
    rows = [[*recording(number), word] for number, word in ((1, "有效"), (2, "无效"), (3, None))]
    intake = read(tmp_path, [*labels(), [*HEADINGS, "是否有效"], *rows])
    assert frame(intake)["recording"].tolist() == ["LY1", "LY3"]
    assert codes(intake) == {"row-invalid-ignored"}
