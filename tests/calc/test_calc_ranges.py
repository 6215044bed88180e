"""Ranges on a live Calc document: movement, layout, look, searching."""

import datetime as dt
from collections.abc import Callable

import pytest
import xlwings as xw

pytestmark = pytest.mark.calc

RED = (255, 0, 0)


def cells(areas: list[xw.Range]) -> set[tuple[int, int]]:
    return {cell for area in areas for cell in area.impl.area.cells()}


@pytest.mark.parametrize(
    ("corners", "address"),
    [
        (("A1",), "$A$1"),
        (("B2:D5",), "$B$2:$D$5"),
        (((2, 2), (5, 4)), "$B$2:$D$5"),
        (("A1", (2, 2)), "$A$1:$B$2"),
        (((1, 1), "B2"), "$A$1:$B$2"),
        (("A:C",), "$A:$C"),
        (("2:3",), "$2:$3"),
    ],
)
def test_range__corners(sheet: xw.Sheet, corners: tuple, address: str) -> None:
    """A range is named by an address, a pair of numbers or two corners of either kind."""
    assert sheet.range(*corners).address == address


def test_range__refusals(sheet: xw.Sheet) -> None:
    """Row 0, unknown names, ranges of other sheets and several areas are refused."""
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(ValueError, match="no_such_name"):
        sheet.range("no_such_name")
    with pytest.raises(NotImplementedError, match="several areas"):
        sheet.range("A1,C3")
    other = sheet.book.sheets.add(after=sheet)
    with pytest.raises(ValueError, match="not on this sheet"):
        sheet.range(other["A1"], "B2")


def test_range__addresses(sheet: xw.Sheet) -> None:
    """get_address writes relative parts, the sheet and the book as Excel does."""
    block = sheet["A1:C3"]
    assert block.get_address(False, True) == "$A1:$C3"
    assert block.get_address(True, False) == "A$1:C$3"
    assert block.get_address(include_sheetname=True).endswith("Sheet1'!$A$1:$C$3")
    assert block.get_address(external=True) == f"'[{sheet.book.name}]Sheet1'!$A$1:$C$3"


def test_range__index_slice_resize_offset(sheet: xw.Sheet) -> None:
    """Indexing counts within the range and may leave it by call, never by square brackets."""
    block = sheet["B2:D4"]
    assert [block(4).address, block(1, 5).address, block[-1].address] == ["$B$3", "$F$2", "$D$4"]
    assert [block[0:, 1:].address, block[:1, :2].address] == ["$C$2:$D$4", "$B$2:$C$2"]
    assert [block.resize(1).address, block.offset(3, 4).address] == ["$B$2:$D$2", "$F$5:$H$7"]
    assert block.last_cell.address == "$D$4"
    assert [row.address for row in block.rows][1:] == ["$B$3:$D$3", "$B$4:$D$4"]
    with pytest.raises(IndexError):
        block[0, 4]
    assert len(block[1:1, :]) == 0
    assert block[1:1, :].address == "$B$3{0x3}"


def test_end__stops_where_ctrl_arrow_stops(sheet: xw.Sheet) -> None:
    """end() goes to the end of the block, else to the next block, else to the edge; an empty formula is no gap."""
    sheet["B2:D6"].value = 1.0
    sheet["B9"].value = 2.0
    sheet["B7"].value = '=""'
    jumps = {
        "B2 down": "B7",
        "B7 down": "B9",
        "B9 up": "B7",
        "B2 right": "D2",
        "D6 left": "B6",
        "D6 up": "D2",
    }
    for start, target in jumps.items():
        cell, direction = start.split()
        assert sheet[cell].end(direction) == sheet[target], start
    assert sheet["A1"].end("down").row == sheet.cells.shape[0]
    assert sheet["Z1"].end("left").address == "$A$1"


def test_regions(sheet: xw.Sheet) -> None:
    """current_region is bounded by empty rows and columns, used_range by the used cells."""
    assert sheet.used_range.address == "$A$1"
    sheet["B20"].value = [[1, 2], [3, 4]]
    sheet["E20"].value = 5
    assert sheet["C21"].current_region.address == "$B$20:$C$21"
    assert sheet["H1"].current_region.address == "$H$1"
    assert sheet.used_range.address == "$B$20:$E$21"


