"""May this be done with this case, by this person, now? The one door, and it asks the table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from qa_workbook.ledger.event import Draft
from qa_workbook.procedure.guards import AMOUNTS, GUARDS, Attempt, panel
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.request import Refusal, Request, refusal
from qa_workbook.procedure.rules import Procedure, Rules
from qa_workbook.procedure.standing import TASKS, Standing
from qa_workbook.procedure.state import CaseState, Facts
from qa_workbook.procedure.table import (
    EVENTS,
    NEW,
    SYSTEM,
    Transition,
    events_in,
    transitions,
)
from qa_workbook.procedure.working_days import CalendarNotCovered


class _Refused(Exception):
    """Stops the deciding with a refusal."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.refusal = refusal(code, **details)


@dataclass(frozen=True)
class _Asked:
    """A request with all that it is judged by."""

    case: CaseState
    facts: Facts
    request: Request
    people: People
    procedure: Procedure
    rules: Rules
    now: datetime

    @property
    def standing(self) -> Standing:
        return Standing.of(self.case, self.facts, self.people, self.rules, self.now.date())


def decide(
    case: CaseState,
    request: Request,
    people: People,
    procedure: Procedure,
    now: datetime,
    facts: Facts | None = None,
) -> Draft | Refusal:
    """Returns the event to write down, or why it may not be.

    `facts` are needed to open a case; later they are those it was opened with. `now` has a zone;
    days are counted in it. A case is decided under the rules in force when it was opened.
    """
    if now.tzinfo is None:
        raise ValueError("now has no zone")
    try:
        asked = _asked(case, request, people, procedure, now, facts)
        row = _row(asked)
        attempt = _attempt(asked, row.roles)
        for name in row.guard:
            found = GUARDS[name](attempt)
            if found:
                return found
        return _draft(asked, row, attempt)
    except _Refused as refused:
        return refused.refusal
    except CalendarNotCovered as missing:
        return _not_covered(missing)


def due(case: CaseState, people: People, procedure: Procedure, now: datetime) -> Draft | None:
    """Returns what the program itself has to write down of a case by now, None for nothing.

    After `deem`, `finalise` may be due at once: ask again until nothing is.
    """
    for event in ("deem", "finalise"):
        if event in events_in(case.state):
            found = decide(case, Request(event, SYSTEM), people, procedure, now)
            if isinstance(found, Draft):
                return found
    return None


def opening(
    facts: Facts, people: People, procedure: Procedure, published: datetime
) -> dict[str, Any] | Refusal:
    """Returns what an `open` event keeps beside its facts.

    The rules in force, when it was published, until when a review may be asked for, who stands in
    (`stand_ins`) and for which tasks nobody is left (`nobody`).
    """
    rules = procedure.at(published.date())
    if rules is None:
        return refusal("no-rules", day=f"{published:%Y-%m-%d}")
    standing = Standing(facts, people, rules, published.date())
    try:
        end = rules.appeal.end(published, procedure.calendar)
    except CalendarNotCovered as missing:
        return _not_covered(missing)
    stand_ins, nobody = standing.outlook()
    return {
        "rules": procedure.data_of(rules),
        "published": published.isoformat(timespec="seconds"),
        "deadlines": {"appeal": end.isoformat()},
        "stand_ins": stand_ins,
        "nobody": nobody,
    }


def _asked(
    case: CaseState,
    request: Request,
    people: People,
    procedure: Procedure,
    now: datetime,
    facts: Facts | None,
) -> _Asked:
    """The request with the facts and rules that it is judged by."""
    about = case.facts or facts
    if about is None:
        raise _Refused("not-open")
    if request.event not in EVENTS:
        raise _Refused("unknown-event", event=request.event, known=list(EVENTS))
    day = (case.opened or now).date()
    rules = case.rules or procedure.at(day)
    if rules is None:
        raise _Refused("no-rules", day=day.isoformat())
    return _Asked(case, about, request, people, procedure, rules, now)


def _row(asked: _Asked) -> Transition:
    """The row of the table that a request means."""
    case, request = asked.case, asked.request
    rows = transitions(case.state, request.event)
    if not rows:
        code = "already-final" if case.is_locked else "not-in-this-state"
        possible = list(events_in(case.state))
        raise _Refused(code, event=request.event, state=case.state, possible=possible)
    for row in rows:
        if row.outcome == request.outcome:
            return row
    outcomes = [row.outcome for row in rows if row.outcome]
    raise _Refused("bad-outcome", event=request.event, found=request.outcome or "–", known=outcomes)


