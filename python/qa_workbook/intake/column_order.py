"""Which columns of a sheet stand elsewhere than in the template; they are read by their names all
the same.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from qa_workbook.findings.places import Column


def moved_columns(columns: Sequence[Column], orders: Sequence[Sequence[str]]) -> list[Column]:
    """Returns the fewest columns, from left to right, without which the others are in order.

    `orders` are the orders of column keys that are all right; the one that fits best counts.
    """
    placed = sorted(columns, key=lambda column: column.index)
    found: list[list[Column]] = []
    for order in orders:
        rank = {key: place for place, key in enumerate(order)}
        known = [column for column in placed if column.key in rank]
        ranks = [rank[column.key] for column in known]
        if ranks == sorted(ranks):
            return []
        stay = rising(ranks)
        found.append([column for position, column in enumerate(known) if position not in stay])
    return min(found, key=len)


def rising(ranks: Sequence[int]) -> set[int]:
    """Returns the positions of a longest rising subsequence of ranks that all differ."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int | None] = []
    for position, rank in enumerate(ranks):
        place = bisect_left(tails, rank)
        before.append(ends[place - 1] if place else None)
        tails[place:] = [rank, *tails[place + 1 :]]
        ends[place:] = [position, *ends[place + 1 :]]
    kept: set[int] = set()
    last = ends[-1] if ends else None
    while last is not None:
        kept.add(last)
        last = before[last]
    return kept
