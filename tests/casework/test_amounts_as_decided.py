"""What a case comes to once somebody has decided: shown on the sheet, the papers and by `cases`."""

from __future__ import annotations

from decimal import Decimal

import pytest

from qa_workbook.casework.decided_amounts import Amounts, decided_amounts
from qa_workbook.procedure.state import CaseState


def amounts(points: int, before: int, money: int, cap: str = "") -> Amounts:
    """Amounts of whole numbers."""
    return Amounts(Decimal(points), Decimal(before), Decimal(money), cap)


@pytest.mark.parametrize(
    ("decided", "given", "now"),
    [
        ((None, None), amounts(7, 35, 30, "agent"), amounts(7, 35, 30, "agent")),
        ((0, 0), amounts(7, 35, 30, "agent"), amounts(0, 0, 0, "agent")),
        ((5, 25), amounts(7, 35, 35), amounts(5, 25, 25)),
        ((5, 32), amounts(7, 35, 30, "agent"), amounts(5, 32, 30, "agent")),
        ((7, 50), amounts(7, 20, 20), amounts(7, 50, 50)),
        ((7, 50), amounts(7, 20, 10, "agent"), amounts(7, 50, 10, "agent")),
    ],
)
def test_what_was_decided_holds_and_a_cap_is_never_lifted(decided, given, now):
    """Nothing is left of what was revoked; after caps there is never more than before them."""
    points, money = (None if one is None else Decimal(one) for one in decided)
    assert decided_amounts(CaseState("P1", "judged", points=points, money=money), given) == now
