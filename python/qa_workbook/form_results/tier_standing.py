"""Where everybody stands: the tier, what the next one needs, what is missing (S20).

Nothing is decided here: only an approval in the ledger changes a tier.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

import pandas as pd

from qa_workbook.analysis.natural_order import natural_order
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.form_results.tier_figures import CHATS, AgentFigures, Figure, window_of
from qa_workbook.form_results.tier_rules import AT_MOST, Criterion, TierRules
from qa_workbook.frames import folded
from qa_workbook.numbers import Period, half_up
from qa_workbook.tiers.ledger_events import (
    Application,
    applications_of,
    held_tiers,
)
from qa_workbook.tiers.recording import Recording, listed_tiers
from qa_workbook.tiers.rows import step_rows
from qa_workbook.tiers.steps import STEPS, TIERS, StepRow, StepRule, allowed_by

_DIGITS, _MOST_DIGITS = 4, 9
Judgement = Literal["met", "short", "unknown"]
State = Literal["ready", "short", "unknown", "top"]
Origin = Literal["ledger", "list", "form", "default"]


@dataclass(frozen=True)
class Verdict:
    """One criterion of one agent. `gap` is what is short, in its unit, None where nothing is."""

    criterion: Criterion
    figure: Figure
    judgement: Judgement
    gap: Fraction | None = None

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `tiers --json`: exact numbers as decimal text."""
        return {
            "measure": self.criterion.measure,
            "judgement": self.judgement,
            "value": _text(self.figure.value, Fraction(self.criterion.limit)),
            "limit": f"{self.criterion.limit:f}",
            "unit": self.criterion.unit,
            "short_by": _text(self.gap, Fraction(0)),
            "part": self.figure.part,
            "of": self.figure.whole,
            "why": self.figure.why,
        }


def judged(criterion: Criterion, figure: Figure) -> Verdict:
    """Returns whether a figure meets its limit; on the edge it does. Unknown is never met."""
    if figure.value is None:
        return Verdict(criterion, figure, "unknown")
    limit = Fraction(criterion.limit)
    low_is_good = criterion.measure in AT_MOST
    gap = figure.value - limit if low_is_good else limit - figure.value
    return (
        Verdict(criterion, figure, "short", gap) if gap > 0 else Verdict(criterion, figure, "met")
    )


