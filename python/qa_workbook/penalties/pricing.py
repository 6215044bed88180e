"""Prices breaches: which rule of which tariff, how many points, how much money before caps. Exact Decimals only."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import half_up
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook
from qa_workbook.scheme.model import Count, Scheme

KIND = [
    "day",
    "scheme",
    "version",
    "cause",
    "code",
    "times",
    "aggravated",
    "ticks",
    "before",
    "before_aggravated",
]
"""What the price of a breach depends on."""


@dataclass(frozen=True)
class Breach:
    """One kind of breach; `ticks` is the error deduction in whole 10^-decimals points.

    `before` and `before_aggravated`: how often the clause occurred in earlier rows of the same recording.
    """

    scheme: Scheme
    cause: str
    code: str
    times: int
    aggravated: bool
    ticks: int
    before: int = 0
    before_aggravated: int = 0

    @property
    def count(self) -> Count | None:
        """How the scheme counts the clause; None for other causes and unknown clauses."""
        node = self.scheme.by_id.get(self.code) if self.cause == "clause" else None
        return node.count if node else None

    @property
    def occurrences(self) -> Decimal:
        """Occurrences; an aggravated one counts by the clause's factor (S15: doubled).

        A clause counted once counts once in a recording: a later row of it only what it makes worse.
        """
        return self._share(_occurrences) if self.count else Decimal(self.times)

    @property
    def scheme_points(self) -> Decimal:
        """What the row takes off in the score: all rows of a clause in a recording together never more than its cap."""
        return self._share(_taken)

    def _share(self, whole: Callable[[Count, int, int], Decimal]) -> Decimal:
        """What `whole` grows by with this row, after the earlier rows of the clause in the recording."""
        assert self.count is not None
        worse = self.times if self.aggravated else 0
        after = whole(self.count, self.before + self.times, self.before_aggravated + worse)
        return after - whole(self.count, self.before, self.before_aggravated)

    @property
    def deducted(self) -> Decimal:
        """差错扣分 in points."""
        policy = self.scheme.error_deduction
        return Decimal(self.ticks).scaleb(-policy.decimals) if policy else Decimal(0)


def _occurrences(count: Count, times: int, aggravated: int) -> Decimal:
    if count.per == "once":
        times, aggravated = min(times, 1), min(aggravated, 1)
    return Decimal(times - aggravated) + aggravated * (count.aggravated or Decimal(1))


def _taken(count: Count, times: int, aggravated: int) -> Decimal:
    amount = count.points * _occurrences(count, times, aggravated)
    return amount if count.cap is None else min(amount, count.cap)


@dataclass(frozen=True)
class Price:
    """What one kind of breach costs on a day; without a `rule` it has no price, and `why` says so."""

    tariff: Tariff | None
    rule: Rule | None
    points: Decimal
    money: Decimal
    why: str


def price_kinds(
    book: TariffBook, schemes: Mapping[SchemeKey, Scheme], breaches: pd.DataFrame
) -> pd.Series:
    """Returns the Price of every breach; each kind is priced once, however many breaches are of it."""
    numbered = breaches.assign(day=breaches["call_date"]).groupby(KIND, sort=False, dropna=False)
    kinds = numbered.size().reset_index()
    prices = pd.Series(
        [
            _price(
                book.at(row.day.date()),
                Breach(
                    schemes[SchemeKey(row.scheme, row.version)],
                    row.cause,
                    row.code,
                    row.times,
                    row.aggravated,
                    row.ticks,
                    row.before,
                    row.before_aggravated,
                ),
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
    money = rule.money.amount * (
        breach.deducted if rule.money.per == "point" else breach.occurrences
    )
    return Price(tariff, rule, _points(rule, breach), half_up(money, tariff.currency.decimals), "")


def _points(rule: Rule, breach: Breach) -> Decimal:
    if rule.points.amount == "scheme":
        return breach.scheme_points
    return rule.points.amount * (
        breach.deducted if rule.points.per == "point" else breach.occurrences
    )
