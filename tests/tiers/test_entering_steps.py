"""Steps of applications are entered in their order, by who may, and once (S20)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256

import pytest

from qa_workbook.casework.case_files import case_files
from qa_workbook.casework.deletion import plan_deletion
from qa_workbook.ledger.event import Event, sealed
from qa_workbook.procedure.people import People, Post
from qa_workbook.tiers.ledger_events import (
    application_case,
    applications_of,
    events_that_hold,
    held_tiers,
)
from qa_workbook.tiers.recording import Recording
from qa_workbook.tiers.steps import STEPS, StepRow

PEOPLE = People(
    (
        Post("A1", "座席甲", "agent", team="一班", project="甲"),
        Post("A2", "座席乙", "agent", team="一班", project="甲"),
        Post("T1", "班长丙", "team_lead", team="一班"),
        Post("T2", "班长丁", "team_lead", team="二班"),
        Post("P1", "经理戊", "project_manager", project="甲"),
        Post("D1", "经理己", "department_manager"),
        Post("D0", "前任", "department_manager", last=date(2026, 9, 30)),
    )
)
ACTORS = {"application": "A1", "own": "A1", "team": "T1", "superior": "P1", "approval": "D1"}


@dataclass(frozen=True)
class Rule:
    """A step of the policy."""

    step: str
    by: tuple[str, ...]
    ends_on_disagree: bool = False


@dataclass(frozen=True)
class Rules:
    """What the policy says."""

    steps: tuple[Rule, ...] = (
        Rule("application", ("self",), True),
        Rule("own", ("self",), True),
        Rule("team", ("team_lead",)),
        Rule("superior", ("project_manager", "department_manager")),
        Rule("approval", ("department_manager",), True),
    )
    one_step_each: bool = True


def step(name: str, day: int = 1, **changes: object) -> StepRow:
    """A step of A1's application for the middle tier, as it should be."""
    row = StepRow(
        "G-1", "A1", "座席甲", "一班", "junior", "intermediate", name, "agree", ACTORS[name],
        date(2026, 10, day), file="a.xlsx", sheet="分级申报", row=6,
    )  # fmt: skip
    return replace(row, **changes)


def entered(
    rows: list[StepRow],
    events: tuple[Event, ...] = (),
    people: People = PEOPLE,
    listed: dict[str, str] | None = None,
) -> Recording:
    """What a run makes of rows, on top of what the ledger has."""
    found = Recording(
        applications_of(events),
        lambda _: Rules(),
        people,
        listed or {},
        "2026-11-01T09:00:00+08:00",
    )
    found.take_all(rows)
    return found


def in_ledger(*runs: Recording) -> tuple[Event, ...]:
    """The events of some runs, as a ledger has them."""
    drafts = [draft for run in runs for draft in run.drafts]
    return tuple(sealed(draft, number, "0" * 64)[0] for number, draft in enumerate(drafts, 1))


def course(**changes: object) -> list[StepRow]:
    """All steps, a day apart."""
    return [step(name, day, **changes) for day, name in enumerate(STEPS, 1)]


def codes(run: Recording) -> list[tuple[str, str]]:
    """The broken rules, and the columns that they speak of."""
    return [(one.code, one.column) for one in run.refused]


def test_all_steps_in_any_order_of_rows_make_an_approval():
    """Rows are entered by day and step, however they stand; the approval gives the tier."""
    run = entered(list(reversed(course())))
    assert (run.read, run.recorded, codes(run)) == (5, 5, [])
    assert [draft.event for draft in run.drafts] == [f"tier_{name}" for name in STEPS]
    assert [draft.role for draft in run.drafts][2:] == [
        "team_lead", "project_manager", "department_manager",
    ]  # fmt: skip
    held = held_tiers(applications_of(in_ledger(run)).values())
    assert (held["a1"].to_tier, held["a1"].since) == ("intermediate", date(2026, 10, 5))


def test_the_case_is_the_digest_of_agent_tier_and_number():
    """Anybody can work out the name of an application from what it is about."""
    digest = sha256(b"A1\x1fintermediate\x1fG-1").hexdigest()
    assert application_case("A1", "intermediate", "G-1") == f"G{digest[:12]}"


def test_twice_is_once():
    """Rows that were entered before change nothing, also where a name stands for the number."""
    events = in_ledger(entered(course()))
    again = [replace(row, actor="班长丙") if row.step == "team" else row for row in course()]
    run = entered(again, events)
    assert (run.read, run.unchanged, run.drafts) == (5, 5, [])


@pytest.mark.parametrize("missing", STEPS[:-1])
def test_no_step_is_left_out(missing: str):
    """Whatever comes behind a step that isn't there is refused, and says which one is missing."""
    rows = [row for row in course() if row.step != missing]
    run = entered(rows)
    behind = STEPS[STEPS.index(missing) + 1 :]
    assert codes(run) == [("step_missing", "step")] * len(behind)
    assert {one.value for one in run.refused} == {missing}


