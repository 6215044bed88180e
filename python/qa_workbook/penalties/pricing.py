"""Prices breaches: which rule of which tariff, how many points, how much money before caps. Exact Decimals only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from qa_workbook.numbers import half_up
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook
from qa_workbook.scheme.model import Count, Scheme

KIND = ["day", "key", "cause", "code", "times", "aggravated", "ticks"]
"""What the price of a breach depends on."""


@dataclass(frozen=True)
class Breach:
    """One kind of breach; `ticks` is the error deduction in whole 10^-decimals points."""

    scheme: Scheme
    cause: str
    code: str
    times: int
    aggravated: bool
    ticks: int

    @property
    def count(self) -> Count | None:
        """How the scheme counts the clause; None for other causes and unknown clauses."""
        node = self.scheme.by_id.get(self.code) if self.cause == "clause" else None
        return node.count if node else None

    @property
    def occurrences(self) -> Decimal:
        """Occurrences; an aggravated one counts by the clause's factor (S15: doubled), a clause counted once as one."""
        times = Decimal(1) if self.count and self.count.per == "once" else Decimal(self.times)
        factor = self.count.aggravated if self.count and self.aggravated else None
        return times * (factor or Decimal(1))

    @property
    def deducted(self) -> Decimal:
        """差错扣分 in points."""
        policy = self.scheme.error_deduction
        return Decimal(self.ticks).scaleb(-policy.decimals) if policy else Decimal(0)


@dataclass(frozen=True)
class Price:
    """What one kind of breach costs on a day; without a `rule` it has no price, and `why` says so."""

    tariff: Tariff | None
    rule: Rule | None
    points: Decimal
    money: Decimal
    why: str


def price_kinds(book: TariffBook, schemes: Mapping[str, Scheme], breaches: pd.DataFrame) -> pd.Series:
    """Returns the Price of every breach; each kind is priced once, however many breaches are of it."""
    numbered = breaches.assign(day=breaches["call_date"]).groupby(KIND, sort=False, dropna=False)
    kinds = numbered.size().reset_index()
    prices = pd.Series(
        [
            _price(
                book.at(row.day.date()),
                Breach(schemes[row.key], row.cause, row.code, row.times, row.aggravated, row.ticks),
            )
            for row in kinds.itertuples()
        ],
        dtype=object,
    )
    return prices.take(numbered.ngroup()).set_axis(breaches.index)


def fits(rule: Rule, breach: Breach) -> bool:
    """Returns whether `rule` prices such a breach."""
    if rule.cause != breach.cause or not rule.holds_for(breach.scheme.id):
        return False
    if breach.cause == "clause":
        if rule.clause_points is not None:
            return breach.count is not None and breach.count.points in rule.clause_points
        return rule.clauses == "all" or breach.code in (rule.clauses or ())
    return rule.codes == "all" or not set(breach.code.split(";")).isdisjoint(rule.codes or ())


def _price(tariff: Tariff | None, breach: Breach) -> Price:
    rule = next((rule for rule in tariff.rules if fits(rule, breach)), None) if tariff else None
    if tariff is None or rule is None or (rule.points.amount == "scheme" and breach.count is None):
        return Price(tariff, None, Decimal(0), Decimal(0), "no-rule" if tariff else "no-tariff")
    money = rule.money.amount * (breach.deducted if rule.money.per == "point" else breach.occurrences)
    return Price(tariff, rule, _points(rule, breach), half_up(money, tariff.currency.decimals), "")


def _points(rule: Rule, breach: Breach) -> Decimal:
    if rule.points.amount == "scheme":
        assert breach.count is not None
        amount = breach.count.points * breach.occurrences
        return amount if breach.count.cap is None else min(amount, breach.count.cap)
    return rule.points.amount * (breach.deducted if rule.points.per == "point" else breach.occurrences)
