"""S6 and S7 case by case: who may, until when, who must stand aside, and what comes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from played import ACTOR, FACTS, PEOPLE, START, WAYS, Played, at, request, shipped

from examples import examples
from qa_workbook.ledger.event import Draft, sealed
from qa_workbook.procedure.decide import decide, due, opening
from qa_workbook.procedure.guards import Attempt, panel
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.request import Refusal, Request
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.standing import DECIDING, Standing
from qa_workbook.procedure.state import CaseState, Facts, ReplayError, after, replay
from qa_workbook.procedure.table import EVENTS, OUTCOMES, ROLES, SYSTEM, events_in


def test_a_review_is_asked_for_within_48_hours_of_publication():
    """S7: to the second; later requests are refused and told when it was published and closed."""
    played = at("judged").later(hours=48)
    assert isinstance(played.ask(request("request-review", "agent")), Draft)
    played.later(seconds=1)
    for role in ("agent", "team_lead"):
        assert played.refused("request-review", role) == "too-late"
    said = played.ask(request("request-review", "agent")).say("zh")
    assert "2026-10-12 09:00" in said and "2026-10-14 09:00" in said


def test_a_request_entered_later_counts_from_when_it_was_made():
    """`asked` says when; never before publication or in the future, and both moments are kept."""
    played = at("judged").later(hours=60)
    asked = START + timedelta(hours=47)
    played.does("request-review", "team_lead", asked=asked)
    assert played.events[-1].data["asked"] == "2026-10-14T08:00:00+08:00"
    late = at("judged").later(hours=60)
    for wrong in (START - timedelta(hours=1), START + timedelta(hours=61)):
        assert late.refused("request-review", "agent", asked=wrong) == "asked-when"
    assert late.refused("request-review", "agent", asked=START + timedelta(hours=49)) == "too-late"


def test_a_late_judgement_opens_the_time_for_reviews_anew():
    """Nobody can ask for a review of what isn't there yet; an early judgement changes nothing."""
    early = at("proposed").later(hours=47).does("judge", "qa_lead").later(hours=2)
    assert early.refused("request-review", "agent") == "too-late"
    just = at("proposed").later(hours=48).does("judge", "qa_lead")
    assert just.case.deadlines["appeal"] == just.now
    late = at("proposed").later(hours=49).does("judge", "qa_lead").later(hours=48)
    late.does("request-review", "agent")


def test_windows_in_working_days_skip_holidays_and_stop_where_the_calendar_ends():
    """Working days by setting; what can't be counted is refused by the name of the year."""
    rules = shipped().versions[0]
    appeal = rules.appeal.model_copy(update={"length": 2, "unit": "working_days"})
    procedure = replace(shipped(), versions=(rules.model_copy(update={"appeal": appeal}),))
    played = Played(procedure=procedure, now=datetime.fromisoformat("2026-10-08T10:00:00+08:00"))
    played.does("open", "inspector")
    assert played.case.deadline is None
    assert f"{played.case.deadlines['appeal']}" == "2026-10-10 23:59:59+08:00"
    played = Played(procedure=procedure, now=datetime.fromisoformat("2026-12-31T10:00:00+08:00"))
    assert played.refused("open", "inspector") == "calendar-not-covered"
    assert "2027" in played.ask(request("open", "inspector")).say("en")
    ordinary = Played(now=played.now).does("open", "inspector").does("judge", "qa_lead")
    assert ordinary.refused("agree", "team_lead") == "calendar-not-covered"
    before = Played(now=datetime.fromisoformat("2025-12-31T10:00:00+08:00"))
    assert before.refused("open", "inspector") == "no-rules"


def test_a_case_is_decided_under_the_rules_of_its_opening():
    """New rules, or rules edited behind its back, change nothing for a case that is open."""
    played = at("judged")
    rules = shipped().versions[0]
    many = rules.quorum.model_copy(update={"approvals": 9})
    update = {"valid_from": START.date(), "version": "2", "quorum": many}
    changed = rules.model_copy(update=update)
    short = changed.appeal.model_copy(update={"length": 1})
    played.procedure = Procedure(
        (changed.model_copy(update={"appeal": short}),), shipped().calendar
    )
    played.later(hours=40).does("request-review", "agent")
    assert played.case.version == "2026.1"
    played.does("escalate", "agent").does("rule", "department_manager", "upheld")
    assert Played(procedure=played.procedure).does("open", "inspector").case.version == "2"


