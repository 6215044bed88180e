"""Values through a live Calc document: what is written comes back as xlwings promises."""

import datetime as dt
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
import xlwings as xw
from pandas.testing import assert_frame_equal

pytestmark = pytest.mark.calc

NOON = dt.datetime(2026, 10, 5, 12, 30, 15)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (1, 1.0),
        (2.5, 2.5),
        (10**19, 1e19),
        ("text", "text"),
        ("00123", "00123"),
        ("'=1+1", "=1+1"),
        ("", None),
        (None, None),
        (float("nan"), None),
        (True, True),
        (False, False),
        (NOON, NOON),
        (dt.date(2026, 10, 5), dt.datetime(2026, 10, 5)),  # noqa: DTZ001
        (dt.datetime(1962, 11, 3), dt.datetime(1962, 11, 3)),  # noqa: DTZ001
        (NOON.replace(tzinfo=dt.timezone(dt.timedelta(hours=8))), NOON),
        (dt.time(6, 0), 0.25),
        (np.float32("nan"), None),
        (np.int64(2), 2.0),
        (np.bool_(True), True),
        (np.datetime64("2026-10-05T12:30:15"), NOON),
        (pd.NaT, None),
        (pd.NA, None),
        (pd.Timestamp(NOON), NOON),
        ("=1+1", 2.0),
        ('=""', None),
        ("=1/0", None),
        ("=TRUE()", True),
        ("=DATE(2026,10,5)", dt.datetime(2026, 10, 5)),  # noqa: DTZ001
        ("座席工号", "座席工号"),
    ],
)
def test_value__scalar(sheet: xw.Sheet, written: object, read: object) -> None:
    """One value of each kind comes back as the kind xlwings has for it."""
    sheet["B2"].value = written
    assert sheet["B2"].value == read
    assert type(sheet["B2"].value) is type(read)


def test_value__block_of_all_kinds(sheet: xw.Sheet) -> None:
    """A block of mixed kinds keeps each cell's kind, also where formats alternate."""
    block = [["a", 1.0, None, True], [NOON, "b", 2.0, False], [None, NOON, True, 3.0]] * 5
    sheet["C3"].value = block
    assert sheet["C3:F17"].value == block


def test_value__number_over_boolean(sheet: xw.Sheet) -> None:
    """A number written over a boolean is a number again."""
    sheet["A1"].value = [True, False]
    sheet["A1"].value = [5, 0]
    assert sheet["A1:B1"].value == [5.0, 0.0]
    assert type(sheet["B1"].value) is float


def test_value__dates_keep_a_date_format(sheet: xw.Sheet) -> None:
    """A date takes the standard date format only where the cell has no format of its own."""
    sheet["A1"].number_format = "dd/mm/yyyy"
    sheet["A1"].value = [[NOON, NOON], [NOON.date(), "x"]]
    assert [sheet[cell].number_format for cell in ("A1", "B1", "A2")] == [
        "dd/mm/yyyy", "yyyy-mm-dd hh:mm:ss", "yyyy-mm-dd",
    ]  # fmt: skip


def test_value__errors_on_request(sheet: xw.Sheet) -> None:
    """Cell errors are None, or their text with err_to_str."""
    sheet["A1"].value = [["=1/0"], ["=NA()"], ["=no_such_name"], ['="a"+1'], [1]]
    assert sheet["A1:A5"].value == [None, None, None, None, 1.0]
    texts = sheet["A1:A5"].options(err_to_str=True).value
    assert texts == ["#DIV/0!", "#N/A", "#NAME?", "#VALUE!", 1.0]


