"""Cases that a register opens together: what their events keep, and where they stand."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from played import PEOPLE, START, shipped

from qa_workbook.casework.case_files import case_files
from qa_workbook.casework.desk import desk
from qa_workbook.ledger.event import FIRST, Draft, chained
from qa_workbook.numbers import Period
from qa_workbook.procedure.decide import opening
from qa_workbook.procedure.openings import Openings
from qa_workbook.procedure.people import People
from qa_workbook.procedure.state import Facts

OCTOBER = Period("2026-10", date(2026, 10, 1), date(2026, 10, 31))
AT = START.isoformat()
FEW = People(tuple(post for post in PEOPLE.posts if post.name != "同名"))
"""One of each task, so that somebody stands in for whoever a case concerns."""
WORDS = ("scheme", "cause", "code", "entry", "name", "cap", "why")
AMOUNTS = ("deducted", "points", "money_before_cap", "money")


def data_of(number: int) -> dict[str, Any]:
    """What the event of a case says: people, team and day change from one case to the next."""
    line = {
        **dict.fromkeys(WORDS, ""),
        **dict.fromkeys(AMOUNTS, "5"),
        **{"tariff": "t", "tariff_version": "1", "rule": "r", "confirmed": True},
        **{"case": f"P{number:012d}", "number": f"2026-10-{number:04d}", "recording": f"R{number}"},
        **{"n": 1, "times": 1, "aggravated": False},
        **{"day": f"2026-10-{number + 1:02d}", "given_on": "2026-10-31"},
        "agent": ("A1", "Q1", "T1", "D1")[number % 4],
        "inspector": ("质检甲", "Q1")[number % 2],
    }
    return {"line": line, "team": ("A组", "B组", "")[number % 3], "project": ("", "甲")[number % 2]}


def opened() -> list[Draft]:
    """A dozen openings that share what they keep of the procedure; the last two leave a choice."""
    openings, drafts = Openings(FEW, shipped(), START), list[Draft]()
    for number in range(12):
        data = data_of(number)
        if number > 9:
            data["points_range"] = ["1", f"{number}"]
        case = data["line"]["case"]
        data |= openings.of(case, data)
        drafts.append(Draft(AT, case, "open", "system", "system", data=data))
    return drafts


@pytest.mark.parametrize("people", [People(), FEW], ids=["nobody", "people"])
def test_openings__say_of_each_case_what_its_own_opening_says(people):
    """S7: who stands in, and for what nobody is left, depends on the case and on no other."""
    openings, answers = Openings(people, shipped(), START), []
    for number in range(24):
        data = data_of(number)
        facts = Facts.of_data("P", data)
        answers.append(openings.of("P", data))
        assert answers[-1] == opening(facts, people, shipped(), START)
    assert any(one != answers[0] for one in answers) == bool(people.posts)


def test_the_desk__shows_cases_that_share_an_opening_like_cases_with_their_own():
    """What events share is looked at once; ranges and later deeds count for each case alone."""
    deed = Draft(AT, data_of(3)["line"]["case"], "dismiss", "Q1", "qa_lead", "无")
    together = [*opened(), deed]
    apart = [replace(one, data=deepcopy(one.data)) for one in together]
    rows = [
        desk(
            case_files(event for event, _ in chained(drafts, 0, FIRST)).values(),
            OCTOBER,
            FEW,
            shipped(),
            [],
            START + timedelta(days=9),
            "zh",
        ).rows
        for drafts in (together, apart)
    ]
    assert rows[0] == rows[1]
    assert [row.state for row in rows[0]].count("revoked") == 1
    assert len({row.values["hint"] for row in rows[0][10:]}) == 2


def test_events_that_share_data__are_those_of_data_of_their_own():
    """What was found plain once isn't looked at again; a float beside it is still refused."""
    together = opened()
    apart = [replace(one, data=deepcopy(one.data)) for one in together]
    assert chained(together, 0, FIRST) == chained(apart, 0, FIRST)
    wrong = replace(together[0], data={**together[0].data, "loss": [1.5]})
    with pytest.raises(ValueError):
        chained([*together, wrong], 0, FIRST)