@dataclass(frozen=True)
class Standing:
    """One agent. `origin` says where the tier comes from, `since` the day from which it is held.

    `to_tier` is None at the top. `application` is the newest one, `awaits` the step that it waits
    for, "" for none.
    """

    agent: str
    name: str
    team: str
    tier: str
    origin: Origin
    since: date | None
    to_tier: str | None
    verdicts: tuple[Verdict, ...]
    application: Application | None = None
    awaits: str = ""

    @property
    def state(self) -> State:
        """Whether everything is met; who misses something isn't told to wait for figures."""
        found = {one.judgement for one in self.verdicts}
        if self.to_tier is None:
            return "top"
        return next((one for one in ("short", "unknown") if one in found), "ready")

    def of(self, measure: str) -> Verdict | None:
        """Returns the verdict on a measure, None where the move doesn't ask for it."""
        return next((one for one in self.verdicts if one.criterion.measure == measure), None)

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `tiers --json`."""
        return {
            "agent": self.agent,
            "name": self.name,
            "team": self.team,
            "tier": self.tier,
            "origin": self.origin,
            "since": self.since.isoformat() if self.since else None,
            "to": self.to_tier,
            "state": self.state,
            "criteria": [one.as_dict() for one in self.verdicts],
            "application": self.application.number if self.application else None,
            "awaits": self.awaits or None,
        }


@dataclass(frozen=True)
class TierReport:
    """Where everybody stands at the end of a period.

    `rows` are the steps of the form in the period, `unrecorded` how many of them may be entered
    into the ledger and aren't yet, `refused` how many may not, for they break a rule;
    `applications` those known by then, in the order in which they began.
    `window` is the longest one of the policy, of so many `months`.
    """

    standing: tuple[Standing, ...]
    applications: tuple[Application, ...]
    rows: Sequence[StepRow]
    unrecorded: int
    refused: int
    steps: Mapping[str, StepRule]
    window: Period
    months: int

    def in_state(self, state: State) -> list[Standing]:
        """Returns those in a state, in their order."""
        return [one for one in self.standing if one.state == state]

    def in_tier(self, tier: str) -> list[Standing]:
        """Returns those in a tier, in their order."""
        return [one for one in self.standing if one.tier == tier]

    @cached_property
    def open(self) -> list[Application]:
        """The applications in which a step is to be taken."""
        return [one for one in self.applications if one.awaited(self.steps)]

    @cached_property
    def recent(self) -> list[Application]:
        """The open applications, and those in which something was done in the window."""
        return [
            one
            for one in self.applications
            if one.awaited(self.steps) or one.last.on >= self.window.first
        ]

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `tiers --json`, without the period."""
        return {
            "agents": [one.as_dict() for one in self.standing],
            "candidates": [one.agent for one in self.in_state("ready")],
            "applications": [self._application(one) for one in self.applications],
            "unrecorded": self.unrecorded,
            "refused": self.refused,
        }

    def _application(self, one: Application) -> dict[str, Any]:
        steps = [taken for step in STEPS if (taken := one.steps.get(step))]
        return {
            "application": one.number,
            "case": one.case,
            "agent": one.agent,
            "name": one.name,
            "team": one.team,
            "from": one.from_tier,
            "to": one.to_tier,
            "approved": one.is_approved,
            "awaits": one.awaited(self.steps) or None,
            "steps": [
                {
                    "step": taken.step,
                    "result": taken.result,
                    "actor": taken.actor,
                    "role": taken.role,
                    "on": taken.on.isoformat(),
                    "score": taken.score,
                }
                for taken in steps
            ],
        }


def tier_report(inputs: Inputs, rules: TierRules) -> TierReport | None:
    """Returns where everybody stands on the last day of a period; None where nothing is known.

    That is: no figures of chats in the windows, and no row of the form within them.
    """
    months = max(one.window or 1 for move in rules.moves for one in move.criteria)
    window = window_of(inputs.span, months)
    chats, rows = inputs.rows_of(CHATS, window), inputs.rows_of(inputs.form.id, window)
    if chats.empty and rows.empty:
        return None
    day, steps = inputs.span.last, allowed_by(rules.steps)
    known = applications_of(inputs.events())
    then = [found for one in known.values() if (found := one.until(day))]
    own = step_rows(inputs.rows)
    about = _Everybody(inputs, chats, step_rows(rows), then)
    figures = AgentFigures(inputs)
    standing = [about.standing(one, figures, rules, steps) for one in about.everybody]
    trial = _tried(own, known, inputs, rules)
    counts = (trial.recorded, len(trial.refused))
    return TierReport(tuple(standing), tuple(then), own, *counts, steps, window, months)


def _tried(
    rows: Sequence[StepRow], known: Mapping[str, Application], inputs: Inputs, rules: TierRules
) -> Recording:
    """What entering rows now would come to; nothing is entered."""
    book = inputs.policies.get(inputs.form.id)
    rules_at = book.at if book else lambda _day: rules
    listed = listed_tiers(inputs.people)
    trial = Recording(dict(known), rules_at, inputs.people, listed, at="")
    trial.take_all(rows)
    return trial


@dataclass(frozen=True)
class _Agent:
    """Who somebody is, by the first source that says it."""

    number: str
    name: str
    team: str