def test_value__options(sheet: xw.Sheet) -> None:
    """ndim, transpose, numbers, dates, empty, expand and chunksize work as documented."""
    sheet["A1"].options(transpose=True).value = [1.6, 2]
    assert sheet["A1:A2"].options(numbers=int).value == [2, 2]
    assert sheet["A1"].options(ndim=2).value == [[1.6]]
    assert sheet["C9"].options(empty="-").value == "-"
    sheet["B1"].value = NOON
    assert sheet["B1"].options(dates=dt.date).value == NOON.date()
    rows = [[float(i), i * 2.0] for i in range(25)]
    sheet["D1"].options(chunksize=10).value = rows
    assert sheet["D1"].options(expand="table", chunksize=7).value == rows


def test_value__formula_fills_a_range(sheet: xw.Sheet) -> None:
    """One formula written to a range moves its relative references; other scalars are repeated."""
    sheet["A1:B2"].value = 5
    sheet["C1:D2"].value = "=A1*$A$1"
    assert sheet["A1:B2"].value == [[5.0, 5.0], [5.0, 5.0]]
    assert sheet["C1:D2"].formula == (("=A1*$A$1", "=B1*$A$1"), ("=A2*$A$1", "=B2*$A$1"))
    assert sheet["D2"].value == 25.0


def test_formula__excel_notation(sheet: xw.Sheet) -> None:
    """Formulas go in and come out in Excel's notation, and refer to other sheets."""
    other = sheet.book.sheets.add("第 2 页", after=sheet)
    other["A1"].value = [1, 2, 3]
    sheet["A1"].formula = "=SUM('第 2 页'!A1:C1,10)"
    assert sheet["A1"].value == 16.0
    assert sheet["A1"].formula == "=SUM('第 2 页'!A1:C1,10)"
    sheet["A2"].value = [["x", 1.5, None]]
    assert sheet["A2:C2"].formula == (("x", "1.5", ""),)


def test_formula_array(sheet: xw.Sheet) -> None:
    """An array formula is calculated as one and read without braces."""
    sheet["A1"].value = [[1, 4], [2, 5], [3, 6]]
    sheet["D1"].formula_array = "=SUM(A1:A3*B1:B3)"
    assert sheet["D1"].value == 32.0
    assert sheet["D1"].formula_array == "=SUM(A1:A3*B1:B3)"
    assert sheet["D1"].has_array
    assert sheet["A1"].formula_array is None


def test_frame__round_trip(sheet: xw.Sheet) -> None:
    """A frame with a date index, missing values, text and booleans comes back through xlwings' converter."""
    frame = pd.DataFrame(
        {"score": [91.5, np.nan, 80.0], "name": ["甲", None, "丙"], "fatal": [True, False, True]},
        index=pd.Index(
            [NOON, NOON + dt.timedelta(days=1), NOON + dt.timedelta(days=2)], name="day"
        ),
    )
    sheet["B2"].value = frame
    back = sheet["B2:E5"].options(pd.DataFrame).value
    assert_frame_equal(
        frame.reset_index().astype(object),
        back.reset_index().astype(object),
        check_column_type=False,
    )


def test_dict_series_and_array(sheet: xw.Sheet) -> None:
    """Dictionaries, series and arrays use xlwings' own converters."""
    sheet["A1"].value = {"a": 1.0, "b": 2.0}
    assert sheet["A1:B2"].options(dict).value == {"a": 1.0, "b": 2.0}
    sheet["D1"].value = pd.Series([1.5, np.nan], name="s")
    assert sheet["E1:E3"].value == ["s", 1.5, None]
    array = np.array([[1.1, np.nan], [3.3, 4.4]])
    sheet["G1"].value = array
    np.testing.assert_array_equal(sheet["G1:H2"].options(np.array).value, array)


def test_many_cells(sheet: xw.Sheet) -> None:
    """100,000 cells of all kinds come back as they were written, in one block each way."""
    rows = [[float(i), f"r{i}", i % 2 == 0, float(i * 2), None] * 2 for i in range(10_000)]
    sheet["A1"].value = rows
    assert sheet["A1:J10000"].value == rows


