"""Applies the caps, charge by charge in the given order, and says which one bit ("Law")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from qa_workbook.frames import folded
from qa_workbook.penalties.tariff import Rule, Tariff

WAGE_MISSING = "wage-missing"
Wages = Mapping[tuple[str, str], Decimal]
"""Wage in yuan by (agent, month `2026-10`); the month "" stands for every month without its own."""
Taken = Mapping[tuple[str, ...], Decimal]
"""Yuan already taken, by (agent, month) and by (agent, month, rule id)."""


@dataclass(frozen=True)
class Charge:
    """One line before caps; `month` is the calendar month of the call, e.g. `2026-10`."""

    agent: str
    month: str
    tariff: Tariff
    rule: Rule
    money: Decimal


@dataclass(frozen=True)
class Capped:
    """What a charge comes to in yuan, and the name of what set it: "" if nothing cut it."""

    money: Decimal
    cap: str


def wage_of(wages: Wages | None, agent: str, month: str) -> Decimal | None:
    """Returns the agent's wage of the month in yuan, None where nobody knows it."""
    known = wages or {}
    places = [(name, when) for when in (month, "") for name in (agent, folded(agent))]
    return next((known[place] for place in places if place in known), None)


def taken_by(amounts: Iterable[tuple[str, str, str, Decimal]]) -> dict[tuple[str, ...], Decimal]:
    """Returns what amounts of (agent, month, rule id, yuan) have taken, for `capped`."""
    taken: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for agent, month, rule, money in amounts:
        taken[agent, month] += money
        taken[agent, month, rule] += money
    return dict(taken)


def capped(
    charges: Sequence[Charge], wages: Wages | None = None, taken: Taken | None = None
) -> list[Capped]:
    """Returns what each charge comes to, in the order in which the caps fill up.

    Charges get what the caps leave after `taken`. Where a cap needs a wage that nobody knows,
    nothing is charged: an unknown wage is no licence to take more.
    """
    so_far: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal, taken or {})
    results = []
    for charge in charges:
        month, rule = (charge.agent, charge.month), (charge.agent, charge.month, charge.rule.id)
        wage = wage_of(wages, charge.agent, charge.month)
        result = _capped(charge, wage, so_far[month], so_far[rule])
        so_far[month] += result.money
        so_far[rule] += result.money
        results.append(result)
    return results


def _capped(charge: Charge, wage: Decimal | None, by_month: Decimal, by_rule: Decimal) -> Capped:
    if charge.money and wage is None and charge.tariff.caps.need_wage:
        return Capped(charge.money * 0, WAGE_MISSING)
    money, cap = charge.money, ""
    for limit, name in _limits(charge, wage, by_month, by_rule):
        if money > limit:
            money, cap = max(limit, Decimal(0)), name
    return Capped(money, cap)


def _limits(
    charge: Charge, wage: Decimal | None, by_month: Decimal, by_rule: Decimal
) -> list[tuple[Decimal, str]]:
    """What each cap still leaves, narrow ones first; the one that cuts last names the line."""
    caps, own = charge.tariff.caps, charge.rule.caps
    limits = []
    if own and own.line is not None:
        limits.append((own.line, "line"))
    if own and own.agent_month is not None:
        limits.append((own.agent_month - by_rule, "agent"))
    if caps.agent_month.amount is not None:
        limits.append((caps.agent_month.amount - by_month, "agent"))
    if wage is not None and caps.percent_of_wage.amount is not None:
        most = (wage * caps.percent_of_wage.amount).scaleb(-2)
        limits.append((_down(most, charge.tariff) - by_month, "wage_percent"))
    if wage is not None and caps.wage_floor.amount is not None:
        limits.append((wage - caps.wage_floor.amount - by_month, "wage_floor"))
    return limits


def _down(amount: Decimal, tariff: Tariff) -> Decimal:
    """Rounded down, for a cap may not be passed by a fraction of a fen."""
    return amount.quantize(Decimal(1).scaleb(-tariff.currency.decimals), rounding=ROUND_DOWN)
