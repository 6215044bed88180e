"""Every (state, event, role) is allowed by the table or refused with a code: all of them tried."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
from played import WAYS, at, long_appeals, request

from qa_workbook.ledger.event import Draft
from qa_workbook.procedure.guards import GUARDS
from qa_workbook.procedure.picture import codes, diagram_markdown, table_markdown
from qa_workbook.procedure.request import Refusal
from qa_workbook.procedure.rules import Rules
from qa_workbook.procedure.state import replay
from qa_workbook.procedure.table import (
    EVENTS,
    LOCKED,
    NEW,
    OUTCOMES,
    ROLES,
    STATES,
    SYSTEM,
    TRANSITIONS,
    events_in,
)

ROOT = Path(__file__).parents[2]
IN_TIME, LATE = 0, 6
"""Days that have passed since the case came into its state."""
NEVER_REFUSED_BY_THE_TABLE = {"not-in-this-state", "already-final", "role-may-not", "bad-outcome"}


def rows(state: str, event: str, role: str, outcome: str) -> list[object]:
    """The rows of the table for one attempt."""
    return [
        row
        for row in TRANSITIONS
        if (row.state, row.event, row.outcome) == (state, event, outcome) and role in row.roles
    ]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("days", [IN_TIME, LATE])
def test_every_state_event_and_role_is_allowed_by_the_table_or_refused_with_a_code(way, days):
    """What no row has is refused by a code of the table; what a row has only its guards refuse."""
    played = at(way).later(days=days)
    state = played.case.state
    for event, role, outcome in product(EVENTS, (*ROLES, SYSTEM), ("", *OUTCOMES)):
        found = played.ask(request(event, role, outcome))
        row = rows(state, event, role, outcome)
        if isinstance(found, Draft):
            assert row, (state, event, role, outcome)
            assert found.event == event and found.role == role
            played.write(found)
            assert played.case.state == row[0].next
            played.events.pop()
        else:
            assert found.say("zh") and found.say("en")
            is_of_table = found.code in NEVER_REFUSED_BY_THE_TABLE
            assert is_of_table == (not row), (state, event, role, outcome, found)


def test_every_row_can_happen():
    """No row of the table is out of reach: each is allowed in time or late."""
    happened = set()
    tried = [at(way).later(days=days) for way, days in product(WAYS, (IN_TIME, LATE))]
    for played in [*tried, at("deemed", long_appeals())]:
        for row in TRANSITIONS:
            if row.state != played.case.state:
                continue
            for role in row.roles:
                if isinstance(played.ask(request(row.event, role, row.outcome)), Draft):
                    happened.add((row, role))
    assert happened == {(row, role) for row in TRANSITIONS for role in row.roles}


def test_the_table_is_sound():
    """Its words are known, nothing stands twice, and every state can be reached and left."""
    keys = [(row.state, row.event, row.outcome) for row in TRANSITIONS]
    assert len(set(keys)) == len(keys)
    for row in TRANSITIONS:
        assert row.state in (NEW, *STATES) and row.next in STATES
        assert row.roles and set(row.roles) <= {*ROLES, SYSTEM}
        assert set(row.guard) <= set(GUARDS)
        assert row.deadline in ("", *Rules.model_fields)
        assert row.outcome in ("", *OUTCOMES)
    assert {name for row in TRANSITIONS for name in row.guard} == set(GUARDS)
    assert {row.next for row in TRANSITIONS} == set(STATES)
    assert {state for state in STATES if not events_in(state)} == {"revoked", "reversed"}


def test_what_is_locked_is_never_decided_again():
    """Final lock: only closing and the reversal of what was paid follow."""
    after = {row.event for row in TRANSITIONS if row.state in LOCKED}
    assert after == {"close", "reverse"}


def test_every_decision_of_a_person_asks_whose_case_it_is():
    """No row lets somebody decide without asking whether the case is their own."""
    for row in TRANSITIONS:
        if set(row.roles) - {SYSTEM, "agent"} and row.event not in ("open", "request-review"):
            assert "not-own" in row.guard, row


def test_nothing_unknown_is_guessed():
    """An event or an outcome that nobody knows is refused by its name."""
    played = at("arbitration")
    assert played.refused("rule", "department_manager", "maybe") == "bad-outcome"
    found = played.ask(request("eat", "qa_lead"))
    assert isinstance(found, Refusal) and found.code == "unknown-event"
    assert "eat" in found.say("en") and "eat" in found.say("zh")


def test_replaying_gives_the_states_of_the_table():
    """Each way ends where it says."""
    for way in WAYS:
        assert replay(at(way).events).state == ("review" if way == "upheld" else way)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_picture_and_table_of_the_documents_show_every_row(language: str):
    """The documented diagram has an arrow for every step, and no others."""
    joined = {(NEW if row.state == NEW else row.state, row.next) for row in TRANSITIONS}
    lines = diagram_markdown(language).splitlines()
    arrows = [line.strip().partition(":")[0].split(" --> ") for line in lines if "-->" in line]
    found = {(NEW if before == "[*]" else before, after) for before, after in arrows}
    ends = {(state, "[*]") for state in STATES if not events_in(state)}
    assert found == joined | ends
    assert table_markdown(language).count("\n") == len(TRANSITIONS) + 2
    page = ROOT / "docs" / ("procedure.md" if language == "en" else "procedure.zh-CN.md")
    assert table_markdown(language) in page.read_text("utf-8")
    assert diagram_markdown(language) in page.read_text("utf-8")


def test_every_code_that_is_given_has_words():
    """Codes in the program and codes in the documents are the same."""
    code = re.compile(r"(?:refusal|_Refused|fault)\(\s*\"([a-z-]+)\"")
    rooms = ROOT / "python" / "qa_workbook"
    places = ("procedure/*.py", "casework/*.py", "app/decisions.py")
    sources = [path for place in places for path in rooms.glob(place)]
    sources.remove(rooms / "procedure" / "addressees.py")  # its faults have words of their own
    given = {name for path in sources for name in code.findall(path.read_text("utf-8"))}
    assert given | {"already-final", "not-in-this-state"} == set(codes())