@pytest.mark.parametrize("number", ["A1", "I1", "P1"])
@pytest.mark.parametrize("role", ["qa_lead", "team_lead", "department_manager", "project_manager"])
def test_nobody_decides_on_an_own_case_whatever_other_post_they_hold(number: str, role: str):
    """Agent, inspector and manager of the project stay what they are in every other office."""
    name = next(post.name for post in PEOPLE.posts if post.number == number)
    post = Post(number, name, role, project="" if role != "project_manager" else "丙")
    for way in WAYS:
        played = at(way).with_people(post)
        for event in (*DECIDING, "revoke", "reverse"):
            for outcome in ("", *OUTCOMES):
                wanted = replace(request(event, role, outcome), actor=number)
                found = played.ask(wanted)
                assert isinstance(found, Refusal), (way, event)


def test_an_inspector_is_known_by_name_or_number():
    """Score sheets have names: an inspector who became QA lead doesn't judge own scores."""
    for called in ("质检甲", "I1", " i1 "):
        played = replace(at("new"), facts=replace(FACTS, inspector=called)).does("open", "system")
        played = played.with_people(Post("I1", "质检甲", "qa_lead"))
        found = played.ask(replace(request("judge", "qa_lead"), actor="I1"))
        assert isinstance(found, Refusal) and found.code == "own-case"


def test_the_manager_of_the_project_is_counted_out_of_the_panel():
    """S7: who must stand aside isn't counted, and no valid approval is no ruling."""
    played = at("arbitration")
    assert played.refused("rule", "department_manager", "upheld", approvals=()) == "no-quorum"
    assert played.refused("rule", "department_manager", "upheld", approvals=("P1",)) == "no-quorum"
    asked = {"approvals": ("P1", "P2", "经理辛", "nobody", "T1")}
    played.does("rule", "department_manager", "upheld", **asked)
    data = played.events[-1].data
    assert data["approvals"] == ["P2"]
    assert [one["who"] for one in data["not_counted"]] == ["P1", "nobody", "T1"]
    assert played.case.state == "final"


def test_a_ruling_needs_as_many_different_approvals_as_the_rules_say():
    """Somebody who approves twice approves once."""
    rules = shipped().versions[0]
    two = rules.quorum.model_copy(update={"approvals": 2})
    procedure = replace(shipped(), versions=(rules.model_copy(update={"quorum": two}),))
    played = at("arbitration", procedure)
    twice = ("P2", "经理辛", "p2")
    assert played.refused("rule", "department_manager", "upheld", approvals=twice) == "no-quorum"
    played.does("rule", "department_manager", "upheld", approvals=("P2", "D1"))


def test_a_manager_whose_project_cannot_be_told_apart_stands_aside():
    """A manager of all projects, or a case without a project, leaves no way to be sure."""
    everything = at("arbitration").with_people(Post("P9", "总管", "project_manager"))
    assert everything.refused("rule", "department_manager", "upheld", approvals=("P9",))
    unknown = replace(at("new"), facts=replace(FACTS, project=""))
    for step in WAYS["arbitration"]:
        unknown.does(*step.split())
    assert unknown.refused("rule", "department_manager", "upheld", approvals=("P2",)) == "no-quorum"
    agent = Post("A1", "座席戊", "agent", team="A组", project="甲")
    known = unknown.with_people(agent, without=("A1",))
    known.does("rule", "department_manager", "upheld", approvals=("P2",))


def test_the_opening_says_who_stands_in_and_where_nobody_is_left():
    """Where everybody in charge must stand aside, deputies are named when the case is opened."""
    alone = Played(facts=replace(FACTS, inspector="班长乙")).with_people(without=("X1", "X2"))
    alone.does("open", "inspector")
    assert alone.case.stand_ins == {"qa_lead": ("D1",)} and alone.case.nobody == ()
    assert alone.refused("judge", "qa_lead") == "own-case"
    alone.does("judge", "department_manager")
    assert alone.events[-1].data["stands_in"] == "qa_lead"
    alone.does("object", "team_lead").does("escalate", "team_lead")
    ruling = alone.ask(request("rule", "department_manager", "upheld"))
    assert isinstance(ruling, Refusal) and ruling.code == "own-case"
    empty = opening(FACTS, People(), shipped(), START)
    assert not isinstance(empty, Refusal)
    assert empty["nobody"] == ["qa_lead", "team_lead", "panel"] and empty["stand_ins"] == {}


