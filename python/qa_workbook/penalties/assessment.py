"""From recordings to the penalty register: find breaches, price them, cap them, check the totals (S6)."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from decimal import Decimal
from types import MappingProxyType

import numpy as np
import pandas as pd

from qa_workbook.frames import evidence
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties.breaches import all_breaches, count_breaches
from qa_workbook.penalties.caps import Charge, capped
from qa_workbook.penalties.cells import Letters, source_cells
from qa_workbook.penalties.model import LINE_COLUMNS, Register
from qa_workbook.penalties.pricing import price_kinds
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.penalties.totals import agent_sums, checked_totals
from qa_workbook.penalties.words import clause_words
from qa_workbook.scheme.model import Scheme


def whole_months(period: Period) -> Period:
    """Returns the whole months that `period` touches: what `assess` must be given for the month caps to be right."""
    last = period.last.replace(day=monthrange(period.last.year, period.last.month)[1])
    return Period(period.text, period.first.replace(day=1), last)


def assess(
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    wages: Mapping[str, Decimal] | None = None,
    period: Period | None = None,
    language: str = "zh",
    letters: Letters = MappingProxyType({}),
) -> Register:
    """Returns the register of the recordings in `frames` (by scheme key; only rows that count).

    The tariff is the one that holds on the call date. Caps fill up per agent and calendar month of the call: give the
    frames of `whole_months(period)`, of which the register then lists only the calls within `period`. The order of rows
    does not matter. `letters` name the source cells. Raises TotalsDiffer.
    """
    rows = all_breaches(schemes, frames)
    rows = rows.assign(
        clause=clause_words(rows, schemes, language),
        scheme_name=_scheme_names(rows, schemes, language),
        cell=source_cells(rows, letters),
    )
    rows = _with_prices(rows, price_kinds(book, schemes, rows))
    rows = _with_caps(rows, wages)
    if period:
        frames = {key: frame[_within(frame, period)] for key, frame in frames.items()}
        rows = rows[_within(rows, period)]
    rows = rows.assign(recording=evidence(rows))
    lines = rows[rows["why"] == ""].reset_index(drop=True)
    lines = lines.assign(number=np.arange(1, len(lines) + 1))
    unpriced = rows[rows["why"] != ""].reset_index(drop=True)
    agents = agent_sums(lines, wages)
    expected = sum(count_breaches(schemes[key], frame) for key, frame in frames.items())
    return Register(
        period,
        lines[list(LINE_COLUMNS)],
        unpriced[[*LINE_COLUMNS, "why"]],
        agents,
        checked_totals(lines, agents, unpriced=len(unpriced), breaches=expected),
        tuple(
            tariff for tariff in book.versions if (lines["tariff_version"] == tariff.version).any()
        ),
    )


def _within(rows: pd.DataFrame, period: Period) -> pd.Series:
    return (
        rows["call_date"]
        .dt.normalize()
        .between(pd.Timestamp(period.first), pd.Timestamp(period.last))
    )


def _scheme_names(
    rows: pd.DataFrame, schemes: Mapping[SchemeKey, Scheme], language: str
) -> pd.Series:
    versions = rows.groupby(["scheme", "version"], sort=False)
    names = [schemes[SchemeKey(*key)].name.say(language) for key in versions.groups]
    return pd.Series(names, dtype="str").take(versions.ngroup()).set_axis(rows.index)


def _with_prices(rows: pd.DataFrame, prices: pd.Series) -> pd.DataFrame:
    """Adds points, money_before_cap, tariff, tariff_version, rule, why, and the price itself."""
    return rows.assign(
        price=prices,
        number=0,
        points=_objects([price.points for price in prices]),
        money_before_cap=_objects([price.money for price in prices]),
        tariff=_texts([price.tariff.id if price.tariff else "" for price in prices]),
        tariff_version=_texts([price.tariff.version if price.tariff else "" for price in prices]),
        rule=_texts([price.rule.id if price.rule else "" for price in prices]),
        why=_texts([price.why for price in prices]),
    )


def _with_caps(rows: pd.DataFrame, wages: Mapping[str, Decimal] | None) -> pd.DataFrame:
    """Adds money and cap; breaches without a price cost nothing."""
    priced = rows[rows["why"] == ""]
    months = pd.to_datetime(priced["call_date"]).dt.strftime("%Y-%m")
    charges = [
        Charge(agent, month, price.tariff, price.rule, price.money)
        for agent, month, price in zip(priced["agent"], months, priced["price"], strict=True)
    ]
    outcome = capped(charges, wages)
    money, cap = (
        pd.Series(Decimal(0), rows.index, dtype=object),
        pd.Series("", rows.index, dtype="str"),
    )
    money[priced.index] = _objects([amount for amount, _ in outcome])
    cap[priced.index] = [name for _, name in outcome]
    return rows.assign(money=money, cap=cap)


def _texts(values: list[str]) -> np.ndarray:
    return pd.array(values, dtype="str")


def _objects(values: list) -> np.ndarray:
    array = np.empty(len(values), object)
    array[:] = values
    return array
