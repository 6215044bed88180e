"""Who took a step, and whether they may (S20)."""

from __future__ import annotations

from dataclasses import dataclass

from qa_workbook.frames import folded
from qa_workbook.procedure.people import People, Post
from qa_workbook.tiers.ledger_events import UNLISTED, Application
from qa_workbook.tiers.steps import STEPS, WITHDRAWN, StepRow, StepRule

SELF, AGENT = "self", "agent"


class NotAllowed(Exception):
    """The step may not be entered: `code` of the rule, the `column` it speaks of, and a value."""

    def __init__(self, code: str, column: str, value: str = "") -> None:
        super().__init__(code)
        self.code, self.column, self.value = code, column, value


@dataclass(frozen=True)
class Actor:
    """Who took a step: the number as the list of people has it, and the role it was done in."""

    number: str
    role: str


def actor_of(row: StepRow, rule: StepRule, people: People) -> Actor:
    """Returns who took a step and in which role. Raises NotAllowed.

    Only the agent withdraws, at any step. Without a list of people nobody's role is known: then
    only what the agent may and may not do is checked, and the role is `UNLISTED`.
    """
    posts = people.called(row.actor)
    numbers = {folded(post.number): post.number for post in posts} or {folded(row.actor): row.actor}
    if len(numbers) > 1:
        raise NotAllowed("ambiguous_actor", "actor", row.actor)
    is_self = folded(row.agent) in numbers or (not posts and folded(row.actor) == folded(row.name))
    if is_self:
        if SELF in rule.by or row.result == WITHDRAWN:
            return Actor(row.agent, AGENT)
        raise NotAllowed("by_self", "actor", row.actor)
    number = next(iter(numbers.values()))
    if row.result == WITHDRAWN:
        raise NotAllowed("withdrawn_by_other", "actor", row.actor)
    if set(rule.by) == {SELF}:
        raise NotAllowed("not_self", "actor", row.actor)
    if not people.posts:
        return Actor(number, UNLISTED)
    if not posts:
        raise NotAllowed("unknown_actor", "actor", row.actor)
    own = [post for post in people.of(row.agent) if post.role == AGENT and post.held_on(row.on)]
    for post in posts:
        held = post.role in rule.by and post.held_on(row.on)
        if held and _is_for(post, own, row.team):
            return Actor(number, post.role)
    raise NotAllowed("no_role", "actor", row.actor)


def refuse_second_step(row: StepRow, actor: Actor, application: Application | None) -> None:
    """Raises NotAllowed where somebody else than the agent takes a second step."""
    if application is None or actor.role == AGENT:
        return
    for step in STEPS:
        taken = application.steps.get(step)
        if taken is None or step == row.step or taken.role == AGENT:
            continue
        if folded(taken.actor) == folded(actor.number):
            raise NotAllowed("second_step", "actor", row.actor)


def _is_for(post: Post, agent: list[Post], team: str) -> bool:
    """Whether a post is for the agent: of the same team and project, where both are known."""
    teams = {folded(one.team) for one in agent} - {""} or {folded(team)} - {""}
    projects = {folded(one.project) for one in agent} - {""}
    in_team = not post.team or not teams or folded(post.team) in teams
    return in_team and (not post.project or not projects or folded(post.project) in projects)
