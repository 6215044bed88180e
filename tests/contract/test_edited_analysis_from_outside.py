"""What people change in the analysis workbook is never lost by the next build."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from sheets import recordings, write_sheet


def test_a_changed_analysis_workbook_is_kept_beside_the_new_one(desk):
    """A changed cell: the next build writes a new workbook and keeps the changed one; once only."""
    write_sheet(desk.inbox / "a.xlsx", recordings(30, 1))
    first = desk.build()
    path = Path(first["files"]["analysis"])
    assert "kept" not in first["files"]
    book = openpyxl.load_workbook(path)
    sheet = next(sheet for sheet in book.worksheets if sheet.title.startswith("明细"))
    sheet.cell(6, 8).value = 61.5
    book.save(path)
    second = desk.build()
    kept = Path(second["files"]["kept"])
    saved = openpyxl.load_workbook(kept)
    assert saved[sheet.title].cell(6, 8).value == 61.5
    assert openpyxl.load_workbook(path)[sheet.title].cell(6, 8).value != 61.5
    assert "kept" not in desk.build()["files"]
    assert len(list(path.parent.glob("服务质量分析表*.xlsx"))) == 2


def test_an_analysis_workbook_saved_again_is_not_kept(desk):
    """Saving without a change is no change."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 1))
    path = Path(desk.build()["files"]["analysis"])
    openpyxl.load_workbook(path).save(path)
    assert "kept" not in desk.build()["files"]


def test_something_else_in_the_place_of_the_workbook_is_kept(desk):
    """A file that is no workbook may be somebody's work."""
    write_sheet(desk.inbox / "a.xlsx", recordings(5, 1))
    path = Path(desk.build()["files"]["analysis"])
    path.write_text("会议记录", "utf-8")
    kept = Path(desk.build()["files"]["kept"])
    assert kept.read_text("utf-8") == "会议记录"


def test_the_first_page_tells_how_many_of_the_period_are_there(desk):
    """n of N is about the period: sheets of other periods in the inbox are no part of it."""
    write_sheet(desk.inbox / "a.xlsx", recordings(30, 1))
    write_sheet(desk.inbox / "b.xlsx", recordings(20, 2, month=(2026, 9)))
    path = Path(desk.build()["files"]["analysis"])
    first = openpyxl.load_workbook(path).worksheets[0]
    assert "30 条（读入 30 条，占 100.0%）" in first["A2"].value
    (desk.inbox / "a.xlsx").unlink()
    path = Path(desk.build()["files"]["analysis"])
    first = openpyxl.load_workbook(path).worksheets[0]
    assert "30 条（读入 30 条，占 100.0%）" in first["A2"].value
