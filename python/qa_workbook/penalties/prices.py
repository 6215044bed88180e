"""What each breach is worth before the law: by its rule, what people decided, caps on points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd

from qa_workbook.frames import month_texts
from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.caps import PERFORMANCE_MISSING, Pay, Wages, pay_of
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.legality import NO_FACTS, FactsOfCases, LegalFacts
from qa_workbook.penalties.points_caps import Counted, PointsTaken, given_months
from qa_workbook.penalties.pricing import Price, price_breaches
from qa_workbook.penalties.shared_deductions import share_deductions
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.model import Scheme

NOTHING = Decimal(0)
EXCLUDED, OUTSIDE_RANGE = "excluded", "decision-outside-range"
"""Why a line costs nothing: a person took it out with evidence; decided more or less than the rule
lets them."""
NOTHING_KNOWN: FactsOfCases = MappingProxyType({})


def with_prices(
    rows: pd.DataFrame,
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    wages: Wages | None,
    given_out: GivenOut,
    facts: FactsOfCases = NOTHING_KNOWN,
) -> pd.DataFrame:
    """Adds to breaches with their case, in the order of the register: month, price, settled.

    `price` is a Price with what a person decided and what the caps leave of the points; `settled`
    the line that was given out and binds, else None.
    """
    given = [given_out.lines.get(case) for case in rows["case"].tolist()]
    rows = rows.assign(
        price=price_breaches(book, schemes, rows),
        month=pd.array(month_texts(rows["call_date"]), dtype="str"),
    )
    carried = [line is not None and not line.is_open and line.points > 0 for line in given]
    rows = rows.assign(price=share_deductions(rows, pd.Series(carried, rows.index)))
    taken = PointsTaken([*_settled_points(rows, given_out), *given_months(given_out)])
    return decided(rows, wages, given_out, facts, taken)


def decided(
    rows: pd.DataFrame,
    wages: Wages | None,
    given_out: GivenOut,
    facts: FactsOfCases,
    taken: PointsTaken,
) -> pd.DataFrame:
    """Returns rows with a month and a price with what people decided, and `settled`.

    The caps leave of their points what they leave after `taken`.
    """
    rows = rows.assign(price=_decided(rows, wages, facts))
    settled = pd.Series(_settled(rows, given_out), rows.index, dtype=object)
    return rows.assign(price=_with_points_caps(rows, settled, given_out, taken), settled=settled)


def _settled(rows: pd.DataFrame, given_out: GivenOut) -> list[GivenLine | None]:
    found = []
    for case, price in zip(rows["case"].tolist(), rows["price"].tolist(), strict=True):
        line = given_out.lines.get(case)
        found.append(line if line and _is_settled(line, price) else None)
    return found


def _settled_points(rows: pd.DataFrame, given_out: GivenOut) -> list[Counted]:
    """The points on paper, which take of the caps first."""
    if not given_out.lines:
        return []
    columns = rows["agent"].tolist(), rows["month"].tolist(), _settled(rows, given_out)
    months = zip(*columns, strict=True)
    return [(agent, month, line.rule, line.points) for agent, month, line in months if line]


def _with_points_caps(
    rows: pd.DataFrame, settled: pd.Series, given_out: GivenOut, taken: PointsTaken
) -> pd.Series:
    """The prices with what the caps leave of the points: of settled rows as if they were new."""
    prices = rows["price"].tolist()
    if not any(map(_has_points_caps, {id(price): price for price in prices}.values())):
        return rows["price"].copy()
    agents, months = rows["agent"].tolist(), rows["month"].tolist()
    is_settled = settled.notna().to_numpy()
    given = in_order_of_giving_out(rows[is_settled], given_out)
    ways = (
        (np.flatnonzero(~is_settled), taken),
        (rows.index.get_indexer(given), PointsTaken()),
    )
    for places, so_far in ways:
        for place in places.tolist():
            prices[place] = so_far.capped(agents[place], months[place], prices[place])
    return pd.Series(prices, rows.index, dtype=object)


def _has_points_caps(price: Price) -> bool:
    own = price.rule.points_caps if price.rule else None
    whole = price.tariff.caps.points_agent_month if price.tariff else None
    return own is not None or whole is not None


def in_order_of_giving_out(rows: pd.DataFrame, given_out: GivenOut) -> pd.Index:
    """Returns the index of rows that were given out, the first one first."""
    rank = {case: place for place, case in enumerate(given_out.lines)}
    order = np.argsort([rank[case] for case in rows["case"]], kind="stable")
    return rows.index[order]


def _is_settled(line: GivenLine, price: Price) -> bool:
    """Whether what was given out binds.

    An open line has no amount yet, and examples bind nobody once their tariff is confirmed.
    """
    now_confirmed = bool(price.tariff and price.tariff.confirmed)
    return not line.is_open and (line.confirmed or not now_confirmed)


def _decided(rows: pd.DataFrame, wages: Wages | None, facts: FactsOfCases) -> pd.Series:
    """The prices with what depends on the agent's pay or on what a person decided."""
    columns = (rows[name].tolist() for name in ("case", "agent", "month", "price"))
    alike: dict[int, Price] = {}
    prices = []
    for case, agent, month, price in zip(*columns, strict=True):
        own, is_share = facts.get(case), bool(price.rule and price.rule.money.is_share)
        if own is not None or is_share:
            pay = pay_of(wages, agent, month) if is_share else None
            prices.append(_with_decision(price, pay, own or NO_FACTS))
            continue
        # Without facts or pay all breaches of a kind, which have one price, come to the same.
        if id(price) not in alike:
            alike[id(price)] = _with_decision(price, None, NO_FACTS)
        prices.append(alike[id(price)])
    return pd.Series(prices, rows.index, dtype=object)


def _with_decision(price: Price, pay: Pay | None, facts: LegalFacts) -> Price:
    if price.rule is None or price.tariff is None:
        return price
    reasons = {exclusion.id for exclusion in price.tariff.exclusions}
    if facts.exclusion in reasons and facts.evidence:
        return replace(price, points=NOTHING, money=NOTHING, why=EXCLUDED)
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
        return replace(price, money=NOTHING, why=OUTSIDE_RANGE)
    return replace(price, points=points, money=money)


def not_happened(facts: FactsOfCases, book: TariffBook) -> set[str]:
    """Returns the cases that count for no other: revoked, or taken out with evidence."""
    reasons = {exclusion.id for tariff in book.tariffs for exclusion in tariff.exclusions}
    return {
        case
        for case, one in facts.items()
        if one.revoked or (one.exclusion in reasons and one.evidence)
    }
