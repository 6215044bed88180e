"""Prices breaches: which rule of which tariff, how many points, how much money before caps.

Exact Decimals only.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import partial
from typing import Any

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import half_up
from qa_workbook.penalties.check import ALL, codes_of
from qa_workbook.penalties.conditions import COMPLAINT, SELECTORS, TOGETHER, Nth, When
from qa_workbook.penalties.tariff import EVERY_SCHEME, Rule, Tariff, TariffBook
from qa_workbook.scheme.model import Count, Scheme

KIND = [
    "scheme",
    "version",
    "cause",
    "code",
    "times",
    "aggravated",
    "ticks",
    "before",
    "before_aggravated",
    "nth",
    "band",
    "origin",
]
"""What the price of a breach depends on, besides the tariff of its day."""

NO_TARIFF, NO_RULE, UNKNOWN_CODE, SHARED = "no-tariff", "no-rule", "unknown-code", "shared"
"""Why a breach costs nothing: no tariff holds on that day; the tariff has no rule for it; the
scheme does not know the code; its row's error deduction counts on the line of another code."""


@dataclass(frozen=True)
class Breach:
    """One kind of breach; `ticks` is the error deduction in whole 10^-decimals points.

    `before` and `before_aggravated`: how often the clause occurred in the recording before. `nth`:
    which time it is for the agent, by the spans that the tariffs count within (`Nth.span`).
    `band` is that of the recording or the month; of a month also its `score` and the points of
    its lines (`used`). Without a `scheme` a month is that of all schemes together; a complaint is
    of no scheme, and has an `origin`: from whom it came.
    """

    scheme: Scheme | None
    cause: str
    code: str
    times: int
    aggravated: bool
    ticks: int
    before: int = 0
    before_aggravated: int = 0
    nth: tuple[tuple[str, int], ...] = ()
    band: str = ""
    score: Decimal | None = None
    used: Decimal = Decimal(0)
    origin: str = ""

    @property
    def is_known(self) -> bool:
        """Whether the scheme has such a code; a deduction without a code is no unknown one."""
        if self.cause == COMPLAINT or not self.code:
            return True
        return self.scheme is not None and self.code in codes_of(self.scheme, self.cause)

    @property
    def count(self) -> Count | None:
        """How the scheme counts the clause; None for other causes and unknown clauses."""
        scheme = self.scheme if self.cause == "clause" else None
        node = scheme.by_id.get(self.code) if scheme else None
        return node.count if node else None

    @property
    def occurrences(self) -> Decimal:
        """Occurrences; an aggravated one counts by the clause's factor (S15: doubled).

        A clause counted once counts once in a recording: later rows only what they make worse.
        """
        return self._share(_occurrences) if self.count else Decimal(self.times)

    @property
    def scheme_points(self) -> Decimal:
        """What the row takes off in the score: all rows of a clause together at most its cap."""
        return self._share(_taken)

    def _share(self, whole: Callable[[Count, int, int], Decimal]) -> Decimal:
        """What `whole` grows by with this row, after the earlier rows of the clause."""
        assert self.count is not None
        aggravated = self.times if self.aggravated else 0
        after = whole(self.count, self.before + self.times, self.before_aggravated + aggravated)
        return after - whole(self.count, self.before, self.before_aggravated)

    @property
    def deducted(self) -> Decimal:
        """差错扣分 in points."""
        policy = self.scheme.error_deduction if self.scheme else None
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
    """What one kind of breach costs on a day; where it has no price, `why` says so.

    `rank` is the place of the rule in the tariff: the first of all rules that fit counts.
    """

    breach: Breach
    tariff: Tariff | None = None
    rule: Rule | None = None
    rank: int = 0
    points: Decimal = Decimal(0)
    money: Decimal = Decimal(0)
    why: str = ""
    factor: Decimal = Decimal(1)
    """What the rule's amount of money is taken times."""
    most_money: Decimal = Decimal(0)
    """The upper end of the range within which a person decides about the money, in yuan."""
    points_cap: str = ""
    """Which cap set the points, "" for none."""
    points_limit: Decimal | None = None
    """What the caps leave at most of the points that a person may decide, None without any cap."""

    def worth(self, performance: Decimal | None = None, *, most: bool = False) -> Decimal:
        """Returns the rule's money in yuan, at the upper end of its range with `most`.

        `performance` is the floating part of the agent's pay, of which the amount may be a share.
        """
        assert self.tariff and self.rule
        money = self.rule.money
        amount = money.amount if money.most is None or not most else money.most
        if money.is_share:
            amount = (amount * (performance or Decimal(0))).scaleb(-2)
        return half_up(amount * self.factor, self.tariff.currency.decimals)

    @property
    def most_points(self) -> Decimal:
        """The upper end of the range within which a person decides about the points."""
        points = self.rule.points if self.rule else None
        if points is None or points.most is None:
            return self.points
        factor = self.breach.deducted if points.per == "point" else self.breach.occurrences
        most = points.most * factor
        return most if self.points_limit is None else min(most, self.points_limit)

    @property
    def actions(self) -> str:
        """What its rule proposes beside points and money, joined by ";"."""
        return joined(self.rule.actions) if self.rule else ""

    @property
    def nature(self) -> str:
        """The legal nature of its rule, "" where that has none."""
        return (self.rule.legal_nature if self.rule else None) or ""


