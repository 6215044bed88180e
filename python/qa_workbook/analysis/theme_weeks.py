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
from qa_workbook.arrays import Integers
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme


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


def theme_week(
    rules: ThemeRules,
    scheme: Scheme,
    week: Period,
    earlier: tuple[Period, WeekFigures] | None,
    now: WeekFigures | None,
    language: str,
    case_library: CaseLibrary | None = None,
) -> ThemeWeek:
    """Returns a week with its themes, and one case more than are asked for: one may not do.

    `earlier` is the last week before it with recordings, `now` the week itself, None as long as it
    has none; `scheme` is the one in force without either.
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
    return ThemeWeek(
        week=week,
        scheme=named,
        chosen_by=chosen_by,
        recordings=now.recordings if now else 0,
        themes=found,
        examples={one.item: _examples(sources, one.item, rules.cases + 1) for one in found},
    )


def _examples(sources: Sequence[WeekFigures], item: str, most: int) -> pd.DataFrame:
    """The recordings with the lowest marks of an item, of different agents first."""
    for figures in sources:
        wrong = figures.pool.scored(f"defective.{item}", False)[figures.places]
        places = figures.places[wrong]
        if len(places):
            return _details(figures.pool, _shown(figures.pool, places, item, most))
    return pd.DataFrame()


def _shown(pool: Pool, places: Integers, item: str, most: int) -> Integers:
    """Those of some places of a pool that are shown, in their order."""
    keys = {"mark": pool.marks_of(item)[places], "raw": pool.scored("raw", np.nan)[places]}
    rows = pool.frame[["call_date", "recording", "agent"]].take(places)
    rows = rows.assign(**keys, place=places).reset_index(drop=True)
    rows = _worst(rows, [*keys, "call_date"], most)
    # Of what is equal in all keys the first to be read comes first.
    rows = rows.set_index("place").loc[pool.reading_order(rows["place"].to_numpy())].reset_index()
    rows = rows.sort_values([*keys, "call_date", "recording"], kind="stable")
    again = rows["agent"].duplicated().to_numpy()
    ordered = rows["place"].to_numpy()
    return np.concatenate([ordered[~again], ordered[again]])[:most]


def _worst(rows: pd.DataFrame, keys: Sequence[str], most: int) -> pd.DataFrame:
    """The first rows by numbers and days in which there are enough agents, in no certain order.

    Ordering the texts of all rows takes long, and hardly any of them are shown.
    """
    columns = [rows[key].to_numpy() for key in keys]
    order = np.lexsort(columns[::-1])
    firsts = np.flatnonzero(~rows["agent"].take(order).duplicated().to_numpy())
    if len(firsts) < most:
        return rows
    # What is equal to the last one in these keys may come before it.
    equal = np.ones(len(rows), dtype=bool)
    for column in columns:
        last = column[order[firsts[most - 1]]]
        equal &= (column == last) | (pd.isna(column) & pd.isna(last))
    return rows.take(order[: np.flatnonzero(equal[order])[-1] + 1])


def _details(pool: Pool, places: Integers) -> pd.DataFrame:
    """Returns rows of the frame `detail` of an Analysis, those at some places of a pool."""
    mask = np.zeros(len(pool.frame), dtype=bool)
    mask[places] = True
    own = pool.only(mask)
    read = np.sort(places)[own.reading_order(np.arange(len(places)))]
    where = pd.Index(read).get_indexer(places)
    return detail_table(own).take(where).reset_index(drop=True)