def test_expand(sheet: xw.Sheet) -> None:
    """expand() follows the filled cells down, right or both ways."""
    sheet["B2"].value = [["a", "b", None], ["c", None, "d"], ["e", "f", "g"]]
    assert sheet["B2"].expand().address == "$B$2:$C$4"
    assert sheet["B2:C2"].expand("down").address == "$B$2:$C$4"
    assert sheet["B2"].expand("right").address == "$B$2:$C$2"


def test_sizes(sheet: xw.Sheet) -> None:
    """Widths count characters, heights points, and lines that differ have no common size."""
    sheet["A1:B2"].value = "used"
    sheet["A1:B2"].column_width = 10.0
    sheet["A1:B2"].row_height = 15.75
    assert (sheet["A1"].column_width, sheet["A1:B2"].row_height) == (10.0, 15.75)
    assert sheet["B1"].left == sheet["A1"].width
    assert sheet["A2"].top == sheet["A1"].height
    sheet["B2"].column_width, sheet["B2"].row_height = 20, 30
    assert sheet["B1"].column_width == 20.0
    assert (sheet["A1:B2"].column_width, sheet["A1:B2"].row_height) == (None, None)
    sheet["A1:D4"].row_height = 60
    assert sheet["A1:D4"].height == 240.0


def test_autofit_and_hiding(sheet: xw.Sheet) -> None:
    """autofit changes sizes of whole lines too; hiding tells None when only some lines are hidden."""
    sheet["A1:D4"].value = "some longer text in a cell"
    sheet["A:D"].column_width = 4
    sheet["A:D"].autofit()
    assert sheet["A:D"].column_width > 15
    sheet["1:4"].row_height = 40
    sheet["1:1000000"].rows.autofit()
    assert sheet["1:4"].row_height < 40
    sheet["2:3"].rows.hidden = True
    assert [sheet[lines].rows.hidden for lines in ("2:3", "1:3", "1:1")] == [True, None, False]


def test_insert_and_delete(sheet: xw.Sheet) -> None:
    """Cells, rows and columns move as told; afterwards the same sheet object still reaches every cell."""
    sheet["A1"].value = [["one", "two", "three"], [1, 2, 3]]
    first = sheet["A1"]
    first.delete("up")
    assert sheet["A1:C2"].value == [[1, "two", "three"], [None, 2, 3]]
    first.insert("down")
    assert [first.value, sheet["A2"].value] == [None, 1.0]
    sheet["A1"].delete("left")
    assert sheet["A1:C1"].value == ["two", "three", None]
    sheet["1:1"].insert("down")
    sheet["A:A"].insert("right")
    assert sheet["B2"].value == "two"
    sheet["1:1"].delete()
    sheet["A:A"].delete()
    assert sheet["A1"].value == "two"
    sheet.clear()
    assert sheet.used_range.address == "$A$1"


def test_merge(sheet: xw.Sheet) -> None:
    """Merging keeps the first value only, also across, and finds the merged area from inside."""
    sheet["A1:B2"].value = [[None, 1], [2, 3]]
    sheet["A1:B2"].merge()
    assert sheet["A1"].value == 1.0
    assert (sheet["A1"].merge_area, sheet["A1"].merge_cells) == (sheet["A1:B2"], True)
    sheet["A1:B2"].unmerge()
    assert sheet["A1:B2"].value == [[1.0, None], [None, None]]
    sheet["A1:B2"].merge(across=True)
    assert sheet["A2"].merge_area == sheet["A2:B2"]


@pytest.mark.parametrize(
    "code",
    [
        "General", "0.00", "0.00%", "#,##0.00", "@", "yyyy-mm-dd", "mm/dd/yy;@", "[h]:mm:ss", "hh:mm AM/PM", "0.00E+00",
        'yyyy"年"m"月"d"日"', "#,##0.00;[Red]-#,##0.00", "# ?/?", "dddd, mmmm d, yyyy",
    ],
)  # fmt: skip
def test_number_format(sheet: xw.Sheet, code: str) -> None:
    """Excel's format codes come back as they were set; cells that differ have none in common."""
    sheet["A1:B1"].number_format = code
    assert sheet["A1:B1"].number_format == code
    sheet["B1"].number_format = "000"
    assert sheet["A1:B1"].number_format is None


