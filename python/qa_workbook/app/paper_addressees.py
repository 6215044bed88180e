"""For whom a paper is, and who gets a copy: by the config, and by who holds which post today."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from qa_workbook.app.paper_kinds.kind import Draft
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.frames import folded
from qa_workbook.numbers import Period
from qa_workbook.procedure.addressees import Addressees


@dataclass(frozen=True)
class Person:
    """Who gets a paper; name and e-mail address are "" where nobody knows them."""

    number: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Recipients:
    """Whom a paper is to, and who gets a copy: nobody twice."""

    to: tuple[Person, ...]
    cc: tuple[Person, ...]


class AddressBook:
    """The addressees of the config, and the list of people. Making it raises ConfigError."""

    def __init__(self, material: Material) -> None:
        self._people, self._today = material.people, material.today.date()
        self._book = material.workspace.load_addressees()

    def of(self, kind: str, draft: Draft, span: Period) -> Recipients:
        """Returns who gets a paper of some days; nobody where the config names no one."""
        found = self._book.of(kind, span.last)
        if found is None:
            return Recipients((), ())
        to = {folded(one.number): one for one in self._persons(found.to, draft)}
        cc = {folded(one.number): one for one in self._persons(found.cc, draft)}
        copies = tuple(one for number, one in cc.items() if number not in to)
        return Recipients(tuple(to.values()), copies)

    def _persons(self, wanted: Addressees, draft: Draft) -> Iterator[Person]:
        for role in wanted.roles:
            if role == "agent":
                yield self._person(draft.agent, draft.name)
            else:
                yield from self._holders(role, draft)
        for number in wanted.people:
            yield self._person(number)

    def _holders(self, role: str, draft: Draft) -> Iterator[Person]:
        """Who holds a role; of what is about one agent, only the lead of the agent's team.

        Of what is about a branch, nobody who has the role for a project of another one.
        """
        projects = {folded(project) for project in draft.projects}
        for post in self._people.holders([role], self._today):
            if projects and post.project and folded(post.project) not in projects:
                continue
            if role == "team_lead" and draft.agent and not (draft.team and post.team == draft.team):
                continue
            yield self._person(post.number, post.name)

    def _person(self, number: str, name: str = "") -> Person:
        posts = self._people.of(number)
        names = [name, *(post.name for post in reversed(posts))]
        emails = [post.email for post in reversed(posts) if post.email]
        return Person(number, next(filter(None, names), ""), emails[0] if emails else "")
