"""Columns written as strips read back as columns written cell by cell."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
from openpyxl import load_workbook
from openpyxl.worksheet.formula import ArrayFormula
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

from qa_workbook.books.cloth import fast_workbook, strips
from qa_workbook.books.cloth import table as table_module
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.fast_workbook import FastWorkbook
from qa_workbook.books.cloth.number_texts import numbers_of
from qa_workbook.books.cloth.page import Page
from qa_workbook.books.cloth.row_templates import ABOVE, ROW, Templated, Templates, only_for
from qa_workbook.books.cloth.style import Tone, new_workbook, safe_text
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.cloth.words import words_of

TEXTS = ["甲", None, "=1+1", "<&>", " 空格 ", "甲"] * 50
NUMBERS = [1, Decimal("2.50"), None, -0.1, 1e-9, 123456789.125] * 50


def _book(path, sheet_class):
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as workbook:
        formats = [workbook.add_format({"bold": True}), workbook.add_format({"num_format": "0.00"})]
        sheet = workbook.add_worksheet("表", sheet_class)
        sheet.write_string(0, 0, "题")
        chosen = [formats[row % 2] for row in range(len(NUMBERS))]
        if sheet_class is FastWorksheet:
            sheet.write_strip(3, 1, TEXTS, formats[0], boxed=True, textual=True)
            sheet.write_strip(3, 2, NUMBERS, chosen, boxed=False, textual=False)
        else:
            for row, (words, number) in enumerate(zip(TEXTS, NUMBERS, strict=True)):
                sheet.write(row + 3, 1, words, formats[0])
                if number is not None:
                    sheet.write_number(row + 3, 2, number, chosen[row])
        sheet.write_url(5, 0, "https://example.org/x", None, "链接")
        sheet.set_row(7, 33)
        sheet.add_table(2, 1, 2 + len(TEXTS), 2, {"columns": [{"header": "字"}, {"header": "数"}]})
        sheet.write_string(3 + len(TEXTS), 0, "尾")


@pytest.mark.parametrize("attribute", ["value", "number_format", "hyperlink"])
def test_strips__read_back_like_single_cells(tmp_path, attribute):
    """Values, formats, links, row heights and shared strings are those of XlsxWriter's own way."""
    cells = []
    for name, sheet_class in (("fast.xlsx", FastWorksheet), ("plain.xlsx", None)):
        _book(tmp_path / name, sheet_class)
        sheet = load_workbook(tmp_path / name)["表"]
        assert sheet.row_dimensions[8].height == 33
        cells.append(
            {
                cell.coordinate: str(getattr(cell, attribute))
                for row in sheet.iter_rows()
                for cell in row
            }
        )
    assert cells[0] == cells[1]
    assert len(cells[0]) > 900


def test_strips__leave_no_finding_of_an_independent_reader(tmp_path):
    """An independent audit finds nothing in a workbook with strips."""
    from workbook_tools import audit

    _book(tmp_path / "fast.xlsx", FastWorksheet)
    assert not audit(tmp_path / "fast.xlsx")


def test_link_strip__links_each_cell_to_its_place(tmp_path):
    """Every cell leads to its own cell of its file; one relationship per file."""
    with xlsxwriter.Workbook(tmp_path / "links.xlsx") as workbook:
        sheet = workbook.add_worksheet("表", FastWorksheet)
        sheet.write_strip(
            1,
            0,
            ["甲.xlsx", "乙.xlsx", "甲.xlsx"],
            workbook.add_format(),
            boxed=False,
            textual=True,
        )
        sheet.link_strip(
            1, 0, ["a%20b/甲.xlsx", "", "a%20b/甲.xlsx"], ["'评<分>'!A5", "", "'评<分>'!A6"]
        )
    cells = load_workbook(tmp_path / "links.xlsx")["表"]["A"]
    found = [cell.hyperlink and (cell.hyperlink.target, cell.hyperlink.location) for cell in cells]
    assert found == [None, ("a%20b/甲.xlsx", "'评<分>'!A5"), None, ("a%20b/甲.xlsx", "'评<分>'!A6")]