def test_number_format__nonsense(sheet: xw.Sheet) -> None:
    """A code that is none is refused."""
    with pytest.raises(ValueError, match="not a number format"):
        sheet["A1"].number_format = "E+"


def test_colors(sheet: xw.Sheet) -> None:
    """Colours are tuples, hex texts or Excel's numbers; None takes the colour away."""
    sheet["A1:C3"].color = "#0a141e"
    assert sheet["A1:C3"].color == (10, 20, 30)
    sheet["B2"].color = 255
    assert (sheet["B2"].color, sheet["A1:C3"].color) == (RED, None)
    sheet["B2"].color = None
    assert sheet["B2"].color is None
    sheet["E1:E2"].set_colors([[RED], [...]])
    assert [sheet["E1"].color, sheet["E2"].color] == [RED, None]


def test_font(sheet: xw.Sheet) -> None:
    """Fonts are read and set for cells and for parts of their text; Chinese text follows."""
    sheet["A1"].value = "质检text"
    font = sheet["A1"].font
    assert (font.bold, font.italic, font.color) == (False, False, (0, 0, 0))
    font.set(bold=True, italic=True, size=20, color=RED, name="Arial")
    assert (font.bold, font.italic, font.size, font.color, font.name) == (
        True,
        True,
        20,
        RED,
        "Arial",
    )
    assert sheet["A1"].api.CharWeightAsian == 150
    assert sheet["A1:A2"].font.bold is None
    part = sheet["A1"].characters[:2]
    part.font.bold = False
    assert (part.text, part.font.bold, sheet["A1"].characters[2:].font.bold) == (
        "质检",
        False,
        True,
    )


def test_alignment(sheet: xw.Sheet) -> None:
    """Alignments are xlwings' words, None when cells differ; what Calc lacks is refused clearly."""
    block = sheet["A1:B2"]
    assert (block.horizontal_alignment, block.vertical_alignment) == ("general", "bottom")
    for word in ("left", "center", "right", "fill", "justify", "distributed", "general"):
        block.horizontal_alignment = word
        assert block.horizontal_alignment == word
    for word in ("top", "center", "justify", "distributed", "bottom"):
        block.vertical_alignment = word
        assert block.vertical_alignment == word
    block.wrap_text = True
    assert (block.wrap_text, sheet["A1:C1"].wrap_text) == (True, None)
    with pytest.raises(NotImplementedError, match="center_across_selection"):
        block.horizontal_alignment = "center_across_selection"


def test_borders(sheet: xw.Sheet) -> None:
    """Borders have style, width and colour per side; clearing inside leaves the frame."""
    borders = sheet["B2:D4"].borders
    for style in ("continuous", "dash", "dot", "double", "dash_dot", "dash_dot_dot"):
        borders.line_style = style
        assert borders.line_style == style
    borders.set("all", line_style="continuous", weight="medium", color=RED)
    assert (borders.weight, borders.color) == ("medium", RED)
    borders["edge_bottom"].weight = "thick"
    assert (borders["edge_bottom"].weight, borders["edge_top"].weight, borders.weight) == (
        "thick",
        "medium",
        None,
    )
    borders.clear("inside")
    assert (borders["inside_vertical"].line_style, borders["edge_left"].line_style) == (
        "none",
        "continuous",
    )


def test_copy_and_paste(sheet: xw.Sheet, app: xw.App) -> None:
    """Copying takes formats along and repeats into multiples; pasting can take values only, or turn them."""
    sheet["A1:A2"].value = [[1], ["=A1+1"]]
    sheet["A1"].color = RED
    sheet["A1:A2"].copy(sheet["C1:C4"])
    assert sheet["C1:C4"].value == [1.0, 2.0, 1.0, 2.0]
    assert sheet["C3"].color == RED
    sheet["A1:A2"].copy()
    assert app.cut_copy_mode == "copy"
    sheet["E1"].paste(paste="values")
    assert (sheet["E1:E2"].value, sheet["E1"].color, sheet["E2"].formula) == ([1.0, 2.0], None, "2")
    sheet["G1"].paste("values", transpose=True)
    assert sheet["G1:H1"].value == [1.0, 2.0]
    sheet["A1:A2"].autofill(sheet["A1:A4"])
    assert sheet["A4"].formula.startswith("=A")


