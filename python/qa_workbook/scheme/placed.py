"""Indicators together with their place in the file, for checks that must name both."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.scheme.model import Indicator, Scheme, Score

Parent = Indicator | Score


@dataclass(frozen=True)
class Placed:
    """An indicator, the path of its keys and positions, and the node above it (the score at the top)."""

    steps: Steps
    node: Indicator
    parent: Parent


def placed(scheme: Scheme) -> Iterator[Placed]:
    """Yields every indicator of a scheme with its place, parents first. Works for repeated ids too."""

    def walk(nodes: Sequence[Indicator], steps: Steps, parent: Parent) -> Iterator[Placed]:
        for position, node in enumerate(nodes):
            here = (*steps, position)
            yield Placed(here, node, parent)
            yield from walk(node.children, (*here, "children"), node)

    return walk(scheme.indicators, ("indicators",), scheme.score)


def twice(entries: Iterable[tuple[Steps, str]], places: Places, code: str) -> list[Fault]:
    """Returns a fault `code` for every entry (path, word) whose word was there before, naming the line of the first."""
    first: dict[str, Steps] = {}
    faults = []
    for steps, word in entries:
        if word in first:
            faults.append(places.fault(code, *steps, found=word, first=places.line(first[word])))
        first.setdefault(word, steps)
    return faults


def full_points(node: Indicator) -> Decimal:
    """Returns what a node can bring to a sum without bonus: its weight, or for an unweighted sum base and children.

    A weight that is missing (a fault of its own) counts as infinite, so that nothing else is said about it.
    """
    if node.count:
        return Decimal(0)
    if node.weight is None and node.aggregate == "sum":
        return full_of_sum(node)
    return Decimal("Infinity") if node.weight is None else node.weight


def full_of_sum(node: Parent, children: Sequence[Indicator] | None = None) -> Decimal:
    """Returns base + the full points of the children of a sum node."""
    below = node.children if isinstance(node, Indicator) else children or ()
    return (node.base or Decimal(0)) + sum((full_points(child) for child in below), Decimal(0))
