"""Columns of texts have the same cells whether their texts are looked for twice or not."""

from __future__ import annotations

import openpyxl
import pytest

from qa_workbook import arrays
from qa_workbook.books.cloth import words
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.fast_workbook import FastWorkbook
from qa_workbook.books.cloth.words import words_of

LONG = arrays._LONG + 2
CASES = {
    "different": [f"R{number}" for number in range(LONG)],
    "two alike": [*(f"R{number}" for number in range(LONG)), "R7"],
    "one to clean": [*(f"R{number}" for number in range(LONG)), "a\x01b"],
    "one empty": [*(f"R{number}" for number in range(LONG)), ""],
    "few": [f"R{number % 9}" for number in range(LONG)],
}


@pytest.mark.parametrize("case", CASES)
def test_every_cell_has_its_text_and_the_workbook_each_text_once(tmp_path, case):
    """Nothing else is in a cell than without looking for texts that are alike."""
    column = CASES[case]
    found = words_of(column)
    cells = [None if code is None else found.words[code] for code in found.codes.to_pylist()]
    expected = [words.safe_text(text) or None for text in column]
    assert cells == expected
    with FastWorkbook(str(tmp_path / "a.xlsx")) as workbook:
        sheet = workbook.add_worksheet("表", FastWorksheet)
        sheet.write_strip(0, 0, found, workbook.add_format(), boxed=False, textual=True)
        assert list(workbook.str_table.string_table) == list(dict.fromkeys(filter(None, expected)))
    rows = openpyxl.load_workbook(tmp_path / "a.xlsx")["表"].iter_rows(values_only=True)
    assert [row[0] for row in rows][: len(column) - 1] == expected[: len(column) - 1]
