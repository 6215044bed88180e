"""Full marks that are written behind the names of items without anything between: 语言25."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.values import number_of

_BEHIND = re.compile(r"(?P<name>.*[^\W\d_])\s*(?P<amount>\d{1,3})")
_LEAST = 2
_ROUND = 10
"""Full marks of a sheet come to a multiple of ten; numbers of items do so only by chance."""


def with_points_behind(items: Sequence[FoundItem]) -> list[FoundItem]:
    """Returns items with the numbers at the end of their names as full marks.

    Only where they are no running numbers: their sum is round, and no mark is above its number.
    """
    found = {place: match for place, item in enumerate(items) if (match := _match(item))}
    amounts = [Decimal(match["amount"]) for match in found.values()]
    running = all(b - a == 1 for a, b in pairwise(amounts))
    if len(found) < _LEAST or running or sum(amounts) % _ROUND:
        return list(items)
    if not all(
        _is_within(items[place], Decimal(match["amount"])) for place, match in found.items()
    ):
        return list(items)
    return [
        replace(item, name=found[place]["name"], full=Decimal(found[place]["amount"]))
        if place in found
        else item
        for place, item in enumerate(items)
    ]


def _match(item: FoundItem) -> re.Match[str] | None:
    return None if item.full else _BEHIND.fullmatch(item.name)


def _is_within(item: FoundItem, full: Decimal) -> bool:
    numbers = [number for value in item.marks.values if (number := number_of(value)) is not None]
    return full > 0 and all(0 <= number <= full for number in numbers)
