"""What each line comes to: its price, cut by the caps; or what it was given out with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.codes import joined, separated
from qa_workbook.frames import rows_where
from qa_workbook.penalties.caps import (
    WAGE_MISSING,
    Capped,
    Charge,
    Taken,
    Wages,
    capped,
    taken_by,
)
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.law import Law, NatureLaw
from qa_workbook.penalties.legality import NO_FACTS, FactsOfCases, LegalFacts, objection
from qa_workbook.penalties.points_caps import (
    AGENT,
    LINE,
)
from qa_workbook.penalties.prices import NOTHING_KNOWN, in_order_of_giving_out
from qa_workbook.penalties.pricing import Price
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook

FREE = Capped(Decimal(0), "")


def with_amounts(
    rows: pd.DataFrame,
    book: TariffBook,
    wages: Wages | None,
    given_out: GivenOut,
    facts: FactsOfCases = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Adds to priced rows (`with_prices`) what they cost, in the order of the register.

    Columns: tariff, tariff_version, rule, legal_nature, points, money_before_cap, money, cap,
    carried, why, confirmed; difference, difference_why, objection; `settled` becomes a bool. What
    is settled keeps the amounts it was given out with; the others get what law and caps leave.
    Raises LawOutdated.
    """
    settled = list(rows["settled"])
    months = zip(rows["month"].tolist(), settled, rows["price"].tolist(), strict=True)
    taken = taken_by(
        (line.agent, month, line.rule, price.nature, line.money)
        for month, line, price in months
        if line is not None
    )
    is_settled = np.array([line is not None for line in settled], dtype=bool)
    charging = _Charging(book, wages, facts)
    outcomes = np.full(len(rows), FREE, dtype=object)
    outcomes[~is_settled] = charging.outcomes(rows_where(rows, ~is_settled), taken)
    if is_settled.any():
        outcomes[is_settled] = _as_if_new(rows[is_settled], charging, given_out)
    rows = _with_columns(rows, settled, outcomes)
    return rows.assign(settled=is_settled, objection=charging.objections(rows, settled))


@dataclass(frozen=True)
class _Charging:
    """What decides how much of a price is charged."""

    book: TariffBook
    wages: Wages | None
    facts: FactsOfCases
    _laws: dict[tuple[str, date], tuple[NatureLaw | None, Decimal | None, str]] = field(
        default_factory=dict
    )
    _objections: dict[tuple[int, int, date], str] = field(default_factory=dict)

    def outcomes(self, rows: pd.DataFrame, taken: Taken) -> list[Capped]:
        """What each row comes to after `taken`, in the order of the rows; without a price 0."""
        results, charges = [FREE] * len(rows), dict[int, Charge]()
        columns = [rows[name].tolist() for name in ("case", "agent", "price")]
        columns.append(rows["call_date"].dt.date.tolist())
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
        why = self._objection(tariff, rule, price.money, facts, day)
        if why or not price.money or law is None:
            return Capped(price.money * 0, "", why=why)
        may, minimum, month = self._law_of(law, price.nature, day)
        return Charge(agent, month, tariff, rule, price.money, may, minimum, facts.loss)

    def _law_of(
        self, law: Law, nature: str, day: date
    ) -> tuple[NatureLaw | None, Decimal | None, str]:
        """What the law of a day says of a nature, the minimum wage then, and the month."""
        key = nature, day
        if key not in self._laws:
            may, minimum = law.at(day).of(nature), law.minimum_wage(day)
            self._laws[key] = may, minimum, f"{day:%Y-%m}"
        return self._laws[key]

    def _objection(
        self, tariff: Tariff | None, rule: Rule | None, money: Decimal, facts: LegalFacts, day: date
    ) -> str:
        """Why the law lets a line take no money: without facts once for each day and rule."""
        if not money:
            return ""
        if facts is not NO_FACTS:
            return objection(tariff, rule, money, self.book, facts, day)
        key = id(tariff), id(rule), day
        if key not in self._objections:
            self._objections[key] = objection(tariff, rule, money, self.book, facts, day)
        return self._objections[key]

    def objections(self, rows: pd.DataFrame, settled: Sequence[GivenLine | None]) -> list[str]:
        """Returns why the law of the day lets each row take no money, "" where it may.

        What was given out is judged by the rule that priced it then; the papers keep the amount,
        but one without such a rule has no legal nature.
        """
        days = rows["call_date"].dt.date.tolist()
        columns = (rows["case"].tolist(), rows["price"].tolist(), days, settled)
        rules: dict[tuple[str, str], tuple[Tariff | None, Rule | None]] = {}
        found = []
        for case, price, day, line in zip(*columns, strict=True):
            tariff, rule, money = price.tariff, price.rule, price.money
            if line is not None:
                key = line.tariff_version, line.rule
                if key not in rules:
                    rules[key] = self.book.rule_of(*key)
                tariff, rule = rules[key]
                money = line.money
            known = self.facts.get(case, NO_FACTS)
            found.append(self._objection(tariff, rule, money, known, day))
        return found


def _as_if_new(rows: pd.DataFrame, charging: _Charging, given_out: GivenOut) -> list[Capped]:
    """What settled rows would come to if they were priced anew, in the order of giving out."""
    ordered = rows.loc[in_order_of_giving_out(rows, given_out)]
    results = pd.Series(charging.outcomes(ordered, {}), ordered.index, dtype=object)
    return list(results.reindex(rows.index))


def _with_columns(
    rows: pd.DataFrame, settled: Sequence[GivenLine | None], outcomes: npt.NDArray[Any]
) -> pd.DataFrame:
    # Lines of one price and outcome are alike; 100 and 100.00 are equal, but not written alike.
    alike: dict[tuple[int, str], dict[str, Any]] = {}
    found = []
    known = zip(settled, rows["price"].tolist(), outcomes.tolist(), strict=True)
    for line, price, outcome in known:
        if line is not None:
            found.append(_given_amounts(line, price, outcome))
            continue
        key = id(price), f"{outcome.money} {outcome.carried} {outcome.cap} {outcome.why}"
        if key not in alike:
            alike[key] = _new_amounts(price, outcome)
        found.append(alike[key])
    amounts = {
        name: pd.Series([one[name] for one in found], rows.index, dtype=dtype)
        for name, dtype in _COLUMNS.items()
    }
    return pd.concat([rows, pd.DataFrame(amounts, rows.index)], axis=1)


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
        "cap": _caps(price, outcome),
        "carried": outcome.carried,
        "why": price.why or outcome.why,
        "confirmed": tariff is None or tariff.confirmed is not None,
        "difference": Decimal(0),
        "difference_why": "",
    }


def _caps(price: Price, outcome: Capped) -> str:
    """What set money and points, joined by ";"."""
    return joined(cap for cap in (outcome.cap, price.points_cap) if cap)


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


def _has_points_cap(line: GivenLine) -> bool:
    return bool({LINE, AGENT} & set(separated(line.cap)))


def _reason(line: GivenLine, price: Price, outcome: Capped) -> str:
    """Why a line would be priced otherwise today: the first of the causes that apply."""
    if price.why or outcome.why:
        return price.why or outcome.why
    breach = price.breach
    facts = (breach.times, breach.aggravated, breach.deducted)
    if facts != (line.times, line.aggravated, line.deducted):
        return "record-changed"
    if price.money != line.money_before_cap:
        return "tariff-changed"
    if price.points != line.points:
        return "cap-changed" if price.points_cap or _has_points_cap(line) else "tariff-changed"
    return WAGE_MISSING if outcome.cap == WAGE_MISSING else "cap-changed"
