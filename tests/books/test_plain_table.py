"""A table for other programs as one plain sheet."""

from __future__ import annotations

from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from qa_workbook.app import export
from qa_workbook.books.plain_table import write_plain_table
from qa_workbook.errors import TooLongForSheet

NINTH, DAY = pd.Timestamp("2026-10-09"), pd.Timedelta(days=1)


def test_plain_table__keeps_the_type_of_every_cell(tmp_path):
    """Text stays text, also what looks like a formula; truth, days, numbers and money are real."""
    frame = pd.DataFrame(
        {
            "word": ["=1+1", "007", "a & <b>", ""],
            "truth": [True, False, True, False],
            "day": pd.to_datetime(["2026-10-09", None, "2026-10-10", "2026-10-11"]),
            "number": [0.1, None, 2.0, 3.5],
            "money": [Decimal("12.30"), None, Decimal(0), Decimal(-1)],
            "whole": pd.array([1, 2, None, 4], dtype="Int64"),
        }
    )
    path = tmp_path / "t.xlsx"
    write_plain_table(frame, path, "表")
    rows = list(openpyxl.load_workbook(path)["表"].iter_rows(values_only=True))
    assert rows == [
        ("word", "truth", "day", "number", "money", "whole"),
        ("=1+1", True, NINTH, 0.1, 12.3, 1),
        ("007", False, None, None, None, 2),
        ("a & <b>", True, NINTH + DAY, 2, 0, None),
        (None, False, NINTH + 2 * DAY, 3.5, -1, 4),
    ]
    assert openpyxl.load_workbook(path)["表"]["A2"].data_type == "s"


def test_export__says_in_one_sentence_that_a_sheet_is_too_short(tmp_path, monkeypatch):
    """More rows than a sheet holds is wrong usage, told before anything is written."""
    monkeypatch.setattr(export, "MOST_ROWS", 2)
    path = tmp_path / "t.xlsx"
    with pytest.raises(TooLongForSheet, match="csv"):
        export.write_table(pd.DataFrame({"a": [1, 2, 3]}), path, "a")
    assert not path.exists()
