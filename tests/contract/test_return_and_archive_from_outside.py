"""Corrected copies, and filing, checking and taking back what they brought, from outside."""

from __future__ import annotations

from pathlib import Path

from openpyxl import load_workbook
from sheets import recordings, write_sheet


def test_return__filing_and_withdrawing_a_corrected_copy(desk):
    """The passed-over original is filed with its copy; the records agree with it; taken back, the original counts."""
    rows = recordings(4, 1)
    rows[1]["服务态度"] = 9
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge(code=1)
    (one,) = desk.json("return", str(desk.inbox), code=1)["files"]
    book = load_workbook(Path(one["returned"]))
    book["评分表"]["I9"].value = 2
    book.save(desk.inbox / "改好.xlsx")
    assert desk.build()["recordings"]["added"] == 1
    report = desk.json("archive", "--period", "2026-10")
    assert sorted(report["moved"]) == ["a.xlsx", "改好.xlsx"] and not report["kept"]
    checked = desk.json("records", "check")
    assert (checked["checked"], checked["wrong"], checked["unmerged"]) == (4, [], [])
    desk.json("archive", "--period", "2026-10", "--undo")
    (desk.inbox / "改好.xlsx").unlink()
    assert desk.json("withdraw", "改好.xlsx", "--reason", "试填")["withdrawn"] == 4
    again = desk.merge(code=1)["recordings"]
    assert (again["read"], again["rejected"]) == (4, 1)
    assert desk.json("metrics", "--period", "2026-10")["recordings"] == 3
