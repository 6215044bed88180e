"""Breaches by score: recordings in a band, items that lost marks; only those that rules name."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from qa_workbook.codes import code_rows
from qa_workbook.frames import MARK, RECORDING
from qa_workbook.penalties.breaches import SOURCE_ROW, of_cause
from qa_workbook.penalties.check import ALL
from qa_workbook.penalties.conditions import JUDGED
from qa_workbook.penalties.tariff import Rule, TariffBook
from qa_workbook.scheme.model import Scheme


def counts_items(book: TariffBook) -> bool:
    """Returns whether any rule prices items that lost marks."""
    return any(rule.cause == "item" for tariff in book.tariffs for rule in tariff.rules)


def is_judged(book: TariffBook) -> bool:
    """Returns whether any rule prices recordings by their score, so that every one is looked at."""
    return any(rule.cause in JUDGED for tariff in book.tariffs for rule in tariff.rules)


def judged_breaches(scheme: Scheme, frame: pd.DataFrame, book: TariffBook) -> list[pd.DataFrame]:
    """Returns the breaches of the causes `band` and `item`, a frame per cause.

    `frame` says of each recording in which `band` its score is and which items are `defective`
    (ids joined by ";"); one that lacks a column has no such breaches. Columns as in
    `breaches.breaches`, without scheme and version.
    """
    rules = [rule for tariff in book.tariffs for rule in tariff.rules if rule.cause in JUDGED]
    own = [rule for rule in rules if rule.holds_for(scheme.id)]
    if not own:
        return []
    once = frame.sort_values([*SOURCE_ROW, "entry"], kind="stable").drop_duplicates(list(RECORDING))
    once = once.reset_index(drop=True)
    return list(_found(once, own))


def _found(once: pd.DataFrame, rules: list[Rule]) -> Iterator[pd.DataFrame]:
    bands = {band for rule in rules for band in rule.bands or ()}
    if "band" in once.columns:
        chosen = once[once["band"].isin(bands)]
        yield of_cause(chosen, "band", "band").assign(code=chosen["band"])
    if "defective" not in once.columns:
        return
    items = [rule.items for rule in rules if rule.items is not None]
    codes = code_rows(once["defective"])
    codes = codes[codes != ""]
    if ALL not in items:
        codes = codes[codes.isin({item for listed in items for item in listed})]
    rows = of_cause(once.loc[codes.index], "item", "")
    yield rows.assign(code=codes, source=MARK + codes)
