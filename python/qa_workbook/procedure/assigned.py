"""Whom each inspector of a period checks, as far as the list of people says it (S9)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from qa_workbook.frames import folded
from qa_workbook.numbers import Period
from qa_workbook.procedure.people import People, Post

INSPECTOR = "inspector"
"""The role of those who score recordings."""


@dataclass(frozen=True)
class Assignment:
    """One inspector in one project ("" for all of them), and the agents to check.

    `posts` are the posts of that person and project in the period, at least one.
    """

    posts: tuple[Post, ...]
    agents: tuple[Post, ...]

    @property
    def inspector(self) -> Post:
        """The person, by the first of the posts."""
        return self.posts[0]

    @property
    def teams(self) -> tuple[str, ...]:
        """The teams that the posts are for, none where one of them is for all."""
        teams = tuple(dict.fromkeys(post.team for post in self.posts))
        return () if "" in teams else teams

    @property
    def is_scoped(self) -> bool:
        """Whether the list says which team or project the person inspects."""
        return any(post.team or post.project for post in self.posts)

    @property
    def first(self) -> date | None:
        """The first day of the posts; None for always."""
        days = [post.first for post in self.posts]
        return None if None in days else min(day for day in days if day)

    @property
    def last(self) -> date | None:
        """The last day of the posts; None for until further notice."""
        days = [post.last for post in self.posts]
        return None if None in days else max(day for day in days if day)


def agents_within(people: People, listed: Sequence[Post], span: Period) -> list[Post]:
    """Returns the agents of a period: those of the list of people, in its order, then `listed`.

    `listed` are the people of the roster. Whoever stands in the list of people has there what
    counts: somebody who left isn't brought back by an old roster.
    """
    known = {folded(post.number) for post in people.posts}
    own = [post for post in people.posts if post.role == "agent"]
    more = [post for post in listed if folded(post.number) not in known]
    return [post for post in (*own, *more) if post.held_between(span.first, span.last)]


def assignments(
    people: People, agents: Sequence[Post], span: Period, project: str = ""
) -> list[Assignment]:
    """Returns an assignment for each inspector of a period and project, in the order of the list.

    With a `project` there are only inspectors of that project and of all projects. An inspector
    whose posts name neither team nor project has agents only when nobody else inspects: else
    nobody can say which of them.
    """
    posts = [post for post in people.posts if post.role == INSPECTOR]
    held = [post for post in posts if post.held_between(span.first, span.last)]
    wanted = folded(project)
    if wanted:
        held = [post for post in held if folded(post.project) in ("", wanted)]
    groups: dict[tuple[str, str], list[Post]] = defaultdict(list)
    for post in held:
        groups[folded(post.number), wanted or folded(post.project)].append(post)
    alone = len(groups) == 1
    return [
        Assignment(tuple(own), _agents_of(own, agents, span, wanted, alone=alone))
        for own in groups.values()
    ]


def _agents_of(
    posts: Sequence[Post], agents: Sequence[Post], span: Period, project: str, *, alone: bool
) -> tuple[Post, ...]:
    """The agents of all posts, each person once, by team and number."""
    found: dict[str, Post] = {}
    for post in posts:
        first = max(post.first or span.first, span.first)
        last = min(post.last or span.last, span.last)
        for agent in agents:
            fits = _checks(post, agent, project or folded(post.project), alone=alone)
            if fits and agent.held_between(first, last):
                found.setdefault(folded(agent.number), agent)
    found.pop(folded(posts[0].number), None)  # nobody checks the own calls
    return tuple(sorted(found.values(), key=lambda one: (one.team, folded(one.number))))


def _checks(post: Post, agent: Post, project: str, *, alone: bool) -> bool:
    """Whether an agent is one of those that a post is for.

    Team and project must fit where the post has them. An agent of a team that fits may have no
    project; a project alone says it only of agents who have it.
    """
    if not post.team and not project:
        return alone
    if post.team and folded(post.team) != folded(agent.team):
        return False
    if not project or folded(agent.project) == project:
        return True
    return bool(post.team) and not agent.project
