"""Which columns of a sheet stand elsewhere than in the template; they are read by their names all the same."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from qa_workbook.findings.places import Column
from qa_workbook.intake.header import entered, indicator_key
from qa_workbook.scheme.model import Scheme

_BEFORE = ("serial", "recording", "call_date", "agent", "name", "team", "round")
_AFTER = ("error_deduction", "error_codes", "fatal", "points", "remark")
_LONG = (
    "serial", "call_date", "agent", "name", "team", "clause", "times", "aggravated", "basis", "registrar", "remark",
)  # fmt: skip


def standard_orders(scheme: Scheme) -> list[list[str]]:
    """Returns the column keys of a scheme's sheet in the order of contract 3.2.

    Two orders where items and their points may both have columns: the points behind their item, or behind all items.
    """
    if scheme.sheet.layout == "long":
        return [list(_LONG)]
    marked = [indicator_key(node) for node in entered(scheme)]
    orders = [marked]
    if scheme.sheet.entry == "either":
        known = set(marked)
        orders.append([key for node in scheme.nodes if (key := indicator_key(node)) in known])
    return [[*_BEFORE, *order, *_AFTER] for order in orders]


def moved_columns(columns: Sequence[Column], scheme: Scheme) -> list[Column]:
    """Returns the fewest columns, from left to right, without which the others stand in the order of the template."""
    placed = sorted(columns, key=lambda column: column.index)
    found: list[list[Column]] = []
    for order in standard_orders(scheme):
        rank = {key: place for place, key in enumerate(order)}
        known = [column for column in placed if column.key in rank]
        stay = rising([rank[column.key] for column in known])
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