def test_deputies_act_only_while_nobody_in_charge_can():
    """A department manager doesn't judge beside a QA lead who may."""
    assert at("proposed").refused("judge", "department_manager") == "role-may-not"
    other = at("judged").with_people(without=("T1", "X2"))
    found = other.ask(replace(request("agree", "team_lead"), actor="T2"))
    assert isinstance(found, Draft) and found.data["stands_in"] == "team_lead"


def test_only_those_concerned_act():
    """The lead of another team, another agent, a QA lead of another project: not their case."""
    for way, event, role, actor in [
        ("judged", "agree", "team_lead", "T2"),
        ("agreed", "sign", "agent", "A2"),
        ("judged", "request-review", "team_lead", "T2"),
        ("judged", "request-review", "agent", "A2"),
    ]:
        found = at(way).ask(replace(request(event, role), actor=actor))
        assert isinstance(found, Refusal) and found.code == "not-concerned"
    played = at("judged")
    assert played.refused("request-review", "agent", through="T2") == "not-through-team-lead"
    assert played.refused("request-review", "agent", through="") == "not-through-team-lead"
    apart = at("proposed").with_people(Post("Q2", "外", "qa_lead", project="乙"))
    found = apart.ask(replace(request("judge", "qa_lead"), actor="Q2"))
    assert isinstance(found, Refusal) and found.code == "not-concerned"


def test_the_manager_of_the_project_on_the_day_of_the_call_stands_aside_later_too():
    """Who managed the project when the call was made doesn't rule on it after a change."""
    then = Post("P3", "经理子", "project_manager", project="甲", last=date(2026, 10, 11))
    since = Post("P3", "经理子", "project_manager", project="乙", first=date(2026, 10, 12))
    played = at("arbitration").with_people(then, since)
    assert played.refused("rule", "department_manager", "upheld", approvals=("P3",)) == "no-quorum"
    before = replace(then, last=date(2026, 10, 10))
    played = at("arbitration").with_people(before, since)
    played.does("rule", "department_manager", "upheld", approvals=("P3",))


def test_somebody_with_two_posts_acts_in_the_one_that_the_case_concerns():
    """A lead of two teams acts for each of them, whichever stands first in the list."""
    first = Post("T1", "组长丙", "team_lead", team="C组")
    own = next(post for post in PEOPLE.posts if post.number == "T1")
    played = at("judged").with_people(first, own, without=("T1",))
    played.does("agree", "team_lead")
    assert played.case.state == "agreed"


@pytest.mark.parametrize(
    ("actor", "code"),
    [
        ("nobody", "unknown-person"),
        ("", "unknown-person"),
        ("同名", "ambiguous-person"),
        ("OLD", "not-in-office-that-day"),
        ("F1", "role-may-not"),
        ("system", "role-may-not"),
    ],
)
def test_who_is_not_known_to_be_in_office_decides_nothing(actor: str, code: str):
    """Only the list of people says who somebody is; two of one name give their numbers."""
    found = at("proposed").ask(replace(request("judge", "qa_lead"), actor=actor, role=""))
    assert isinstance(found, Refusal) and found.code == code


