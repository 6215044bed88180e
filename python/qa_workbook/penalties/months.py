"""Rules without a recording: a month's score, its budget of points, a month without a breach (S18).

Each makes a line per person and whole month that is over. In the case stands the month, `2026-10`,
in place of the recording.
"""

from __future__ import annotations

from calendar import monthrange
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import text
from qa_workbook.numbers import Period, plain
from qa_workbook.penalties.cases import case_of
from qa_workbook.penalties.conditions import MONTHLY, TOGETHER
from qa_workbook.penalties.pricing import Breach, Price, price_of
from qa_workbook.penalties.tariff import EVERY_SCHEME, TariffBook
from qa_workbook.scheme.model import Scheme

MONTH_COLUMNS = (
    "scheme", "version", "agent", "name", "team", "month", "recordings", "score", "band",
)  # fmt: skip


@dataclass(frozen=True)
class AgentMonths:
    """Who was there in which month, and how good they were; `today` says which months are over.

    `table` has MONTH_COLUMNS and a row per scheme (id, newest version), agent and month
    (`2026-10`): recordings (int), score (Decimal: the mean of the final scores in points, rounded
    as the scheme rounds; of a clause scheme the month's score), band of that score ("" for none).
    """

    table: pd.DataFrame
    today: date

    @classmethod
    def of(cls, tables: Sequence[pd.DataFrame], today: date) -> AgentMonths:
        """Returns the months of several schemes, a table each."""
        empty = pd.DataFrame(columns=list(MONTH_COLUMNS))
        return cls(pd.concat(tables, ignore_index=True) if tables else empty, today)

    def also_of(self, people: pd.DataFrame) -> AgentMonths:
        """Returns these and the months of `people` who have no recording in them.

        `people` has agent, name, team and month. Such a month is only one of all schemes together:
        its points count towards the budget.
        """
        if people.empty:
            return self
        nothing = {
            "scheme": EVERY_SCHEME,
            "version": "",
            "recordings": 0,
            "score": None,
            "band": "",
        }
        more = people[["agent", "name", "team", "month"]].assign(**nothing)
        table = pd.concat([self.table, more[list(MONTH_COLUMNS)].astype(object)])
        return replace(self, table=table.reset_index(drop=True))


class Happened(NamedTuple):
    """What a breach of a recording adds to the month of its agent."""

    scheme: str
    agent: str
    month: str
    points: Decimal


class _Sums:
    """What the recordings of a month came to, by scheme (`*` for all) and agent, folded."""

    def __init__(self, happened: Iterable[Happened]) -> None:
        self._points: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
        for one in happened:
            for scheme in (one.scheme, EVERY_SCHEME):
                key = (scheme, folded(one.agent), one.month)
                self._points[key] += max(one.points, Decimal(0))

    def used(self, key: tuple[str, str, str]) -> Decimal:
        """Returns the penalty points."""
        return self._points.get(key, Decimal(0))

    def is_clean(self, key: tuple[str, str, str]) -> bool:
        """Returns whether nothing happened."""
        return key not in self._points


def has_month_rules(book: TariffBook) -> bool:
    """Returns whether any version of the tariff has a rule for whole months."""
    return any(rule.is_monthly for tariff in book.tariffs for rule in tariff.rules)


def month_rows(
    rows: pd.DataFrame,
    happened: Iterable[Happened],
    book: TariffBook,
    schemes: Mapping[SchemeKey, Scheme],
    months: AgentMonths,
    span: Period | None,
    language: str,
) -> pd.DataFrame:
    """Returns the lines of the months within `span` that some rule prices, by agent and month.

    The columns are those of `rows`, the priced breaches, of which `happened` says what they add.
    Of each month the tariff counts that holds on its last day.
    """
    sums = _Sums(happened)
    found: list[dict[str, Any]] = []
    for one in _with_all_schemes(months.table).to_dict("records"):
        last = last_day(one["month"])
        is_asked = span is None or (last.replace(day=1) in span and last in span)
        if last < months.today and is_asked:
            scheme = schemes.get(SchemeKey(one["scheme"], one["version"]))
            for price in _prices(one, sums, book, scheme, last):
                found.append(_row(one, price, last, language))
    blank = {name: _blank(dtype) for name, dtype in rows.dtypes.items()}
    made = pd.DataFrame([blank | row for row in found], columns=list(rows.columns), dtype=object)
    return made.astype(rows.dtypes.to_dict())


def last_day(month: str) -> date:
    """Returns the last day of a month that is written `2026-10`."""
    year, number = map(int, month.split("-"))
    return date(year, number, monthrange(year, number)[1])


def _with_all_schemes(table: pd.DataFrame) -> pd.DataFrame:
    """The months of each scheme, and those of all schemes together."""
    named = table.assign(folded=[folded(agent) for agent in table["agent"]])
    together = named.drop_duplicates(["folded", "month"]).assign(
        scheme=EVERY_SCHEME, version="", band="", score=None
    )
    own = named[named["scheme"] != EVERY_SCHEME]
    both = pd.concat([own, together]) if len(table) else named
    return both.sort_values(["agent", "month", "scheme"], kind="stable")


def _prices(
    one: Mapping[Any, Any], sums: _Sums, book: TariffBook, scheme: Scheme | None, day: date
) -> Iterator[Price]:
    key = (one["scheme"], one["folded"], one["month"])
    for cause in MONTHLY if scheme else TOGETHER:
        if cause == "clean_month" and not sums.is_clean(key):
            continue
        about = {"band": one["band"], "score": one["score"], "used": sums.used(key)}
        price = price_of(book.at(day), Breach(scheme, cause, "", 1, False, 0, **about))
        if price.rule:
            yield price


def _row(one: Mapping[Any, Any], price: Price, day: date, language: str) -> dict[str, Any]:
    cause = price.breach.cause
    identity = [one["scheme"], one["month"], "", one["agent"], cause, ""]
    said = {
        "score": plain(price.breach.score or Decimal(0)),
        "points": plain(price.breach.used),
        "recordings": one["recordings"],
        "month": one["month"],
    }
    return {
        **{name: one[name] for name in ("scheme", "version", "agent", "name", "team", "band")},
        "recording": one["month"],
        "month": one["month"],
        "call_date": pd.Timestamp(day),
        "moment": pd.Timestamp(day),
        "cause": cause,
        "entry": cause,
        "times": 1,
        "n": 1,
        "case": case_of(identity, 1),
        "nth": (),
        "price": price,
        "remark": text(f"penalties.of_{cause}", language, **said),
    }


def _blank(dtype: Any) -> Any:
    """What stands in a column that says nothing of a month."""
    if pd.api.types.is_bool_dtype(dtype):
        return False
    return 0 if pd.api.types.is_numeric_dtype(dtype) else ""
