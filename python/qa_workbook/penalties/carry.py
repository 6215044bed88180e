"""What of a loss is taken in a later month: pure functions, for the ledger holds what is owed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True)
class Owed:
    """What earlier months left of a loss, in yuan; `month` is that of the call, e.g. `2026-10`."""

    case: str
    month: str
    money: Decimal


@dataclass(frozen=True)
class Carried:
    """What a later month takes of it, and what is still owed then."""

    case: str
    taken: Decimal
    left: Decimal


def loss_room(
    wage: Decimal | None,
    floor: Decimal | None,
    percent: Decimal,
    taken_loss: Decimal = ZERO,
    taken: Decimal = ZERO,
) -> Decimal:
    """Returns how much a month still lets be taken for losses: never below 0 ("Law" 2).

    It is the least of `percent` of the wage less the losses already taken, and of what the wage
    lies above the floor less all that was taken. An unknown wage or floor leaves nothing.
    """
    if wage is None or floor is None:
        return ZERO
    return max(min((wage * percent).scaleb(-2) - taken_loss, wage - floor - taken), ZERO)


def carried(owed: Iterable[Owed], room: Decimal) -> list[Carried]:
    """Returns what a month with that much room takes of each amount, the oldest first.

    Nothing is lost: what is taken and what is left are together what was owed.
    """
    results = []
    for one in sorted(owed, key=lambda one: (one.month, one.case)):
        taken = min(one.money, max(room, ZERO))
        room -= taken
        results.append(Carried(one.case, taken, one.money - taken))
    return results
