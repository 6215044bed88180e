"""One 差错扣分 that several codes explain is charged once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import pandas as pd

from qa_workbook.frames import RECORDING
from qa_workbook.penalties.breaches import VERSION
from qa_workbook.penalties.pricing import SHARED, UNKNOWN_CODE, Price


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
