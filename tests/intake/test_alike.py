"""Identities that are alike are found over whole columns, however many rows say the same."""

from __future__ import annotations

import pyarrow as pa
import pytest

from qa_workbook.intake.alike import spelt_differently


@pytest.mark.parametrize(
    ("column", "alike"),
    [
        (["a1", "b1", "a1", "b1"], []),
        (["A1", "b1", "A1"], []),
        (["a1", "A1", "b1", "a1"], ["a1", "A1"]),
        (["7", "007", "8", "08x"], ["7", "007"]),
        (["a 1", "b1", "a1", "B 2"], ["a 1", "a1"]),
        (["甲1", "甲 1", "乙1"], ["甲1", "甲 1"]),
        (["", "", "x"], []),
        ([], []),
    ],
)
def test_texts_that_differ_in_case_blanks_or_zeros_are_found(column, alike):
    """Each once, in the order of the rows; texts that nothing else is like are not among them."""
    half = len(column) // 2
    parts = [pa.array(part, pa.string()) for part in (column[:half], column[half:])]
    assert spelt_differently(pa.chunked_array(parts, pa.string())).to_pylist() == alike
