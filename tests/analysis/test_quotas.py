"""Quotas (S9): what was due in a period, and what was done."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from qa_workbook.analysis.branches import branch_table
from qa_workbook.analysis.quotas import WorkingDays, quota_table
from qa_workbook.analysis.rules import Branch, load_rules
from qa_workbook.procedure.people import people_of
from qa_workbook.workspace_paths import shipped

RULES = load_rules(shipped("config"))[0].versions[0]
QUOTAS = RULES.quotas
BRANCHES = tuple(
    Branch(id=size, name=size, size=size, projects=(f"项目 {size}", f"又一 {size}"))
    for size in ("large", "medium", "small")
)
WEEKEND = frozenset({5, 6})
# October 2026 with seven days off from the 1st on and Saturday the 10th worked instead.
OCTOBER = [date(2026, 10, 1) + timedelta(days=n) for n in range(31)]
WORKED = [day for day in OCTOBER if day.day > 7 and (day.weekday() not in WEEKEND or day.day == 10)]


def heard(*rows) -> pd.DataFrame:
    """Recordings by inspector, recording and day."""
    frame = pd.DataFrame(rows, columns=["inspector", "recording", "day"])
    return frame.assign(day=pd.to_datetime(frame["day"]).astype("datetime64[s]"))


def due(worked, *people, done=()):
    """The quotas of people as (number, role, others)."""
    posts = people_of(
        [{"number": one, "name": f"甲{one}", "role": role, **more} for one, role, more in people]
    )
    table = quota_table(QUOTAS, posts.posts, WorkingDays(worked, WEEKEND), heard(*done))
    published = table[["who", "role", "required", "done"]]
    return [tuple(row) for row in published.itertuples(index=False)]


@pytest.mark.parametrize(
    ("role", "more", "required"),
    [
        ("inspector", {}, 18 * 60),  # 17 weekdays from the 8th on, and the 10th
        ("inspector", {"status": "intern"}, 18 * 30),
        ("inspector", {"from": date(2026, 10, 30)}, 60),
        ("qa_lead", {}, 18 * 20),
        # weeks have 3 (8, 9, 10), 5, 5, 5 worked days of 5
        ("team_lead", {}, 30 * 18 // 5),
        ("project_manager", {}, 25),  # 30 × 18 ÷ 22 weekdays = 24.5, and half a recording is one
        ("project_manager", {"status": "helper"}, 13),
        ("project_manager", {"to": date(2026, 9, 30)}, 0),
    ],
)
def test_quotas__due_by_working_days(role, more, required):
    """Holidays lower what is due, interns owe half, and only days with the role count."""
    assert due(WORKED, ("1", role, more)) == [("甲1", role, required, 0)]


def test_quotas__a_week_is_never_more_than_a_week():
    """A weekend that is worked in return doesn't make the week's quota a larger one."""
    week = [date(2026, 10, 12) + timedelta(days=n) for n in range(6)]
    assert due(week, ("1", "team_lead", {}))[0][2] == 30
    assert due(week, ("1", "inspector", {}))[0][2] == 6 * 60


def test_quotas__a_year_the_calendar_lacks():
    """Nobody guesses holidays: what is due is unknown, what was done isn't."""
    done = [("甲1", "r1", "2030-01-02")]
    assert due(None, ("1", "inspector", {}), done=done) == [("甲1", "inspector", None, 1)]


def test_quotas__done():
    """A recording counts once, by name or number, on days with the role; a shared name is nobody's."""
    done = [
        ("甲1", "r1", "2026-10-08"),
        ("1", "r1", "2026-10-09"),
        ("1", "r2", "2026-10-09"),
        ("1", "r3", "2026-10-20"),
        ("双", "r4", "2026-10-09"),
        ("3", "r5", "2026-10-09"),
    ]
    twins = [("2", "qa_lead", {"name": "双"}), ("3", "qa_lead", {"name": "双"})]
    first = ("1", "inspector", {"to": date(2026, 10, 15)})
    found = due(WORKED, first, ("4", "agent", {}), *twins, done=done)
    assert [(who, number) for who, _, _, number in found] == [("甲1", 2), ("双 2", 0), ("双 3", 1)]


def branches(worked, *checked):
    """What is due and done by branch and check; recordings as scheme, project and recording."""
    frame = pd.DataFrame(checked, columns=["scheme", "project", "recording"], dtype="str")
    days = WorkingDays(worked, WEEKEND)
    table = branch_table(RULES.branch_checks, BRANCHES, days, frame)
    pairs = zip(table["branch"], table["check"], strict=True)
    return dict(zip(pairs, zip(table["required"], table["done"], strict=True), strict=True))


def test_branches__a_month_without_holidays():
    """Recordings are at least 108, 58 and 48, dial tests at most 100, 60 and 40 (S13)."""
    weekdays = [day for day in OCTOBER if day.weekday() not in WEEKEND]
    assert branches(weekdays) == {
        ("large", "dial_tests"): (100, 0),
        ("large", "recordings"): (108, 0),
        ("medium", "dial_tests"): (60, 0),
        ("medium", "recordings"): (58, 0),
        ("small", "dial_tests"): (40, 0),
        ("small", "recordings"): (48, 0),
    }


@pytest.mark.parametrize(
    ("worked", "recordings", "dial_tests"),
    [
        (WORKED, 89, 81),  # 18 of 22 days: 88.4 and 81.8
        ([day for day in WORKED if day.day < 15], 30, 27),  # six days: 29.5 and 27.3
        (None, None, None),
    ],
)
def test_branches__a_month_with_holidays(worked, recordings, dial_tests):
    """A least number is rounded up, a most down; of a part of a month a part is due."""
    found = branches(worked)
    assert found[("large", "recordings")][0] == recordings
    assert found[("large", "dial_tests")][0] == dial_tests


def test_branches__counted_by_project_and_scheme():
    """A recording counts once in a scheme, however the project is spelt; the scheme says what check it is."""
    checked = [
        ("satisfaction-3-9-20", "项目 large", "r1"),
        ("satisfaction-3-9-20", "项目LARGE", "r1"),
        ("satisfaction-3-9-20", "又一 large", "r2"),
        ("dial-test-2011", "项目 large", "r1"),
        ("dial-test-2011", "别的", "r3"),
        ("satisfaction-3-9-20", "", "r4"),
        ("monitoring-10x4", "项目 large", "r5"),
    ]
    found = {key: done for key, (_, done) in branches(WORKED, *checked).items() if done}
    assert found == {("large", "recordings"): 2, ("large", "dial_tests"): 1}
