"""Grading the graders: what a QA lead finds who scores an inspector's recordings again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from frames import wide_frame
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.rechecks import item_differences, rechecks_of
from qa_workbook.analysis.rules import load_rules
from qa_workbook.frames import MARK, NOT_APPLICABLE
from qa_workbook.numbers import period
from qa_workbook.procedure.people import Post
from qa_workbook.workspace_paths import shipped
from scheme_factory import FATAL, SOURCE, item, scheme

RULES = load_rules(shipped("config"))[0].versions[0]
OCTOBER = period("2026-10")
DEDUCTION = {"highest": 10, "step": 1, "unit": "points", **SOURCE}
OF = scheme(
    [item("a"), item("b", not_applicable="respread")], fatal=FATAL, error_deduction=DEDUCTION
)
LEAD = Post("9001", "韩莉", "qa_lead")


def row(inspector: str, recording: str, a: int, b: int, day: int = 5, **others: object) -> dict:
    """A score: ticks of a and b, and the day of inspection."""
    days = {"call_date": pd.Timestamp(2026, 10, 1), "inspected_on": pd.Timestamp(2026, 10, day)}
    marks = {f"{MARK}a": a, f"{MARK}b": b}
    return {"inspector": inspector, "recording": recording, **days, **marks, **others}


def rechecked(rows, posts=(LEAD,), of=OF, policy="latest", rules=RULES):
    """The analysis of such rows with its re-checks."""
    found = analyse({of.key: of}, {of.key: wide_frame(of, rows)}, OCTOBER, policy, rules=rules)
    return replace(found, rechecks=rechecks_of(found, posts, rules))


ROWS = [
    row("甲", "r1", 5, 5),
    row("韩莉", "r1", 4, 4, 6, fatal=True, error_deduction=2),
    row("甲", "r2", 4, 2, fatal=True),
    row("9001", "r2", 5, 2, 6, fatal=False),
    row("甲", "r3", 5, NOT_APPLICABLE),
    row("韩 莉", "r3", 5, NOT_APPLICABLE, 5),
    row("乙", "r2", 5, 1, error_deduction=3),
    row("乙", "r4", 5, 5),
    row("韩莉", "r5", 5, 5),
]


@pytest.mark.parametrize("policy", ["latest", "mean"])
def test_rechecks__by_hand(policy):
    """甲 gave 20 more and 10 less than the lead, who writes number or name, and once the same."""
    found = published_metrics(rechecked(ROWS, policy=policy))
    told = {one["inspector"]: one for one in found["inspectors"]}
    keys = [key for key in told["甲"] if key.startswith("recheck")]
    assert {key: told["甲"][key] for key in keys} == {
        "rechecked": 3,
        "recheck_difference": pytest.approx(10 / 3),
        "recheck_margin": pytest.approx(1.959964 * (700 / 3 / 3) ** 0.5),  # of 20, -10 and 0
        "recheck_distance": 10.0,
        "recheck_equal": 3 / 6,  # of a and b in three recordings, 不适用 in both among them
        "recheck_fatal_missed": 1,
        "recheck_fatal_invented": 1,
        "recheck_deduction_missed": 1,
        "recheck_deduction_invented": 0,
        "recheck_items": ["a", "b"],
    }
    assert (told["乙"]["rechecked"], told["乙"]["recheck_difference"]) == (1, -10.0)
    assert (told["乙"]["recheck_items"], told["乙"]["recheck_deduction_invented"]) == (["b"], 1)
    assert (told["韩莉"]["rechecked"], told["韩莉"]["recheck_equal"]) == (0, None)
    assert [(one["inspector"], one["lead"], one["recordings"]) for one in found["rechecks"]] == [
        *(("乙", "9001", 1), ("甲", "9001", 1), ("甲", "韩 莉", 1), ("甲", "韩莉", 1))
    ]


def test_rechecks__the_largest_first_and_by_item():
    """The list begins with what is worth talking over; items tell the direction in marks."""
    found = rechecked(ROWS)
    pairs = found.rechecks.pairs
    assert pairs["difference"].tolist() == [20, -10, -10, 0]
    assert found.detail.loc[pairs["again"], "recording"].tolist() == pairs["recording"].tolist()
    items = item_differences(found).set_index("id")
    assert items.loc["a"].tolist() == [4, 0.5, 1, 1, 0.0]
    assert items.loc["b", ["marks", "unequal", "harsher", "milder"]].tolist() == [4, 0.5, 1, 1]


def one_pair(inspector: str = "甲", lead: str = "韩莉", own_day: int = 5, again: int = 6):
    """An inspector's score and another one of the same recording."""
    return [row(inspector, "r1", 5, 5, own_day), row(lead, "r1", 4, 4, again)]


@pytest.mark.parametrize(
    ("rows", "posts", "count"),
    [
        (one_pair(), (LEAD,), 1),
        (one_pair(own_day=6), (LEAD,), 1),
        (one_pair(own_day=7), (LEAD,), 0),  # the inspector came later
        (one_pair(), (replace(LEAD, last=date(2026, 10, 5)),), 0),  # no lead any more
        (one_pair(), (replace(LEAD, role="inspector"),), 0),
        (one_pair(), (LEAD, Post("9002", "韩莉", "inspector")), 0),  # which of both is it?
        (one_pair(lead="9001"), (LEAD, Post("9002", "韩莉", "inspector")), 1),
        (one_pair(), (LEAD, Post("1", "甲", "qa_lead")), 0),  # two leads check nobody
        (one_pair(), (), 0),
    ],
)
def test_rechecks__who_checks_whom(rows, posts, count):
    """A lead on that day, told by number or by a name of one person, not before the inspector."""
    assert len(rechecked(rows, posts).rechecks) == count


def test_rechecks__what_cannot_be_compared():
    """No rule, no re-check; a mark that one of both didn't enter is neither equal nor unequal."""
    assert len(rechecked(one_pair(), rules=None).rechecks) == 0
    points = [{"id": f"a.{n}", "name": n, "scale": "five", "weight": 1} for n in "xy"]
    of = scheme(
        [item("a", aggregate="equal", children=points), item("b")], sheet={"entry": "either"}
    )
    rows = one_pair()
    rows[1] |= {f"{MARK}a": -1, f"{MARK}a.x": 4, f"{MARK}a.y": 4}
    found = rechecked([{f"{MARK}a.x": -1, f"{MARK}a.y": -1} | one for one in rows], of=of)
    (pair,) = found.rechecks.pairs.to_dict("records")
    assert (pair["marks"], pair["equal"], pair["items"], pair["difference"]) == (1, 0, "b", 20)
    told = published_metrics(found)["rechecks"][0]
    assert (told["fatal_missed"], told["deduction_missed"]) == (None, None)  # not in the scheme
