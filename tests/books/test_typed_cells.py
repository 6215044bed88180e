"""Nothing that a person wrote into a register is overlooked, and a file saved again is no writing."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from test_register_book import made_register

from qa_workbook.books.register.book import write_register_book
from qa_workbook.books.register.typed_cells import TypedCell, typed_cells
from qa_workbook.config.strict import read_model
from qa_workbook.forms.vocabulary import Vocabulary
from shared_office import HAS_CALC, convert_in_calc

CONFIG = Path(__file__).parents[2] / "config"
LINES = "扣罚登记"


@pytest.fixture(scope="module")
def limits():
    """The limits of reading that are shipped."""
    return read_model(CONFIG / "intake.yaml", Vocabulary)[0].limits


@pytest.fixture(scope="module")
def original(tmp_path_factory) -> bytes:
    """A register as it was written."""
    path = tmp_path_factory.mktemp("register") / "x.xlsx"
    write_register_book(path, made_register(3))
    return path.read_bytes()


@pytest.fixture
def typed(original, limits) -> Callable[[Callable], list[TypedCell]]:
    """Changes the register with openpyxl and returns what is found."""

    def change_and_compare(change: Callable) -> list[TypedCell]:
        book = openpyxl.load_workbook(io.BytesIO(original))
        change(book)
        saved = io.BytesIO()
        book.save(saved)
        return typed_cells(original, saved.getvalue(), limits)

    return change_and_compare


def heading(sheet, words: str) -> int:
    """The column of a heading."""
    return next(cell.column for cell in sheet[5] if cell.value == words)


def test_saving_again_writes_nothing(typed) -> None:
    """The same cells saved by another program are no writing."""
    assert typed(lambda _book: None) == []


@pytest.mark.parametrize("words", ["质检班长认定", "班长意见", "座席签字", "仲裁", "执行"])
def test_a_decision_is_found(typed, words: str) -> None:
    """What stands in a column of the procedure is told with its cell."""
    cells = []

    def decide(book) -> None:
        cell = book[LINES].cell(7, heading(book[LINES], words), "属实")
        cells.append(cell.coordinate)

    assert typed(decide) == [TypedCell(LINES, cells[0])]


def test_writing_anywhere_is_found(typed) -> None:
    """In a slip, in the margin, over a figure, over a formula, and on a sheet of its own."""

    def write(book) -> None:
        slip = book.worksheets[-1]
        slip["J30"], book[LINES]["AZ99"] = "已签", "备忘"
        sheet = book[LINES]
        sheet.cell(6, heading(sheet, "扣罚金额（元）"), 1)
        book["控制合计"]["C6"] = 7
        book.create_sheet("我的笔记")["B2"] = "问一下王经理"

    found = {(cell.sheet, cell.cell) for cell in typed(write)}
    assert {name for name, _ in found} >= {LINES, "控制合计", "我的笔记"}
    assert {("我的笔记", "B2"), (LINES, "AZ99"), ("控制合计", "C6")} <= found
    assert len(found) == 5


def test_a_cleared_cell_is_found(typed) -> None:
    """Somebody who empties a cell meant it."""

    def clear(book) -> None:
        book[LINES]["D6"] = None

    assert typed(clear) == [TypedCell(LINES, "D6")]


def test_sorting_writes_nothing_but_what_was_written_is_found(typed) -> None:
    """Rows in another order are compared with their own line, by its number."""

    def sort(book, written: str = "") -> None:
        sheet = book[LINES]
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=6)]
        for number, row in enumerate(reversed(rows), 6):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
                if isinstance(value, str):  # a remark that begins with "=" is no formula
                    sheet.cell(number, column).data_type = "s"
        if written:
            sheet.cell(8, heading(sheet, "班长意见"), written)

    assert typed(sort) == []
    (cell,) = typed(lambda book: sort(book, "同意"))
    assert cell.cell.endswith("8")


def test_a_new_name_of_a_sheet_writes_nothing(typed) -> None:
    """A renamed sheet with the same content holds nothing new."""

    def rename(book) -> None:
        book["说明"].title = "须知"

    assert typed(rename) == []


def test_a_note_is_found(typed) -> None:
    """A comment on a cell is writing too."""

    def annotate(book) -> None:
        book[LINES]["C6"].comment = Comment("本人不同意", "60101")

    assert typed(annotate) == [TypedCell(LINES, "C6", is_note=True)]


def test_a_picture_is_found(original, limits) -> None:
    """A pasted picture, a signature for example, is told with its sheet."""
    relations = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId9" Type="drawing" Target="../drawings/drawing1.xml"/></Relationships>'
    )
    added = {
        "xl/media/image1.png": "PNG",
        "xl/drawings/drawing1.xml": "<xdr:wsDr/>",
        "xl/worksheets/_rels/sheet4.xml.rels": relations,
    }
    saved = io.BytesIO(original)
    with zipfile.ZipFile(saved, "a") as archive:
        for name, content in added.items():
            archive.writestr(name, content)
    fourth = openpyxl.load_workbook(io.BytesIO(original)).sheetnames[3]
    assert typed_cells(original, saved.getvalue(), limits) == [TypedCell(fourth, "")]


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
def test_saving_in_calc_writes_nothing(original, limits, tmp_path) -> None:
    """LibreOffice recalculates and writes its own styles and parts: no cell counts as written."""
    path = tmp_path / "x.xlsx"
    path.write_bytes(original)
    saved = convert_in_calc(path, "xlsx", tmp_path / "saved")
    assert typed_cells(original, saved.read_bytes(), limits) == []
