"""What is taken from each agent's pay of a closed month: one row per agent and legal nature."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from qa_workbook.casework.entries import Entry
from qa_workbook.frames import folded

ROW = ("agent", "name", "period", "nature", "due", "limit", "taken", "carried", "cases")
"""The fields of a row. `due`, `limit`, `taken` and `carried` are yuan as text, `limit` is "" where
nothing limits it; `cases` is a number."""
CENTS = Decimal("0.00")


def rows_of(entries: Iterable[Entry]) -> list[dict[str, Any]]:
    """Returns the rows of ROW of the entries of one month, by agent and nature."""
    found: defaultdict[tuple[str, str], list[Entry]] = defaultdict(list)
    for entry in entries:
        found[folded(entry.agent), entry.nature].append(entry)
    return [_row(found[key]) for key in sorted(found)]


def _row(entries: Sequence[Entry]) -> dict[str, Any]:
    last = entries[-1]
    limits = [entry.limit for entry in entries if entry.limit is not None]
    return {
        "agent": last.agent,
        "name": last.name,
        "period": last.period,
        "nature": last.nature,
        "due": _sum(entry.due for entry in entries),
        "limit": f"{min(limits) + CENTS:f}" if limits else "",
        "taken": _sum(entry.money for entry in entries),
        "carried": _sum(entry.carried for entry in entries),
        "cases": len({entry.case for entry in entries}),
    }


def _sum(amounts: Iterable[Decimal]) -> str:
    return f"{sum(amounts, CENTS):f}"