def _attempt(asked: _Asked, roles: Sequence[str]) -> Attempt:
    """Who attempts it, in which role."""
    case, request, standing, now = asked.case, asked.request, asked.standing, asked.now
    last = case.deeds[-1].at if case.deeds else None
    if last and now.replace(microsecond=0) < last.replace(microsecond=0):
        raise _Refused("before-last", last=last)
    if request.actor == SYSTEM:
        if SYSTEM not in roles or request.role not in ("", SYSTEM):
            raise _Refused("role-may-not", role=SYSTEM, event=request.event, roles=list(roles))
        return Attempt(case, request, standing, SYSTEM, SYSTEM, None, "", now)
    posts = asked.people.called(request.actor)
    if not posts:
        raise _Refused("unknown-person", who=request.actor or "–")
    if len({post.number for post in posts}) > 1:
        raise _Refused("ambiguous-person", who=request.actor)
    post, task = _chosen(asked, standing, posts, roles)
    return Attempt(case, request, standing, post.number, post.role, post, task, now)


def _chosen(
    asked: _Asked, standing: Standing, posts: Sequence[Post], roles: Sequence[str]
) -> tuple[Post, str]:
    """The post in which somebody acts, and the task in which they stand in ("" for their own).

    Of several posts that would do, one that the case concerns goes first.
    """
    role = asked.request.role
    acting = [post for post in posts if role in ("", post.role)]
    own = [post for post in acting if post.role in roles]
    held = [post for post in own if post.held_on(standing.day)]
    held.sort(key=standing.is_concerned, reverse=True)
    if held and standing.is_concerned(held[0]):
        return held[0], ""
    for task, in_charge in TASKS.items():
        deputies = standing.stand_ins(task) if set(in_charge) & set(roles) else ()
        for post in acting:
            if post.number in deputies and post.held_on(standing.day):
                return post, task
    if held:
        return held[0], ""
    if own:
        raise _Refused("not-in-office-that-day", who=own[0].number, role=own[0].role)
    named = role or [post.role for post in posts]
    raise _Refused("role-may-not", role=named, event=asked.request.event, roles=list(roles))


def _draft(asked: _Asked, row: Transition, attempt: Attempt) -> Draft | Refusal:
    """The event, with all that it decided."""
    request, now = asked.request, asked.now.replace(microsecond=0)
    data: dict[str, Any] = dict(request.data)
    if row.state == NEW:
        begun = opening(asked.facts, asked.people, asked.procedure, _published(data, now))
        if isinstance(begun, Refusal):
            return begun
        data = {**_facts(asked.facts), **data, **begun}
    else:
        data |= _deadlines(asked, row, now)
    data |= _said(attempt, row)
    at = asked.now.isoformat(timespec="seconds")
    case = asked.case.case or asked.facts.case
    return Draft(at, case, row.event, attempt.number, attempt.role, request.reason.strip(), data)


def _published(data: dict[str, Any], now: datetime) -> datetime:
    return datetime.fromisoformat(data["published"]) if data.get("published") else now


def _facts(facts: Facts) -> dict[str, Any]:
    found = {name: value for name, value in vars(facts).items() if value and name != "case"}
    for name in (*AMOUNTS, "points_range", "money_range"):
        if name in found:
            amount = found[name]
            is_range = isinstance(amount, tuple)
            found[name] = [f"{part:f}" for part in amount] if is_range else f"{amount:f}"
    return found


def _deadlines(asked: _Asked, row: Transition, now: datetime) -> dict[str, Any]:
    """The window that begins, if any.

    A judgement that comes when the time for a review is over begins it anew, for nobody could ask
    for a review of what wasn't there.
    """
    name = row.deadline
    known = asked.case.deadlines.get("appeal")
    if not name or (name == "appeal" and known and now <= known):
        return {}
    window = getattr(asked.rules, name)
    return {"deadlines": {name: window.end(now, asked.procedure.calendar).isoformat()}}


def _said(attempt: Attempt, row: Transition) -> dict[str, Any]:
    """What the decision says: outcome, amounts, approvals, and for whom the actor stood in."""
    request = attempt.request
    said: dict[str, Any] = {}
    if row.outcome:
        said["outcome"] = row.outcome
    if {"in-range", "not-more", "less"} & set(row.guard):
        said |= {name: f"{attempt.wanted(name):f}" for name in AMOUNTS}
    if "quorum" in row.guard:
        said["approvals"], said["not_counted"] = panel(attempt)
    if "through-team-lead" in row.guard:
        is_agent = attempt.role == "agent"
        said["through"] = request.through if is_agent else attempt.number
    if request.asked and "appeal-open" in row.guard:
        said["asked"] = request.asked.isoformat(timespec="seconds")
    if attempt.stands_in:
        said["stands_in"] = attempt.stands_in
    return said


def _not_covered(missing: CalendarNotCovered) -> Refusal:
    return refusal("calendar-not-covered", calendar=missing.calendar, year=missing.year)
