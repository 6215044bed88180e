"""Sheet 定额 says who owes how much, and kindly what nobody knows."""

from __future__ import annotations

from datetime import date

import openpyxl
import pandas as pd
import pytest

from qa_workbook.analysis.branches import BRANCH_CHECKS
from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.quotas import QUOTAS, QuotaDays
from qa_workbook.analysis.rules import Branch, load_rules
from qa_workbook.books.analysis.book import write_analysis_book
from qa_workbook.numbers import period
from qa_workbook.workspace_paths import shipped

RULES = load_rules(shipped("config"))[0].versions[0]
EAST = Branch(id="east", name="东区", size="large", projects=("宽带",))
HOLIDAY = ("国庆节", date(2026, 10, 1), date(2026, 10, 7))
OCTOBER = QuotaDays(18, 22, [HOLIDAY], [date(2026, 10, 10)])


def sheet(tmp_path, people, branches, days):
    """The sheet 定额 of a report of nothing but quotas."""
    report = PeriodReport(
        [],
        period("2026-10"),
        RULES.model_copy(update={"branches": (EAST,)}),
        quotas=pd.DataFrame(people, columns=list(QUOTAS)).astype(QUOTAS),
        branch_checks=pd.DataFrame(branches, columns=list(BRANCH_CHECKS)).astype(BRANCH_CHECKS),
        quota_days=days,
    )
    write_analysis_book(tmp_path / "x.xlsx", report)
    return openpyxl.load_workbook(tmp_path / "x.xlsx", data_only=True)["定额"]


def test_quotas_sheet__done_against_required(tmp_path):
    """Missing is never below 0, an upper bound is no debt, and the holidays are named."""
    people = [
        ("甲", "inspector", 1080, 355, "normal"),
        ("乙", "inspector", 540, 600, "intern"),
        ("丙", "team_lead", 0, 0, ""),
    ]
    branches = [
        ("east", "large", "dial_tests", "at_most", 81, 90),
        ("east", "large", "recordings", "at_least", 89, 100),
    ]
    found = sheet(tmp_path, people, branches, OCTOBER)
    assert found["A3"].value == (
        "期间有 18 个工作日，没有节假日时是 22 个；放假：国庆节 10-01–10-07；调休上班：10-10"
    )
    listed = list(found.iter_rows(min_row=7, values_only=True))
    rows = {row[0]: row[1:9] for row in listed if row[0]}
    assert rows["甲"] == (
        "质检员", "正式", "每工作日 60 条", 1080, 355, 725, pytest.approx(355 / 1080), "未完成",
    )  # fmt: skip
    assert rows["乙"][2:] == ("每工作日 60 条 × 50%", 540, 600, 0, 600 / 540, "已完成")
    assert (rows["丙"][1], rows["丙"][6]) == ("期间内不任职", None)
    assert rows["合计"][3:6] == (1620, 955, 725)
    assert [row[1:9] for row in listed if row[0] == "东区"] == [
        ("大", "拨测", "每月 ≤ 100 条", 81, 90, None, None, "超出 9 条"),
        ("大", "录音", "每月 ≥ 108 条", 89, 100, 0, 100 / 89, "已完成"),
    ]


def test_quotas_sheet__what_nobody_knows(tmp_path):
    """A year that the calendar lacks leaves blanks; no people and no branches are said in a sentence."""
    found = sheet(tmp_path, [("甲", "inspector", None, 3, "normal")], [], QuotaDays(None, 22))
    assert "不猜" in found["A3"].value
    assert [cell.value for cell in found[7]][4:9] == [None, 3, None, None, "日历没有这一年"]
    assert any("没有设分公司" in str(row[0]) for row in found.iter_rows(values_only=True))
    empty = sheet(tmp_path, [], [], OCTOBER)
    assert any("config/people.csv" in str(row[0]) for row in empty.iter_rows(values_only=True))