class _Everybody:
    """Everybody whom some source names, and what is known of their tiers."""

    def __init__(
        self,
        inputs: Inputs,
        chats: pd.DataFrame,
        rows: Sequence[StepRow],
        applications: Sequence[Application],
    ) -> None:
        self._inputs, self._day = inputs, inputs.span.last
        self._held = held_tiers(applications)
        self._newest = {folded(one.agent): one for one in applications}
        self._said = {folded(row.agent): row for row in rows if row.from_tier}
        named = [*self._listed(), *_named(chats), *_named(inputs.quality)]
        named += [_Agent(row.agent, row.name, row.team) for row in rows]
        named += [_Agent(one.agent, one.name, one.team) for one in applications]
        found: dict[str, _Agent] = {}
        for one in named:
            known = found.get(folded(one.number), one)
            found[folded(one.number)] = _Agent(
                known.number, known.name or one.name, known.team or one.team
            )
        order = sorted(found.values(), key=lambda one: _order(one.team, one.number))
        self.everybody = [one for one in order if one.number and not self._has_left(one.number)]

    def _listed(self) -> Iterator[_Agent]:
        for post in self._inputs.people.holders(("agent",), self._day):
            yield _Agent(post.number, post.name, post.team)

    def _has_left(self, number: str) -> bool:
        """Whether the list of people knows somebody who was an agent and is none on the day."""
        posts = [post for post in self._inputs.people.of(number) if post.role == "agent"]
        return bool(posts) and not any(post.held_on(self._day) for post in posts)

    def standing(
        self, one: _Agent, figures: AgentFigures, rules: TierRules, steps: Mapping[str, StepRule]
    ) -> Standing:
        """Returns where an agent stands."""
        tier, origin, since = self._tier(one.number)
        move = rules.move_from(tier)
        criteria = move.criteria if move else ()
        number = folded(one.number)
        verdicts = tuple(judged(each, figures.of(number, each, since)) for each in criteria)
        newest = self._newest.get(number)
        awaits = newest.awaited(steps) if newest else ""
        about = (one.number, one.name, one.team, tier, origin, since)
        return Standing(*about, move.to_tier if move else None, verdicts, newest, awaits)

    def _tier(self, number: str) -> tuple[str, Origin, date | None]:
        """The tier of an agent, where it comes from, and since when."""
        approved = self._held.get(folded(number))
        if approved is not None:
            return approved.to_tier, "ledger", approved.since
        posts = [post for post in self._inputs.people.of(number) if post.role == "agent"]
        held = [post for post in posts if post.held_on(self._day)] or posts
        told = next((post for post in held if post.tier), None)
        if told is not None:
            begun = told.tier_since or (told.first if told.tier == TIERS[0] else None)
            return told.tier, "list", begun
        begun = _first_day(post.first for post in posts)
        said = self._said.get(folded(number))
        if said is not None:
            return said.from_tier, "form", begun if said.from_tier == TIERS[0] else None
        return TIERS[0], "default", begun


def _first_day(days: Iterable[date | None]) -> date | None:
    """The first of some days, None without any or where one is unknown."""
    found = list(days)
    return min((day for day in found if day), default=None) if None not in found else None


def _named(rows: pd.DataFrame) -> Iterator[_Agent]:
    """Yields the agents of rows that name them, newest first, for names change."""
    if not {"agent", "name", "team"} <= set(rows.columns):
        return
    columns = zip(rows["agent"], rows["name"], rows["team"], strict=True)
    for number, name, team in reversed(list(dict.fromkeys(columns))):
        yield _Agent(number, name, team)


def _order(team: str, number: str) -> tuple[Any, Any]:
    return natural_order(team), natural_order(number)


def _text(value: Fraction | None, bound: Fraction) -> str | None:
    """A number as decimal text of 4 digits, and more where it would look like a bound it isn't."""
    if value is None:
        return None
    digits = _DIGITS
    while digits < _MOST_DIGITS and value != bound and half_up(value, digits) == bound:
        digits += 1
    return f"{half_up(value, digits).normalize():f}"