def test_sort_and_duplicates(sheet: xw.Sheet) -> None:
    """Rows are sorted by several keys below a header; repeated rows go, cells beside the range stay."""
    sheet["A1"].value = [["n", "v", "x"], ["b", 2, 1], ["a", 2, 2], ["c", 1, 3], ["B", 2, 4]]
    sheet["A1:B5"].sort([2, 1], [False, True], has_headers=True)
    assert sheet["A2:A5"].value[0] == "a"
    assert sheet["B2:B5"].value == [2.0, 2.0, 2.0, 1.0]
    sheet["A1:B5"].remove_duplicates([1, 2], has_headers=True)
    assert [str(name).lower() for name in sheet["A1:A5"].value] == ["n", "a", "b", "c", "none"]
    assert sheet["C1:C5"].value == ["x", 1.0, 2.0, 3.0, 4.0]


def test_find_and_replace(sheet: xw.Sheet) -> None:
    """Searching respects order, direction, case and the range; replacing reaches into formulas."""
    sheet["B2"].value = [[None, "Needle", None], ["needle", None, "needles"]]
    block = sheet["B2:D3"]
    assert block.find("needle").address == "$C$2"
    assert block.find("needle", order="columns").address == "$B$3"
    assert block.find("needle", direction="backward").address == "$D$3"
    assert block.find("needle", whole=True, match_case=True).address == "$B$3"
    assert block.find("absent") is None
    sheet["E3"].formula = '="needle"&1'
    sheet["B3:E3"].replace_all("needle", "pin")
    assert sheet["B3:E3"].value == ["pin", None, "pins", "pin1"]


def test_special_cells_and_filter(sheet: xw.Sheet) -> None:
    """Cells are found by kind; filtered rows are not visible, and the filter tells its conditions."""
    sheet["B2"].value = [
        ["kind", "value"],
        ["keep", 1],
        ["drop", True],
        ["keep", "=1/0"],
        [None, 4],
    ]
    block = sheet["B2:C6"]
    assert cells(block.get_special_cells("constants", "numbers")) == {(3, 3), (6, 3)}
    assert cells(block.get_special_cells("constants", "logical")) == {(4, 3)}
    assert cells(block.get_special_cells("formulas", "errors")) == {(5, 3)}
    assert cells(block.get_special_cells("blanks")) == {(6, 2)}
    block.autofilter.apply_values(1, ["keep"])
    assert {row for row, _ in cells(block.get_special_cells("visible"))} == {2, 3, 5}
    assert block.autofilter.criteria[0].values == ["keep"]
    block.autofilter.clear()
    assert len(cells(block.get_special_cells("visible"))) == 10


def test_links_notes_and_validation(sheet: xw.Sheet) -> None:
    """Links, notes and entry rules hang on cells and can be read back and removed."""
    sheet["A1"].add_hyperlink("www.example.org", "see")
    assert (sheet["A1"].value, sheet["A1"].hyperlink.rstrip("/")) == (
        "see",
        "http://www.example.org",
    )
    sheet["A2"].formula = '=HYPERLINK("http://example.org","x")'
    assert sheet["A2"].hyperlink == "http://example.org"
    sheet["B1"].add_note("check")
    sheet["B1"].note.text = "checked"
    assert [(note.location.address, note.text) for note in sheet.notes] == [("$B$1", "checked")]
    sheet["B1"].note.delete()
    assert sheet["B1"].note is None
    sheet["C1:C3"].data_validation.set_list(["开场白", "服务态度"])
    sheet["D1"].data_validation.set_whole_number("between", 0, 5)
    sheet["E1"].data_validation.set_date("greater_than", dt.date(2026, 1, 1))
    rule = sheet["D1"].data_validation
    assert sheet["C1:C3"].data_validation.source == "开场白,服务态度"
    assert (rule.type, rule.operator, rule.formula1, rule.formula2) == (
        "whole_number",
        "between",
        "=0",
        "=5",
    )
    assert sheet["E1"].data_validation.formula1 == "=DATE(2026,1,1)"
    assert sheet["C1:D1"].data_validation.type == "inconsistent"
    sheet["C1:C3"].data_validation.delete()
    assert sheet["C1:C3"].data_validation.type == "none"


