"""Which cell a row of the records stands for, in sheets of any shape."""

from __future__ import annotations

import pytest

from qa_workbook.grids.a1 import place_of, source_cell, source_column


@pytest.mark.parametrize(
    ("records", "places", "column"),
    [
        ([5, 6, 9], [(4, 2), (5, 2), (8, 2)], "C"),  # a recording a row
        ([5, 20], [(7, 2), (22, 2)], "C+3"),  # forms below one another
        ([5, 20], [(1, 2), (16, 2)], "C-3"),  # a label above the marks
        ([3, 4], [(9, 2), (9, 3)], "#10"),  # a recording a column
        ([3, 7], [(9, 3), (9, 7)], "#10+1"),  # forms beside one another
        ([3, 4], [(9, 2), (10, 2)], "C+7"),
        ([3, 4], [(9, 2), (12, 2)], ""),  # nobody knows
    ],
)
def test_a_column_gives_back_the_cells_that_it_was_made_of(
    records: list[int], places: list[tuple[int, int]], column: str
) -> None:
    """What a sheet keeps of a column gives each recording's cell again, or nothing at all."""
    assert source_column(records, places) == column
    if column:
        assert [place_of(source_cell(column, row)) for row in records] == places
    else:
        assert {source_cell(column, row) for row in records} == {""}
