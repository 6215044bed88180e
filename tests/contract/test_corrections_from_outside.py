"""Corrected sheets from outside: what they no longer say counts nowhere, and what still counts is said."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest
from sheets import ITEMS, recordings, write_breaches, write_sheet

DAYS = [(None, None), (None, date(2026, 11, 4)), (date(2026, 11, 3), date(2026, 11, 4))]


def _row(number, mark, agent="A001"):
    (row,) = recordings(1, 1)
    plain = {"差错扣分": None, "差错代码": None, "致命错误": None, "备注": None, "工号": agent}
    return row | plain | {"录音编号": number} | dict.fromkeys(ITEMS, mark)


def _score(desk, rows, day, inspector="甲", name="a.xlsx"):
    write_sheet(desk.inbox / name, rows, inspector=inspector, head={"质检日期": day})


def _figures(desk):
    found = desk.json("metrics", "--period", "2026-10")
    return found["recordings"], found["mean_score"]


@pytest.mark.parametrize(("before", "after"), DAYS)
def test_a_deleted_row_or_a_mended_number__counts_no_more(desk, before, after):
    """Whether 质检日期 is empty, filled in or mended: R2 is gone, also when its number was mended to R2b."""
    _score(desk, [_row("R1", 5), _row("R2", 2)], before)
    desk.merge()
    _score(desk, [_row("R1", 5)], after)
    report = desk.build()
    assert report["findings"]["warning"] >= 1
    assert report["withdrawn"] == 1
    assert _figures(desk) == (1, 100.0)
    _score(desk, [_row("R1", 5), _row("R2", 2)], before)
    desk.merge()
    _score(desk, [_row("R1", 5), _row("R2b", 2)], after)
    desk.merge()
    assert _figures(desk) == (2, 70.0)


def test_a_corrected_inspector__leaves_no_second_score(desk):
    """The score under the wrong name is withdrawn, and this is a warning."""
    _score(desk, [_row("R1", 5)], date(2026, 11, 3), "乙")
    desk.merge()
    _score(desk, [_row("R1", 4)], date(2026, 11, 3), "甲")
    assert desk.build()["findings"]["warning"] >= 1
    assert _figures(desk) == (1, 80.0)


def test_a_corrected_clause_without_a_day__is_fined_once(desk):
    """One breach whose clause was corrected: one line, its points and its money only."""
    for clause in ("指责其他部门", "登记错误影响后续处理"):
        path = write_breaches(desk.inbox / "a.xlsx", [{"条款": clause}])
        _empty(path, "质检日期")
        desk.merge()
    register = desk.json("register", "--period", "2026-10")
    assert (register["lines"], register["points"]) == (1, "6")


def _empty(path, label):
    book = openpyxl.load_workbook(path)
    for row in book.active.iter_rows(max_row=6):
        if row[0].value == label:
            row[1].value = None
    book.save(path)


def test_another_sheet_under_the_same_name__is_said(desk):
    """The daily sheet overwrites yesterday's: both count, and one warning says so."""
    _score(desk, [_row("R1", 5), _row("R2", 2)], date(2026, 11, 3))
    desk.merge()
    _score(desk, [_row("R8", 5)], date(2026, 11, 4))
    report = desk.build()
    assert report["findings"]["warning"] == 1
    assert _figures(desk) == (3, 80.0)
    assert desk.build()["findings"]["warning"] == 0
    assert desk.json("records", "check")["wrong"] == [], "nobody forged what stays"
    assert desk.json("withdraw", "a.xlsx")["withdrawn"] == 2
    assert _figures(desk) == (1, 100.0)
    assert desk.json("records", "check")["wrong"] == []


def test_a_row_that_moved__has_its_new_cell_everywhere(desk):
    """After a row above was deleted, scores, marks and the register name the row where it stands now."""
    fatal = {"差错代码": "F11", "致命错误": "是"}
    rows = [_row("R1", 5), _row("R2", 5), _row("R3", 5) | fatal]
    _score(desk, rows, None)
    desk.merge()
    _score(desk, [rows[0], rows[2]], None)
    desk.merge()
    for what in ("scores", "marks", "penalties"):
        out = desk.root / f"{what}.csv"
        desk.json("export", what, "--period", "2026-10", "--out", str(out))
        head, *lines = out.read_text("utf-8-sig").splitlines()
        place = head.split(",").index("row")
        own = {line.split(",")[place] for line in lines if "R3" in line}
        assert own == {"9"}, what


def test_a_faulty_correction__is_no_forgery(desk):
    """The earlier score that stays until the sheet is in order is no record without an original."""
    _score(desk, [_row("R1", 5), _row("R2", 2)], None)
    desk.merge()
    _score(desk, [_row("R1", 5), _row("R2", 7)], None)
    desk.build(code=1)
    assert _figures(desk) == (2, 70.0)
    assert desk.json("records", "check")["wrong"] == []


def _score_by_rows(desk, rows, name="a.xlsx"):
    """Writes a sheet whose rows say themselves who inspected them, and when."""
    _score(desk, [row for row, _, _ in rows], None, None, name)
    book = openpyxl.load_workbook(desk.inbox / name)
    sheet = book.active
    [top] = [row[0].row for row in sheet.iter_rows() if row[0].value == "序号"]
    column = sheet.max_column + 1
    said = [("质检员", "质检日期"), *(person_and_day for _, *person_and_day in rows)]
    for line, (inspector, day) in enumerate(said, top):
        sheet.cell(line, column, inspector)
        sheet.cell(line, column + 1, day)
    book.save(desk.inbox / name)


def test_a_row_taken_out_of_a_sheet_of_several_inspectors__counts_no_more(desk):
    """Rows of several people and days in one sheet: what is taken out of it or renamed counts once."""
    kept = [(_row("R1", 5), "甲", date(2026, 11, 3)), (_row("R2", 5), "乙", date(2026, 11, 4))]
    third = _row("R3", 2)
    _score_by_rows(desk, [*kept, (third, "乙", date(2026, 11, 5))])
    desk.merge()
    assert _figures(desk) == (3, 80.0)
    _score_by_rows(desk, [*kept, (third, "丙", date(2026, 11, 5))])
    desk.merge()
    assert _figures(desk) == (3, 80.0)
    _score_by_rows(desk, kept)
    assert desk.build()["withdrawn"] == 1
    assert _figures(desk) == (2, 100.0)
