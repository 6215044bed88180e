"""What a case comes to once somebody has decided on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from qa_workbook.procedure.state import CaseState


@dataclass(frozen=True)
class Amounts:
    """Points, and yuan before and after caps; `cap` names what cut them, "" for nothing."""

    points: Decimal
    before: Decimal
    money: Decimal
    cap: str = ""


def decided_amounts(case: CaseState, given: Amounts) -> Amounts:
    """Returns what holds now of the amounts that a register gave out.

    Of what was revoked or reversed nothing is left. What was lessened is no more after caps than
    before them; what was chosen above the proposal counts whole where no cap had cut that. Only
    closing the month says what is taken in the end.
    """
    if case.points is None and case.money is None and given.money <= given.before:
        return given
    points = given.points if case.points is None else case.points
    before = given.before if case.money is None else _written_like(case.money, given.before)
    is_raised = before > given.before and not given.cap and given.money == given.before
    money = before if is_raised else min(given.money, before)
    return Amounts(points, before, money, given.cap)


def _written_like(money: Decimal, given: Decimal) -> Decimal:
    """The same amount with the places of the other one, where it fits them: 25.00, not 25."""
    same = money.quantize(given)
    return same if same == money else money
