"""`.api` in scripts that were written for Excel: the commonest names work, others say the way out."""

import pytest
import xlwings as xw

from xlwings_calc.excel_api import OnlyInExcel
from xlwings_calc.ways_out import WAYS_OUT

pytestmark = pytest.mark.calc
XL_CENTER, XL_TOP, XL_UP, XL_DOWN = -4108, -4160, -4162, -4121
XL_CONTINUOUS, XL_DOUBLE, XL_MEDIUM, XL_NONE, XL_EDGE_BOTTOM = 1, -4119, -4138, -4142, 9
RED, BLUE = 0x0000FF, 0xFF0000  # as Excel counts them


def test_api__borders(sheet: xw.Sheet) -> None:
    """One side by Excel's number, or all of them at once."""
    cells = sheet["B2:C3"]
    cells.api.Borders.LineStyle = XL_CONTINUOUS
    cells.api.Borders(XL_EDGE_BOTTOM).LineStyle = XL_DOUBLE
    cells.api.Borders(XL_EDGE_BOTTOM).Color = RED
    cells.api.Borders(8).Weight = XL_MEDIUM
    assert (cells.borders["edge_bottom"].line_style, cells.borders["edge_bottom"].color) == (
        "double",
        (255, 0, 0),
    )
    assert cells.borders["inside_vertical"].line_style == "continuous"
    assert cells.api.Borders(8).Weight == XL_MEDIUM
    assert cells.api.Borders(XL_EDGE_BOTTOM).Color == RED
    cells.api.Borders(XL_EDGE_BOTTOM).LineStyle = XL_NONE
    assert cells.api.Borders(XL_EDGE_BOTTOM).LineStyle == XL_NONE


def test_api__font_and_background(sheet: xw.Sheet) -> None:
    """Font and background are those of the object model, colours in Excel's numbers."""
    cell = sheet["A1"]
    cell.api.Font.Bold = True
    cell.api.Font.Size = 14
    cell.api.Font.Name = "Arial"
    cell.api.Font.Color = BLUE
    cell.api.Interior.Color = RED
    assert (cell.font.bold, cell.font.size, cell.font.name) == (True, 14, "Arial")
    assert (cell.font.color, cell.color) == ((0, 0, 255), (255, 0, 0))
    assert (cell.api.Font.Color, cell.api.Interior.Color) == (BLUE, RED)


def test_api__alignment_wrapping_and_number_format(sheet: xw.Sheet) -> None:
    """Alignment takes Excel's numbers, the number format Excel's code."""
    cells = sheet["A1:B2"]
    cells.api.HorizontalAlignment = XL_CENTER
    cells.api.VerticalAlignment = XL_TOP
    cells.api.WrapText = True
    cells.api.NumberFormat = "@"
    assert (cells.horizontal_alignment, cells.vertical_alignment) == ("center", "top")
    assert (cells.wrap_text, cells.number_format) == (True, "@")
    assert (cells.api.HorizontalAlignment, cells.api.NumberFormat) == (XL_CENTER, "@")


def test_api__whole_rows_and_columns(sheet: xw.Sheet) -> None:
    """Rows and columns are deleted, inserted, hidden and fitted whole."""
    sheet["A1"].value = [["a", "b"], ["c", "d"], ["e", "f"]]
    sheet["B2"].api.EntireRow.Delete()
    assert sheet["A1:B2"].value == [["a", "b"], ["e", "f"]]
    sheet["B1"].api.EntireRow.Insert()
    assert sheet["A2:B3"].value == [["a", "b"], ["e", "f"]]
    sheet["A2"].api.EntireColumn.Hidden = True
    assert sheet["A1"].api.EntireColumn.Hidden is True
    assert not sheet.api.Columns.getByIndex(0).IsVisible
    sheet["B1"].value = "a longer text than a column of the usual width has room for"
    before = sheet["B1"].column_width
    sheet["B2"].api.EntireColumn.AutoFit()
    assert sheet["B1"].column_width > before


def test_api__cells_deleted_inserted_and_merged(sheet: xw.Sheet) -> None:
    """Shifts take Excel's numbers; `merge()` without arguments is Excel's."""
    sheet["A1"].value = [["a", 1], ["b", 2], ["c", 3]]
    sheet["A2"].api.Delete(XL_UP)
    assert sheet["A1:A3"].value == ["a", "c", None]
    sheet["A1"].api.Insert(XL_DOWN)
    assert sheet["A1:A3"].value == [None, "a", "c"]
    sheet["D1:E2"].api.merge()
    assert sheet["D1"].merge_area.address == "$D$1:$E$2"
    sheet["D5:E6"].api.Merge()
    assert sheet["D5"].merge_cells


@pytest.mark.parametrize(
    ("name", "way_out"),
    [
        ("AutoFilter", "range.autofilter"),
        ("SpecialCells", "get_special_cells"),
        ("Copy", "range.copy("),
    ],
)
def test_api__of_a_range_says_the_way_out(sheet: xw.Sheet, name: str, way_out: str) -> None:
    """What only Excel has is an AttributeError that names what to write instead."""
    with pytest.raises(OnlyInExcel) as caught:
        getattr(sheet["A1"].api, name)
    assert name in str(caught.value)
    assert way_out in str(caught.value)
    assert not hasattr(sheet["A1"].api, name)
    with pytest.raises(OnlyInExcel):
        sheet["A1"].api.Font.ColorIndex = 3


def test_api__of_sheet_book_app_and_chart_say_the_way_out(sheet: xw.Sheet) -> None:
    """The same for the other objects."""
    book, app, chart = sheet.book, sheet.book.app, sheet.charts.add()
    with pytest.raises(OnlyInExcel, match=r"sheet\.to_pdf"):
        sheet.api.ExportAsFixedFormat(0, "x.pdf")
    with pytest.raises(OnlyInExcel, match=r"book\.save\(path\)"):
        book.api.SaveAs("x.xlsx")
    with pytest.raises(OnlyInExcel, match=r"app\.cut_copy_mode"):
        app.api.CutCopyMode = False
    with pytest.raises(OnlyInExcel, match="title"):
        chart.api[1].SetElement(2)
    with pytest.raises(OnlyInExcel, match="pivot tables are not part"):
        book.api.PivotCaches()
    with pytest.raises(OnlyInExcel, match="has no Nonsense either"):
        _ = sheet.api.Nonsense


def test_api__is_the_uno_object_for_everything_else(sheet: xw.Sheet) -> None:
    """Scripts written for UNO go on as before; `uno` is the object to hand to UNO itself."""
    cell = sheet["A1"]
    cell.api.setString("by UNO")
    assert cell.value == "by UNO"
    assert cell.api.CharHeight == cell.font.size
    cell.api.CharHeight = 20
    assert cell.font.size == 20
    sheet.book.api.getCurrentController().select(sheet["B2"].api.uno)
    assert sheet.book.selection.address == "$B$2"


def test_api__every_way_out_is_there(sheet: xw.Sheet) -> None:
    """What a message tells to use exists in the object model."""
    objects = {
        "range": sheet["A1"], "sheet": sheet, "book": sheet.book, "app": sheet.book.app,
    }  # fmt: skip
    missing = []
    for kind, target in objects.items():
        for name, way_out in WAYS_OUT[kind].items():
            words = way_out.replace("(", ".").split(".")[0].split(" ")[0]
            if words.isidentifier() and not way_out.startswith(("nothing", "the ", "a ", "app.")):
                known = hasattr(type(target), words)
                missing += [] if known else [f"{kind}.{name}: {way_out}"]
    assert missing == []
