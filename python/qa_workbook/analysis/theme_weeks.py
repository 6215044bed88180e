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
from qa_workbook.analysis.sums import sums_of
from qa_workbook.analysis.themes import Theme, themes
from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import MARK
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class WeekFigures:
    """What themes need of a week with recordings.

    `items`: as of an Analysis. `rows`: its frame `detail` of several weeks, in which `places` are
    the rows of this one that count. `defective`: by item, which of those have a defect in it.
    """

    scheme: Scheme
    items: pd.DataFrame
    rows: pd.DataFrame
    places: Integers
    defective: Mapping[str, Booleans]

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
    whole = detail_table(pool)
    counted = whole["counted"].to_numpy(dtype=bool)
    days = whole["call_date"].to_numpy().astype("datetime64[D]")
    for week in weeks:
        inside = (days >= np.datetime64(week.first)) & (days <= np.datetime64(week.last))
        places = np.flatnonzero(inside & counted)
        if len(places):
            found[week] = _figures(pool.within(week), whole, places, language)
    return found


def _figures(pool: Pool, rows: pd.DataFrame, places: Integers, language: str) -> WeekFigures:
    """The figures of the pool of a week, whose counted recordings stand at `places` of `rows`."""
    defective = {
        item.id: rows[f"defective.{item.id}"].to_numpy(dtype=bool)[places] for item in pool.items
    }
    sums = sums_of(pool)
    items = item_table(pool.versions, sums.whole, item_sums(pool, sums), language)
    return WeekFigures(pool.newest, items, rows, places, defective)


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
        mask = figures.defective.get(item, np.zeros(figures.recordings, dtype=bool))
        places = figures.places[mask]
        if len(places):
            # The order is found on few columns: the others are many, and most rows aren't shown.
            named = (f"{MARK}{item}", "raw", "call_date", "recording")
            keys = [key for key in named if key in figures.rows]
            rows = figures.rows[[*keys, "agent"]].take(places)
            rows = rows.assign(place=places).sort_values(keys, kind="stable")
            again = rows["agent"].duplicated().to_numpy()
            ordered = rows["place"].to_numpy()
            shown = np.concatenate([ordered[~again], ordered[again]])[:most]
            return figures.rows.take(shown).reset_index(drop=True)
    return pd.DataFrame()
