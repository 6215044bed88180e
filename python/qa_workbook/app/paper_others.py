"""Other people in what inspectors wrote: a paper of one agent doesn't name them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_workbook.frames import folded
from qa_workbook.labels import text
from qa_workbook.procedure.people import People

_LEAST_NAME = 2  # a name of one sign is a word


class Others:
    """All agents, and the inspectors where the settings keep them back."""

    def __init__(
        self,
        agents: Iterable[tuple[str, str]],
        people: People,
        language: str,
        *,
        shows_inspector: bool,
    ) -> None:
        self._said = text("papers.somebody", language)
        self._kept_back = text("papers.kept_back", language)
        self._shows_inspector = shows_inspector
        hidden = {"agent"} if shows_inspector else {"agent", "inspector", "qa_lead"}
        known = {*agents, *((one.number, one.name) for one in people.posts if one.role in hidden)}
        self._words: dict[str, set[str]] = {}
        for number, name in known:
            for word in (number, name):
                if len(word) >= _LEAST_NAME:
                    self._words.setdefault(folded(word), set()).update(
                        (folded(number), folded(name))
                    )
        self._pattern = _any_of(
            {word for pair in known for word in pair if len(word) >= _LEAST_NAME}
        )

    def hidden(self, words: str, agent: str, inspector: str = "") -> str:
        """Returns a text of the sheet of `agent` without anybody else in it."""
        if inspector and not self._shows_inspector:
            words = words.replace(inspector, self._kept_back)

        def own_or_not(found: re.Match[str]) -> str:
            mine = folded(agent) in self._words.get(folded(found[0]), ())
            return found[0] if mine else self._said

        return self._pattern.sub(own_or_not, words) if self._pattern else words


def _any_of(words: set[str]) -> re.Pattern[str] | None:
    """Finds any of the words, the longest first; numbers and Latin words only as a whole."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    parts = [
        rf"(?<![0-9A-Za-z]){re.escape(word)}(?![0-9A-Za-z])" if word.isascii() else re.escape(word)
        for word in ordered
    ]
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
