"""All recordings of one scheme in one place, however many versions scored them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Literal

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import numbered
from qa_workbook.analysis.versions import Versions
from qa_workbook.arrays import Booleans, Floats, Integers, Values
from qa_workbook.codes import joined
from qa_workbook.frames import CORRECTED, COUNT, MARK, NOT_APPLICABLE, WIDE, Role
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring import (
    fold_breaches,
    lost_by_clause,
    points_lost,
    score_recordings,
)

TwoInspectors = Literal["latest", "first", "highest", "lowest", "mean"]
LOST = "lost."
_KEPT = (*WIDE.having(Role.POOL), CORRECTED)


@dataclass(frozen=True)
class ScoredVersion:
    """The recordings of one scheme version: its wide frame and its scored frame."""

    scheme: Scheme
    frame: pd.DataFrame
    scored: pd.DataFrame


@dataclass(frozen=True)
class Pool:
    """Recordings of all versions, one below the other.

    `frame` holds the columns that every version has. `parts` are the versions, oldest first.
    `several`: which rows are of recordings with more than one row.
    """

    newest: Scheme
    parts: tuple[ScoredVersion, ...]
    frame: pd.DataFrame
    several: Booleans

    def within(self, period: Period) -> Pool:
        """Returns the recordings of the days of a period."""
        inside = self.inside(period)
        if inside.all():
            return self
        return self.only(inside)

    def only(self, rows: Booleans) -> Pool:
        """Returns the recordings of a mask."""
        ends = np.cumsum([len(part.frame) for part in self.parts])[:-1]
        parts = [
            ScoredVersion(
                part.scheme,
                part.frame[own].reset_index(drop=True),
                part.scored[own].reset_index(drop=True),
            )
            for part, own in zip(self.parts, np.split(rows, ends), strict=True)
        ]
        frame = self.frame[rows].reset_index(drop=True)
        return Pool(self.newest, tuple(parts), frame, self.several[rows])

    @property
    def recording_key(self) -> list[str]:
        """The columns that name a recording."""
        return recording_key(self.newest)

    def inside(self, period: Period) -> Booleans:
        """Returns which recordings are of the days of a period."""
        return inside(self.frame, period)

    def scored(self, name: str, missing: object) -> Values:
        """Returns a scored column of all recordings, categories as text.

        `missing` stands where a version doesn't have the column.
        """
        return self._stacked(name, missing, lambda part: part.scored)

    def drop_scored(self, name: str) -> None:
        """Drops a scored column, if there is one, that nobody will ask for again."""
        for part in self.parts:
            if name in part.scored:
                del part.scored[name]

    def bands(self) -> pd.Series:
        """Returns the id of the band of each recording; no text of Python's is made of them."""
        return pd.concat([_texts(part.scored["band"]) for part in self.parts], ignore_index=True)

    def in_band(self, band: str) -> Booleans:
        """Returns which recordings are in a band; by its number, which is faster than by its id."""
        return np.concatenate([_is(part.scored["band"], band) for part in self.parts])

    def reading_order(self, rows: Integers) -> Integers:
        """Returns positions of the pool by version, then by call date and origin."""
        ends = np.cumsum([len(part.frame) for part in self.parts])
        version = np.searchsorted(ends, rows, side="right")
        found = [rows[version == number] for number in range(len(self.parts))]
        where = self.frame[["call_date", "file", "sheet", "row"]]
        ordered = [own[reading_order(where.iloc[own])] for own in found]
        return np.concatenate(ordered)

    def _stacked(
        self, name: str, missing: object, side: Callable[[ScoredVersion], pd.DataFrame]
    ) -> Values:
        columns = [_column(side(part), name, missing) for part in self.parts]
        # Nearly always there is one version, whose column need not be copied.
        return columns[0] if len(columns) == 1 else np.concatenate(columns)

    def scored_columns(self, prefix: str) -> list[str]:
        """Returns the ids X of the scored columns `prefix`X of any version, newest first."""
        found: dict[str, None] = {}
        for part in reversed(self.parts):
            for name in part.scored.columns:
                if name.startswith(prefix):
                    found.setdefault(name.removeprefix(prefix))
        return list(found)

    @cached_property
    def days(self) -> Values:
        """The day of each recording."""
        days: Values = self.frame["call_date"].to_numpy().astype("datetime64[D]")
        return days

    @cached_property
    def versions(self) -> Versions:
        """The versions of the scheme."""
        return Versions(tuple(part.scheme for part in self.parts))

    @property
    def items(self) -> tuple[Indicator, ...]:
        """The items of all versions, see `Versions`."""
        return self.versions.items

    @property
    def only_counted(self) -> bool:
        """Whether no item is marked, see `Versions`."""
        return self.versions.only_counted

    @property
    def decimals(self) -> int:
        """The places of the finest score among the versions."""
        return self.versions.decimals

    def units(self, name: str, decimals: int) -> Integers:
        """Returns a scored column as whole numbers (int64) of 10^-decimals.

        They are exact, as the column was rounded to such units.
        """
        column: Floats = self.scored(name, np.nan)
        known: Floats = np.where(np.isnan(column), 0.0, column)
        units: Floats = np.rint(known * 10**decimals)
        return units.astype(np.int64)

    def marks(self) -> Iterator[tuple[str, Values]]:
        """Yields `mark.<id>` (float64) of items and marked points, and `count.<id>` (int32)."""
        items = {item.id for item in self.items}
        for id_ in _ids(part.scheme.graded for part in self.parts):
            marks = self.marks_of(id_)
            # Points that nobody marked would be columns of nothing; an item is always shown.
            if id_ in items or not np.isnan(marks).all():
                yield MARK + id_, marks
        for id_ in _ids(part.scheme.counted for part in self.parts):
            counts = self._stacked(COUNT + id_, 0, lambda part: part.frame)
            yield COUNT + id_, counts.astype(np.int32)

    def marks_of(self, indicator: str) -> Floats:
        """Returns the marks of an indicator: NaN where none was given, or a version hasn't it."""
        columns = [_marks(part, indicator) for part in self.parts]
        return columns[0] if len(columns) == 1 else np.concatenate(columns)

    def excused(self) -> Values:
        """Returns the ids of the indicators that are 不适用 in each recording, joined."""
        found = np.full(len(self.frame), "", dtype=object)
        start = 0
        for part in self.parts:
            for node in part.scheme.graded:
                ticks = part.frame.get(MARK + node.id)
                rows = () if ticks is None else np.flatnonzero(ticks == NOT_APPLICABLE)
                for row in rows:
                    found[start + row] = joined((found[start + row], node.id))
            start += len(part.frame)
        return found


