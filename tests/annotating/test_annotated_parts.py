"""What isn't changed in somebody else's workbook keeps its bytes, and what is loses nothing."""

from __future__ import annotations

import io
from functools import cache

import openpyxl
from hypothesis import given
from hypothesis import strategies as st
from marked_books import (
    FRONT,
    OTHER,
    SHEET,
    book,
    filled,
    lost,
    parts,
    raw_entries,
    rezipped,
    values,
)
from openpyxl.cell import Cell

from examples import examples
from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.model import OWN_COLOURS, CellEdit, CellMark
from qa_workbook.grids.a1 import address

CELLS = st.builds(address, st.integers(0, 12), st.integers(0, 8))
MARKS = st.lists(
    st.builds(
        CellMark,
        st.sampled_from([SHEET, OTHER]),
        CELLS,
        st.sampled_from(sorted(OWN_COLOURS)),
        st.sampled_from(["", "分数超出范围", "<&>\n\x07_x0041_"]),
    ),
    max_size=8,
)
original = cache(book)


def look(cell: Cell) -> tuple[object, ...]:
    """Returns what a cell looks like."""
    colour = cell.fill.fgColor.rgb if cell.fill.fill_type else ""
    return cell.fill.fill_type, colour, cell.border.left.style, cell.number_format


@examples(15)
@given(MARKS, st.booleans())
def test_marking_changes_no_value_and_no_part_that_need_not_change(marks, with_front):
    """Readers see the same values; untouched parts keep packed bytes and headers; others only grow."""
    old = original()
    new = annotated(old, marks, front=FRONT if with_front else None)
    before, after = raw_entries(old), raw_entries(new)
    assert [name for name in after if name in before] == list(before)
    changed = {name for name in before if before[name] != after[name]}
    may_change = {"xl/styles.xml", "[Content_Types].xml", "xl/comments1.xml"}
    may_change |= {"xl/drawings/vmlDrawing1.vml"}
    may_change |= {name for name in before if name.startswith("xl/worksheets/")}
    if with_front:
        may_change |= {"xl/workbook.xml", "xl/_rels/workbook.xml.rels", "docProps/app.xml"}
    assert changed <= may_change
    for name in changed:
        assert lost(parts(old)[name], parts(new)[name]) == [], name
    seen = values(new)
    assert {name: filled(rows) for name, rows in values(old).items()} == {
        name: filled(rows) for name, rows in seen.items() if name != FRONT.name
    }


@examples(6)
@given(MARKS)
def test_marking_twice_is_once_and_marks_can_be_taken_away(marks):
    """The same marks again change nothing; without marks every cell has its own style again."""
    once = annotated(original(), marks, front=FRONT)
    assert parts(annotated(once, marks, front=FRONT)) == parts(once)
    cleared = openpyxl.load_workbook(io.BytesIO(annotated(once, [], front=FRONT)))
    for sheet in openpyxl.load_workbook(io.BytesIO(original())).worksheets:
        for row in sheet.iter_rows():
            for cell in (one for one in row if one.has_style or one.value is not None):
                now = cleared[sheet.title][cell.coordinate]
                assert look(now) == look(cell), cell.coordinate
        notes = [c.coordinate for r in cleared[sheet.title].iter_rows() for c in r if c.comment]
        assert notes == (["A1"] if sheet.title == OTHER else [])


def test_a_file_that_another_program_saved_gets_its_fills_back():
    """Styles have other numbers then; the nearest cell of the column tells which fill was there."""
    marks = [CellMark(SHEET, "B2:B5"), CellMark(SHEET, "A1")]
    saved = io.BytesIO()
    openpyxl.load_workbook(io.BytesIO(annotated(book(), marks, front=FRONT))).save(saved)
    data = annotated(saved.getvalue(), [CellMark(SHEET, "B2")], front=FRONT)
    again = openpyxl.load_workbook(io.BytesIO(data))
    assert again.sheetnames == [FRONT.name, SHEET, OTHER]
    fills = [again[SHEET][cell].fill.fill_type for cell in ("A1", "B2", "B3", "B6")]
    assert fills == [None, "solid", None, None]


def test_text_that_looks_like_a_formula_stays_text():
    """An edit writes what it is given; formulas are calculated anew when the file is opened."""
    data = annotated(book(), [], [CellEdit(SHEET, "B2", "=1+1"), CellEdit(OTHER, "D9", 7)])
    seen = values(data)
    assert seen[SHEET][1][:2] == ["L001", "=1+1"]
    assert seen[OTHER][8][3] == 7
    assert b"<f>1+1" not in parts(data)["xl/worksheets/sheet1.xml"]
    assert b'fullCalcOnLoad="1"' in parts(data)["xl/workbook.xml"]


def test_an_emptied_cell_keeps_its_format():
    """None empties; what the cell looks like stays."""
    data = annotated(book(), [], [CellEdit(SHEET, "B4", None), CellEdit(SHEET, "B3", 5.5)])
    sheet = openpyxl.load_workbook(io.BytesIO(data))[SHEET]
    assert (sheet["B4"].value, sheet["B4"].fill.fgColor.rgb) == (None, "FFFFFF00")
    assert (sheet["B3"].value, sheet["B3"].number_format) == (5.5, "0.0")


def test_the_same_input_gives_the_same_bytes():
    """Nothing of the time of making gets into the file."""
    marks, data = [CellMark(SHEET, "B2", comment="x")], book()
    assert annotated(data, marks, front=FRONT) == annotated(data, marks, front=FRONT)


def test_names_with_backslashes_stay_so():
    """Some writers name parts like Windows folders; new parts are named like the others."""
    old = rezipped({name.replace("/", "\\"): data for name, data in parts(book()).items()})
    new = parts(annotated(old, [CellMark(SHEET, "B2", comment="x")], front=FRONT))
    assert not [name for name in new if "/" in name]
    assert "xl\\worksheets\\sheet3.xml" in new
