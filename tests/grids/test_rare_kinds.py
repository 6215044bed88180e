"""What .xls and .xlsb say beside their values, and why some files can't be opened."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
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


def changed(data: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """The package with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w") as new:
        for info in old.infolist():
            content = old.read(info)
            new.writestr(info.filename, change(content) if info.filename == part else content)
    return out.getvalue()


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
    """A part over the limit stops the file, cells that span more than can be held their sheet alone."""
    data = xlsb([["工号"], ["1"]])
    assert why(data, limits.model_copy(update={"max_part_megabytes": 0})) == "file-too-large"
    workbook = open_workbook(data, limits.model_copy(update={"max_cells": 1}))
    with pytest.raises(TooLarge):
        workbook.grid(SHEET)


@pytest.mark.slow
def test_xlsb_of_records_without_end(limits: Limits) -> None:
    """Millions of records that are neither rows nor cells are no sheet, and are soon given up."""
    cells = xlsb([["工号"], ["1"]])
    many = changed(cells, "xl/worksheets/sheet1.bin", lambda sheet: sheet + b"\x05\x00" * 100)
    with pytest.raises(struct.error):
        open_workbook(many, limits).grid(SHEET)
    others = changed(
        cells, "xl/worksheets/sheet1.bin", lambda sheet: b"\x25\x00" * 5_000_000 + sheet
    )
    with pytest.raises(TooLarge):
        open_workbook(others, limits).grid(SHEET)


def test_xls_of_one_far_cell(limits: Limits) -> None:
    """Rows of an .xls are not filled up to one far cell, and what spans too much is too large."""
    cells = {(0, 0): "工号", (65_535, 0): "1", (3, 255): "far"}
    assert len(the_sheet(xls(cells), limits).rows) == 65_536
    with pytest.raises(TooLarge):
        the_sheet(xls(cells), limits.model_copy(update={"max_cells": 100_000}))


@pytest.mark.parametrize("kind", ["chartsheet", "dialogsheet", "xlMacrosheet"])
def test_sheets_without_cells(limits: Limits, kind: str) -> None:
    """A chart, a dialog or a macro sheet is no sheet to be read, in .xlsb as in .xlsx."""
    data = xlsb([["工号"], ["1"]], names=("评分表", "图"))
    relations = "xl/_rels/workbook.bin.rels"

    def second(xml: bytes) -> bytes:
        first, rest = xml.split(b"/>", 1)
        return first + b"/>" + rest.replace(b'/worksheet"', f'/{kind}"'.encode())

    workbook = open_workbook(changed(data, relations, second), limits)
    assert workbook.sheets == ((SHEET, False),)


def test_sheets_of_one_name(limits: Limits) -> None:
    """Where two sheets have one name the file is refused, and the reason says so."""
    with pytest.raises(FileFault) as caught:
        open_workbook(xlsb([["工号"]], names=(SHEET, SHEET)), limits)
    assert "同名" in caught.value.why["zh"]


# --- .ods ----------------------------------------------------------------------------------------


def ods(*tables: str) -> bytes:
    """A workbook with the sheets a, b …, each with the XML of its rows."""
    sheets = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>'
        for name, rows in zip("abc", tables, strict=False)
    )
    spaces = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text", "calcext")
    )
    content = f"<office:document-content{spaces}><office:body><office:spreadsheet>{sheets}"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
        end = "</office:spreadsheet></office:body></office:document-content>"
        archive.writestr("content.xml", content + end)
    return out.getvalue()


def row(*cells: str) -> str:
    return f"<table:table-row>{''.join(cells)}</table:table-row>"


def text_cell(words: str, attributes: str = 'office:value-type="string"') -> str:
    return f"<table:table-cell {attributes}><text:p>{words}</text:p></table:table-cell>"


@pytest.mark.parametrize(
    "repeated",
    ['table:number-columns-repeated="16384"', "table:number-columns-repeated = '16384'"],
)
def test_ods_too_large(limits: Limits, repeated: str) -> None:
    """A sheet that unrolls to more cells than can be held is too large; its neighbours are read."""
    far = row(text_cell("x", f"{repeated} office:value-type='string'"))
    rows = row("<table:table-cell/>") * 2000
    workbook = open_workbook(ods(row(text_cell("1")), rows + far, row(text_cell("3"))), limits)
    assert [name for name, _ in workbook.sheets] == ["a", "b", "c"]
    assert workbook.grid("a").rows == [["1"]] and workbook.grid("c").rows == [["3"]]
    with pytest.raises(TooLarge):
        workbook.grid("b")


def test_ods_words_without_a_kind(limits: Limits) -> None:
    """A cell that holds words and doesn't say that they are text holds them all the same."""
    bare = text_cell("甲", "table:number-columns-repeated='2'")
    assert the_first(ods(row(text_cell("乙"), bare)), limits).rows == [["乙", "甲", "甲"]]


def test_ods_errors(limits: Limits) -> None:
    """What an error value is called stands in the words of its cell."""
    error = text_cell("#DIV/0!", 'office:value-type="string" calcext:value-type="error"')
    grid = the_first(ods(row(text_cell("a"), error)), limits)
    assert grid.unseen.errors == {(0, 1): CellError("#DIV/0!")}


def the_first(data: bytes, limits: Limits) -> Grid:
    workbook = open_workbook(data, limits)
    return workbook.grid(workbook.sheets[0][0])


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
