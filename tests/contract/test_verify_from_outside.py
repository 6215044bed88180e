"""`verify FILE` names the cells of a register that somebody changed after it was given out (4.3)."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest
from test_penalties_from_outside import NUISANCE, PERIOD, wages, write_breaches

from shared_office import HAS_CALC, convert_in_calc


@pytest.fixture(scope="module")
def given_out(shared_desk):
    """A workspace with a register of three lines."""
    desk = shared_desk
    wages(desk, A001=9000)
    rows = [{"条款": NUISANCE, "依据": f"R{n}"} for n in range(1, 4)]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)
    return desk


@pytest.fixture
def desk(given_out, tmp_path):
    """A copy of it."""
    return given_out.copied(tmp_path)


@pytest.fixture
def register(desk) -> Path:
    """The register, taken out of the workspace."""
    (file,) = (desk.root / "output").glob("*登记表*.xlsx")
    copy = desk.root.parent / "发给财务.xlsx"
    shutil.copyfile(file, copy)
    return copy


def column(sheet, heading: str) -> int:
    return next(cell.column for row in sheet.iter_rows() for cell in row if cell.value == heading)


def line(sheet, number: str) -> int:
    return next(row[0].row for row in sheet.iter_rows() if row[0].value == number)


def changed(desk, file: Path, touch) -> dict[str, tuple[str, str]]:
    """What `verify` says after somebody opened the file and changed it."""
    book = openpyxl.load_workbook(file)
    touch(book)
    book.save(file)
    report = desk.json("verify", str(file), code=(0, 1))
    assert report["ok"] == (not report["cells"])
    return {
        f"{one['sheet']}!{one['cell']}": (one["expected"], one["found"]) for one in report["cells"]
    }


def test_untouched__and_saved_again(desk, register):
    """The file as it was, and saved by another program, is sound."""
    assert desk.json("verify", str(register)) == {"file": str(register), "ok": True, "cells": []}
    assert changed(desk, register, lambda _book: None) == {}


def test_amounts__are_named_with_what_stood_there(desk, register):
    """A changed amount of a line and of a slip: cell, what was written, what stands there."""
    cells = []

    def touch(book) -> None:
        for sheet in (book["扣罚登记"], book.worksheets[-1]):
            cell = sheet.cell(line(sheet, "2026-10-0002"), column(sheet, "扣罚金额（元）"))
            cells.append((f"{sheet.title}!{cell.coordinate}", f"{cell.value:g}"))
            cell.value = 5000

    found = changed(desk, register, touch)
    assert found == {place: (before, "5000") for place, before in cells}


def test_swapped_agents_and_forged_decisions__are_found(desk, register):
    """Another agent on a line, and a decision that the ledger doesn't have: no sum notices them."""

    def touch(book) -> None:
        sheet = book["扣罚登记"]
        place = line(sheet, "2026-10-0001")
        sheet.cell(place, column(sheet, "工号")).value = "A999"
        sheet.cell(place, column(sheet, "质检班长认定")).value = "认定 Q1"

    assert list(changed(desk, register, touch).values()) == [("A001", "A999"), ("", "认定 Q1")]


def test_sums_typed_over__are_found(desk, register):
    """A number in the place of a formula is one, even in a control total."""

    def touch(book) -> None:
        sheet = book["控制合计"]
        formula = next(
            cell for row in sheet.iter_rows() for cell in row if str(cell.value).startswith("=")
        )
        formula.value = 12345

    assert [now for _, now in changed(desk, register, touch).values()] == ["12345"]


def test_lines_added_or_taken_away__are_found(desk, register):
    """A line more is named by its cells, a line less by the cells where it stood."""

    def touch(book) -> None:
        sheet = book["扣罚登记"]
        row = line(sheet, "2026-10-0003")
        for cell in sheet[row]:
            cell.value = None
        sheet.cell(row + 3, 1).value = "2026-10-0099"

    found = changed(desk, register, touch)
    assert ("2026-10-0003", "") in found.values() and ("", "2026-10-0099") in found.values()


def test_sorted_lines_and_decisions__are_no_change(desk, register):
    """Lines in another order and entries in the cells for decisions are what it is for."""

    def touch(book) -> None:
        sheet = book["审批"]
        first, last = line(sheet, "2026-10-0001"), line(sheet, "2026-10-0003")
        for place in range(1, sheet.max_column + 1):
            one, other = sheet.cell(first, place), sheet.cell(last, place)
            one.value, other.value = other.value, one.value
        sheet.cell(first, column(sheet, "办理")).value = "认定"
        sheet.cell(first, column(sheet, "理由 / 意见")).value = "属实"

    assert changed(desk, register, touch) == {}


def test_a_sheet_that_is_gone__is_named(desk, register):
    """Somebody removed a sheet."""
    found = changed(desk, register, lambda book: book.remove(book["控制合计"]))
    assert found == {"控制合计!": ("控制合计", "")}


@pytest.mark.usefixtures("register")
def test_another_workbook__is_refused(desk, tmp_path):
    """What this workspace never gave out can't be checked: exit 2, in words."""
    other = tmp_path / "x.xlsx"
    openpyxl.Workbook().save(other)
    assert "不是本工作区发出" in desk.call("verify", str(other)).stderr
    desk.json("verify", str(other), code=2)
    desk.json("verify", str(tmp_path / "none.xlsx"), code=2)


def test_an_earlier_register__can_still_be_checked(desk, register):
    """The register given out before the last one has its original, too."""
    write_breaches(desk.inbox / "b.xlsx", [{"条款": NUISANCE, "依据": "R9"}])
    desk.merge()
    desk.json("register", *PERIOD)
    assert desk.json("verify", str(register))["ok"]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice Calc here")
def test_saved_by_calc__is_sound(desk, register, tmp_path):
    """Opening, recalculating and saving in Calc changes nothing that counts."""
    saved = convert_in_calc(register, "xlsx", tmp_path)
    assert desk.json("verify", str(saved))["cells"] == []
