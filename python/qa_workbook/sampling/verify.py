"""Draws once more from certificate and call list, and says what is not the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from qa_workbook.sampling.calls import Calls
from qa_workbook.sampling.certificate import Certificate, certificate_of
from qa_workbook.sampling.draw import draw

What = Literal[
    "edited",
    "population",
    "filter",
    "agent",
    "not_drawn",
    "drawn_too",
    "order",
    "assignment",
    "other",
]
"""Kinds of differences: the certificate was edited; other calls in the list; other counts of a
filter or an agent; drawn recordings that the redraw doesn't have, and the other way round; the same
ones in another order; recordings that are given to nobody that was to have them, or twice; any
other key."""
_COMPARED = {
    "population",
    "filters",
    "agents",
    "drawn",
    "assignment",
    "digest",
    "program",
    "hidden_repeats",
}


@dataclass(frozen=True)
class Difference:
    """What the certificate says, and what the redraw came to; `about` names filter, agent, key."""

    what: What
    about: str
    expected: Any
    found: Any


@dataclass(frozen=True)
class Verified:
    """The result: `differences` are empty where everything is as the certificate says."""

    certificate: Certificate
    differences: tuple[Difference, ...]

    @property
    def ok(self) -> bool:
        """Whether nothing differs."""
        return not self.differences


def verify(certificate: Certificate, calls: Calls) -> Verified:
    """Returns what differs between a certificate and a redraw from the call list."""
    again = certificate_of(draw(calls, certificate.wanted()), "")
    return Verified(certificate, tuple(_differences(certificate, again.content)))


def _differences(certificate: Certificate, found: Mapping[str, Any]) -> Iterator[Difference]:
    told = certificate.content
    if not certificate.is_untouched:
        yield Difference("edited", "digest", certificate.digest, "")
    if told["population"] != found["population"]:
        yield Difference("population", "", told["population"], found["population"])
    yield from _rows("filter", "name", told["filters"], found["filters"])
    yield from _rows("agent", "agent", told["agents"], found["agents"])
    yield from _drawn(told["drawn"], found["drawn"])
    yield from _assignment(told)
    for key in found:
        if key not in _COMPARED and told.get(key) != found[key]:
            yield Difference("other", key, told.get(key), found[key])


def _rows(
    what: What, key: str, told: Sequence[Mapping[str, Any]], found: Sequence[Mapping[str, Any]]
) -> Iterator[Difference]:
    """Differing counts, row by row; how `unchecked` was counted can't be known again."""
    before, after = ({row[key]: _counts(row) for row in rows} for rows in (told, found))
    for name in dict.fromkeys([*before, *after]):
        if before.get(name) != after.get(name):
            yield Difference(what, name, before.get(name), after.get(name))


def _counts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != "setting"}


def _drawn(told: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    lost, more = sorted(set(told) - set(found)), sorted(set(found) - set(told))
    if lost:
        yield Difference("not_drawn", "drawn", lost, [])
    if more:
        yield Difference("drawn_too", "drawn", [], more)
    if not lost and not more and list(told) != list(found):
        yield Difference("order", "drawn", list(told), list(found))


def _assignment(told: Mapping[str, Any]) -> Iterator[Difference]:
    """Every recording that somebody is given was drawn, and nobody else is given it."""
    given = Counter(one for entry in told["assignment"] for one in entry["recordings"])
    drawn = set(told["drawn"])
    wrong = sorted(one for one, times in given.items() if times > 1 or one not in drawn)
    if wrong:
        yield Difference("assignment", "assignment", [], wrong)
