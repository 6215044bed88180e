"""登记: rows of the form `tiers` become events, in the order of the steps (S20).

Every row is counted once: recorded, unchanged, or refused with the rule that it breaks. A row that
says something else than what was entered for its step is entered anew, as long as nothing was built
upon it; what was entered before stays in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from qa_workbook.frames import folded
from qa_workbook.ledger.event import Draft
from qa_workbook.procedure.people import People
from qa_workbook.tiers.actors import Actor, NotAllowed, actor_of, refuse_second_step
from qa_workbook.tiers.ledger_events import (
    UNLISTED,
    Application,
    StepTaken,
    application_case,
    draft_of,
    held_tiers,
)
from qa_workbook.tiers.steps import (
    LISTED_TIER,
    STEPS,
    TIERS,
    StepRow,
    StepRule,
    allowed_by,
    next_tier,
)


class StepRules(Protocol):
    """What the policy says of the steps."""

    @property
    def steps(self) -> Sequence[StepRule]:
        """The rule of each step."""

    @property
    def one_step_each(self) -> bool:
        """Whether whoever isn't the agent may take one step of an application only."""


RulesAt = Callable[[date], StepRules | None]


@dataclass(frozen=True)
class RefusedStep:
    """A row that wasn't entered: the broken rule, the column it speaks of, and a value."""

    row: StepRow
    code: str
    column: str
    value: str


@dataclass
class Recording:
    """The rows of one run; `take` enters them one after the other.

    `applications` are those of the ledger by case. `listed` are the tiers of the list of people by
    folded number, where it has any. `at` is the time of the run as ISO text.
    """

    applications: dict[str, Application]
    rules_at: RulesAt
    people: People
    listed: Mapping[str, str]
    at: str
    recorded: int = 0
    corrected: int = 0
    unchanged: int = 0
    unlisted: int = 0
    drafts: list[Draft] = field(default_factory=list)
    refused: list[RefusedStep] = field(default_factory=list)

    @property
    def read(self) -> int:
        """How many rows there were."""
        return self.recorded + self.unchanged + len(self.refused)

    def take_all(self, rows: Iterable[StepRow]) -> None:
        """Enters rows in their order: by day, on a day by step."""
        for row in sorted(rows, key=lambda one: one.order):
            self.take(row)

    def take(self, row: StepRow) -> None:
        """Enters one row, or says why not."""
        case = application_case(row.agent, row.to_tier, row.application)
        application = self.applications.get(case)
        before = application.steps.get(row.step) if application else None
        if before is not None and says_the_same(row, before, self.people):
            self.unchanged += 1
            return
        try:
            actor = self._checked(row, case, application)
        except NotAllowed as broken:
            self.refused.append(RefusedStep(row, broken.code, broken.column, broken.value))
            return
        self.recorded += 1
        self.corrected += before is not None
        self.unlisted += actor.role == UNLISTED
        entered = replace(row, actor=actor.number)
        self.drafts.append(draft_of(entered, actor.role, self.at))
        self._remember(case, entered, actor)

    def _checked(self, row: StepRow, case: str, application: Application | None) -> Actor:
        """Returns who took the step. Raises NotAllowed for the first rule that is broken."""
        rules = self.rules_at(row.on)
        if rules is None:
            raise NotAllowed("no_rules", "on", row.on.isoformat())
        steps = allowed_by(rules.steps)
        if row.step not in steps:
            raise NotAllowed("no_such_step", "step", row.step)
        self._check_number(row, case)
        self._check_tiers(row, case)
        self._check_order(row, case, application, steps)
        actor = actor_of(row, steps[row.step], self.people)
        if rules.one_step_each:
            refuse_second_step(row, actor, application)
        return actor

    def _check_number(self, row: StepRow, case: str) -> None:
        """A number is that of one agent and one tier; an agent has one open application."""
        for one in self.applications.values():
            if one.case == case:
                continue
            if folded(one.number) == folded(row.application):
                raise NotAllowed("number_taken", "application", one.agent)
            rules = self.rules_at(row.on)
            steps = allowed_by(rules.steps) if rules else {}
            if folded(one.agent) == folded(row.agent) and not one.has_ended(steps):
                raise NotAllowed("another_open", "application", one.number)

    def _check_tiers(self, row: StepRow, case: str) -> None:
        """One tier at a time, from the one that the agent has."""
        others = [one for one in self.applications.values() if one.case != case]
        approved = held_tiers(others).get(folded(row.agent))
        known = approved.to_tier if approved else self.listed.get(folded(row.agent), "")
        if row.from_tier and known and row.from_tier != known:
            raise NotAllowed("tier_differs", "from", known)
        current = known or row.from_tier or TIERS[0]
        if row.to_tier != next_tier(current):
            raise NotAllowed("skips", "to", current)

    def _check_order(
        self,
        row: StepRow,
        case: str,
        application: Application | None,
        steps: Mapping[str, StepRule],
    ) -> None:
        """No step before the one it needs, none after the end, none changed once built upon."""
        taken = dict(application.steps) if application else {}
        changes = taken.pop(row.step, None) is not None
        place = STEPS.index(row.step)
        if changes and self._is_built_upon(row, case, taken, place):
            raise NotAllowed("settled", "step", row.step)
        if application is not None and replace(application, steps=taken).has_ended(steps):
            raise NotAllowed("ended", "step", row.step)
        needed = [step for step in STEPS[:place] if step in steps]
        for step in needed:
            if step not in taken:
                raise NotAllowed("step_missing", "step", step)
        latest = max((taken[step].on for step in needed), default=row.on)
        if row.on < latest:
            raise NotAllowed("too_early", "on", latest.isoformat())

    def _is_built_upon(
        self, row: StepRow, case: str, others: Mapping[str, StepTaken], place: int
    ) -> bool:
        """Whether a later step, or a later application of the agent, was entered."""
        if any(STEPS.index(step) > place for step in others):
            return True
        cases = [
            one.case for one in self.applications.values() if folded(one.agent) == folded(row.agent)
        ]
        return cases[-1] != case

    def _remember(self, case: str, row: StepRow, actor: Actor) -> None:
        texts = (row.score, row.remark, row.from_tier)
        taken = StepTaken(row.step, row.result, actor.number, actor.role, row.on, *texts, seq=0)
        known = self.applications.get(case)
        steps = {**(known.steps if known else {}), row.step: taken}
        about = (case, row.application, row.agent, row.name, row.team, row.to_tier)
        self.applications[case] = Application(*about, steps)


def listed_tiers(people: People) -> dict[str, str]:
    """Returns the tiers that the list of people gives, by folded number."""
    return {
        folded(post.number): post.tier
        for post in people.posts
        if post.tier and post.role == LISTED_TIER
    }


def says_the_same(row: StepRow, before: StepTaken, people: People) -> bool:
    """Returns whether a step was entered as a row says; its actor may be written as a name."""
    numbers = {folded(post.number) for post in people.called(row.actor)}
    if folded(before.actor) in numbers or folded(row.actor) == folded(row.name):
        row = replace(row, actor=before.actor)
    return row.said == before.said
