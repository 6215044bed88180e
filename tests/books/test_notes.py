"""What people write into the cells to write into is found again, however the rows were sorted."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from qa_workbook.app.earlier_analysis import EarlierAnalysis
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.fast_workbook import FastWorkbook
from qa_workbook.books.cloth.notes import hide_marks, write_room, written_notes
from qa_workbook.books.cloth.page import Page
from qa_workbook.config.strict import read_model
from qa_workbook.files import written_together
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.workspace import Workspace

CONFIG = Path(__file__).resolve().parents[2] / "config"
LIMITS = read_model(CONFIG / "intake.yaml", Vocabulary)[0].limits
ROWS = ("10001", '班长 "甲"/x', "=1+1")
CELLS = {"plan": 1, "done": 2}
COLUMN = 4


def made(notes: dict[str, str | float]) -> bytes:
    """A workbook with room to write in three rows."""
    target = io.BytesIO()
    workbook = FastWorkbook(target, {"in_memory": True})
    book = ResultBook(workbook, "analysis_book", "zh")
    book.notes = notes
    page = Page(book, "辅导名单")
    for row, key in enumerate(ROWS):
        write_room(page, row, key, CELLS, COLUMN)
    hide_marks(page, COLUMN)
    workbook.close()
    return target.getvalue()


def edited(data: bytes, change) -> bytes:
    """The workbook after `change` of its sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    change(book.worksheets[0])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def notes_of(data: bytes) -> dict[str, str | float]:
    """What is written in a workbook."""
    return {note.key: note.value for note in written_notes(data, LIMITS) if note.value != ""}


def test_notes_are_written_again_and_stay_texts():
    """What was typed stands in the next workbook, never as a formula."""
    wanted = {"10001/plan": "=HYPERLINK(1)", '班长 "甲"/x/done': 3.0, "=1+1/plan": "两遍\n再听"}
    again = made(wanted)
    assert notes_of(again) == wanted
    assert openpyxl.load_workbook(io.BytesIO(again)).worksheets[0]["B1"].data_type == "s"


def test_rows_may_be_moved_and_copied():
    """Rows that were sorted or pushed down keep their notes; of copied rows the first counts."""

    def change(sheet) -> None:
        sheet["B1"] = "先听录音"
        sheet.insert_rows(1, 3)
        first, second = sheet[4], sheet[5]
        for one, other in zip(first, second, strict=True):
            one.value, other.value = other.value, one.value
        for cell in sheet[5]:
            sheet.cell(9, cell.column, cell.value)
        sheet["B9"] = "抄下来的"

    assert notes_of(edited(made({}), change)) == {"10001/plan": "先听录音"}


@pytest.mark.parametrize("broken", ["✎", "✎[]", "✎3", '✎["a",{"plan":"x"}]', '✎["a",{"plan":-99}]'])
def test_a_mark_that_somebody_changed_is_passed_over(broken):
    """A hidden mark that makes no sense any more names no cell."""
    changed = edited(made({"10001/plan": "x"}), lambda sheet: sheet.cell(1, COLUMN + 1, broken))
    assert "10001/plan" not in notes_of(changed)


def test_a_note_outlives_a_workbook_without_its_row(tmp_path):
    """Whoever leaves the list and comes back finds the note again; what was emptied stays empty."""
    workspace = Workspace(tmp_path)
    file = tmp_path / "output" / "分析.xlsx"
    file.parent.mkdir()

    def build(content: bytes | None = None) -> dict[str, str | float]:
        """A build that writes the rows with the notes it knows, or else `content`."""
        earlier = EarlierAnalysis(workspace, file, LIMITS)
        notes = dict(earlier.notes)
        with written_together() as files:
            beside = files.add(file)
            beside.write_bytes(content or made(notes))
            earlier.save_original(beside.read_bytes(), files)
            files.publish()
            earlier.remove_old()
        return notes

    build()
    file.write_bytes(edited(file.read_bytes(), lambda sheet: sheet.cell(1, 2, "周五一对一")))
    build(nothing())  # the agent is not on the list
    assert build() == {"10001/plan": "周五一对一"}
    assert build() == {"10001/plan": "周五一对一"}
    assert notes_of(file.read_bytes()) == {"10001/plan": "周五一对一"}
    file.write_bytes(edited(file.read_bytes(), lambda sheet: setattr(sheet["B1"], "value", None)))
    assert build() == {}
    assert build() == {}


def nothing() -> bytes:
    """A workbook without any row to write into."""
    book, target = openpyxl.Workbook(), io.BytesIO()
    book.save(target)
    return target.getvalue()


def test_the_marks_are_hidden():
    """Nobody sees the column of the marks."""
    sheet = openpyxl.load_workbook(io.BytesIO(made({}))).worksheets[0]
    assert sheet.column_dimensions[xlsxwriter.utility.xl_col_to_name(COLUMN)].hidden