@pytest.mark.parametrize(
    ("name", "changes", "expected"),
    [
        ("team", {"actor": "A1"}, ("by_self", "actor")),
        ("team", {"actor": "座席甲"}, ("by_self", "actor")),
        ("team", {"actor": "T2"}, ("no_role", "actor")),  # another team's
        ("team", {"actor": "P1"}, ("no_role", "actor")),
        ("approval", {"actor": "D0"}, ("no_role", "actor")),  # no longer in office
        ("team", {"actor": "Z9"}, ("unknown_actor", "actor")),
        ("own", {"actor": "T1"}, ("not_self", "actor")),
        ("team", {"result": "withdrawn"}, ("withdrawn_by_other", "actor")),
        ("team", {"on": date(2026, 9, 30)}, ("step_missing", "step")),
        ("own", {"from_tier": "intermediate"}, ("skips", "to")),
        ("own", {"to_tier": "senior"}, ("number_taken", "application")),
        ("own", {"agent": "A2", "actor": "A2"}, ("number_taken", "application")),
    ],
)
def test_what_may_not_be_is_refused(
    name: str, changes: dict[str, object], expected: tuple[str, str]
):
    """Every rule names the column that breaks it, and the steps behind are refused with it."""
    rows = [replace(row, **changes) if row.step == name else row for row in course()]
    run = entered(rows)
    assert expected in codes(run)
    assert run.read == 5
    assert name not in {draft.event.removeprefix("tier_") for draft in run.drafts}


def test_a_step_before_the_one_it_needs_is_refused():
    """A step may lie on the day of the one before, not earlier."""
    events = in_ledger(entered(course()[:2]))
    assert codes(entered([step("team", 1)], events)) == [("too_early", "on")]
    assert codes(entered([step("team", 2)], events)) == []


def test_one_person_takes_one_step():
    """Who assessed as superior can't approve as well."""
    rows = course()
    rows[3] = replace(rows[3], actor="D1")
    assert codes(entered(rows)) == [("second_step", "actor")]


def test_no_tier_is_skipped():
    """Who is junior applies for the middle tier, whatever tier the row says it comes from."""
    assert codes(entered([step("application", to_tier="senior")])) == [("skips", "to")]
    listed = {"a1": "junior"}
    said = step("application", from_tier="intermediate", to_tier="senior")
    assert codes(entered([said], listed=listed)) == [("tier_differs", "from")]


def test_the_ledger_says_the_tier_before_list_and_sheet():
    """After the approval the next application is for the highest tier, and only that."""
    events = in_ledger(entered(course()))
    again = step("application", 20, application="G-2")
    assert codes(entered([again], events, listed={"a1": "junior"})) == [("tier_differs", "from")]
    upward = replace(again, from_tier="", to_tier="senior")
    assert codes(entered([upward], events)) == []


def test_a_changed_row_is_entered_anew_until_something_is_built_upon_it():
    """The later entry of a step holds, the earlier one stays; what has a successor is settled."""
    first = entered(course()[:3])
    changed = step("team", 3, result="disagree", remark="再练")
    second = entered([*course()[:2], changed], in_ledger(first))
    assert (second.recorded, second.corrected, second.unchanged) == (1, 1, 2)
    late = entered([step("own", 2, score="90")], in_ledger(first, second))
    assert codes(late) == [("settled", "step")]


def test_a_no_ends_where_the_policy_says_so():
    """A team's no leaves the decision to the department; after its own no nothing follows."""
    rows = course()
    rows[2] = replace(rows[2], result="disagree", remark="再练")
    rows[4] = replace(rows[4], result="disagree", remark="名额已满")
    run = entered(rows)
    assert codes(run) == []
    ended = in_ledger(run)
    assert held_tiers(applications_of(ended).values()) == {}
    late = step("superior", 9, remark="补充")
    assert codes(entered([late], ended)) == [("settled", "step")]
    assert codes(entered([step("application", 9, application="G-2")], ended)) == []


def test_who_withdraws_is_out():
    """The agent may withdraw at any step; then another application may begin."""
    gone = step("team", 3, result="withdrawn", actor="A1", remark="休假")
    run = entered([*course()[:2], gone])
    assert codes(run) == []
    events = in_ledger(run)
    assert codes(entered([step("superior", 4)], events)) == [("ended", "step")]
    assert codes(entered([step("application", 5, application="G-2")], events)) == []


def test_two_applications_at_once_are_one_too_many():
    """A second number while the first is under way is refused."""
    events = in_ledger(entered(course()[:2]))
    run = entered([step("application", 9, application="G-2")], events)
    assert codes(run) == [("another_open", "application")]


def test_without_a_list_of_people_only_the_agent_is_known():
    """Roles can't be checked then, and that is counted; the agent still can't be the superior."""
    run = entered(course(), people=People())
    assert (run.recorded, run.unlisted) == (5, 3)
    own = [replace(row, actor="A1") for row in course()]
    assert codes(entered(own, people=People()))[0] == ("by_self", "actor")


def test_the_approval_that_holds_outlives_its_term():
    """Only the approval from which somebody has the tier stays; not that of who left."""
    events = in_ledger(entered(course()))
    assert events_that_hold(events) == {5}
    assert events_that_hold(events, {"a1"}) == frozenset()


def test_what_is_old_goes_but_the_approval_that_holds():
    """Retention deletes the steps of an application, and not what the tier rests on."""
    events = in_ledger(entered(course()))
    assert plan_deletion(events, date(2030, 1, 1)).seqs == {1, 2, 3, 4}
    assert plan_deletion(events, date(2030, 1, 1), {"a1"}).seqs == {1, 2, 3, 4, 5}
    assert plan_deletion(events, date(2026, 1, 1)).seqs == frozenset()


def test_registers_and_replays_pass_applications_over():
    """Steps of applications are no penalty: nobody who reads cases sees them."""
    assert case_files(in_ledger(entered(course()))) == {}
