"""Sheets whose printed totals say otherwise aren't put into use in passing (contract 4.2)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl


def write(path: Path) -> None:
    """A sheet whose full marks are stated, and whose totals are mostly something else."""
    book = openpyxl.Workbook()
    page = book.active
    page.append(["日期", "工号", "姓名", "录音编号", "质检员", "接听", "用语", "解答", "总分"])
    page.append(["满分", "", "", "", "", 10, 30, 60, 100])
    for day, total in ((5, 95), (6, 71), (7, 64), (8, 52), (9, 40)):
        page.append([f"2026-10-0{day}", "001", "王佳", f"LY{day}", "陈晨", 10, 25, 60, total])
    book.save(path)


def page_of(preview: Path) -> Any:
    return openpyxl.load_workbook(preview).worksheets[0]


def answer(preview: Path, question: str, words: str) -> None:
    """Fills in the yellow cell of a question, as a person does."""
    book = openpyxl.load_workbook(preview)
    page = book.worksheets[0]
    line = next(row[0].row for row in page.iter_rows() if question in str(row[1].value))
    page.cell(line, 5).value = words
    book.save(preview)


def test_most_totals_differ__it_is_asked_before_anything_changes(desk: Any) -> None:
    """Nothing changes until somebody has said in the preview that it is meant so."""
    path = desk.root / "旧表.xlsx"
    write(path)
    preview = Path(desk.json("adopt", str(path))["files"]["preview"])
    answer(preview, "总分怎样算", "各项得分相加")
    waiting = desk.json("adopt", "--accept", str(preview), code=2)
    assert [one["question"] for one in waiting["open"]] == ["totals"]
    line = next(row for row in page_of(preview).values if "仍然采用" in str(row[1]))
    assert "I4" in str(line[3]) and "I3" not in str(line[3])
    assert not list((desk.root / "config" / "layouts").glob("adopted*"))
    answer(preview, "仍然采用", "看过了，仍然采用")
    done = desk.json("adopt", "--accept", str(preview))
    assert done["accepted"] and done["totals"] == {"compared": 5, "agree": 1}