def test_reasons_amounts_and_outcomes():
    """Deciding against somebody needs a reason; amounts stay in range and are never raised."""
    proposed = at("proposed")
    assert proposed.refused("dismiss", "qa_lead", reason=" ") == "reason-missing"
    assert proposed.refused("judge", "qa_lead", points=Decimal(11)) == "amount-out-of-range"
    assert proposed.refused("judge", "qa_lead", money=Decimal(19)) == "amount-out-of-range"
    proposed.does("judge", "qa_lead", points=Decimal(6), money=Decimal(60))
    assert (proposed.case.points, proposed.case.money) == (6, 60)
    fixed = replace(FACTS, points_range=None, money_range=None)
    whole = Played(facts=fixed).does("open", "inspector")
    assert whole.refused("judge", "qa_lead", points=Decimal(9)) == "amount-out-of-range"
    whole.does("judge", "qa_lead").does("object", "team_lead")
    assert whole.refused("settle", "qa_lead", money=Decimal(101)) == "amount-out-of-range"
    assert whole.refused("settle", "qa_lead", money=Decimal(-1)) == "amount-out-of-range"
    whole.does("settle", "qa_lead", money=Decimal(0))
    assert (whole.case.points, whole.case.money) == (10, 0)


def test_partial_outcomes_take_something_off_and_leave_something():
    """Review and panel may lessen what was judged; a revocation leaves 0 of both."""
    for way, event, role in [
        ("review", "correct", "qa_lead"),
        ("arbitration", "rule", "department_manager"),
    ]:
        same = {"points": None, "money": None}
        assert at(way).refused(event, role, "partial", **same) == "nothing-less"
        none = {"points": Decimal(0), "money": Decimal(0)}
        assert at(way).refused(event, role, "partial", **none) == "nothing-left"
        more = {"points": Decimal(12)}
        assert at(way).refused(event, role, "partial", **more) == "amount-out-of-range"
        played = at(way).does(event, role, "partial", money=Decimal("33.50"))
        assert (played.case.points, played.case.money) == (5, Decimal("33.50"))
        assert played.case.state == "final"
        revoked = at(way).does(event, role, "revoked").case
        assert (revoked.state, revoked.points, revoked.money) == ("revoked", 0, 0)


def test_silence_is_consent_only_after_its_time_and_final_only_after_the_window():
    """The program writes down what time has brought, never before."""
    played = at("agreed")
    assert played.refused("deem", "system") == "too-early"
    assert due(played.case, played.people, played.procedure, played.now) is None
    played.later(days=10)
    for state in ("deemed", "final"):
        found = due(played.case, played.people, played.procedure, played.now)
        assert found is not None
        played.write(found)
        assert played.case.state == state
    assert due(played.case, played.people, played.procedure, played.now) is None
    assert at("signed").refused("finalise", "system") == "too-early"
    reviewed = at("upheld").does("accept", "agent")
    assert reviewed.refused("close", "finance") == "too-early"
    assert at("review").refused("accept", "agent") == "not-reviewed"
    assert at("review").later(days=9).refused("deem", "system") == "not-reviewed"


def test_overdue_reviews_and_rulings_are_shown_and_still_possible():
    """S7: 48 hours for the ruling; later it is overdue, and the case doesn't hang."""
    for way in ("review", "arbitration"):
        played = at(way).later(hours=48)
        assert played.case.deadline == played.now and not played.case.is_overdue(played.now)
        assert played.case.is_overdue(played.later(seconds=1).now)
    played.does("rule", "project_manager", "upheld")
    assert not played.case.is_overdue(played.now)
    assert not at("upheld").case.is_overdue(START + timedelta(days=30))


def test_nothing_is_written_before_the_last_step():
    """A clock that runs back writes nothing, and a time without a zone is no time."""
    played = at("judged").later(hours=-1)
    assert played.refused("agree", "team_lead") == "before-last"
    played.now = START.replace(tzinfo=None)
    with pytest.raises(ValueError, match="zone"):
        played.ask(request("agree", "team_lead"))
    assert isinstance(Played().ask(request("judge", "qa_lead")), Refusal)
    assert decide_without_facts().code == "not-open"


def decide_without_facts() -> Refusal:
    """What is said of a case that nobody has opened."""
    found = decide(CaseState(""), request("judge", "qa_lead"), PEOPLE, shipped(), START)
    assert isinstance(found, Refusal)
    return found


