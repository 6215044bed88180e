"""A date in a row of its own is the day of the rows below it that have none."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from test_tables_and_merges import HEADINGS, codes, frame, labels, read, recording

FIRST, SECOND = date(2026, 10, 5), date(2026, 10, 6)


def alone(value: Any, heading: str = "录音编号") -> list[Any]:
    """A row that holds nothing but a value, below a heading."""
    return [value if name == heading else None for name in HEADINGS]


def bare(number: int) -> list[Any]:
    """A recording without its day."""
    return recording(number, 通话日期=None)


@pytest.mark.parametrize("heading", ["录音编号", "通话日期", "备注"])
@pytest.mark.parametrize("first", [FIRST, "2026年10月5日", "2026-10-05 星期一"])
def test_a_date_alone__is_carried_down(tmp_path, heading, first):
    """Each group of rows has the day above it, wherever that stands; it is told in one line."""
    rows = [alone(first, heading), bare(1), bare(2), alone(SECOND, heading), bare(3)]
    intake = read(tmp_path, [*labels(), HEADINGS, *rows])
    assert frame(intake)["call_date"].dt.day.tolist() == [5, 5, 6]
    assert codes(intake) == {"date-of-group"}
    [told] = [finding for finding in intake.findings if finding.code == "date-of-group"]
    assert (told.severity, told.count) == ("info", 3)
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(3, 0)]


def test_rows_with_their_own_day__keep_it(tmp_path):
    """Where one row of a group says its day nothing is carried into the others: they are refused."""
    rows = [alone(FIRST), recording(1), bare(2), alone(SECOND), bare(3)]
    intake = read(tmp_path, [*labels(), HEADINGS, *rows])
    found = frame(intake)
    assert found["recording"].tolist() == ["LY1", "LY3"]
    assert found["call_date"].dt.day.tolist() == [1, 6]
    assert "date-missing" in codes(intake)


def test_rows_above_the_first_date__have_none(tmp_path):
    """A date is carried down, never up."""
    intake = read(tmp_path, [*labels(), HEADINGS, bare(1), alone(FIRST), bare(2)])
    assert frame(intake)["recording"].tolist() == ["LY2"]


@pytest.mark.parametrize("value", ["20261005", 46300, "10月5日", "05/06/2026"])
def test_what_may_be_no_day__is_not_carried_down(tmp_path, value):
    """A number alone may be a recording, and of two readings none is taken."""
    intake = read(tmp_path, [*labels(), HEADINGS, alone(value), bare(1)])
    assert not any(len(table.frame) for table in intake.tables.values())
    assert "date-of-group" not in codes(intake)


def test_a_date_below_the_table__belongs_to_a_signature(tmp_path):
    """Below the last recording a date is nobody's day."""
    rows = [bare(1), alone(FIRST), [*alone("质检员签字：")]]
    intake = read(tmp_path, [*labels(), HEADINGS, *rows])
    assert "date-of-group" not in codes(intake)
