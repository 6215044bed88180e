"""Weeks of the case library: which are told, who owes what, what counts (S22)."""

from __future__ import annotations

from datetime import date
from typing import cast

import pandas as pd
import pytest

from qa_workbook.form_results.case_weeks import (
    Inspectors,
    case_weeks,
    counted_recordings,
    sessions_of,
    week_names,
    weekly,
)
from qa_workbook.numbers import period
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.working_days import Calendar

OCTOBER = period("2026-10")
LATER = date(2026, 11, 20)


class FreeFirstWeek:
    """A calendar in which nobody works until 4 October."""

    def is_worked(self, day: date) -> bool:
        return day > date(2026, 10, 4)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("2026-10", ["2026-W40", "2026-W41", "2026-W42", "2026-W43"]),
        ("2026-11", ["2026-W44", "2026-W45", "2026-W46", "2026-W47", "2026-W48"]),
        ("2026-W42", ["2026-W42"]),
        ("2026-10-12..2026-10-17", []),
    ],
)
def test_weeks__each_is_told_by_the_period_with_its_sunday(text: str, names: list[str]) -> None:
    """A week over the end of a month is told once, by the month in which it ends."""
    found = case_weeks(period(text), date(2027, 1, 1), None)
    assert [week.name for week in found] == names


def test_weeks__to_come_and_open() -> None:
    """A week that hasn't begun isn't told, and one whose Sunday isn't past is not over."""
    found = case_weeks(OCTOBER, date(2026, 10, 18), None)
    assert [(week.name, week.over) for week in found] == [
        ("2026-W40", True),
        ("2026-W41", True),
        ("2026-W42", False),
    ]


def test_weeks__without_a_working_day_owe_nothing() -> None:
    """In a week of holidays nobody owes cases."""
    calendar = cast("Calendar", FreeFirstWeek())
    found = case_weeks(OCTOBER, LATER, calendar)
    assert [week.due for week in found] == [False, True, True, True]


def posts(*names: str, role: str = "inspector") -> People:
    return People(tuple(Post(f"Z{n}", name, role) for n, name in enumerate(names, 1)))


def rows(*given: tuple[str, str, str]) -> pd.DataFrame:
    """Cases (inspector, day, recording)."""
    frame = pd.DataFrame(given, columns=["inspector", "day", "recording"])
    frame["week"] = week_names(pd.to_datetime(frame["day"]))
    frame["counted"] = counted_recordings(frame)
    return frame


def test_weekly__recordings_count_once() -> None:
    """Two cases of one recording are one recording; a week without enough lacks the rest."""
    weeks = case_weeks(period("2026-W42"), LATER, None)
    given = rows(
        ("张三", "2026-10-12", "00 7a"),
        ("张三", "2026-10-13", "007A"),
        ("李四", "2026-10-12", "1"),
        ("李四", "2026-10-18", "2"),
        ("李四", "2026-10-18", "3"),
        ("班长", "2026-10-12", "9"),
    )
    found = weekly(given, weeks, Inspectors(posts("张三", "李四", "王五"), []), 2)
    assert found.set_index("inspector")[["recordings", "required", "missing"]].T.to_dict(
        "list"
    ) == {
        "张三": [1, 2, 1],
        "李四": [3, 2, 0],
        "王五": [0, 2, 2],
        "班长": [1, None, None],
    }


def test_weekly__an_open_week_lacks_nothing_yet() -> None:
    """As long as a week runs nobody knows what will be missing."""
    weeks = case_weeks(OCTOBER, date(2026, 10, 2), None)
    found = weekly(rows(), weeks, Inspectors(posts("张三"), []), 2)
    assert found.to_dict("records") == [
        {"inspector": "张三", "week": "2026-W40", "recordings": 0, "required": 2, "missing": None}
    ]


def test_inspectors__by_number_or_name_and_only_while_they_hold_the_post() -> None:
    """Name and number are one person; who left before a week owes nothing for it."""
    people = People(
        (
            Post("Z1", "张三", "inspector", last=date(2026, 10, 7)),
            Post("Z2", "李四", "inspector"),
            Post("Z3", "赵六", "agent"),
        )
    )
    found = Inspectors(people, ["别人"])
    assert {found.name(one) for one in ("Z2", "z2", "李四", " 李 四")} == {"李四"}
    assert list(found.expected(period("2026-W41")).values()) == ["张三", "李四"]
    assert list(found.expected(period("2026-W42")).values()) == ["李四"]


def test_inspectors__namesakes_are_told_apart() -> None:
    """Two inspectors of one name are two lines, told by their numbers."""
    found = Inspectors(posts("张三", "张三"), [])
    assert list(found.expected(period("2026-W42")).values()) == ["张三 Z1", "张三 Z2"]
    assert found.name("Z2") == "张三 Z2"


def test_inspectors__those_who_scored_where_the_list_has_none() -> None:
    """Without inspectors in the list of people those who scored in the period owe cases."""
    found = Inspectors(posts("王五", role="team_lead"), ["乙", "", "甲"])
    assert list(found.expected(period("2026-W42")).values()) == ["乙", "甲"]


def test_sessions__a_day_with_its_number() -> None:
    """Two sessions of one day are two; several cases of one session are one."""
    used = pd.DataFrame(
        {
            "used_on": pd.to_datetime(["2026-10-13", "2026-10-13", "2026-10-13", "2026-10-09"]),
            "session": ["上午", "上午", "下午", ""],
        }
    )
    used["used_week"] = week_names(used["used_on"])
    found = sessions_of(used, {"2026-W42": period("2026-W42")})
    assert found["session"].tolist() == ["上午", "下午"]
