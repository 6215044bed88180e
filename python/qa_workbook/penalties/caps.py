"""Applies the caps, line by line in the order of the register, and says which one bit ("Law")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from qa_workbook.penalties.tariff import Rule, Tariff

NO_WAGE = "no-wage-known"


@dataclass(frozen=True)
class Charge:
    """One line before caps; `month` is the calendar month of the call."""

    agent: str
    month: str
    tariff: Tariff
    rule: Rule
    money: Decimal


def capped(
    charges: Sequence[Charge], wages: Mapping[str, Decimal] | None
) -> list[tuple[Decimal, str]]:
    """Returns (money in yuan, name of the cap that set it) of each charge, given in the order in which caps fill up."""
    taken: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    result = []
    for charge in charges:
        wage = (wages or {}).get(charge.agent)
        month, by_rule = (charge.agent, charge.month), (charge.agent, charge.month, charge.rule.id)
        money, cap = charge.money, ""
        for limit, name in _limits(charge, wage, taken[month], taken[by_rule]):
            if money > limit:
                money, cap = max(limit, Decimal(0)), name
        if not cap and money and wage is None and charge.tariff.caps.need_wage:
            cap = NO_WAGE
        taken[month] += money
        taken[by_rule] += money
        result.append((money, cap))
    return result


def _limits(
    charge: Charge, wage: Decimal | None, taken: Decimal, by_rule: Decimal
) -> list[tuple[Decimal, str]]:
    """What each cap still leaves, narrow ones first; the one that cuts last names the line."""
    caps, own = charge.tariff.caps, charge.rule.caps
    limits = []
    if own and own.line is not None:
        limits.append((own.line, "line"))
    if own and own.agent_month is not None:
        limits.append((own.agent_month - by_rule, "agent"))
    if caps.agent_month.amount is not None:
        limits.append((caps.agent_month.amount - taken, "agent"))
    if wage is not None and caps.percent_of_wage.amount is not None:
        most = (wage * caps.percent_of_wage.amount).scaleb(-2)
        limits.append((_down(most, charge.tariff) - taken, "wage_percent"))
    if wage is not None and caps.wage_floor.amount is not None:
        limits.append((wage - caps.wage_floor.amount - taken, "wage_floor"))
    return limits


def _down(amount: Decimal, tariff: Tariff) -> Decimal:
    """Rounded down, for a cap may not be passed by a fraction of a fen."""
    return amount.quantize(Decimal(1).scaleb(-tariff.currency.decimals), rounding=ROUND_DOWN)
