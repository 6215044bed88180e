"""What each line comes to: its price, cut by the caps; or what it was given out with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.caps import (
    PERFORMANCE_MISSING,
    WAGE_MISSING,
    Capped,
    Charge,
    Pay,
    Taken,
    Wages,
    capped,
    pay_of,
    taken_by,
)
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.legality import NO_FACTS, FactsOfCases, LegalFacts, objection
from qa_workbook.penalties.pricing import Price, price_breaches, share_deductions
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.model import Scheme

FREE = Capped(Decimal(0), "")
EXCLUDED, OUTSIDE_RANGE = "excluded", "decision-outside-range"
"""Why a line costs nothing: a person took it out with evidence; decided more or less than the rule
lets them."""
NOTHING_KNOWN: FactsOfCases = MappingProxyType({})


def with_amounts(
    rows: pd.DataFrame,
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    wages: Wages | None,
    given_out: GivenOut,
    facts: FactsOfCases = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Adds to breaches with their case what they cost, in the order of the register.

    Columns: price, settled; tariff, tariff_version, rule, legal_nature, points, money_before_cap,
    money, cap, carried, why, confirmed; difference, difference_why. What is settled keeps the
    amounts it was given out with; the others get what law and caps leave. Raises LawOutdated.
    """
    given = [given_out.lines.get(case) for case in rows["case"]]
    rows = rows.assign(
        price=price_breaches(book, schemes, rows), month=rows["call_date"].dt.strftime("%Y-%m")
    )
    carried = [line is not None and not line.is_open and line.points > 0 for line in given]
    rows = rows.assign(price=share_deductions(rows, pd.Series(carried, rows.index)))
    rows = rows.assign(price=_decided(rows, wages, facts))
    settled = [
        line if line and _is_settled(line, price) else None
        for line, price in zip(given, rows["price"], strict=True)
    ]
    months = zip(rows["month"], settled, rows["price"], strict=True)
    taken = taken_by(
        (line.agent, month, line.rule, price.nature, line.money)
        for month, line, price in months
        if line is not None
    )
    is_settled = np.array([line is not None for line in settled], dtype=bool)
    charging = _Charging(book, wages, facts)
    outcomes = np.full(len(rows), FREE, dtype=object)
    outcomes[~is_settled] = charging.outcomes(rows[~is_settled], taken)
    outcomes[is_settled] = _as_if_new(rows[is_settled], charging, given_out)
    return _with_columns(rows, settled, outcomes).assign(settled=is_settled)


def _is_settled(line: GivenLine, price: Price) -> bool:
    """Whether what was given out binds.

    An open line has no amount yet, and examples bind nobody once their tariff is confirmed.
    """
    now_confirmed = bool(price.tariff and price.tariff.confirmed)
    return not line.is_open and (line.confirmed or not now_confirmed)


def _decided(rows: pd.DataFrame, wages: Wages | None, facts: FactsOfCases) -> pd.Series:
    """The prices with what depends on the agent's pay or on what a person decided."""
    columns = (rows[name] for name in ("case", "agent", "month", "price"))
    prices = [
        _with_decision(price, pay_of(wages, agent, month), facts.get(case, NO_FACTS))
        for case, agent, month, price in zip(*columns, strict=True)
    ]
    return pd.Series(prices, rows.index, dtype=object)


def _with_decision(price: Price, pay: Pay | None, facts: LegalFacts) -> Price:
    if price.rule is None or price.tariff is None:
        return price
    reasons = {exclusion.id for exclusion in price.tariff.exclusions}
    if facts.exclusion in reasons and facts.evidence:
        return replace(price, points=FREE.money, money=FREE.money, why=EXCLUDED)
    if price.rule.money.is_share:
        if pay is None or pay.performance is None:
            return replace(price, why=PERFORMANCE_MISSING)
        price = replace(price, money=price.worth(pay.performance))
    most = price.worth(pay.performance if pay else None, most=True)
    return _chosen(replace(price, most_money=most), facts)


def _chosen(price: Price, facts: LegalFacts) -> Price:
    """The price with what a person chose between its amounts and their upper ends."""
    points = price.points if facts.points is None else facts.points
    money = price.money if facts.money is None else facts.money
    may_points = price.points <= points <= price.most_points
    if not may_points or not price.money <= money <= price.most_money:
        return replace(price, money=FREE.money, why=OUTSIDE_RANGE)
    return replace(price, points=points, money=money)


