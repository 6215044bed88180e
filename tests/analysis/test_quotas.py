"""Quotas (S9): what was due in a period, and what was done."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd
import pytest

from qa_workbook.analysis.quotas import WorkingDays, quota_table
from qa_workbook.analysis.rules import load_rules
from qa_workbook.procedure.people import people_of
from qa_workbook.workspace import shipped

QUOTAS = load_rules(shipped("config"))[0].versions[0].quotas
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
    return [tuple(row) for row in table.itertuples(index=False)]


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
