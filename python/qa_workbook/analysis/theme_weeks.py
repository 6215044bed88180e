"""The weeks of 每周质检主题反馈跟踪表 (S4): themes, before and after, and recordings to explain."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from qa_workbook.analysis.analyse import pool_of
from qa_workbook.analysis.case_library import CaseLibrary
from qa_workbook.analysis.detail import detail_table
from qa_workbook.analysis.items import item_sums, item_table
from qa_workbook.analysis.pool import Pool, TwoInspectors
from qa_workbook.analysis.rules import ThemeRules
from qa_workbook.analysis.sums import Sums, sums_of
from qa_workbook.analysis.themes import Theme, themes
from qa_workbook.arrays import Integers, Values
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme

_SOME = 16
"""So many rows are looked at for enough agents, then several times as many."""


@dataclass(frozen=True)
class WeekFigures:
    """What themes need of a week with recordings.

    `items`: as of an Analysis. `pool`: the recordings of several weeks, in which `places` are the
    rows of this one that count.
    """

    scheme: Scheme
    items: pd.DataFrame
    pool: Pool
    places: Integers

    @property
    def recordings(self) -> int:
        """How many recordings count."""
        return len(self.places)


@dataclass(frozen=True)
class ThemeWeek:
    """A week with its themes.

    `chosen_by` is the week that they were chosen by, None in the first week of a project.
    `recordings` are those of the week itself, 0 as long as it has none. `examples`: by item, rows
    of `detail` with a defect in it to be explained, worst first; of the week that the item was
    chosen by, else of the week itself.
    """

    week: Period
    scheme: Scheme
    chosen_by: Period | None
    recordings: int
    themes: Sequence[Theme]
    examples: Mapping[str, pd.DataFrame] = field(default_factory=dict)


def figures_by_week(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    weeks: Sequence[Period],
    two_inspectors: TwoInspectors,
    language: str,
) -> dict[Period, WeekFigures]:
    """Returns the figures of those weeks that have recordings that count.

    `versions` and `frames` are of one scheme, as `analyse` takes them, of all weeks together: each
    recording is scored once.
    """
    if not frames:
        return {}
    pool, found = pool_of(versions, frames, two_inspectors), {}
    sums = sums_of(pool)
    days = pool.frame["call_date"].to_numpy()[sums.rows].astype("datetime64[D]")
    for week in weeks:
        inside = (days >= np.datetime64(week.first)) & (days <= np.datetime64(week.last))
        if inside.any():
            found[week] = _figures(pool, sums.only(inside), language)
    return found


def _figures(pool: Pool, sums: Sums, language: str) -> WeekFigures:
    """The figures of the week that `sums` are of."""
    items = item_table(pool.versions, sums.whole, item_sums(pool, sums), language)
    return WeekFigures(pool.newest, items, pool, sums.rows)


@dataclass(frozen=True)
class ChosenWeek:
    """A week with its themes, and where the recordings to be explained are: by item, their pool
    and their places in it.
    """

    week: ThemeWeek
    shown: Mapping[str, tuple[Pool, Integers]]


def theme_week(
    rules: ThemeRules,
    scheme: Scheme,
    week: Period,
    earlier: tuple[Period, WeekFigures] | None,
    now: WeekFigures | None,
    language: str,
    case_library: CaseLibrary | None = None,
) -> ChosenWeek:
    """Returns a week with its themes, and one case more than are asked for: one may not do.

    `explained` puts the cases in. `earlier` is the last week before it with recordings, `now` the
    week itself, None as long as it has none; `scheme` is the one in force without either.
    """
    before = earlier[1] if earlier else None
    known = now or before
    chosen_by = earlier[0] if earlier else None
    named = known.scheme if known else scheme
    known_cases = case_library or CaseLibrary()
    found = [
        replace(
            one,
            chosen_by=chosen_by,
            cases=known_cases.of_theme(named.id, one.item, week),
        )
        for one in themes(rules, named, before, now, language)
    ]
    sources = [figures for figures in (before, now) if figures is not None]
    shown = {one.item: _examples(sources, one.item, rules.cases + 1) for one in found}
    told = ThemeWeek(
        week=week,
        scheme=named,
        chosen_by=chosen_by,
        recordings=now.recordings if now else 0,
        themes=found,
    )
    return ChosenWeek(told, {item: where for item, where in shown.items() if where})


def explained(chosen: Sequence[ChosenWeek]) -> list[ThemeWeek]:
    """Returns the weeks with their cases; details are made once, of the few that are shown."""
    places: dict[int, list[Integers]] = {}
    pools: dict[int, Pool] = {}
    for pool, own in (where for one in chosen for where in one.shown.values()):
        pools[id(pool)] = pool
        places.setdefault(id(pool), []).append(own)
    details = {key: _Details.of(pool, np.concatenate(places[key])) for key, pool in pools.items()}
    return [
        replace(
            one.week,
            examples={item: details[id(pool)].at(own) for item, (pool, own) in one.shown.items()},
        )
        for one in chosen
    ]


def _examples(sources: Sequence[WeekFigures], item: str, most: int) -> tuple[Pool, Integers] | None:
    """The recordings with the lowest marks of an item, of different agents first."""
    for figures in sources:
        wrong = figures.pool.scored(f"defective.{item}", False)[figures.places]
        places = figures.places[wrong]
        if len(places):
            return figures.pool, _shown(figures.pool, places, item, most)
    return None


def _shown(pool: Pool, places: Integers, item: str, most: int) -> Integers:
    """Those of some places of a pool that are shown, in their order."""
    keys = {
        "mark": pool.marks_of(item)[places],
        "raw": pool.scored("raw", np.nan)[places],
        "call_date": pool.frame["call_date"].to_numpy()[places],
    }
    worst = _worst(list(keys.values()), pool.frame["agent"], places, most)
    # Of what is equal in all keys the first to be read comes first.
    read = pool.reading_order(places[worst])
    at = worst[pd.Index(places[worst]).get_indexer(read)]
    rows = pool.frame[["recording", "agent"]].take(read)
    rows = rows.assign(**{key: column[at] for key, column in keys.items()}, place=read)
    rows = rows.sort_values([*keys, "recording"], kind="stable")
    again = rows["agent"].duplicated().to_numpy()
    ordered = rows["place"].to_numpy()
    return np.concatenate([ordered[~again], ordered[again]])[:most]


def _worst(columns: Sequence[Values], agents: pd.Series, places: Integers, most: int) -> Integers:
    """The first rows by some columns in which there are enough agents, in no certain order.

    Ordering the texts of all rows takes long, and hardly any of them are shown. `places` are those
    of the rows among all `agents`.
    """
    order = np.lexsort(columns[::-1])
    size, firsts = 0, np.zeros(0, np.int64)
    while len(firsts) < most:
        if size >= len(order):
            return order
        size = _SOME + 4 * size
        firsts = np.flatnonzero(~agents.take(places[order[:size]]).duplicated().to_numpy())
    # What is equal to the last one in these columns may come before it.
    equal = np.ones(len(order), dtype=bool)
    for column in columns:
        last = column[order[firsts[most - 1]]]
        equal &= (column == last) | (pd.isna(column) & pd.isna(last))
    return order[: np.flatnonzero(equal[order])[-1] + 1]


@dataclass(frozen=True)
class _Details:
    """Rows of the frame `detail` of an Analysis, at some places of a pool in rising order."""

    places: Integers
    rows: pd.DataFrame

    @classmethod
    def of(cls, pool: Pool, places: Integers) -> _Details:
        """Returns those rows of a pool."""
        mask = np.zeros(len(pool.frame), dtype=bool)
        mask[places] = True
        own, found = pool.only(mask), np.flatnonzero(mask)
        read = own.reading_order(np.arange(len(found)))
        return cls(found, detail_table(own).take(np.argsort(read)))

    def at(self, places: Integers) -> pd.DataFrame:
        """Returns the rows at some of the places, in their order."""
        return self.rows.take(np.searchsorted(self.places, places)).reset_index(drop=True)
