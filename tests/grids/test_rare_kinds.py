"""What .xls and .xlsb say beside their values, and why some files can't be opened."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from binary_sheets import SHEET, xls, xlsb
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.grid import CellError, Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook

CONFIG = Path(__file__).parents[2] / "config"
NA = CellError("#N/A")


@pytest.fixture(scope="module")
def limits() -> Limits:
    model, faults = read_model(CONFIG / "intake.yaml", Vocabulary)
    assert model is not None, faults
    return model.limits


def the_sheet(data: bytes, limits: Limits) -> Grid:
    workbook = open_workbook(data, limits)
    assert workbook.sheets == ((SHEET, False),)
    return workbook.grid(SHEET)


def why(data: bytes, limits: Limits) -> str:
    with pytest.raises(FileFault) as caught:
        open_workbook(data, limits)
    return caught.value.code


def test_xls_cells(limits: Limits) -> None:
    """Text, numbers, booleans and error values of .xls are told apart; blank rows at the end are no rows."""
    cells = {(0, 0): "工号", (1, 0): True, (2, 1): 5.0, (3, 0): "#N/A", (5, 0): ""}
    grid = the_sheet(xls(cells), limits)
    assert grid.rows == [["工号", ""], [True, ""], ["", 5.0], [NA, ""]]
    assert grid.unseen.errors == {(3, 0): NA} and grid.unseen.formulas is None


def test_xls_with_a_password(limits: Limits) -> None:
    """An .xls that a password locks says so, a damaged one only that it can't be read."""
    assert why(xls({}, password=True), limits) == "file-encrypted"
    assert why(xls({(0, 0): "a"})[:30], limits) == "file-unreadable"


def test_xls_too_large(limits: Limits) -> None:
    """An .xls has no parts to be unpacked: the file itself must not be larger than a part."""
    small = limits.model_copy(update={"max_part_megabytes": 0})
    assert why(xls({(0, 0): "a"}), small) == "file-too-large"


def test_xlsb_unseen(limits: Limits) -> None:
    """Error values, typed or from a formula, hidden rows and hidden columns of .xlsb are found in its records."""
    table = [["工号", "姓名", "备注"], ["#N/A", "=#N/A", 5.0]]
    grid = the_sheet(xlsb(table, hidden_rows={1}, hidden_columns={2}), limits)
    assert grid.rows[1] == [NA, NA, 5.0]
    assert grid.unseen.errors == {(1, 0): NA, (1, 1): NA}
    assert grid.unseen.formulas == {(1, 1)}
    assert grid.unseen.hidden_rows == {1} and grid.unseen.hidden_columns == {2}


def test_xlsb_long_records(limits: Limits) -> None:
    """A text whose size takes two bytes is passed over whole, and the cells behind it are still found."""
    grid = the_sheet(xlsb([["说明" * 100, "#N/A"]]), limits)
    assert grid.rows == [["说明" * 100, NA]]


def test_xlsb_too_large(limits: Limits) -> None:
    """A part over the limit, or cells that span more than can be held, stop the file before it is read."""
    data = xlsb([["工号"], ["1"]])
    assert why(data, limits.model_copy(update={"max_part_megabytes": 0})) == "file-too-large"
    assert why(data, limits.model_copy(update={"max_cells": 1})) == "file-too-large"


def test_xlsx_sheet_too_large(limits: Limits) -> None:
    """Values that span more cells than can be held stop the sheet, not the file."""
    file = Path(__file__).parents[1] / "fixtures" / "made_in_calc" / "typed.xlsx"
    workbook = open_workbook(file.read_bytes(), limits.model_copy(update={"max_cells": 10}))
    with pytest.raises(TooLarge):
        workbook.grid(workbook.sheets[0][0])


@pytest.mark.parametrize("part", ["xl/workbook.xml", "content.xml"])
def test_zip_entries_with_a_password(limits: Limits, part: str) -> None:
    """A zip file whose entries are encrypted says so, whatever it was to hold."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(part, "<x/>")
    data = bytearray(out.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    assert why(bytes(data), limits) == "file-encrypted"


def test_not_a_spreadsheet(limits: Limits) -> None:
    """Bytes that no kind of spreadsheet begins with are no table either."""
    assert why(b"\x00\x01\x02" * 100, limits) == "file-unreadable"
    assert why(b"\xff\xfeabc", limits) == "file-unreadable"
