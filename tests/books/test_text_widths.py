"""Many texts are as wide as each of them alone, and rows as high."""

from __future__ import annotations

import pytest
import xlsxwriter

from qa_workbook.books.cloth import text_widths
from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.page import long_heights
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import wrapped_lines

TEXTS = [
    "",
    "a",
    "客户很满意，谢谢。",
    "客户\n很满意\n\nvery much so, thank you " * 4,
    "x" * 200,
    "Ａ①é\ud800",
    "😀" * 40,
    *("语" * count for count in range(1, 90)),
    *("wide 宽" * count for count in range(1, 40)),
]


@pytest.mark.parametrize("width", [0.5, 8, 17.9, 36, 55.0])
def test_lines_of_many_texts__are_those_of_each(width):
    """A column of texts wraps like its cells one by one, whatever the signs."""
    found = text_widths.wrapped_lines_of(TEXTS, width).tolist()

    assert found == [wrapped_lines(text, width) for text in TEXTS]


def test_heights__are_those_of_the_texts_row_by_row():
    """Each row is named once, with the height of its own text; blank ones aren't."""
    texts = ["语" * (row % 60) if row % 7 else None for row in range(300)]
    found = {row: height for height, rows in long_heights(Words.of(texts), 30, 5) for row in rows}

    wanted = {row: wrapped_lines(text, 30) for row, text in enumerate(texts, 5) if text is not None}
    assert found == {row: 5.0 + 14 * lines for row, lines in wanted.items()}


def test_raised_rows__are_written_as_rows_that_were_set_one_by_one(tmp_path):
    """Their description is that of XlsxWriter, and the sheet reaches as far."""
    rows = []
    with xlsxwriter.Workbook(tmp_path / "x.xlsx") as book:
        for at_once in (True, False):
            sheet = book.add_worksheet(None, FastWorksheet)
            sheet.set_row(4, 20, None, {"level": 1})
            if at_once:
                sheet.raise_rows([2, 4, 9], 47)
            else:
                for row in (2, 4, 9):
                    sheet.set_row(row, 47)
            looks = {row: vars(info) for row, info in sheet.row_info.items()}
            rows.append((looks, sheet.row_sizes, sheet.dim_rowmin, sheet.dim_rowmax))

    assert rows[0] == rows[1]
