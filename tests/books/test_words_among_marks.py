"""Marks that don't apply stand in 明细 as a word, in short and in long tables."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from oracle import NA, Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.analysis.rules import load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.books.cloth.table import STRIP_ROWS
from qa_workbook.numbers import period
from qa_workbook.workspace_paths import shipped
from scheme_factory import frame, item, scheme

RULES = load_rules(shipped("config"))[0].versions[0]


@pytest.mark.parametrize("count", [4, STRIP_ROWS + 4])
def test_a_mark_that_does_not_apply_is_a_word_among_numbers(tmp_path: Path, count: int) -> None:
    """The workbook can be opened, and says 不适用 in the cell, and the other marks beside it."""
    of = scheme([item("a") | {"name": "态度"}, item("b")], not_applicable="respread")
    sheets = [
        Sheet(
            recording=f"r{number}", marks={"a": NA if number % 2 else Fraction(4), "b": Fraction(5)}
        )
        for number in range(count)
    ]
    found = analyse({of.key: of}, {of.key: frame(of, sheets)}, period("2026-10"), rules=RULES)
    path = tmp_path / "x.xlsx"
    write_analysis_book(path, report_alone([found]))
    rows = list(openpyxl.load_workbook(path, data_only=True)["明细"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(rows) if "录音编号" in row)
    column = rows[head].index("态度")
    marks = [row[column] for row in rows[head + 1 :] if row[column] is not None]
    assert marks.count("不适用") == count // 2 and marks.count(4) == count - count // 2