def test_conditional_formats(sheet: xw.Sheet) -> None:
    """The newest rule comes first, carries its look, and can be changed and deleted."""
    rules = sheet["A1:A9"].conditional_formats
    rules.add_cell_value("less_than", 80, fill_color=RED, font_bold=True)
    rules.add_custom("=LEN($B1)>3", font_color=(0, 0, 255))
    first, second = sheet["A1:A9"].conditional_formats
    assert (first.type, first.formula, first.font_color, first.fill_color) == (
        "custom", "=LEN($B1)>3", (0, 0, 255), None,
    )  # fmt: skip
    assert (second.operator, second.formula1, second.fill_color, second.font_bold) == (
        "less_than",
        "=80",
        RED,
        True,
    )
    second.set(operator="between", formula1=60, formula2=80)
    assert (rules[1].operator, rules[1].formula2, len(rules)) == ("between", "=80", 2)
    rules[0].delete()
    assert [rule.type for rule in rules] == ["cell_value"]
    rules.clear()
    assert len(rules) == 0


@pytest.mark.parametrize(
    "use",
    [
        lambda cell: cell.comment,
        lambda cell: cell.sheet.pivot_tables,
        lambda cell: cell.conditional_formats.add_color_scale([RED, (0, 255, 0)]),
        lambda cell: cell.sheet.charts.add().series,
        lambda cell: cell.paste("column_widths"),
    ],
)
def test_missing__says_what(sheet: xw.Sheet, use: Callable[[xw.Range], object]) -> None:
    """What the engine does not have says so in words."""
    with pytest.raises(NotImplementedError, match=r"Calc"):
        use(sheet["A1"])


def visible_rows(sheet: xw.Sheet, count: int) -> list[bool]:
    rows = sheet.api.getRows()
    return [rows.getByIndex(row).IsVisible for row in range(count)]


def test_autofilter__several_texts_and_columns(sheet: xw.Sheet) -> None:
    """All texts of a column count, and a condition on another column leaves them as they are."""
    sheet["A1"].value = [["区域", "件数"], ["东", 5], ["西", 10], ["北", 15], ["东", 20]]
    filtered = sheet["A1:B5"].autofilter
    filtered.apply_values(1, ["西", "北"])
    assert visible_rows(sheet, 5) == [True, False, True, True, False]
    filtered.apply_comparison(2, "greater_than", 12)
    assert visible_rows(sheet, 5) == [True, False, False, True, False]
    assert [found.type for found in filtered.criteria] == ["values", "comparison"]
    assert filtered.criteria[0].values == ["西", "北"]
    filtered.clear(2)
    assert visible_rows(sheet, 5) == [True, False, True, True, False]
    filtered.clear()
    assert visible_rows(sheet, 5) == [True] * 5


MIXED = [
    ("edge_top", "C2", "edge_top"),
    ("edge_bottom", "C4", "edge_bottom"),
    ("edge_left", "B3", "edge_left"),
    ("edge_right", "D3", "edge_right"),
    ("inside_vertical", "C3", "edge_right"),
    ("inside_horizontal", "C3", "edge_bottom"),
    ("diagonal_down", "C3", "diagonal_down"),
]


@pytest.mark.parametrize(("side", "cell", "cell_side"), MIXED)
def test_borders__of_mixed_cells_are_those_of_the_first(
    sheet: xw.Sheet, side: str, cell: str, cell_side: str
) -> None:
    """As in Excel a range reports the line of its first cell, never that there is none."""
    block = sheet["B2:D4"]
    block.borders.set("everything", line_style="continuous", weight="thin", color="#ff0000")
    sheet[cell].borders.set(cell_side, line_style="double", weight="thick", color="#00ff00")
    line = block.borders[side]
    assert (line.line_style, line.weight, line.color) == ("continuous", "thin", (255, 0, 0))
    assert sheet[cell].borders[cell_side].line_style == "double"
