"""Columns written as strips read back as columns written cell by cell."""

from __future__ import annotations

import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from openpyxl import load_workbook
from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable

from qa_workbook.books.cloth.fast_sheet import FastWorkbook, FastWorksheet

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


# What the fast sheet takes from XlsxWriter without being offered it.
PRIVATE = {
    SharedStrings: "_write_sst_strings _write_si _set_xml_writer _assemble_xml_file fh string_table",
    Packager: "_write_shared_strings_file _filename workbook",
    FastWorkbook: "_get_packager str_table",
    FastWorksheet: "_write_rows _write_row _write_cell _write_hyperlinks _check_dimensions "
    "_xml_start_tag _xml_end_tag fh table tables row_info dim_rowmin dim_rowmax str_table "
    "rel_count hyperlinks external_hyper_links",
    Format: "_get_xf_index",
    SharedStringTable: "_get_shared_string_index count string_array",
}


@pytest.mark.parametrize("kind", PRIVATE, ids=lambda kind: kind.__name__)
def test_private_members__are_those_of_this_xlsxwriter(kind, tmp_path):
    """The members that pyproject's version range stands for are there, before anything is written."""
    made = kind(tmp_path / "x.xlsx") if kind is FastWorkbook else kind()
    assert [name for name in PRIVATE[kind].split() if not hasattr(made, name)] == []
