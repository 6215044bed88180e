"""Indicators together with their place in the file, for checks that must name both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.scheme.model import Indicator, Scheme, Score

Parent = Indicator | Score


@dataclass(frozen=True)
class Placed:
    """An indicator, the path of its keys and positions, and the node above it or the score."""

    steps: Steps
    node: Indicator
    parent: Parent


def placed(scheme: Scheme) -> Iterator[Placed]:
    """Yields every indicator of a scheme with its place, parents first; repeated ids too."""

    def walk(nodes: Sequence[Indicator], steps: Steps, parent: Parent) -> Iterator[Placed]:
        for position, node in enumerate(nodes):
            here = (*steps, position)
            yield Placed(here, node, parent)
            yield from walk(node.children, (*here, "children"), node)

    return walk(scheme.indicators, ("indicators",), scheme.score)


def twice(entries: Iterable[tuple[Steps, str]], places: Places, code: str) -> list[Fault]:
    """Returns a fault `code` for every entry (path, word) whose word was there before.

    The fault names the line of the first.
    """
    first: dict[str, Steps] = {}
    faults = []
    for steps, word in entries:
        if word in first:
            faults.append(places.fault(code, *steps, found=word, first=places.line(first[word])))
        first.setdefault(word, steps)
    return faults
