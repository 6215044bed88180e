"""Applies the caps, charge by charge in the given order, and says which one bit ("Law")."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from qa_workbook.frames import folded
from qa_workbook.penalties.law import NatureLaw
from qa_workbook.penalties.tariff import Rule, Tariff

WAGE_MISSING, PERFORMANCE_MISSING, FLOOR_MISSING = (
    "wage-missing",
    "performance-pay-missing",
    "minimum-wage-missing",
)
"""Why nothing is taken: what a cap needs is not known, and that is no licence to take more."""
ZERO = Decimal(0)


@dataclass(frozen=True)
class Pay:
    """What an agent earns in a month in yuan, and the floating part of it, None if unknown."""

    wage: Decimal
    performance: Decimal | None = None


Wages = Mapping[tuple[str, str], Pay]
"""Pay by (agent, month `2026-10`); the month "" stands for every month without its own."""
Taken = Mapping[tuple[str, ...], Decimal]
"""Yuan already taken, by (agent, month), (agent, month, rule id) and (agent, month, "", nature)."""


@dataclass(frozen=True)
class Charge:
    """One line before caps; `month` is the calendar month of the call, e.g. `2026-10`.

    `law` is what its nature may take, None for a line without money; `minimum_wage` holds on the
    day of the call, None where nobody knows it; `loss` is what the breach cost the employer.
    """

    agent: str
    month: str
    tariff: Tariff
    rule: Rule
    money: Decimal
    law: NatureLaw | None = None
    minimum_wage: Decimal | None = None
    loss: Decimal | None = None

    @property
    def nature(self) -> str:
        """The legal nature of the rule, "" for none."""
        return self.rule.legal_nature or ""

    @property
    def keys(self) -> tuple[tuple[str, ...], ...]:
        """The sums of `Taken` that the line counts in: of the month, its rule and its nature."""
        return _keys(self.agent, self.month, self.rule.id, self.nature)


@dataclass(frozen=True)
class Capped:
    """What a charge comes to in yuan, and the name of what set it: "" if nothing cut it.

    `carried` is what the law leaves of a loss for later months; `why` says why nothing is taken.
    """

    money: Decimal
    cap: str
    carried: Decimal = ZERO
    why: str = ""


@dataclass(frozen=True)
class Limit:
    """The most that a cap leaves of a line; `is_law` for those that only put a loss off."""

    most: Decimal
    name: str
    is_law: bool = False


def pay_of(wages: Wages | None, agent: str, month: str) -> Pay | None:
    """Returns what the agent earns in the month, None where nobody knows it."""
    known = wages or {}
    places = [(name, when) for when in (month, "") for name in (agent, folded(agent))]
    return next((known[place] for place in places if place in known), None)


def wage_of(wages: Wages | None, agent: str, month: str) -> Decimal | None:
    """Returns the agent's wage of the month in yuan, None where nobody knows it."""
    pay = pay_of(wages, agent, month)
    return pay.wage if pay else None


def taken_by(
    amounts: Iterable[tuple[str, str, str, str, Decimal]],
) -> dict[tuple[str, ...], Decimal]:
    """Returns what amounts of (agent, month, rule id, nature, yuan) have taken, for `capped`."""
    taken: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
    for agent, month, rule, nature, money in amounts:
        for key in _keys(agent, month, rule, nature):
            taken[key] += money
    return dict(taken)


def _keys(agent: str, month: str, rule: str, nature: str) -> tuple[tuple[str, ...], ...]:
    return (agent, month), (agent, month, rule), (agent, month, "", nature)


def capped(
    charges: Sequence[Charge], wages: Wages | None = None, taken: Taken | None = None
) -> list[Capped]:
    """Returns what each charge comes to, in the order in which the caps fill up.

    Charges get what the caps leave after `taken`. Where a cap needs a wage, a floating part or a
    minimum wage that nobody knows, nothing is charged.
    """
    so_far: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal, taken or {})
    known: dict[tuple[str, str], Pay | None] = {}
    results = []
    for charge in charges:
        person = charge.agent, charge.month
        if person not in known:
            known[person] = pay_of(wages, *person)
        pay, keys = known[person], charge.keys
        by_month, by_rule, by_nature = (so_far[key] for key in keys)
        missing = _missing(charge, pay) if charge.money else None
        limits = [] if missing else _limits(charge, pay, by_month, by_rule, by_nature)
        result = missing or _cut(charge, limits)
        for key in keys:
            so_far[key] += result.money
        results.append(result)
    return results


