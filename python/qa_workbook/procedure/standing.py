"""Who is concerned by a case, who must stand aside (回避), and who stands in then."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from qa_workbook.frames import folded
from qa_workbook.procedure.people import People, Post
from qa_workbook.procedure.rules import Rules
from qa_workbook.procedure.state import CaseState, Facts
from qa_workbook.procedure.table import PANEL

TASKS = {"qa_lead": ("qa_lead",), "team_lead": ("team_lead",), "panel": PANEL}
"""The tasks that have deputies, with the roles in charge of each."""
DECIDING = ("judge", "dismiss", "agree", "object", "settle", "uphold", "correct", "rule")
"""Deeds after which nobody may rule on the same case."""


@dataclass(frozen=True)
class Standing:
    """How everybody stands to one case on one day."""

    facts: Facts
    people: People
    rules: Rules
    day: date
    decided: frozenset[str] = frozenset()
    """Numbers of those who have decided something of it, folded."""

    @classmethod
    def of(cls, case: CaseState, facts: Facts, people: People, rules: Rules, day: date) -> Standing:
        """Returns how everybody stands to a case."""
        deeds = (deed for deed in case.deeds if deed.event in DECIDING)
        return cls(facts, people, rules, day, frozenset(folded(deed.actor) for deed in deeds))

    def own(self, number: str) -> str:
        """Returns why the case is the person's own, "" where it isn't.

        agent: about them; inspector: scored by them (by number or name, for score sheets have
        names); project: in a project that they manage, now or on the day of the call. A manager of
        all projects, or of a case whose project nobody knows, can't be shown to be apart from it.
        """
        if folded(number) == folded(self.facts.agent):
            return "agent"
        posts = self.people.of(number)
        if any(post.is_called(self.facts.inspector) for post in posts):
            return "inspector"
        if any(self._manages_it(post) for post in posts):
            return "project"
        return ""

    def _manages_it(self, post: Post) -> bool:
        if post.role != "project_manager" or not any(map(post.held_on, self._days)):
            return False
        return not self._projects or not post.project or folded(post.project) in self._projects

    @property
    def _days(self) -> list[date]:
        try:
            return [self.day, date.fromisoformat(self.facts.day[:10])]
        except ValueError:
            return [self.day]

    @property
    def _projects(self) -> set[str]:
        """The project of the case; where it names none, those that its agent works for."""
        if self.facts.project:
            return {folded(self.facts.project)}
        posts = self.people.of(self.facts.agent)
        return {folded(post.project) for post in posts if post.role == "agent" and post.project}

    def is_concerned(self, post: Post) -> bool:
        """Returns whether the case belongs to the team, project or person of a post."""
        if post.role == "agent":
            return folded(post.number) == folded(self.facts.agent)
        if post.role == "team_lead":
            team = self.facts.team
            return not team or not post.team or folded(team) == folded(post.team)
        if post.role == "qa_lead":
            return not post.project or not self._projects or folded(post.project) in self._projects
        return True

    def has_decided(self, number: str) -> bool:
        """Returns whether the person has decided something of the case before."""
        return folded(number) in self.decided

    def in_charge(self, task: str) -> list[str]:
        """Returns the numbers of those who may do a task as their own."""
        posts = self.people.holders(TASKS[task], self.day)
        return self._free(task, (post for post in posts if self.is_concerned(post)))

    def stand_ins(self, task: str) -> list[str]:
        """Returns the numbers of the deputies for a task; none while enough are in charge."""
        found = self.in_charge(task)
        regular = len(found)
        return self._with_deputies(task, found)[regular:]

    def _with_deputies(self, task: str, found: list[str]) -> list[str]:
        """Those in charge, and behind them the deputies, while too few are found."""
        needed = self.needed(task)
        for role in getattr(self.rules.deputies, task):
            if len(found) < needed:
                holders = self._free(task, self.people.holders([role], self.day))
                found += [number for number in holders if number not in found]
        return found

    def needed(self, task: str) -> int:
        """Returns how many people a task takes."""
        return self.rules.quorum.approvals if task == "panel" else 1

    def outlook(self) -> tuple[dict[str, list[str]], list[str]]:
        """Returns the deputies of each task that needs any, and the tasks for which too few people
        are left, deputies counted in.
        """
        if not self.people.posts:  # a house without a list of people: nobody need be looked for
            return {}, list(TASKS)
        deputies, lacking = dict[str, list[str]](), list[str]()
        for task in TASKS:
            found = self.in_charge(task)
            regular = len(found)
            everybody = self._with_deputies(task, found)
            if everybody[regular:]:
                deputies[task] = everybody[regular:]
            if len(everybody) < self.needed(task):
                lacking.append(task)
        return deputies, lacking

    def _free(self, task: str, posts: Iterable[Post]) -> list[str]:
        """The numbers, each once, of those who needn't stand aside."""
        numbers = dict.fromkeys(post.number for post in posts)
        return [number for number in numbers if not self.aside(task, number)]

    def aside(self, task: str, number: str) -> str:
        """Returns why somebody must stand aside from a task, "" where they needn't."""
        reason = self.own(number)
        if not reason and task == "panel" and self.has_decided(number):
            return "part"
        return reason
