"""质检员 and 质检日期 in every row of a wide sheet instead of above its header."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import pytest
from test_tables_and_merges import (
    HEADINGS,
    SCHEMES,
    VOCABULARY,
    Rows,
    codes,
    frame,
    labels,
    read,
    recording,
)

from qa_workbook.forms.score_form import PER_ROW, blank_form

SCHEME = ["方案", "monitoring-10x4"]
BOTH = [*HEADINGS, "质检员", "质检日期"]


def rows_of(*said: tuple[Any, Any]) -> Rows:
    """The header and a row for each inspector and day of inspection."""
    return [BOTH, *([*recording(n), *one] for n, one in enumerate(said, 1))]


def told(intake: Any, code: str) -> Any:
    [found] = [finding for finding in intake.findings if finding.code == code]
    return found


def test_every_row_says_its_inspector_and_day(tmp_path):
    """Without labels above the header each row counts for who and when it says, and all is well."""
    said = [("陈晨", date(2026, 10, 20)), ("刘洋", date(2026, 10, 21))]
    intake = read(tmp_path, [SCHEME, *rows_of(*said)])
    assert frame(intake)["inspector"].tolist() == ["陈晨", "刘洋"]
    assert frame(intake)["inspected_on"].dt.day.tolist() == [20, 21]
    assert codes(intake) == set()


def test_one_recording_by_two_inspectors_in_one_sheet(tmp_path):
    """Rows of one recording are two judgements where two people say so, and no repetition."""
    one, other = [*recording(1), "陈晨", None], [*recording(1), "刘洋", None]
    intake = read(tmp_path, [SCHEME, BOTH, one, other])
    assert frame(intake)["inspector"].tolist() == ["陈晨", "刘洋"]
    assert "duplicate-in-sheet" not in codes(intake)


def test_a_row_without_inspector__is_kept_out(tmp_path):
    """Where no label says it either, the one row is refused by its cell, and the sheet is read."""
    intake = read(tmp_path, [SCHEME, *rows_of(("陈晨", None), (None, None))])
    assert frame(intake)["recording"].tolist() == ["LY1"]
    found = told(intake, "inspector-missing")
    assert (found.severity, found.cell) == ("error", "V4")
    [sheet] = intake.sheets
    assert (sheet.rows_read, sheet.rows_rejected) == (2, 1)


def test_an_empty_column__refuses_the_sheet_once(tmp_path):
    """Where nobody is named anywhere it is one finding, which names the three ways to say it."""
    intake = read(tmp_path, [SCHEME, *rows_of((None, None), (None, None))])
    assert not intake.tables
    advice = told(intake, "inspector-missing").fix("zh")
    assert all(way in advice for way in ("表头上方", "加一列", "工作表的名称"))


def test_rows_win_over_the_labels__and_the_difference_is_told(tmp_path):
    """What a row says counts, the label is for the rows that say nothing; each column is one line."""
    said = [("刘洋", date(2026, 10, 30)), (None, None), ("陈晨", date(2026, 10, 31))]
    intake = read(tmp_path, [*labels(), *rows_of(*said)])
    assert frame(intake)["inspector"].tolist() == ["刘洋", "陈晨", "陈晨"]
    assert frame(intake)["inspected_on"].dt.day.tolist() == [30, 31, 31]
    found = [finding for finding in intake.findings if finding.code == "row-against-label"]
    assert {(one.cell, one.severity) for one in found} == {("V5", "warning"), ("W5", "warning")}
    assert any("陈晨" in one.message("zh") for one in found)


def test_a_day_that_cant_be__costs_no_scores(tmp_path):
    """An unreadable day, or one to come, is a warning at its cell; nothing is put in its place."""
    said = [("陈晨", "不详"), ("陈晨", date(2027, 1, 1)), ("陈晨", None)]
    intake = read(tmp_path, [SCHEME, *rows_of(*said)])
    assert pd.isna(frame(intake)["inspected_on"]).all()
    assert {
        "inspection-date-unreadable",
        "inspected-on-in-future",
        "inspected-on-missing",
    } == codes(intake)


def test_a_call_after_its_own_inspection__is_told_by_row(tmp_path):
    """The day of the row is what its call is compared with."""
    intake = read(
        tmp_path,
        [SCHEME, *rows_of(("陈晨", date(2026, 10, 2)), ("陈晨", date(2026, 10, 1)))],
    )
    assert told(intake, "date-after-inspection").cell == "B4"


def test_rows_with_the_inspector_alone__are_no_rows(tmp_path):
    """Who fills the name in ahead for the whole sheet has not judged anything yet."""
    ahead = [[None] * len(HEADINGS) + ["陈晨", date(2026, 10, 20)]] * 3
    intake = read(tmp_path, [SCHEME, *rows_of(("陈晨", date(2026, 10, 20))), *ahead])
    assert [(sheet.rows_read, sheet.rows_rejected) for sheet in intake.sheets] == [(1, 0)]


def test_a_merged_inspector__is_that_of_all_its_rows(tmp_path):
    """A name that is said once for several rows is filled down and told."""
    rows = [SCHEME, *rows_of(("陈晨", None), (None, None))]
    intake = read(tmp_path, rows, lambda sheet: sheet.merge_cells("V3:V4"))
    assert frame(intake)["inspector"].tolist() == ["陈晨", "陈晨"]
    assert "merged-filled-down" in codes(intake)


@pytest.mark.parametrize("heading", ["质检", "项目"])
def test_other_labels__head_no_such_column(tmp_path, heading):
    """质检 may be a result as well as a person: such a column is told and never read."""
    intake = read(tmp_path, [*labels(), [*HEADINGS, heading], [*recording(1), "合格"]])
    assert frame(intake)["inspector"].tolist() == ["陈晨"]
    assert codes(intake) & {"column-unknown", "column-renamed-ignored"}


def test_blank_sheets_have_no_such_columns():
    """The columns are understood, not offered: one inspector fills in a sheet."""
    form = blank_form(SCHEMES.latest("monitoring-10x4"), VOCABULARY)
    assert not PER_ROW.intersection(form.ids())
