"""The people of the procedure: who holds which role, for which team and project, from when to when.

Made from the rows of the form `people` (人员).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from qa_workbook.frames import folded


@dataclass(frozen=True)
class Post:
    """One role of one person, with the team and project that it is for ("" for all).

    `email` is "" where the list has none. `tier` is that of an agent, "" where the list has none,
    and held since `tier_since`.
    """

    number: str
    name: str
    role: str
    team: str = ""
    site: str = ""
    project: str = ""
    first: date | None = None
    last: date | None = None
    status: str = "normal"
    email: str = ""
    tier: str = ""
    tier_since: date | None = None

    def held_on(self, day: date) -> bool:
        """Returns whether the person held it on `day`; both ends are included."""
        begun = self.first is None or self.first <= day
        return begun and (self.last is None or day <= self.last)

    def held_between(self, first: date, last: date) -> bool:
        """Returns whether the person held it on some day from `first` to `last`."""
        begun = self.first is None or self.first <= last
        return first <= last and begun and (self.last is None or first <= self.last)

    def is_called(self, identity: str) -> bool:
        """Returns whether `identity` is the person's number or name."""
        wanted = folded(identity)
        return bool(wanted) and wanted in (folded(self.number), folded(self.name))


@dataclass(frozen=True)
class People:
    """All posts. A person may have several, one after the other or at the same time."""

    posts: tuple[Post, ...] = ()

    def called(self, identity: str) -> list[Post]:
        """Returns the posts of the person with that number, else of everybody of that name."""
        wanted = folded(identity)
        by_number = [post for post in self.posts if wanted and folded(post.number) == wanted]
        return by_number or [post for post in self.posts if post.is_called(identity)]

    def of(self, number: str) -> Sequence[Post]:
        """Returns all posts of one person."""
        return self._by_number.get(folded(number), ())

    @cached_property
    def _by_number(self) -> Mapping[str, Sequence[Post]]:
        found: defaultdict[str, list[Post]] = defaultdict(list)
        for post in self.posts:
            found[folded(post.number)].append(post)
        return dict(found)

    def holders(self, roles: Iterable[str], day: date) -> Sequence[Post]:
        """Returns the posts with one of `roles` that are held on `day`, by number."""
        asked = frozenset(roles), day
        if asked not in self._held:
            wanted = asked[0]
            found = [post for post in self.posts if post.role in wanted and post.held_on(day)]
            found.sort(key=lambda post: (folded(post.number), post.project, post.team))
            self._held[asked] = found
        return self._held[asked]

    @cached_property
    def _held(self) -> dict[tuple[frozenset[str], date], list[Post]]:
        """Who was asked for so far: a register asks the same of every case."""
        return {}


def people_of(rows: Iterable[Mapping[str, Any]]) -> People:
    """Returns the people of rows with the columns of the form `people`.

    `from` and `to` are days, moments at their beginning, or None.
    """
    texts = ("number", "name", "role", "team", "site", "project", "tier")
    posts = []
    for row in rows:
        words = {name: str(row.get(name) or "") for name in texts}
        days = {name: _day(row.get(name)) for name in ("from", "to", "tier_since")}
        posts.append(
            Post(
                **words,
                first=days["from"],
                last=days["to"],
                status=row.get("status") or "normal",
                email=str(row.get("email") or "").strip(),
                tier_since=days["tier_since"],
            )
        )
    return People(tuple(posts))


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def fault_code(finding_code: str, column: str) -> str:
    """Returns the code that `schemes check` gives a finding in the list of people.

    `column` is the id of the column that it is in, "" for none.
    """
    if finding_code in ("row-repeated", "rows-differ"):
        return "people-twice"
    return f"people-{column}" if column in ("number", "name", "role") else "people-heading"
