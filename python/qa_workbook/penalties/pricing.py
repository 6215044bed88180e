"""Prices breaches: which rule of which tariff, how many points, how much money before caps.

Exact Decimals only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.frames import RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import half_up
from qa_workbook.penalties.breaches import VERSION
from qa_workbook.penalties.check import ALL, codes_of
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook, When
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
    "nth",
]
"""What the price of a breach depends on."""

NO_TARIFF, NO_RULE, UNKNOWN_CODE, SHARED = "no-tariff", "no-rule", "unknown-code", "shared"
"""Why a breach costs nothing: no tariff holds on that day; the tariff has no rule for it; the
scheme does not know the code; its row's error deduction counts on the line of another code."""


@dataclass(frozen=True)
class Breach:
    """One kind of breach; `ticks` is the error deduction in whole 10^-decimals points.

    `before` and `before_aggravated`: how often the clause occurred in the recording before. `nth`:
    which time it is for the agent, by what the tariffs count within ("month", or days "30").
    """

    scheme: Scheme
    cause: str
    code: str
    times: int
    aggravated: bool
    ticks: int
    before: int = 0
    before_aggravated: int = 0
    nth: tuple[tuple[str, int], ...] = ()

    @property
    def is_known(self) -> bool:
        """Whether the scheme has such a code; a deduction without a code is no unknown one."""
        return not self.code or self.code in codes_of(self.scheme, self.cause)

    @property
    def count(self) -> Count | None:
        """How the scheme counts the clause; None for other causes and unknown clauses."""
        node = self.scheme.by_id.get(self.code) if self.cause == "clause" else None
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
        return points.most * factor

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
    counted_within = _spans(book)
    breaches = breaches.assign(day=breaches["call_date"], nth=_nth(breaches, counted_within))
    kinds = breaches.groupby(KIND, sort=False, dropna=False)
    prices = []
    for row in kinds.size().reset_index().itertuples():
        counted = (row.times, row.aggravated, row.ticks, row.before, row.before_aggravated, row.nth)
        breach = Breach(schemes[SchemeKey(row.scheme, row.version)], row.cause, row.code, *counted)
        prices.append(_price(book.at(row.day.date()), breach))
    return pd.Series(prices, dtype=object).take(kinds.ngroup()).set_axis(breaches.index)


def _spans(book: TariffBook) -> list[str]:
    """Within what the rules of any version count times."""
    conditions = [rule.when for tariff in book.tariffs for rule in tariff.rules if rule.when]
    return sorted({str(when.nth.within) for when in conditions if when.nth})


def _nth(breaches: pd.DataFrame, spans: Sequence[str]) -> pd.Series:
    """Which time each breach is, per span; breaches stand in the order of the register."""
    found: list[tuple[tuple[str, int], ...]] = []
    seen: defaultdict[tuple[str, ...], list[tuple[date, int]]] = defaultdict(list)
    columns = [breaches[name] for name in ("agent", "scheme", "cause", "code")]
    days = breaches["call_date"].dt.date
    for *same, day, times in zip(*columns, days, breaches["times"], strict=True):
        earlier = seen[tuple(same)] if spans else []
        found.append(tuple((span, 1 + _times_within(earlier, span, day)) for span in spans))
        earlier.append((day, int(times)))
    return pd.Series(found, index=breaches.index, dtype=object)


def _times_within(earlier: Sequence[tuple[date, int]], span: str, day: date) -> int:
    begin = day.replace(day=1) if span == "month" else day - timedelta(days=int(span) - 1)
    return sum(times for when, times in earlier if when >= begin)


def _also_holds(when: When | None, breach: Breach) -> bool:
    if when is None:
        return True
    if when.deduction_at_least is not None and breach.deducted < when.deduction_at_least:
        return False
    if when.aggravated is not None and when.aggravated != breach.aggravated:
        return False
    if when.nth is None:
        return True
    time = dict(breach.nth)[str(when.nth.within)]
    return when.nth.first <= time and (when.nth.last is None or time <= when.nth.last)


def fits(rule: Rule, breach: Breach) -> bool:
    """Returns whether `rule` prices such a breach."""
    if rule.cause != breach.cause or not rule.holds_for(breach.scheme.id):
        return False
    if not _also_holds(rule.when, breach):
        return False
    if rule.clause_points is not None:
        return breach.count is not None and breach.count.points in rule.clause_points
    chosen = rule.clauses if rule.cause == "clause" else rule.codes
    return chosen == ALL or breach.code in (chosen or ())


def _price(tariff: Tariff | None, breach: Breach) -> Price:
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
    return rule.points.amount * factor


class _Code(NamedTuple):
    """One of the codes that explain a deduction, in the order of preference for carrying it."""

    is_new: bool
    rank: int
    position: int
    place: int
    price: Price


def share_deductions(breaches: pd.DataFrame, carried_before: pd.Series) -> pd.Series:
    """Returns the column `price` of breaches, where each error deduction is charged once.

    One 差错扣分 may be explained by several codes, each a line of its own. The line of the code
    that the first fitting rule prices carries the deduction, the others cost nothing; a line that
    carried it when it was given out (`carried_before`) goes on doing so.
    """
    prices = breaches["price"].copy()
    for codes in _codes_of_deductions(breaches, carried_before):
        carrier = min((code for code in codes if code.price.rule), default=None)
        for code in codes:
            if carrier and code != carrier and code.price.why != UNKNOWN_CODE:
                shared = Price(code.price.breach, code.price.tariff, why=SHARED)
                prices[code.place] = shared
    return prices


def _codes_of_deductions(
    breaches: pd.DataFrame, carried_before: pd.Series
) -> Iterable[Sequence[_Code]]:
    """The codes of each deduction that has several."""
    row = [*VERSION, *RECORDING]
    deductions = breaches[breaches["cause"] == "error_deduction"]
    several = deductions[deductions.duplicated(row, keep=False)]
    is_new = ~carried_before[several.index]
    found: defaultdict[tuple[str, ...], list[_Code]] = defaultdict(list)
    columns = [several[name] for name in row]
    details = zip(is_new, several["price"], several["position"], several.index, strict=True)
    for key, (new, price, position, place) in zip(zip(*columns, strict=True), details, strict=True):
        found[key].append(_Code(new, price.rank, position, place, price))
    return found.values()
