"""The case library 服务质量案例库 as coaching and themes look at it: which cases an item has.

A case never names an agent here: everybody may see it (S22).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import pandas as pd

from qa_workbook.frames import folded
from qa_workbook.numbers import Period, months_before
from qa_workbook.scheme.model import Scheme

KINDS = ("positive", "negative")
ItemWords = Mapping[tuple[str, str], frozenset[str]]
"""The folded names of an item in all versions of its scheme, by ids of scheme and item."""


def item_words(versions: Iterable[Scheme]) -> dict[tuple[str, str], frozenset[str]]:
    """Returns what cases may call each item of some versions of schemes."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for scheme in versions:
        for item in scheme.items:
            key = scheme.id, item.id
            found[key] = found.get(key, frozenset()) | {folded(item.name.zh)}
    return found


def case_window(last: date, months: int) -> Period:
    """Returns so many months that end on a day: three until 31 October begin on 1 August."""
    first = months_before(last + timedelta(days=1), months)
    return Period("", first, last)


@dataclass(frozen=True)
class ServiceCase:
    """One service case; `kind` is one of KINDS, `used_on` None as long as it wasn't explained."""

    number: str
    recording: str
    kind: str
    day: date
    used_on: date | None = None


@dataclass(frozen=True)
class ThemeCases:
    """The cases of a theme's item at the end of its week: how many there are, and which.

    `explained` were so in the week, in that order; `unused` never yet, the newest first.
    """

    positive: int
    negative: int
    explained: tuple[ServiceCase, ...] = ()
    unused: tuple[ServiceCase, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `themes --json`."""
        return {
            "positive": self.positive,
            "negative": self.negative,
            "explained": [one.number for one in self.explained],
            "unused": [one.number for one in self.unused],
        }


@dataclass(frozen=True)
class CaseLibrary:
    """All cases, with the columns case, recording, item, kind, day and used_on.

    `item` is a name as `words` folds it, days are datetime64, NaT for an unused case. Only the
    cases of the last `months` count for an item.
    """

    rows: pd.DataFrame = field(default_factory=pd.DataFrame)
    words: ItemWords = field(default_factory=dict)
    months: int = 1

    @property
    def in_use(self) -> bool:
        """Whether anybody has handed in a case; else nothing is known of any item."""
        return len(self.rows) > 0

    def newest(self, scheme: str, item: str, last: date) -> tuple[ServiceCase, ...]:
        """Returns the newest positive and the newest negative case of an item, where there are."""
        if not self.in_use:
            return ()
        latest = _newest_first(self._current(scheme, item, last))
        found = []
        for kind in KINDS:
            found += _cases(latest[latest["kind"] == kind].head(1))
        return tuple(found)

    def of_theme(self, scheme: str, item: str, week: Period) -> ThemeCases | None:
        """Returns the cases of an item at the end of a week; None while there is no library."""
        if not self.in_use:
            return None
        own = self._current(scheme, item, week.last)
        positive, negative = (int((own["kind"] == kind).sum()) for kind in KINDS)
        used = _within(self._of(scheme, item), "used_on", week)
        used = used.sort_values(["used_on", "case"], kind="stable")
        unused = _newest_first(own[~(own["used_on"] <= pd.Timestamp(week.last))])
        return ThemeCases(positive, negative, tuple(_cases(used)), tuple(_cases(unused)))

    def _of(self, scheme: str, item: str) -> pd.DataFrame:
        return self.rows[self.rows["item"].isin(self.words.get((scheme, item), frozenset()))]

    def _current(self, scheme: str, item: str, last: date) -> pd.DataFrame:
        return _within(self._of(scheme, item), "day", case_window(last, self.months))


def _within(rows: pd.DataFrame, column: str, span: Period) -> pd.DataFrame:
    first, last = pd.Timestamp(span.first), pd.Timestamp(span.last)
    return rows[(rows[column] >= first) & (rows[column] <= last)]


def _newest_first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.sort_values(["day", "case"], ascending=[False, False], kind="stable")


def _cases(rows: pd.DataFrame) -> list[ServiceCase]:
    return [
        ServiceCase(
            number=str(row["case"]),
            recording=str(row["recording"]),
            kind=str(row["kind"]),
            day=row["day"].date(),
            used_on=None if pd.isna(row["used_on"]) else row["used_on"].date(),
        )
        for row in rows.to_dict("records")
    ]