def test_the_opening_of_a_register_is_understood():
    """A case opened with the line of a register, and without rules, is decided all the same."""
    line = {
        "agent": "A1",
        "inspector": "质检甲",
        "points": "4",
        "money_before_cap": "20",
        "money": "0",
    }
    data = {"line": line, "team": "A组"}
    played = Played()
    played.write(Draft(START.isoformat(), "P1", "open", SYSTEM, SYSTEM, data=data))
    priced = {"line": {**line, "money_before_cap": "30"}}
    played.write(Draft(START.isoformat(), "P1", "price", SYSTEM, SYSTEM, data=priced))
    facts = played.case.facts
    assert facts == Facts("P1", "A1", "", "A组", "", "质检甲", points=Decimal(4), money=Decimal(30))
    assert played.case.is_appeal_open(START + timedelta(days=99))
    played.does("judge", "qa_lead", points=None, money=None)
    assert played.case.deadlines["appeal"] == START + timedelta(hours=48)
    played.write(Draft(START.isoformat(), "P1", "price", SYSTEM, SYSTEM, data={"money": "99"}))
    assert (played.case.points, played.case.money, played.case.facts) == (4, 30, facts)


def test_an_event_that_the_table_does_not_have_is_named():
    """Unknown or impossible events, events of another case and damaged ones stop the replay."""
    played = at("judged")
    draft = Draft(START.isoformat(), FACTS.case, "sign", "A1", "agent")
    for wrong, word in [
        (replace(draft, event="eat"), "3 eat: unknown"),
        (draft, "3 sign: not possible in state judged"),
        (replace(draft, case="P9"), "of case P9"),
        (replace(draft, event="agree", data={"points": "many"}), "3 agree: ValueError"),
    ]:
        event, _ = sealed(wrong, 3, "")
        with pytest.raises(ReplayError, match=word):
            after(played.case, event)
    with pytest.raises(ReplayError, match="open: KeyError"):
        replay([sealed(replace(draft, event="open"), 1, "")[0]])


STEPS = st.tuples(
    st.sampled_from(EVENTS),
    st.sampled_from((*ROLES, SYSTEM)),
    st.sampled_from(("", *OUTCOMES)),
    st.sampled_from(("", *(post.number for post in PEOPLE.posts))),
    st.sampled_from((0, 1, 30, 100)),
)


def walked(steps: list[tuple[str, str, str, str, int]], choices: list[int]) -> Played:
    """A case on which everybody tries everything; of each try an event that may happen comes next."""
    played = Played().does("open", "inspector")
    for (_, role, outcome, number, hours), choice in zip(steps, choices, strict=False):
        played.later(hours=hours)
        possible = events_in(played.case.state)
        if not possible:
            break
        event = possible[choice % len(possible)]
        wanted = request(event, role, outcome)
        if number:
            wanted = replace(wanted, actor=number, role="")
        found = played.ask(wanted)
        if isinstance(found, Draft):
            played.write(found)
    return played


@examples(120)
@given(st.lists(STEPS, max_size=40), st.lists(st.integers(0, 20), min_size=40, max_size=40))
def test_whatever_people_try(steps, choices):
    """Replay gives always the same; nobody ever decides on an own case; nothing is payable early."""
    played = walked(steps, choices)
    assert replay(played.events) == replay(list(played.events)) == played.case
    case = CaseState("")
    for event in played.events:
        case = after(case, event)
        if event.event in DECIDING or event.event in ("revoke", "reverse", "close"):
            assert event.actor not in ("A1", "I1", "P1")
        if event.event == "rule":
            assert event.data["approvals"] and not {"A1", "I1", "P1"} & {*event.data["approvals"]}
        if case.state == "settled":
            assert datetime.fromisoformat(event.at) > case.deadlines["appeal"]
        if case.points is not None:
            assert 0 <= case.points <= FACTS.points and 0 <= case.money <= FACTS.money
        assert not (case.is_payable(datetime.fromisoformat(event.at)) and case.state != "settled")
    assert case == played.case


def test_approvals_of_a_panel_are_told_with_their_reason():
    """Who isn't counted is named with why."""
    played = at("arbitration")
    standing = Standing.of(played.case, FACTS, PEOPLE, shipped().versions[0], START.date())
    wanted = Request("rule", ACTOR["department_manager"], approvals=("P1", "Q1", "F1", "?"))
    attempt = Attempt(played.case, wanted, standing, "D1", "department_manager", None, "", START)
    reasons = [one["why"] for one in panel(attempt)[1]]
    assert reasons == ["own-project", "own-part", "role-may-not", "unknown-person"]
