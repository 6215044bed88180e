"""A column that is put in order when it is written has the cells of one that was before."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from qa_workbook.books.cloth.ordered import Ordered
from qa_workbook.books.cloth.table import STRIP_ROWS, TableColumn


@pytest.mark.parametrize("count", [5, STRIP_ROWS + 5])
@pytest.mark.parametrize("gaps", [False, True])
def test_marks_in_another_order(count: int, gaps: bool) -> None:
    """Also those of sheets that leave some open, one by one and as a whole column."""
    marks = pd.Series(np.arange(count) % 6, dtype="float64")
    if gaps:
        marks[::3] = np.nan
    order = np.argsort(np.arange(count) * 7 % count, kind="stable")
    late = TableColumn("m", "礼貌用语", Ordered(marks, order), "mark")
    soon = TableColumn("m", "礼貌用语", marks.take(order), "mark")
    assert late.cells == soon.cells != TableColumn("m", "礼貌用语", marks, "mark").cells
    assert late.numbers() == soon.numbers()
    assert late.is_long == soon.is_long == (count > STRIP_ROWS)
    pd.testing.assert_series_equal(pd.Series(list(late.values)), pd.Series(list(soon.values)))