def test_shared_strings_and_tables__are_those_of_xlsxwriter(tmp_path):
    """Shared strings that need care and the range of a long table are written as XlsxWriter writes them."""
    odd = [
        "a_x000D_b",
        "行\n2",
        "\ttab",
        "&lt;",
        "x\u00a0",
        "\u3000全角",
        "a\x01b",
        "\ufffe",
        "",
        "<r>no</r>",
        "plain",
        "甲" * 9,
    ]
    parts = []
    for name, book, sheet_class in (
        ("fast", FastWorkbook, FastWorksheet),
        ("plain", xlsxwriter.Workbook, None),
    ):
        with book(tmp_path / name, {"strings_to_formulas": False}) as workbook:
            sheet = workbook.add_worksheet("表", sheet_class)
            for row, words in enumerate(odd, 1):
                sheet.write_string(row, 0, words)
            columns = [
                {"header": "字", "header_format": workbook.add_format({"bold": True})},
                {"header": "数"},
            ]
            sheet.add_table(0, 0, 500, 1, {"name": "T", "columns": columns, "style": None})
        with zipfile.ZipFile(tmp_path / name) as archive:
            parts.append(
                {part: archive.read(part) for part in archive.namelist() if "docProps" not in part}
            )
    assert parts[0] == parts[1]


def _halves(count, random):
    return np.floor(random.random(count) * 200) / 2


RANDOM = np.random.default_rng(7)
NUMBER_COLUMNS = {
    "few": RANDOM.integers(0, 6, 900).astype(float),
    "whole": RANDOM.integers(-3, 10**12, 900).astype(float),
    "halves": _halves(900, RANDOM),
    "fractions": RANDOM.random(900),
    "days": 46_000 + RANDOM.random(900) * 31,
    "any": RANDOM.random(900) * 10.0 ** RANDOM.integers(-20, 25, 900),
    "signs": np.array([0.0, -0.0, -1.0, 1e16, 1e15, 1e-4, 1e-5, 9.999999e9, 1e10, 5e-324] * 90),
    "integers": RANDOM.integers(-(2**62), 2**62, 900),
    "marks": RANDOM.integers(0, 9, 900).astype(np.int32),
}


@pytest.mark.parametrize("name", NUMBER_COLUMNS)
@pytest.mark.parametrize("with_blanks", [False, True])
def test_number_strips__have_the_digits_of_single_numbers(name, with_blanks):
    """A column of numbers is written with the digits of Python's repr, whatever numbers they are."""
    values = pd.Series(NUMBER_COLUMNS[name])
    if with_blanks:
        values = values.astype("Int64" if values.dtype.kind == "i" else "float64")
        values[::3] = pd.NA
    cells = strips.cells_of_numbers(numbers_of(values))
    texts = strips.joined(cells.pieces(0, 900, "A", strips.row_names(0, 900))).to_pylist()
    singly = [None if pd.isna(one) else f"><v>{one!r}</v></c>" for one in values.tolist()]
    assert texts == singly


def test_amounts__are_written_like_their_floats():
    """100 and 100.00 are one number; 0 and -0, which are equal, aren't written alike."""
    values = [Decimal(one) for one in ("100", "100.00", "0", "-0.00", "0.00", "2.5")] + [None]
    cells = strips.cells_of_numbers(values * 40)
    texts = strips.joined(cells.pieces(0, 7, "A", strips.row_names(0, 7))).to_pylist()
    assert texts == [None if one is None else f"><v>{float(one)!r}</v></c>" for one in values]


@pytest.mark.parametrize("values", [[1, 2.5, None], [2**70, 1, None]])
def test_numbers_of_several_kinds__are_written_one_by_one(values):
    """Whole numbers stay whole beside others, and a number may be longer than a machine's."""
    cells = strips.cells_of_numbers(values * 100)
    texts = strips.joined(cells.pieces(0, 3, "A", strips.row_names(0, 3))).to_pylist()
    assert texts == [None if one is None else f"><v>{one!r}</v></c>" for one in values]


def _as_before(values):
    """What a column of text holds, cell by cell."""
    missing = pd.isna(pd.Series(values, dtype=object))
    return [
        None if gone else safe_text(one) or None for one, gone in zip(values, missing, strict=True)
    ]


@pytest.mark.parametrize(
    "values",
    [
        pd.Series(["甲", None, "", "乙", "甲"], dtype="str"),
        ["甲", None, "", "a\x01b", "a\x02b", "\ud800x"],
        ["长" * 40_000, "甲", "甲"],
        [1, "1", 2.5, float("nan"), pd.NA, pd.NaT, True],
        pd.Series(["甲", "乙", None, "甲"], dtype="category"),
        [None, ""],
        [],
    ],
    ids=["str", "unsafe", "long", "mixed", "category", "blank", "none"],
)
def test_words__are_those_of_single_cells(values):
    """A long column of text is cleaned like single cells: nothing is lost, and empty cells are blank."""
    words = words_of(values)
    codes = words.codes.to_pylist()
    cells = [None if code is None else words.words[code] for code in codes]
    assert cells == _as_before(list(values))
    assert words.words == [word for word in dict.fromkeys(cells) if word is not None]
    for most in range(1, 5):
        sample = list(dict.fromkeys(cells))[:most]
        assert words.sample(most) == [word for word in sample if word is not None]