def inside(frame: pd.DataFrame, period: Period) -> Booleans:
    """Returns which rows are of the days of a period."""
    days = frame["call_date"].to_numpy().astype("datetime64[D]")
    first, last = np.datetime64(period.first), np.datetime64(period.last)
    found: Booleans = (days >= first) & (days <= last)
    return found


def _ids(versions: Iterable[Sequence[Indicator]]) -> list[str]:
    """The ids of the indicators of all versions, each once."""
    found: dict[str, None] = {}
    for nodes in versions:
        found |= dict.fromkeys(node.id for node in nodes)
    return list(found)


def _column(frame: pd.DataFrame, name: str, missing: object) -> Values:
    if name not in frame:
        return np.full(len(frame), missing)
    column = frame[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype("str")
    return np.asarray(column)


def _texts(column: pd.Series) -> pd.Series:
    """The texts of a column of categories, each taken by its number."""
    texts = column.cat.categories.astype("str").array
    return pd.Series(texts.take(column.cat.codes.to_numpy(), allow_fill=True))


def _is(column: pd.Series, category: str) -> Booleans:
    number = column.cat.categories.get_indexer([category])[0]
    if number < 0:
        return np.zeros(len(column), dtype=bool)
    equal: Booleans = column.cat.codes.to_numpy() == number
    return equal


def _marks(part: ScoredVersion, id_: str) -> Floats:
    node = part.scheme.by_id.get(id_)
    if node is None or not node.scale or MARK + id_ not in part.frame:
        return np.full(len(part.frame), np.nan)
    ticks = part.frame[MARK + id_].to_numpy()
    scale = part.scheme.scale_of(node)
    marks: Floats = (ticks - scale.below_zero) / 10**scale.decimals
    return np.where(ticks >= 0, marks, np.nan)


def pool_recordings(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    policy: TwoInspectors,
    *,
    once: bool = False,
    values: bool = True,
) -> Pool:
    """Scores each frame by its own version and returns all recordings.

    Their `frame` has the columns `version` and `counted`. Where several inspectors scored one
    recording, `policy` says which score counts; a tie goes to the inspector whose name comes first.
    For `mean` that is the latest one, and its scores are still its own: see `with_means`.
    A row to which nothing applied is never counted. Who knows that each recording is there `once`
    saves the search for others; `values` are wanted by trees and details alone.
    """
    used = sorted((versions[key] for key in frames), key=_since)
    # Rounded parts of scores are added up only there. All other sums are of whole numbers, whatever
    # the order: ordering a million rows takes longer than scoring them.
    ordered = policy == "mean" or any(scheme.sheet.layout == "long" for scheme in used)
    parts = tuple(_part(scheme, frames[scheme.key], ordered, values) for scheme in used)
    if not parts:
        # A period without recordings still has its scheme: the newest version, with no rows.
        parts = (_part(max(versions.values(), key=_since), WIDE.empty(), ordered, values),)
    newest = parts[-1].scheme
    kept = [_shared(part) for part in parts if len(part.frame)] or [_shared(parts[-1])]
    # Nearly always one version has rows, which need not be copied.
    frame = kept[0] if len(kept) == 1 else pd.concat(kept, ignore_index=True)
    several = np.zeros(len(frame), dtype=bool)
    if not once:
        several = frame.duplicated(recording_key(newest), keep=False).to_numpy()
    pool = Pool(newest, parts, frame, several)
    scorable = ~np.isnan(pool.scored("raw", np.nan))
    if several.any():
        finals = frame.assign(final=pool.scored("final", np.nan))
        scorable &= _counted(finals, np.flatnonzero(several), policy, recording_key(newest))
    return replace(pool, frame=frame.assign(counted=scorable))


def _since(scheme: Scheme) -> date:
    return scheme.valid_from


def _part(scheme: Scheme, frame: pd.DataFrame, ordered: bool, values: bool) -> ScoredVersion:
    if "clause" in frame:  # a row per breach: from here on it is a row per recording
        frame = fold_breaches(scheme, frame)
    frame = frame.reset_index(drop=True)
    if ordered:
        frame = frame.take(reading_order(frame)).reset_index(drop=True)
    scored = score_recordings(scheme, frame, values=values)
    if scheme.sheet.layout == "long":
        by_clause = {f"{LOST}{id_}": lost for id_, lost in lost_by_clause(scheme, frame).items()}
        scored = scored.assign(lost=points_lost(scheme, frame), **by_clause)
    return ScoredVersion(scheme, frame, scored)


def reading_order(frame: pd.DataFrame) -> Integers:
    """Returns the positions of rows by call date and origin.

    With them nothing that is told depends on the order in which sheets came in.
    """
    keys = [numbered(frame[name])[0] for name in ("sheet", "file")]
    return np.lexsort([frame["row"].to_numpy(), *keys, frame["call_date"].to_numpy()])


def _shared(part: ScoredVersion) -> pd.DataFrame:
    columns = [name for name in _KEPT if name in part.frame]
    version = pd.Series(part.scheme.version, index=part.frame.index, dtype="str")
    return part.frame[columns].assign(version=version)


def recording_key(scheme: Scheme) -> list[str]:
    """Returns the columns that name a recording."""
    if scheme.sheet.layout == "long":
        return ["recording", "agent"]  # one piece of evidence may concern several agents
    return ["recording"]


def _counted(
    frame: pd.DataFrame, twice: Integers, policy: TwoInspectors, key: Sequence[str]
) -> Booleans:
    """The mask of the one score of every recording that counts; `twice`: those with rivals."""
    counted = np.ones(len(frame), dtype=bool)
    judged_by = "final" if policy in ("highest", "lowest") else "inspected_on"
    rising = policy in ("first", "lowest")
    rivals = frame.iloc[twice].assign(position=twice)
    # The inspector's name and the origin break ties, so that the order of files decides nothing.
    ranked = rivals.sort_values(
        [judged_by, "inspector", "file", "sheet", "row"],
        ascending=[rising, True, True, True, True],
        na_position="last",
    )
    counted[twice] = False
    counted[ranked.drop_duplicates(key)["position"].to_numpy()] = True
    return counted
