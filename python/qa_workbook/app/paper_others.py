"""Other people in what inspectors wrote: a paper of one agent doesn't name them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from unicodedata import category, normalize

import pandas as pd

from qa_workbook.app.corrections import Frames
from qa_workbook.codes import separated
from qa_workbook.labels import text
from qa_workbook.procedure.people import People
from qa_workbook.workspace import Config

_LEAST_NAME = 2  # a name of one sign is a word


class Others:
    """All agents, and the inspectors where the settings keep them back.

    `agents` are pairs of number and name; a person may have several.
    """

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
        called: dict[str, set[str]] = {}
        for pair in known:
            both = {_plain(word) for word in pair}
            for word in both:
                if len(word) >= _LEAST_NAME:
                    called.setdefault(word, set()).update(both)
        self._called = _Words(called)

    def hidden(self, words: str, agent: str, inspector: str = "") -> str:
        """Returns a text of the paper of `agent` without anybody else in it."""
        if not words:
            return words
        if inspector and not self._shows_inspector:
            names = separated(inspector)  # several, where the score is the mean of theirs
            only = _Words({_plain(one): set() for one in (inspector, *names)})
            words = only.replaced(words, lambda _found, _who: self._kept_back)
        own = _plain(agent)
        return self._called.replaced(words, lambda found, who: found if own in who else self._said)


def others_of(
    config: Config,
    people: People,
    frames: Frames,
    language: str,
    more: Iterable[tuple[str, str]] = (),
) -> Others:
    """Returns what hides the agents of `frames`, of the roster, of the people, and `more`."""
    agents = {*more, *_agents_in(frames.values())}
    if config.roster is not None:
        agents.update((one.agent, one.name) for one in config.roster.people.values())
    shows_inspector = config.settings.agents_see_inspector
    return Others(agents, people, language, shows_inspector=shows_inspector)


def _agents_in(frames: Iterable[pd.DataFrame]) -> Iterator[tuple[str, str]]:
    for frame in frames:
        pairs = frame[["agent", "name"]].drop_duplicates()
        yield from pairs.itertuples(index=False, name=None)


class _Words:
    """Words as `_plain` spells them, each with what belongs to it, and where texts have them."""

    def __init__(self, words: Mapping[str, set[str]]) -> None:
        self._words = words
        self._lengths: dict[str, list[int]] = {}
        for length in sorted({len(word) for word in words}, reverse=True):
            for first in {word[:1] for word in words if len(word) == length}:
                self._lengths.setdefault(first, []).append(length)

    def replaced(self, words: str, instead: Callable[[str, set[str]], str]) -> str:
        """Returns the text with `instead` of each word found and of what belongs to it.

        The longest word counts; numbers and Latin words only as a whole. Width, case and blanks
        tell no words apart.
        """
        spelt = _spelt(words)
        plain = "".join(sign for sign, _place in spelt)
        parts, done, at = list[str](), 0, 0
        while at < len(plain):
            length = self._longest(words, plain, spelt, at)
            if length:
                first, last = spelt[at][1], spelt[at + length - 1][1] + 1
                who = self._words[plain[at : at + length]]
                parts += [words[done:first], instead(words[first:last], who)]
                done = last
            at += length or 1
        return "".join([*parts, words[done:]])

    def _longest(self, words: str, plain: str, spelt: list[tuple[str, int]], at: int) -> int:
        """The length of the word that begins there, 0 for none."""
        for length in self._lengths.get(plain[at], ()):
            found = plain[at : at + length]
            if len(found) == length and found in self._words:
                first, last = spelt[at][1], spelt[at + length - 1][1]
                if not found.isascii() or _is_whole(words, first, last):
                    return length
        return 0


def _spelt(words: str) -> list[tuple[str, int]]:
    """The signs that texts are compared by, each with its place in the text."""
    found = list[tuple[str, int]]()
    for place, one in enumerate(words):
        found += [(sign, place) for sign in _sign(one)]
    return found


def _is_whole(words: str, first: int, last: int) -> bool:
    beside = _sign(words[first - 1]) if first else ""
    after = _sign(words[last + 1]) if last + 1 < len(words) else ""
    return not any(side.isascii() and side.isalnum() for side in (beside[-1:], after[:1]))


@cache
def _sign(sign: str) -> str:
    """A sign as texts are compared by, "" for a blank or one that nobody sees."""
    if sign in "\r\n":
        return sign
    return "".join(normalize("NFKC", sign).split()).casefold() if category(sign) != "Cf" else ""


def _plain(words: str) -> str:
    return "".join(_sign(sign) for sign in words.strip())
