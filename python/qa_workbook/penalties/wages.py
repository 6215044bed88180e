"""The wages that the caps need: what the list config/wages.* (form `wages`) says."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from qa_workbook.frames import folded
from qa_workbook.penalties.caps import Pay, Wages

_TWICE = ("row-repeated", "rows-differ")
_OF_A_CELL = {
    "agent": "wages-no-agent",
    "month": "wages-month",
    "wage": "wages-amount",
    "performance_pay": "wages-amount",
}


def wages_of(rows: Iterable[tuple[str, datetime | None, str, str]]) -> Wages:
    """Returns the wages of rows of (agent, first moment of the month or None, wage, floating part).

    Amounts are decimal text, the floating part "" where nobody knows it. Agents are in their folded
    form, by which they are looked up in any spelling.
    """
    return {
        (folded(agent), f"{month:%Y-%m}" if month else ""): Pay(
            Decimal(wage), Decimal(floating) if floating else None
        )
        for agent, month, wage, floating in rows
    }


def fault_code(finding_code: str, column: str) -> str:
    """Returns the code that `schemes check` gives a finding in the list.

    `column` is the id of the column that it is in, "" for none.
    """
    if finding_code in _TWICE:
        return "wages-agent-twice"
    return _OF_A_CELL.get(column, "wages-heading")
