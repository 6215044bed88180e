"""How often the same has occurred with an agent before: within a month, or within days (S10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.conditions import Nth
from qa_workbook.penalties.tariff import TariffBook
from qa_workbook.scheme.model import Scheme


def counted_within(book: TariffBook) -> list[Nth]:
    """Returns what the rules of any version count, once for each of its spans."""
    conditions = [rule.when for tariff in book.tariffs for rule in tariff.rules if rule.when]
    found = {when.nth.span: when.nth for when in conditions if when.nth}
    return [found[span] for span in sorted(found)]


def days_before(book: TariffBook) -> int:
    """Returns how many days before a call its repeats may lie, besides those of its month."""
    return max((nth.within - 1 for nth in counted_within(book) if nth.within != "month"), default=0)


def with_repeats(
    rows: pd.DataFrame, book: TariffBook, schemes: Mapping[SchemeKey, Scheme], excluded: set[str]
) -> pd.DataFrame:
    """Adds the column `nth`: which time each breach is for the agent, by span of the rules.

    Breaches stand in the order of the register. Cases in `excluded` count for none of the later.
    """
    counted = counted_within(book)
    if not counted:
        return rows.assign(nth=pd.Series([()] * len(rows), index=rows.index, dtype=object))
    found: list[tuple[tuple[str, int], ...]] = []
    seen: defaultdict[tuple[str, ...], list[tuple[date, int]]] = defaultdict(list)
    parents = (
        _parents(rows, schemes) if any(nth.same == "item" for nth in counted) else rows["code"]
    )
    columns = [rows[name] for name in ("agent", "scheme", "cause", "code")]
    days = rows["call_date"].dt.date
    about = zip(*columns, parents, days, rows["times"], rows["case"], strict=True)
    for agent, scheme, cause, code, parent, day, times, case in about:
        same = {
            "code": seen[agent, scheme, cause, code, "code"],
            "item": seen[agent, scheme, cause, parent, "item"],
            "cause": seen[agent, scheme, cause, "", "cause"],
        }
        found.append(tuple((nth.span, 1 + _times(same[nth.same], nth, day)) for nth in counted))
        if case not in excluded:
            for earlier in same.values():
                earlier.append((day, int(times)))
    return rows.assign(nth=pd.Series(found, index=rows.index, dtype=object))


def _times(earlier: Sequence[tuple[date, int]], nth: Nth, day: date) -> int:
    days = day.day if nth.within == "month" else nth.within
    begin = day - timedelta(days=days - 1)
    return sum(times for when, times in earlier if when >= begin)


def _parents(rows: pd.DataFrame, schemes: Mapping[SchemeKey, Scheme]) -> Iterator[str]:
    """The item that each clause belongs to; what has none is its own."""
    columns = [rows[name] for name in ("scheme", "version", "code")]
    for scheme, version, code in zip(*columns, strict=True):
        known = schemes.get(SchemeKey(scheme, version))  # a complaint is of no scheme
        above = known.parent.get(code) if known else None
        yield above.id if above else code