def price_breaches(
    book: TariffBook, schemes: Mapping[SchemeKey, Scheme], breaches: pd.DataFrame
) -> pd.Series:
    """Returns the Price of every breach; each kind is priced once, however often it occurs."""
    tariffs = {day: book.at(day) for day in set(breaches["call_date"].dt.date)}
    columns = [breaches[name].tolist() for name in KIND]
    days = breaches["call_date"].dt.date.tolist()
    known: dict[tuple[Any, ...], Price] = {}
    prices = []
    for day, *kind in zip(days, *columns, strict=True):
        tariff = tariffs[day]
        key = (tariff.key if tariff else "", *kind)
        if key not in known:
            known[key] = price_of(tariff, _breach(schemes, *kind))
        prices.append(known[key])
    return pd.Series(prices, breaches.index, dtype=object)


def _breach(
    schemes: Mapping[SchemeKey, Scheme], scheme: str, version: str, cause: str, *details: Any
) -> Breach:
    """A breach of the values of KIND."""
    own = None if cause == COMPLAINT else schemes[SchemeKey(scheme, version)]
    named = dict(zip(KIND[3:], details, strict=True))
    return Breach(own, cause, **named)


def _also_holds(when: When | None, breach: Breach) -> bool:
    if when is None:
        return True
    if when.deduction_at_least is not None and breach.deducted < when.deduction_at_least:
        return False
    if when.aggravated is not None and when.aggravated != breach.aggravated:
        return False
    if when.bands is not None and breach.band not in when.bands:
        return False
    return _is_such_a_month(when, breach) and _is_time(when.nth, breach)


def _is_such_a_month(when: When, breach: Breach) -> bool:
    if when.score_below and (breach.score is None or breach.score >= when.score_below.amount):
        return False
    return not when.points_at_least or breach.used >= when.points_at_least.amount


def _is_time(nth: Nth | None, breach: Breach) -> bool:
    if nth is None:
        return True
    time = dict(breach.nth)[nth.span]
    return nth.first <= time and (nth.last is None or time <= nth.last)


def fits(rule: Rule, breach: Breach) -> bool:
    """Returns whether `rule` prices such a breach."""
    if rule.cause != breach.cause or not _is_of(rule, breach):
        return False
    if rule.sources is not None and breach.origin not in rule.sources:
        return False
    if not _also_holds(rule.when, breach):
        return False
    if rule.is_monthly:
        return True
    if rule.clause_points is not None:
        return breach.count is not None and breach.count.points in rule.clause_points
    chosen = next(found for found in map(partial(getattr, rule), SELECTORS[rule.cause]) if found)
    return chosen == ALL or breach.code in chosen


def _is_of(rule: Rule, breach: Breach) -> bool:
    """Whether the rule is for the scheme; for all schemes together only a rule for all is."""
    if breach.scheme is None:
        return EVERY_SCHEME in rule.scheme
    if rule.cause in TOGETHER:
        return breach.scheme.id in rule.scheme
    return rule.holds_for(breach.scheme.id)


def price_of(tariff: Tariff | None, breach: Breach) -> Price:
    """Returns what a breach costs by the first rule that fits it, or why nothing."""
    if tariff is None:
        return Price(breach, why=NO_TARIFF)
    if not breach.is_known:
        return Price(breach, tariff, why=UNKNOWN_CODE)
    for rank, rule in enumerate(tariff.rules):
        if fits(rule, breach):
            factor = breach.deducted if rule.money.per == "point" else breach.occurrences
            price = Price(breach, tariff, rule, rank, _points(rule, breach), factor=factor)
            return price if rule.money.is_share else replace(price, money=price.worth())
    return Price(breach, tariff, why=NO_RULE)


def _points(rule: Rule, breach: Breach) -> Decimal:
    if rule.points.amount == "scheme":
        return breach.scheme_points
    factor = breach.deducted if rule.points.per == "point" else breach.occurrences
    points = rule.points.amount * factor
    return -points if rule.points.are_given_back else points
