"""What each line comes to: its price, cut by the caps; or what it was given out with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.caps import WAGE_MISSING, Capped, Charge, Wages, capped, taken_by
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.pricing import Price, price_breaches, share_deductions
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.model import Scheme

FREE = Capped(Decimal(0), "")


def with_amounts(
    rows: pd.DataFrame,
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    wages: Wages | None,
    given_out: GivenOut,
) -> pd.DataFrame:
    """Adds to breaches with their case what they cost, in the order of the register.

    Columns: price, settled; tariff, tariff_version, rule, points, money_before_cap, money, cap,
    why, confirmed; difference, difference_why. What is settled keeps the amounts it was given out
    with; the others get what the caps leave.
    """
    given = [given_out.lines.get(case) for case in rows["case"]]
    rows = rows.assign(
        price=price_breaches(book, schemes, rows), month=rows["call_date"].dt.strftime("%Y-%m")
    )
    carried = [line is not None and not line.is_open and line.points > 0 for line in given]
    rows = rows.assign(price=share_deductions(rows, pd.Series(carried, rows.index)))
    settled = [
        line if line and _is_settled(line, price) else None
        for line, price in zip(given, rows["price"], strict=True)
    ]
    months = zip(rows["month"], settled, strict=True)
    taken = taken_by(
        (line.agent, month, line.rule, line.money) for month, line in months if line is not None
    )
    is_settled = np.array([line is not None for line in settled], dtype=bool)
    outcomes = np.full(len(rows), FREE, dtype=object)
    outcomes[~is_settled] = _charged(rows[~is_settled], wages, taken)
    outcomes[is_settled] = _as_if_new(rows[is_settled], wages, given_out)
    return _with_columns(rows, settled, outcomes).assign(settled=is_settled)


def _is_settled(line: GivenLine, price: Price) -> bool:
    """Whether what was given out binds.

    An open line has no amount yet, and examples bind nobody once their tariff is confirmed.
    """
    now_confirmed = bool(price.tariff and price.tariff.confirmed)
    return not line.is_open and (line.confirmed or not now_confirmed)


def _charged(
    rows: pd.DataFrame, wages: Wages | None, taken: Mapping[tuple[str, ...], Decimal]
) -> list[Capped]:
    """What each row comes to after `taken`, in the order of the rows; without a price nothing."""
    charges = {
        place: Charge(agent, month, price.tariff, price.rule, price.money)
        for place, (agent, month, price) in enumerate(
            zip(rows["agent"], rows["month"], rows["price"], strict=True)
        )
        if price.rule
    }
    results = dict(zip(charges, capped(list(charges.values()), wages, taken), strict=True))
    return [results.get(place, FREE) for place in range(len(rows))]


def _as_if_new(rows: pd.DataFrame, wages: Wages | None, given_out: GivenOut) -> list[Capped]:
    """What settled rows would come to if they were priced anew, in the order of giving out."""
    rank = {case: place for place, case in enumerate(given_out.lines)}
    order = np.argsort([rank[case] for case in rows["case"]], kind="stable")
    results = np.full(len(rows), FREE, dtype=object)
    results[order] = _charged(rows.iloc[order], wages, {})
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
    "points": "object",
    "money_before_cap": "object",
    "money": "object",
    "cap": "str",
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
        "points": price.points,
        "money_before_cap": price.money,
        "money": outcome.money,
        "cap": outcome.cap,
        "why": price.why,
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
        "points": line.points,
        "money_before_cap": line.money_before_cap,
        "money": line.money,
        "cap": line.cap,
        "why": line.why,
        "confirmed": line.confirmed,
        "difference": difference,
        "difference_why": _reason(line, price, outcome) if differs else "",
    }


def _reason(line: GivenLine, price: Price, outcome: Capped) -> str:
    """Why a line would be priced otherwise today: the first of the causes that apply."""
    if price.why:
        return price.why
    breach = price.breach
    facts = (breach.times, breach.aggravated, breach.deducted)
    if facts != (line.times, line.aggravated, line.deducted):
        return "record-changed"
    if (price.points, price.money) != (line.points, line.money_before_cap):
        return "tariff-changed"
    return WAGE_MISSING if outcome.cap == WAGE_MISSING else "cap-changed"