def _by_templates(count):
    """Formulas of all rows by one template, by several, of some rows alone; at another row, too."""
    one = [f"=B{ROW}&B{ABOVE}"]
    several = [*one, f'=IF(B{ROW}<1,"<&>",A{ROW})', f"=SUMPRODUCT(B{ROW}:C{ROW})", ""]
    codes = np.arange(count) % len(several)
    some = np.arange(count) % 3 > 0
    yield Templated(lambda: Templates(one, 6))
    yield Templated(lambda: Templates(several, 6, codes))
    yield Templated(lambda: Templates(several[2:3], 6))
    yield only_for(lambda: some, Templated(lambda: Templates(one, 6)))
    yield only_for(lambda: some, lambda row: f"=A{row + 1}")
    yield Templated(lambda: Templates(one, 90))


def _tables(path, strip_rows, monkeypatch):
    """A table of all kinds of columns, of rows enough for strips only if `strip_rows` says so."""
    monkeypatch.setattr(table_module, "STRIP_ROWS", strip_rows)
    count = 250
    words = pd.Series([f"员{row % 7}" if row % 5 else None for row in range(count)], dtype="str")
    numbers = pd.Series([row / 8 if row % 11 else None for row in range(count)])
    days = pd.Series(pd.date_range("2026-10-01", periods=count, freq="97min"))
    mixed = [row % 6 if row % 13 else "不适用" for row in range(count)]
    remarks = ["行" * (row % 90) for row in range(count)]
    with new_workbook(path) as workbook:
        page = Page(ResultBook(workbook, "analysis_book", "zh"), "表", "#123456")
        columns = [
            TableColumn("a", "字", words, "centred"),
            TableColumn("b", "数", numbers, "score"),
            TableColumn("c", "日", days, "date"),
            TableColumn("d", "混", mixed, "mark"),
            TableColumn("e", "备注", remarks, "wrapped"),
            TableColumn("f", "式", numbers, "score", formula=lambda row: f'=B{row + 6}&"<"'),
            TableColumn("g", "色", words, "text", tones={"员1": Tone("#FFFFFF", "#000000")}),
            *(
                TableColumn(f"h{number}", f"模{number}", mixed, "number", formula=formula)
                for number, formula in enumerate(_by_templates(count))
            ),
        ]
        table = page.place(4, columns, boxed=strip_rows % 2 == 0)
        page.write_excel_table(table, "T")
        page.sheet.write_url(7, 0, "https://example.org/x", None, "链接")
        page.finish("")


def _said(cell):
    """What a cell holds; a formula of arrays with the cell that it fills."""
    value = cell.value
    return (value.ref, value.text) if isinstance(value, ArrayFormula) else value


@pytest.mark.parametrize("boxed", [False, True])
def test_table__of_strips_reads_like_one_of_single_cells(tmp_path, monkeypatch, boxed):
    """Every kind of column has the same values and looks, also where words stand among numbers."""
    sheets = []
    for name, rows in (("strips.xlsx", 200), ("cells.xlsx", 1_000)):
        _tables(tmp_path / name, rows + (not boxed), monkeypatch)
        sheets.append(load_workbook(tmp_path / name)["表"])
    for strips_row, cells_row in zip(*(sheet.iter_rows() for sheet in sheets), strict=True):
        for one, other in zip(strips_row, cells_row, strict=True):
            assert (_said(one), one.number_format, one.hyperlink) == (
                _said(other),
                other.number_format,
                other.hyperlink,
            )
            for look in ("border", "font", "fill"):
                assert repr(getattr(one, look)) == repr(getattr(other, look))
        row = strips_row[0].row
        assert sheets[0].row_dimensions[row].height == sheets[1].row_dimensions[row].height


@pytest.mark.parametrize("form", ["{}", "a{}", "{}a", "a{}a", "_x00{}0_"])
def test_many_shared_strings__are_those_of_xlsxwriter(form):
    """Whatever sign a text begins with, ends with or holds: those that need care are found."""
    texts = [form.format(chr(code)) for code in range(1, 0x3100)]
    made, odd = strips.shared_texts(texts)
    singly = SharedStrings()
    for place in set(range(len(texts))).difference(odd):
        singly.fh = io.StringIO()
        singly._write_si(texts[place])
        assert made[place].as_py() == singly.fh.getvalue()


