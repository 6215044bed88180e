"""The preview of an adoption: every cell in its colour, beside it what would be recorded, questions
whose answers are read back whatever became of the workbook.
"""

from __future__ import annotations

import io
import zipfile
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from adoption_preview import MERGED, QUESTIONS, ROWS, preview, vocabulary

from qa_workbook.books.adoption.answers import answers_in, read_answer_sheet
from qa_workbook.books.adoption.book import write_adoption_book
from qa_workbook.books.adoption.meanings import LOOKS
from qa_workbook.books.adoption.page import LEFT, TOP, moved
from qa_workbook.books.adoption.questions import ANSWER
from qa_workbook.grids.workbook import category_of

FIRST = 6
"""The row of the first question, counted from 1."""
LIMITS = vocabulary().limits


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The preview of five sheets alike and one that is passed over."""
    path = tmp_path_factory.mktemp("adoption") / "采用_10月.xlsx"
    write_adoption_book(path, preview(sheets=5))
    return path


def cell_of(sheet, row: int, column: int):
    """The cell of a page that shows a cell of the original."""
    return sheet.cell(TOP + row + 1, LEFT + column + 1)


def test_page__shows_the_original_cell_by_cell_in_its_colours(made):
    """Values, merged cells and colours are those of the original; text that begins with = stays text."""
    sheet = openpyxl.load_workbook(made)["10月"]
    read = preview().sheets[0]
    for row, values in enumerate(ROWS):
        for column, value in enumerate(values):
            cell = cell_of(sheet, row, column)
            if value == "":
                continue
            found = cell.value.date() if isinstance(value, date) else cell.value
            assert found == value and cell.data_type != "f"
            look = LOOKS[read.unfolded.cells[row, column].kind]
            assert cell.fill.fgColor.rgb == f"FF{look['bg_color'][1:]}"
    merged = {str(one) for one in sheet.merged_cells.ranges}
    assert "C8:K8" in merged and "F10:G10" in merged
    assert sum(one.min_row > TOP for one in sheet.merged_cells.ranges) == len(MERGED)


def test_page__says_in_words_what_rows_columns_and_cells_are(made):
    """Colours alone say nothing: the strips and notes name each column, each row and each rule."""
    sheet = openpyxl.load_workbook(made)["10月"]
    columns = [cell_of(sheet, -2, column).value for column in range(9)]
    assert columns[3:8] == [
        "得分：服务态度",
        "原因：服务态度",
        "得分：业务能力",
        "原因：业务能力",
        "合计",
    ]
    rows = [cell_of(sheet, row, -1).value for row in range(len(ROWS))]
    assert rows[5:] == ["录音 1", "录音 2", "合计行", "未读懂"]
    assert "合计、小计" in cell_of(sheet, 7, 0).comment.text
    assert "没有读懂" in cell_of(sheet, 8, 0).comment.text
    assert "得分：服务态度" in cell_of(sheet, 3, 3).comment.text


def test_page__sets_what_would_be_recorded_into_the_row_of_the_recording(made):
    """Beside each recording stand its fields, marks, our score, theirs and whether they agree."""
    sheet = openpyxl.load_workbook(made)["10月"]
    left = LEFT + len(ROWS[0]) + 1
    lines = [[cell.value for cell in sheet[row]][left:] for row in (TOP, TOP + 5 + 1, TOP + 6 + 1)]
    heads, first, second = lines
    said = dict(zip(heads, first, strict=True))
    assert said["录音编号"] == "=LY1" and said["质检员"] == "陈晨" and said["业务能力"] == 70
    assert first[-4:] == ["解答不完整", 90, 90, "是"]
    assert second[-3:] == [95, 96, "否"]


def test_book__shows_a_handful_of_sheets_alike_and_tells_all(made):
    """Of five sheets of one kind three are shown; all stand in numbers, the others with a link."""
    book = openpyxl.load_workbook(made)
    assert book.sheetnames == ["问题", "10月", "10月2", "10月3", "汇总", "方案", "读法", "选项"]
    words = [[cell.value for cell in row] for row in book["问题"].iter_rows()]
    told = [row for row in words if row[1] and str(row[1]).startswith("质检/10月.xlsx · ")]
    assert len(told) == 6
    assert told[0][2].endswith("未读懂 1 格；表中 2 个总分有 1 个与计算一致")
    assert told[4][5] == "读法同“10月”" and told[5][2] == "不读：没有录音"
    assert category_of(made.read_bytes()) == "qa-workbook result"


def test_questions__open_ones_first_with_lists_and_links(made):
    """What must be answered stands first; choices have a list, cells a link to their copy."""
    sheet = openpyxl.load_workbook(made)["问题"]
    asked = [row for row in sheet.iter_rows(min_row=5, max_row=9) if isinstance(row[0].value, int)]
    assert [row[5].value for row in asked] == ["必须回答", "是", "2026-10-01", "100"]
    assert asked[1][3].hyperlink.location == f"'10月'!{moved('C6:C7')}"
    kinds = {str(one.sqref): one.type for one in sheet.data_validations.dataValidation}
    assert [kinds[row[4].coordinate] for row in asked] == ["list", "list", "date", "decimal"]
    assert all(not row[4].protection.locked for row in asked)


def test_book__same_preview_same_bytes(made, tmp_path):
    """Twice is the same; an answer given before stands in its cell."""
    again = tmp_path / "again.xlsx"
    write_adoption_book(again, preview(sheets=5))
    assert again.read_bytes() == made.read_bytes()
    write_adoption_book(again, preview(answers={"fatal": "zero"}))
    answers = answers_in(read_answer_sheet(again.read_bytes(), LIMITS), "a.xlsx", QUESTIONS)
    assert answers.given == {"fatal": "zero"}


def answered(made: Path, *said: object, above: int = 0) -> bytes:
    """The workbook as somebody saves it who answers the four questions in their order."""
    book = openpyxl.load_workbook(made)
    sheet = book["问题"]
    sheet.protection.disable()
    for row, value in enumerate(said, FIRST):
        sheet.cell(row, ANSWER + 1).value = value
    if above:
        sheet.insert_rows(1, above)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    "said",
    [
        ("有，记 0 分", "是", date(2026, 10, 12), 90),
        ("yes, score 0", "YES", "2026年10月12日", "90"),
        ("zero", " unique ", "2026/10/12", 90.0),
    ],
)
def test_answers__count_in_either_language_and_by_their_id(made, said):
    """Words, translated words and ids of answers mean the same; so do spellings of days."""
    data = answered(made, *said, above=2)
    found = answers_in(read_answer_sheet(data, LIMITS), "a.xlsx", QUESTIONS)
    wanted = {"fatal": "zero", "recording": "unique", "from": "2026-10-12", "full": "90"}
    assert found.given == wanted and not found.refused


def test_answers__unknown_ones_are_findings_in_their_cells(made):
    """What a question doesn't offer is told with its cell and what may be answered."""
    data = answered(made, "也许", None, "昨天", "很多")
    sheet = read_answer_sheet(data, LIMITS)
    found = answers_in(sheet, "采用.xlsx", QUESTIONS)
    assert sheet.proposal == "p-123456" and found.given == {}
    assert [(one.sheet, one.cell) for one in found.refused] == [
        ("问题", "E6"),
        ("问题", "E8"),
        ("问题", "E9"),
    ]
    first = found.refused[0]
    assert "也许" in first.message() and "记 0 分" in first.fix()


def test_book__holds_no_formula_and_no_outside_link(made):
    """Nothing that a sheet says becomes a formula or a link out of the workbook."""
    with zipfile.ZipFile(made) as package:
        for name in package.namelist():
            if name.startswith("xl/worksheets/"):
                content = package.read(name).decode()
                assert "<f>" not in content and 'TargetMode="External"' not in content