def kept(sheet: xw.Sheet, address: str) -> list[object]:
    """What a range holds: values with their types, formulas and number formats."""
    cells = list(sheet[address])
    return [(cell.value, type(cell.value), cell.formula, cell.number_format) for cell in cells]


def test_formula__written_back_changes_nothing(sheet: xw.Sheet) -> None:
    """What was read from `formula` can be written to it: numbers, texts, dates, errors stay what they are."""
    sheet["A1"].value = [
        [1, "x", True, 2.5, None],
        ["'007", "'10", "'TRUE", "'=1+1", 12345678901234567],
        [dt.date(2026, 10, 5), pd.Timestamp("2026-10-05 14:30"), "=A1/0", "=A1*2", "=TRUE"],
    ]
    sheet["A4:B4"].formula_array = "=A1:B1"
    before = kept(sheet, "A1:E4")
    sheet["A1:E4"].formula = sheet["A1:E4"].formula
    assert kept(sheet, "A1:E4") == before
    for cell in sheet["A1:E3"]:
        cell.formula = cell.formula
    assert kept(sheet, "A1:E4") == before


def test_formula__copied_elsewhere(sheet: xw.Sheet) -> None:
    """Numbers and booleans arrive as such, so that sums over them stay what they were."""
    sheet["A1"].value = [[1, True, 2.5, "=A1*2", "x"]]
    sheet["A3:E3"].formula = sheet["A1:E1"].formula
    assert sheet["A3:E3"].value == [1.0, True, 2.5, 2.0, "x"]
    sheet["G1"].formula = "=SUM(A3,C3:D3)"
    assert sheet["G1"].value == 5.5


def test_formula__takes_a_number_as_typed(sheet: xw.Sheet) -> None:
    """ "10" becomes a number as in Excel, but no id loses its zeros or digits, nor does a text cell change."""
    sheet["C1:C5"].number_format = "@"
    for column in "AC":
        for row, text in enumerate(["10", "-2.5", "1E+20", "007", "12345678901234567"], 1):
            sheet[f"{column}{row}"].formula = text
    assert sheet["A1:A5"].value == [10.0, -2.5, 1e20, "007", "12345678901234567"]
    assert sheet["C1:C5"].value == ["10", "-2.5", "1E+20", "007", "12345678901234567"]
    sheet["A7:A8"].formula = [["'10"], ["2026-10"]]
    assert sheet["A7:A8"].value == ["10", "2026-10"]


def test_formula__keeps_true_and_false(sheet: xw.Sheet) -> None:
    """TRUE in a formula reads back as TRUE and not as the number that Calc would make of it."""
    for text in ("=IF(TRUE,A2,FALSE)", "=AND(B1:B3,TRUE)", '=IF(TRUE,"TRUE","FALSE()")'):
        sheet["A1"].formula = text
        assert sheet["A1"].formula == text
    sheet["A1"].formula = "=IF(TRUE,5,6)"
    assert sheet["A1"].value == 5.0


CODES = ["#,##0.00", "0.00", "0%", "@", "yyyy-mm-dd", 'yyyy"年"m"月"d"日"', "hh:mm", "[Red]0.00"]
CODES += ["_ * #,##0.00_ ;_ * -#,##0.00_ ", "0.00E+00", "[$¥-804]#,##0.00", "mmm yy"]


@pytest.mark.parametrize("code", CODES)
def test_number_format__is_saved_as_excel_writes_it(
    sheet: xw.Sheet, tmp_path: Path, code: str
) -> None:
    """No mark of a language is put before a code: Excel would show it as a custom format."""
    sheet["A1"].number_format = code
    sheet["A1"].value = 1.5
    sheet.book.save(tmp_path / "formats.xlsx")
    saved = openpyxl.load_workbook(tmp_path / "formats.xlsx").worksheets[0]["A1"].number_format
    assert saved.replace("\\", "").replace('"', "").lower() == code.replace('"', "").lower()
    assert sheet["A1"].number_format.replace('"', "") == code.replace('"', "")
