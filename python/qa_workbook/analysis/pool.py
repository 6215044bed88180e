"""All recordings of one scheme in one place, however many versions scored them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.frames import COUNT, MARK, WIDE, Role
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring import fold_breaches, score_recordings

TwoInspectors = Literal["latest", "first", "highest", "lowest"]
_KEPT = (*WIDE.having(Role.POOL), "rows")


@dataclass(frozen=True)
class Part:
    """The recordings of one scheme version: its wide frame and its scored frame."""

    scheme: Scheme
    frame: pd.DataFrame
    scored: pd.DataFrame


@dataclass(frozen=True)
class Pool:
    """Recordings of all versions, one below the other. `frame` holds the columns that every version has."""

    newest: Scheme
    parts: tuple[Part, ...]
    frame: pd.DataFrame

    def scored(self, name: str, missing: object) -> npt.NDArray:
        """Returns a scored column of all recordings, categories as text; `missing` where a version doesn't have it."""
        return self._stacked(name, missing, lambda part: part.scored)

    def _stacked(
        self, name: str, missing: object, side: Callable[[Part], pd.DataFrame]
    ) -> npt.NDArray:
        columns = []
        for part in self.parts:
            frame = side(part)
            columns.append(_values(frame[name]) if name in frame else np.full(len(frame), missing))
        return columns[0] if len(columns) == 1 else np.concatenate(columns)

    def scored_columns(self, prefix: str) -> list[str]:
        """Returns the ids X of the scored columns `prefix`X of any version, newest version first."""
        names = (name for part in reversed(self.parts) for name in part.scored.columns)
        return list(
            dict.fromkeys(name.removeprefix(prefix) for name in names if name.startswith(prefix))
        )

    @cached_property
    def items(self) -> tuple[Indicator, ...]:
        """The items of all versions, in the newest version's order; items it no longer has come last."""
        found = {item.id: item for part in self.parts for item in part.scheme.items}
        newest = {item.id: item for item in self.newest.items}
        return tuple(
            (newest | {id_: item for id_, item in found.items() if id_ not in newest}).values()
        )

    @cached_property
    def only_counted(self) -> bool:
        """True when no item is marked (clause schemes): then there are no average defect ratios and no alerts."""
        return all(item.count for item in self.items)

    @cached_property
    def decimals(self) -> int:
        """The places of the finest score among the versions."""
        return max(part.scheme.score.decimals for part in self.parts)

    def units(self, name: str, decimals: int) -> npt.NDArray:
        """Returns a scored column as whole numbers (int64) of 10^-decimals; exact, as it was rounded to such."""
        column = self.scored(name, np.nan)
        return np.rint(np.where(np.isnan(column), 0, column) * 10**decimals).astype(np.int64)

    def marks(self) -> dict[str, npt.NDArray]:
        """Returns `mark.<id>` (float64) of every item and of every point that was marked, and `count.<id>` (int32)."""
        graded = {node.id: node for part in self.parts for node in part.scheme.graded}
        items = {item.id for item in self.items}
        columns: dict[str, npt.NDArray] = {}
        for id_ in graded:
            marks = np.concatenate([_marks(part, id_) for part in self.parts])
            if id_ in items or not np.isnan(marks).all():
                columns[MARK + id_] = marks
        for id_ in dict.fromkeys(node.id for part in self.parts for node in part.scheme.counted):
            columns[COUNT + id_] = self._stacked(COUNT + id_, 0, lambda part: part.frame).astype(
                np.int32
            )
        return columns


def _values(column: pd.Series) -> npt.NDArray:
    return np.asarray(
        column.astype("str") if isinstance(column.dtype, pd.CategoricalDtype) else column
    )


def _marks(part: Part, id_: str) -> npt.NDArray:
    node = part.scheme.by_id.get(id_)
    if node is None or not node.scale or MARK + id_ not in part.frame:
        return np.full(len(part.frame), np.nan)
    ticks = part.frame[MARK + id_].to_numpy()
    return np.where(ticks >= 0, ticks / 10 ** part.scheme.scale_of(node).decimals, np.nan)


def pool(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    policy: TwoInspectors,
) -> Pool:
    """Scores each frame by its own version and returns all recordings, with `version` and `counted` columns in `frame`.

    Where two inspectors scored one recording, `policy` says which score counts; a tie goes to the inspector whose name
    comes first. A row to which nothing applied is never counted.
    """
    oldest_first = sorted((versions[key] for key in frames), key=lambda scheme: scheme.valid_from)
    newest = (
        oldest_first[-1]
        if oldest_first
        else max(versions.values(), key=lambda scheme: scheme.valid_from)
    )
    parts = tuple(_part(scheme, frames[scheme.key]) for scheme in oldest_first) or (
        _part(newest, WIDE.empty()),
    )
    kept = [_shared(part) for part in parts]
    frame = kept[0] if len(kept) == 1 else pd.concat(kept, ignore_index=True)
    whole = Pool(newest, parts, frame)
    scorable = ~np.isnan(whole.scored("raw", np.nan))
    counted = (
        _counted(frame.assign(final=whole.scored("final", np.nan)), policy, _recording(newest))
        & scorable
    )
    return Pool(newest, parts, frame.assign(counted=counted))


def _part(scheme: Scheme, frame: pd.DataFrame) -> Part:
    wide = (fold_breaches(scheme, frame) if "clause" in frame else frame).reset_index(drop=True)
    wide = wide.take(_order(wide)).reset_index(drop=True)
    return Part(scheme, wide, score_recordings(scheme, wide))


def _order(frame: pd.DataFrame) -> npt.NDArray:
    """Positions by call date and origin, so that nothing published depends on the order in which sheets came in."""
    keys = [pd.factorize(frame[name], sort=True)[0] for name in ("sheet", "file")]
    return np.lexsort([frame["row"].to_numpy(), *keys, frame["call_date"].to_numpy()])


def _shared(part: Part) -> pd.DataFrame:
    columns = [name for name in _KEPT if name in part.frame]
    return part.frame[columns].assign(
        version=pd.Series(part.scheme.version, index=part.frame.index, dtype="str")
    )


def _recording(scheme: Scheme) -> list[str]:
    return ["recording", "agent"] if scheme.sheet.layout == "long" else ["recording"]


def _counted(frame: pd.DataFrame, policy: TwoInspectors, key: Sequence[str]) -> npt.NDArray:
    counted = np.ones(len(frame), dtype=bool)
    twice = np.flatnonzero(frame.duplicated(key, keep=False).to_numpy())
    if len(twice):
        column = "inspected_on" if policy in ("latest", "first") else "final"
        rivals = frame.iloc[twice].assign(position=twice)
        rising = policy in ("first", "lowest")
        order = [column, "inspector", "file", "sheet", "row"]
        ranked = rivals.sort_values(
            order, ascending=[rising, True, True, True, True], na_position="last"
        )
        counted[twice] = False
        counted[ranked.drop_duplicates(key)["position"].to_numpy()] = True
    return counted
