"""Whoever corrects, reassigns or sorts in 明细 sees the figures that an analysis of the changed data has."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from made_recordings import analysis, recordings, scheme
from qa_workbook.analysis.period_report import report_alone
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.frames import MARK
from shared_office import HAS_CALC, changed_in_calc
from xlwings_calc.connection import properties, struct, typed

SHEETS = {
    "分数分布": "组号",
    "单项不良": "评分单项",
    "每日警示": "日期",
    "员工": "工号",
    "班组": "班组",
    "指标体系": "代码",
}
"""The sheets of figures, and the column that says what a row is about."""
NOT_FIGURES = {"名次", "累计占比", "姓名", "班组", "80 %"}
"""Names are those of the latest recording; ranks of equal items depend on the order of the rows."""

Rows = dict[object, dict[str, Any]]


def rows_of(values: Iterator[tuple[Any, ...]], key: str) -> Rows:
    """Returns the rows of a table by what they are about, each by heading; it ends at the first empty heading."""
    headings = list(next(values))
    headings = headings[: headings.index(None)] if None in headings else headings
    found: Rows = {}
    for row in values:
        named = dict(zip(headings, row, strict=False))
        if named[key] is None:
            break
        found[named[key]] = {name: named[name] for name in headings if name not in NOT_FIGURES}
    return found


def figures(path: Path) -> dict[str, Rows]:
    """Returns the rows of all sheets of figures, and the list on 总览."""
    book = openpyxl.load_workbook(path, data_only=True)
    found = {
        name: rows_of(book[name].iter_rows(min_row=5, values_only=True), key)
        for name, key in SHEETS.items()
        if name in book
    }
    listed = book["总览"].iter_rows(min_row=6, max_col=2, values_only=True)
    return {**found, "总览": {label: {"值": value} for label, value in listed if label}}


def near(value: object) -> object:
    """The value, a number made tolerant of the last binary digits."""
    if isinstance(value, datetime) or not isinstance(value, int | float):
        return value
    return pytest.approx(value, abs=1e-9)


def edit(mark: str, agent: str) -> Callable[[Any], None]:
    """Returns what corrects the first mark below `mark`, gives the second row to an agent, and sorts all by that mark."""

    def change(document: Any) -> None:
        sheet = document.Sheets.getByName("明细")
        used = sheet.createCursor()
        used.gotoEndOfUsedArea(False)
        width = used.RangeAddress.EndColumn
        headings = [sheet.getCellByPosition(place, 4).String for place in range(width + 1)]
        column, rows = headings.index(mark), 0
        while sheet.getCellByPosition(1, 5 + rows).String:
            rows += 1
        sheet.getCellByPosition(column, 5).Value = 1
        sheet.getCellByPosition(headings.index("工号"), 6).String = agent
        table = sheet.getCellRangeByPosition(0, 5, width, 4 + rows)
        field = struct("com.sun.star.table.TableSortField", Field=column, IsAscending=True)
        fields = typed("[]com.sun.star.table.TableSortField", (field,))
        table.sort(properties(SortFields=fields, ContainsHeader=False))

    return change


def edited_frame(frame: pd.DataFrame, shown: list[str], mark: str, agent: str) -> pd.DataFrame:
    """Returns the same change in the data; `shown` are the recordings in the order of 明细."""
    first, second = (frame["recording"] == name for name in shown[:2])
    frame = frame.copy()
    frame.loc[first, mark] = 1
    frame.loc[second, "agent"] = agent
    return frame


@pytest.mark.calc
@pytest.mark.skipif(not HAS_CALC, reason="no LibreOffice here")
@pytest.mark.parametrize("scheme_id", ["monitoring-10x4", "satisfaction-3-9-20"])
def test_an_edited_detail_gives_the_figures_of_the_edited_data(scheme_id, tmp_path):
    """One mark corrected, one recording given to another agent, all rows sorted: every figure follows."""
    rules = scheme(scheme_id)
    frame = recordings(rules, 8, 6)
    item = next(item for item in rules.items if item.scale)
    before, expected = tmp_path / "before.xlsx", tmp_path / "expected.xlsx"
    found = analysis(frame, rules)
    write_analysis_book(before, report_alone([found], small_sample=3))
    order = ["call_date", "agent", "recording", "inspector"]
    shown = found.detail.sort_values(order, kind="stable")["recording"].tolist()
    agent = sorted(frame["agent"].unique())[-1]
    changed = analysis(edited_frame(frame, shown, f"{MARK}{item.id}", agent), rules)
    write_analysis_book(expected, report_alone([changed], small_sample=3))
    after = changed_in_calc(before, tmp_path, edit(item.name.say("zh"), agent))
    theirs, ours = figures(after), figures(expected)
    assert figures(before) != ours
    assert theirs.keys() == ours.keys()
    for sheet, rows in ours.items():
        wanted = {
            key: {name: near(value) for name, value in row.items()} for key, row in rows.items()
        }
        assert theirs[sheet] == wanted, sheet
    assert "有差异" in openpyxl.load_workbook(after, data_only=True)["核对"]["A3"].value