def test_a_book_of_many_texts__has_those_of_xlsxwriter(tmp_path, monkeypatch):
    """Texts that are written many at a time stay in their order, with and without care."""
    monkeypatch.setattr(fast_workbook, "_MANY", 7)
    texts = [f"字{row}" if row % 3 else f" <{row}>&\n" for row in range(50)]
    for name, book in (("fast", FastWorkbook), ("plain", xlsxwriter.Workbook)):
        with book(str(tmp_path / name)) as workbook:
            workbook.add_worksheet().write_column(0, 0, texts)
    parts = [
        zipfile.ZipFile(tmp_path / name).read("xl/sharedStrings.xml") for name in ("fast", "plain")
    ]
    assert parts[0] == parts[1]


# What the fast sheet takes from XlsxWriter without being offered it.
PRIVATE = {
    SharedStrings: "_write_sst_strings _write_si _set_xml_writer _assemble_xml_file fh string_table",
    Packager: "_create_package _write_shared_strings_file _filename filenames workbook",
    FastWorkbook: "_store_workbook _get_packager str_table filename",
    FastWorksheet: "_write_rows _write_row _write_cell _write_hyperlinks _check_dimensions "
    "_xml_start_tag _xml_end_tag fh table tables row_info dim_rowmin dim_rowmax str_table "
    "rel_count hyperlinks external_hyper_links",
    Format: "_get_xf_index",
    SharedStringTable: "count unique_count string_table string_array",
}


@pytest.mark.parametrize("kind", PRIVATE, ids=lambda kind: kind.__name__)
def test_private_members__are_those_of_this_xlsxwriter(kind, tmp_path):
    """The members that pyproject's version range stands for are there, before anything is written."""
    made = kind(tmp_path / "x.xlsx") if kind is FastWorkbook else kind()
    assert [name for name in PRIVATE[kind].split() if not hasattr(made, name)] == []


def test_single_cells__are_written_as_xlsxwriter_writes_them(tmp_path):
    """Texts, numbers, blanks, formulas and their cached values have the same bytes."""
    parts = []
    for name, sheet_class in (("fast.xlsx", FastWorksheet), ("plain.xlsx", None)):
        with xlsxwriter.Workbook(tmp_path / name) as workbook:
            bold = workbook.add_format({"bold": True})
            sheet = workbook.add_worksheet("表", sheet_class)
            sheet.set_row(7, None, bold)
            for column, style in ((0, bold), (29, None)):
                for row, number in enumerate((1, -0.1, 0.1 + 0.2, 1e-7, 1e21, Decimal("2.50"))):
                    sheet.write_number(row, column, number, style)
                sheet.write_string(6, column, '<"&>', style)
                sheet.write_string(7, column, "甲", style)
                sheet.write_blank(8, column, None, style)
                sheet.write_boolean(9, column, True, style)
                sheet.write_datetime(10, column, date(2026, 10, 1), style)
                results = (3, 0.1 + 0.2, '<"&>', "", "#N/A", True)
                for row, result in enumerate(results, 11):
                    sheet.write_formula(row, column, '=IF(A1<2,"&",2)', style, result)
                sheet.write_array_formula(17, column, 17, column, "{=SUM(A1:A3)}", style, 3)
        with zipfile.ZipFile(tmp_path / name) as package:
            parts.append(package.read("xl/worksheets/sheet1.xml"))
    assert parts[0] == parts[1]


def test_copied_rows__read_like_rows_written_anew(tmp_path):
    """Cells, merged ranges, heights and the count of shared texts are those of single calls."""

    def write(sheet, row, look):
        sheet.merge_range(row, 0, row, 2, "签字", look)
        sheet.write_string(row + 1, 1, "甲", look)
        sheet.write_number(row + 1, 2, Decimal("2.50"), look)
        sheet.set_row(row + 1, 40)

    packages = []
    for copied in (True, False):
        file = tmp_path / f"{copied}.xlsx"
        with new_workbook(file) as workbook:
            look = workbook.add_format({"border": 1})
            first, second = (workbook.add_worksheet(name, FastWorksheet) for name in "一二")
            write(first, 3, look)
            if copied:
                second.copy_rows(first, 3, 4, 8)
            else:
                write(second, 8, look)
        with zipfile.ZipFile(file) as package:
            packages.append({name: package.read(name) for name in package.namelist()})
    assert packages[0] == packages[1]
