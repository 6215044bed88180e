"""The optional roster config/roster.csv or .xlsx (工号, 姓名, 班组), by which a mistyped number is
noticed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from qa_workbook.findings.finding import Finding
from qa_workbook.forms.text_cells import nearest
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import folded


@dataclass(frozen=True)
class Person:
    """One agent of the roster."""

    agent: str
    name: str
    team: str


@dataclass(frozen=True)
class Roster:
    """All agents by number, and what was found wrong with the roster itself."""

    people: dict[str, Person]
    findings: tuple[Finding, ...] = ()

    @cached_property
    def teams(self) -> frozenset[str]:
        """All teams."""
        return frozenset(person.team for person in self.people.values() if person.team)

    @cached_property
    def _by_shortened(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for agent in self.people:
            found.setdefault(folded(agent).lstrip("0"), []).append(agent)
        return found

    @cached_property
    def _by_fold(self) -> dict[str, str]:
        return {folded(agent): agent for agent in reversed(self.people)}

    def spelt(self, agent: str) -> str:
        """Returns a number as the roster spells it, "" if it isn't there in any spelling."""
        return agent if agent in self.people else self._by_fold.get(folded(agent), "")

    def named(self, name: str) -> list[str]:
        """Returns the numbers of all who have a name."""
        return self._by_name.get(normal(name), [])

    @cached_property
    def _by_name(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for person in self.people.values():
            if person.name:
                found.setdefault(normal(person.name), []).append(person.agent)
        return found

    def with_zeros(self, agent: str) -> str:
        """Returns the one number of the roster that `agent` is without its leading zeros, "" if
        there isn't one.
        """
        found = self._by_shortened.get(folded(agent).lstrip("0"), [])
        return found[0] if len(found) == 1 and len(found[0]) > len(agent) else ""

    def nearest(self, agent: str, name: str) -> str:
        """Returns the likeliest entry for an unknown number: the same name, else the nearest
        number; "" if none.
        """
        for person in self.people.values():
            if name and normal(person.name) == normal(name):
                return f"{person.agent} {person.name}"
        close = nearest(agent, self.people, cutoff=0.6)
        return f"{close} {self.people[close].name}".strip() if close else ""
