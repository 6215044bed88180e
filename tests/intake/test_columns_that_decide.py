"""Columns that decide about scores, money or identity, spoilt in every way a heading can be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from sheets_for_intake import Reader

import scheme_factory as made
from qa_workbook.scheme.book import SchemeBook
from sheet_text import cells, write_sheet

LONG = """
方案 | norm | 方案版本 | '1 | 质检员 | 李晓 | 质检日期 | 2026-10-06
序号 | 日期 | 工号 | 姓名 | 班组 | 条款 | 次数 | 加重 | 依据 | 登记人 | 备注
1 | 2026-10-05 | A1 | 王一 | 一班 | 迟到 | 3 | 是 | R1 | 陈晨 | 甲
2 | 2026-10-05 | A1 | 王一 | 一班 | 迟到 | 2 | | R2 | 陈晨 | 乙
"""
WIDE = """
方案 | mini | 方案版本 | '1 | 质检员 | 李晓 | 质检日期 | 2026-10-06
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 态度 | 业务 | 差错扣分 | 差错代码 | 致命错误 | 备注
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 5 | 4 | 2 | E1 | | 甲
2 | R2 | 2026-10-05 | A2 | 王二 | 一班 | 1 | 3 | 5 | | F1 | 是 | 乙
"""
SHEETS = {"long": LONG, "wide": WIDE}
DESCRIBING = ["name", "team", "round", "remark"]
"""What moves neither a score nor money; the rest of a row, but its place, may not change."""


def book() -> SchemeBook:
    items = [made.item("a") | {"name": "态度"}, made.item("b") | {"name": "业务"}]
    codes = [{"id": "E1", "name": "错字"}]
    rule = {"highest": 10, "lowest": 1, "step": 1, "unit": "points", "reason": "optional"}
    late = made.clause("late", 2)
    late["count"] |= {"aggravated": 4}
    return SchemeBook(
        (
            made.scheme(
                items,
                id="mini",
                error_deduction=rule | {"codes": codes} | made.SOURCE,
                fatal=made.FATAL | {"codes": [{"id": "F1", "name": "争吵"}]},
            ),
            made.scheme(
                [late | {"name": "迟到"}],
                "sum",
                id="norm",
                score={"base": 100, "floor": 0},
                sheet={"layout": "long"},
            ),
        )
    )


def _deleted(row: list[str], place: int, _is_head: bool) -> None:
    del row[place]


def _emptied(row: list[str], place: int, is_head: bool) -> None:
    row[place] = "" if is_head else row[place]


def _renamed(row: list[str], place: int, is_head: bool) -> None:
    row[place] = f"{row[place]}X" if is_head else row[place]


def _mistyped(row: list[str], place: int, is_head: bool) -> None:
    row[place] = f"{row[place][:-1]}某" if is_head else row[place]


def _doubled(row: list[str], place: int, is_head: bool) -> None:
    row.append(row[place] if is_head else "1")


Spoil = Callable[[list[str], int, bool], None]
SPOILS: list[Spoil] = [_deleted, _emptied, _renamed, _mistyped, _doubled]
CASES = [
    (layout, place, spoil)
    for layout, text in SHEETS.items()
    for place in range(len(cells(text)[1]))
    for spoil in SPOILS
]


def deciding(frames: dict[object, pd.DataFrame]) -> list[list[object]]:
    """The rows of all frames, without what only describes them."""
    (frame,) = frames.values()
    kept = frame.drop(columns=[*DESCRIBING, "file", "sheet", "row"])
    return [list(row) for row in kept.itertuples(index=False)]


@pytest.mark.parametrize(("layout", "place", "spoil"), CASES)
def test_a_spoilt_heading_never_gives_another_score(
    tmp_path: Path, read: Reader, layout: str, place: int, spoil: Spoil
) -> None:
    """Whatever happens to a heading: the rows say the same as before, or an error keeps them out."""
    sound = write_sheet(tmp_path / "sound.xlsx", SHEETS[layout])
    expected = deciding(read(sound, book=book()).frames)
    table = cells(SHEETS[layout])
    for number, row in enumerate(table[1:]):
        spoil(row, place, number == 0)
    sheet = "\n".join(" | ".join(row) for row in table)
    intake = read(write_sheet(tmp_path / "spoilt.xlsx", sheet), book=book())
    if any(found.severity == "error" for found in intake.findings):
        assert not any(map(len, intake.frames.values())) and intake.sheets[0].rejected
    else:
        assert deciding(intake.frames) == expected


def test_a_recording_number_is_the_evidence_of_a_breach(tmp_path: Path, read: Reader) -> None:
    """A 违规登记 has no 录音编号 of its own: headed so, the column is its 依据."""
    headed = LONG.replace("依据", "录音编号")
    intake = read(write_sheet(tmp_path / "a.xlsx", headed), book=book())
    (frame,) = intake.frames.values()
    assert list(frame["recording"]) == ["R1", "R2"] and not intake.findings


def test_evidence_wins_over_a_recording_number_beside_it(tmp_path: Path, read: Reader) -> None:
    """Where both columns are there 依据 is read, and the other one is told as unused."""
    both = LONG.replace("依据 | 登记人", "依据 | 录音编号")
    intake = read(write_sheet(tmp_path / "a.xlsx", both), book=book())
    (frame,) = intake.frames.values()
    assert list(frame["recording"]) == ["R1", "R2"]
    assert ("column-unknown", "J2") in [(f.code, f.cell) for f in intake.findings]