@dataclass(frozen=True)
class _Charging:
    """What decides how much of a price is charged."""

    book: TariffBook
    wages: Wages | None
    facts: FactsOfCases

    def outcomes(self, rows: pd.DataFrame, taken: Taken) -> list[Capped]:
        """What each row comes to after `taken`, in the order of the rows; without a price 0."""
        results, charges = [FREE] * len(rows), dict[int, Charge]()
        columns = (rows["case"], rows["agent"], rows["price"], rows["call_date"].dt.date)
        for place, (case, agent, price, day) in enumerate(zip(*columns, strict=True)):
            charge = self._charge(agent, price, day, self.facts.get(case, NO_FACTS))
            if isinstance(charge, Charge):
                charges[place] = charge
            else:
                results[place] = charge
        after_caps = capped(list(charges.values()), self.wages, taken)
        for place, result in zip(charges, after_caps, strict=True):
            results[place] = result
        return results

    def _charge(self, agent: str, price: Price, day: date, facts: LegalFacts) -> Charge | Capped:
        """The line before caps, or why it takes nothing."""
        tariff, rule, law = price.tariff, price.rule, self.book.law
        if tariff is None or rule is None:
            return FREE
        why = objection(price, self.book, facts, day)
        if why or not price.money or law is None:
            return Capped(price.money * 0, "", why=why)
        may, minimum = law.at(day).of(price.nature), law.minimum_wage(day)
        month = f"{day:%Y-%m}"
        return Charge(agent, month, tariff, rule, price.money, may, minimum, facts.loss)


def _as_if_new(rows: pd.DataFrame, charging: _Charging, given_out: GivenOut) -> list[Capped]:
    """What settled rows would come to if they were priced anew, in the order of giving out."""
    rank = {case: place for place, case in enumerate(given_out.lines)}
    order = np.argsort([rank[case] for case in rows["case"]], kind="stable")
    results = np.full(len(rows), FREE, dtype=object)
    results[order] = charging.outcomes(rows.iloc[order], {})
    return list(results)


def _with_columns(
    rows: pd.DataFrame, settled: Sequence[GivenLine | None], outcomes: npt.NDArray[Any]
) -> pd.DataFrame:
    found = [
        _new_amounts(price, outcome) if line is None else _given_amounts(line, price, outcome)
        for line, price, outcome in zip(settled, rows["price"], outcomes, strict=True)
    ]
    amounts = pd.DataFrame(found, index=rows.index, columns=list(_COLUMNS), dtype=object)
    return pd.concat([rows, amounts.astype(_COLUMNS)], axis=1)


_COLUMNS = {
    "tariff": "str",
    "tariff_version": "str",
    "rule": "str",
    "legal_nature": "str",
    "actions": "str",
    "points": "object",
    "points_most": "object",
    "money_before_cap": "object",
    "money_most": "object",
    "money": "object",
    "cap": "str",
    "carried": "object",
    "why": "str",
    "confirmed": "bool",
    "difference": "object",
    "difference_why": "str",
}


def _new_amounts(price: Price, outcome: Capped) -> dict[str, Any]:
    tariff, rule = price.tariff, price.rule
    return {
        "tariff": tariff.id if tariff else "",
        "tariff_version": tariff.version if tariff else "",
        "rule": rule.id if rule else "",
        "legal_nature": price.nature,
        "actions": price.actions,
        "points": price.points,
        "points_most": max(price.points, price.most_points),
        "money_before_cap": price.money,
        "money_most": max(price.money, price.most_money),
        "money": outcome.money,
        "cap": outcome.cap,
        "carried": outcome.carried,
        "why": price.why or outcome.why,
        "confirmed": tariff is None or tariff.confirmed is not None,
        "difference": Decimal(0),
        "difference_why": "",
    }


def _given_amounts(line: GivenLine, price: Price, outcome: Capped) -> dict[str, Any]:
    difference = outcome.money - line.money
    differs = bool(difference) or price.points != line.points
    return {
        "tariff": line.tariff,
        "tariff_version": line.tariff_version,
        "rule": line.rule,
        "legal_nature": price.nature,
        "actions": price.actions,
        "points": line.points,
        "points_most": max(line.points, price.most_points),
        "money_before_cap": line.money_before_cap,
        "money_most": max(line.money_before_cap, price.most_money),
        "money": line.money,
        "cap": line.cap,
        "carried": outcome.carried,
        "why": line.why,
        "confirmed": line.confirmed,
        "difference": difference,
        "difference_why": _reason(line, price, outcome) if differs else "",
    }


def _reason(line: GivenLine, price: Price, outcome: Capped) -> str:
    """Why a line would be priced otherwise today: the first of the causes that apply."""
    if price.why or outcome.why:
        return price.why or outcome.why
    breach = price.breach
    facts = (breach.times, breach.aggravated, breach.deducted)
    if facts != (line.times, line.aggravated, line.deducted):
        return "record-changed"
    if (price.points, price.money) != (line.points, line.money_before_cap):
        return "tariff-changed"
    return WAGE_MISSING if outcome.cap == WAGE_MISSING else "cap-changed"