def _missing(charge: Charge, pay: Pay | None) -> Capped | None:
    """Nothing for a charge with a cap that can't be told."""
    nothing, law = charge.money * 0, charge.law
    by_law = bool(law and (law.percent_of_wage is not None or law.wage_floor_percent is not None))
    if pay is None and (charge.tariff.caps.need_wage or by_law):
        return Capped(nothing, WAGE_MISSING)
    if charge.nature == "performance" and (pay is None or pay.performance is None):
        return Capped(nothing, "", why=PERFORMANCE_MISSING)
    if law and law.wage_floor_percent is not None and _floor(charge) is None:
        return Capped(nothing, "", why=FLOOR_MISSING)
    return None


def _cut(charge: Charge, limits: Sequence[Limit]) -> Capped:
    """Cuts the charge by one limit after the other; the last one that cuts names the line.

    What the tariff's own caps leave of a loss is owed; of that the law's caps put off the rest.
    """
    money, cap, owed = charge.money, "", charge.money
    for limit in limits:
        if not limit.is_law:
            owed = min(owed, max(limit.most, ZERO))
        if money > limit.most:
            money, cap = max(limit.most, ZERO), limit.name
    carried = owed - money if charge.nature == "loss" else ZERO
    return Capped(money, cap, carried)


def _limits(
    charge: Charge, pay: Pay | None, by_month: Decimal, by_rule: Decimal, by_nature: Decimal
) -> list[Limit]:
    """What each cap still leaves, narrow ones first."""
    caps, own, limits = charge.tariff.caps, charge.rule.caps, list[Limit]()
    if charge.nature == "loss" and charge.loss is not None:
        limits.append(Limit(charge.loss, "loss"))
    if own and own.line is not None:
        limits.append(Limit(own.line, "line"))
    if own and own.agent_month is not None:
        limits.append(Limit(own.agent_month - by_rule, "agent"))
    if caps.agent_month.amount is not None:
        limits.append(Limit(caps.agent_month.amount - by_month, "agent"))
    if charge.nature == "performance" and pay and pay.performance is not None:
        limits.append(Limit(pay.performance - by_nature, "performance", is_law=True))
    if pay is not None:
        limits += _by_wage(charge, pay.wage, by_month, by_nature)
    return limits


def _by_wage(
    charge: Charge, wage: Decimal, by_month: Decimal, by_nature: Decimal
) -> Iterable[Limit]:
    """The caps that depend on the wage: those of the tariff on all lines, then those of the law."""
    caps, law = charge.tariff.caps, charge.law
    if caps.percent_of_wage.amount is not None:
        most = _percent(wage, caps.percent_of_wage.amount, charge.tariff)
        yield Limit(most - by_month, "wage_percent", is_law=True)
    if law and law.percent_of_wage is not None:
        most = _percent(wage, law.percent_of_wage, charge.tariff)
        yield Limit(most - by_nature, "wage_percent", is_law=True)
    if caps.wage_floor.amount is not None:
        yield Limit(wage - caps.wage_floor.amount - by_month, "wage_floor", is_law=True)
    floor = _floor(charge)
    if law and law.wage_floor_percent is not None and floor is not None:
        yield Limit(wage - floor - by_month, "wage_floor", is_law=True)


def _floor(charge: Charge) -> Decimal | None:
    """What the law says must be left of the wage; of law and tariff the greater is known."""
    own, law = charge.tariff.caps.wage_floor.amount, charge.law
    if charge.minimum_wage is None or law is None or law.wage_floor_percent is None:
        return own
    by_law = (charge.minimum_wage * law.wage_floor_percent).scaleb(-2)
    return by_law if own is None else max(own, by_law)


def _percent(wage: Decimal, percent: Decimal, tariff: Tariff) -> Decimal:
    """A share of the wage, rounded down: a cap may not be passed by a fraction of a fen."""
    smallest = Decimal(1).scaleb(-tariff.currency.decimals)
    return (wage * percent).scaleb(-2).quantize(smallest, rounding=ROUND_DOWN)
