"""Comments without the agent they are about, for lists that everybody sees (S22)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.procedure.people import People

_SHORTEST_NAME = 2  # one sign alone stands in many words
_SHORTEST_NUMBER = 3  # "19" may be seconds


def agent_names(people: People, scored: pd.DataFrame) -> dict[str, set[str]]:
    """Returns the names of agents by folded number.

    They are those of the list of people, and of `scored`: columns agent and name.
    """
    pairs = [(post.number, post.name) for post in people.posts]
    pairs += zip(scored["agent"], scored["name"], strict=True)
    found: dict[str, set[str]] = {}
    for number, name in pairs:
        if number and len(name.strip()) >= _SHORTEST_NAME:
            found.setdefault(folded(number), set()).add(name.strip())
    return found


def without_agents(
    comments: Sequence[str], agents: Sequence[str], names: Mapping[str, Iterable[str]], word: str
) -> list[str]:
    """Returns comments in which the number and names of their row's agent are `word`."""
    known: dict[str, Callable[[str], str]] = {}
    found = []
    for comment, agent in zip(comments, agents, strict=True):
        key = folded(agent)
        if key not in known:
            known[key] = _replacer(agent.strip(), names.get(key, ()), word)
        found.append(known[key](comment))
    return found


def _replacer(agent: str, names: Iterable[str], word: str) -> Callable[[str], str]:
    """What puts `word` in the place of a number, where it stands alone, and of names."""
    parts = [re.escape(name) for name in sorted(names, key=len, reverse=True)]
    if len(agent) >= _SHORTEST_NUMBER:
        parts.append(rf"(?<![0-9A-Za-z]){re.escape(agent)}(?![0-9A-Za-z])")
    if not parts:
        return lambda comment: comment
    pattern = re.compile("|".join(parts), re.IGNORECASE)
    return lambda comment: pattern.sub(lambda _: word, comment)
