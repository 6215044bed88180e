"""Links to files and cells, in the notation of either program."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from qa_workbook.host.hyperlinks import address, cell_formula, file_address

AWKWARD = Path("/资料/a b#1 50% \"x\" 'y' & [1]?.xlsx")


def test_a_file_address_leads_back_to_the_path():
    """Every sign that would end or change an address is escaped, and Chinese stays readable."""
    link = file_address(AWKWARD)
    parts = urlsplit(link)
    assert unquote(parts.path) == str(AWKWARD)
    assert (parts.query, parts.fragment) == ("", "")
    assert "资料" in link
    assert " " not in link


def test_calc_gets_addresses_and_excel_paths():
    """Excel takes a path as it is, but not one with # or %."""
    plain = Path("/资料/a b.xlsx")
    assert address(plain, in_calc=False) == str(plain)
    assert address(plain, in_calc=True) == "file:///资料/a%20b.xlsx"
    assert address(AWKWARD, in_calc=False).startswith("file:///")


@pytest.mark.parametrize(
    ("in_calc", "expected"),
    [
        (True, '=HYPERLINK("file:///收件/李.xlsx#\'评\'\'分""表\'.F8","F8")'),
        (False, '=HYPERLINK("[/收件/李.xlsx]\'评\'\'分""表\'!F8","F8")'),
    ],
)
def test_a_cell_formula_names_file_sheet_and_cell(in_calc, expected):
    """Quotes in names are doubled for the sheet and for the formula."""
    assert cell_formula(Path("/收件/李.xlsx"), "评'分\"表", "F8", "F8", in_calc) == expected


def test_nothing_of_a_name_leaves_its_text():
    """A file or sheet name can't close the text and add a formula of its own."""
    evil = '");DDE("soffice";"x'
    for in_calc in (True, False):
        formula = cell_formula(Path(f"/{evil}.xlsx"), evil, "A1", evil + "\n", in_calc)
        assert formula is not None
        assert re.fullmatch(r'=HYPERLINK\("(?:[^"]|"")*","(?:[^"]|"")*"\)', formula)


def test_a_target_too_long_for_excel_stays_text():
    """Excel refuses literal texts over 255 signs, so such a cell has no link; Calc takes them."""
    path = Path("/" + "很长" * 200 + ".xlsx")
    assert cell_formula(path, "评分表", "A1", "A1", in_calc=False) is None
    assert cell_formula(path, "评分表", "A1", "A1", in_calc=True) is not None
