"""The sheet in front and the comments, beside those that were there."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from marked_books import FRONT, OTHER, SHEET, book, filled, parts, rezipped, values

from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.model import CellMark
from shared_office import convert_in_calc
from workbook_tools import audit

MARKS = [CellMark(SHEET, "B2", comment="一"), CellMark(OTHER, "C3:C4", comment="二")]


def opened(data: bytes) -> openpyxl.Workbook:
    """Returns the workbook as openpyxl reads it."""
    return openpyxl.load_workbook(io.BytesIO(data))


def test_the_front_sheet_is_first_active_and_leads_to_the_cells():
    """Of all sheets it alone is selected: what is typed into two selected sheets goes into both."""
    made = opened(annotated(book(), MARKS, front=FRONT))
    assert made.sheetnames == [FRONT.name, SHEET, OTHER]
    assert made.active.title == FRONT.name
    selected = [s.title for s in made.worksheets if s.sheet_view.tabSelected]
    assert selected == [FRONT.name]
    front = made[FRONT.name]
    links = {
        c.coordinate: c.hyperlink.location for r in front.iter_rows() for c in r if c.hyperlink
    }
    assert links == {"B5": "'评分表'!B2", "B6": "'O''Brien 表'!C3:C4"}
    assert front["C5"].value == "=1+1 不是分数"
    assert front["C5"].data_type == "s"
    assert (front.freeze_panes, front.page_setup.orientation) == ("A5", "landscape")
    assert front.print_title_rows == "$4:$4"


def test_names_of_single_sheets_still_belong_to_them():
    """Such names say their sheet by its place, which moves by one."""
    made = opened(annotated(book(), MARKS, front=FRONT))
    assert [sheet.print_area for sheet in made.worksheets[1:]] == [
        "'评分表'!$A$1:$F$9",
        "'O''Brien 表'!$A$1:$F$9",
    ]
    assert made.defined_names["满分"].attr_text == "评分表!$B$2"


def test_the_front_sheet_is_replaced_wherever_it_was_moved():
    """Somebody dragged it to the end; the next one stands in front, and there is but one."""
    once = opened(annotated(book(), MARKS, front=FRONT))
    once.move_sheet(FRONT.name, 2)
    saved = io.BytesIO()
    once.save(saved)
    new = replace(FRONT, title="校验结果：没有要改的", rows=())
    made = opened(annotated(saved.getvalue(), [], front=new))
    assert made.sheetnames == [FRONT.name, SHEET, OTHER]
    assert made[FRONT.name]["A1"].value == new.title
    assert made.worksheets[1].print_area == "'评分表'!$A$1:$F$9"


def test_a_sheet_of_that_name_that_is_not_ours_stays():
    """Ours is told by its tab; somebody else's keeps its place and name."""
    front = replace(FRONT, name=SHEET)
    once = annotated(book(), [], front=front)
    assert opened(once).sheetnames == ["评分表 (2)", SHEET, OTHER]
    assert opened(annotated(once, [], front=front)).sheetnames == ["评分表 (2)", SHEET, OTHER]


def test_comments_of_others_stay_and_ours_stand_below_them():
    """Ours goes again the next time, theirs never does."""
    marks = [CellMark(OTHER, "A1", comment="标题不对"), CellMark(OTHER, "B2", comment="<5 & >3")]
    once = annotated(book(), marks)
    sheet = opened(once)[OTHER]
    assert sheet["A1"].comment.text == "原有批注\n【质检校验】标题不对"
    assert (sheet["A1"].comment.author, sheet["B2"].comment.author) == ("李敏", "质检校验")
    assert sheet["B2"].comment.text == "【质检校验】<5 & >3"
    drawing = parts(once)["xl/drawings/vmlDrawing1.vml"].decode()
    assert drawing.count('ObjectType="Note"') == 2
    cleared = annotated(once, [])
    assert opened(cleared)[OTHER]["A1"].comment.text == "原有批注"
    assert opened(cleared)[OTHER]["B2"].comment is None
    assert parts(cleared)["xl/drawings/vmlDrawing1.vml"].decode().count("ObjectType") == 1


def test_a_conversation_is_left_to_those_who_have_it():
    """A cell with a thread is coloured only: Excel alone may write what stands for the thread."""
    contents = parts(book())
    relations = "xl/worksheets/_rels/sheet2.xml.rels"
    kind = b"http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
    thread = b'<Relationship Id="rId9" Type="%s" Target="../threadedComments/t1.xml"/>' % kind
    contents[relations] = contents[relations].replace(
        b"</Relationships>", thread + b"</Relationships>"
    )
    contents["xl/threadedComments/t1.xml"] = (
        b'<ThreadedComments><threadedComment ref="A1" id="{1}"><text>x</text></threadedComment>'
        b"</ThreadedComments>"
    )
    made = opened(annotated(rezipped(contents), [CellMark(OTHER, "A1", comment="标题不对")]))
    assert made[OTHER]["A1"].comment.text == "原有批注"
    assert made[OTHER]["A1"].fill.fill_type == "solid"


def test_a_mark_below_a_merged_cell_is_set_on_it():
    """What lies below a merged cell can't be seen."""
    made = opened(annotated(book(), [CellMark(SHEET, "B9", comment="谁签的？")]))[SHEET]
    assert made["A8"].fill.fill_type == "solid"
    assert made["A8"].comment.text == "【质检校验】谁签的？"


def test_many_comments_have_boxes_of_their_own():
    """Numbers of boxes come in blocks of 1024; a drawing claims as many blocks as it needs."""
    marks = [CellMark(SHEET, f"H{row}", comment=f"第 {row} 行") for row in range(1, 1101)]
    drawings = parts(annotated(book(), marks))
    new = drawings["xl/drawings/vmlDrawing2.vml"].decode()
    numbers = {part.partition('"')[0] for part in new.split('id="_x0000_s')[1:]}
    assert len(numbers) == 1100
    assert 'data="2,3"' in new


def test_protection_and_macros_stay():
    """A protected sheet is marked and stays protected; a macro project keeps its bytes."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"in_memory": True})
    made.add_worksheet("表").protect("x")
    made.close()
    contents = parts(out.getvalue()) | {"xl/vbaProject.bin": b"\xd0\xcf not looked at"}
    alone = replace(FRONT, rows=())
    new = annotated(rezipped(contents), [CellMark("表", "B2", comment="x")], front=alone)
    assert parts(new)["xl/vbaProject.bin"] == contents["xl/vbaProject.bin"]
    assert b"<sheetProtection password=" in parts(new)["xl/worksheets/sheet1.xml"]


@pytest.mark.calc
def test_calc_reads_values_comments_and_colours(tmp_path: Path):
    """No fault against the standard; Calc opens it and saves it; marks can be taken away from what it saved."""
    old, path = book(), tmp_path / "marked.xlsx"
    path.write_bytes(annotated(old, MARKS, front=FRONT))
    assert audit(path) == ""
    saved = convert_in_calc(path, "xlsx", tmp_path).read_bytes()
    made = opened(saved)
    assert made[SHEET]["B2"].comment.text == "【质检校验】一"
    assert made[SHEET]["B2"].fill.fgColor.rgb == "FFFFC2C9"
    seen = values(saved)
    assert filled(seen[SHEET]) == filled(values(old)[SHEET])
    cleared = opened(annotated(saved, [], front=FRONT))
    assert cleared.sheetnames == [FRONT.name, SHEET, OTHER]
    assert cleared[SHEET]["B2"].comment is None
    assert cleared[SHEET]["B2"].fill.fill_type is None
    assert cleared[SHEET]["B4"].fill.fill_type == "solid"
