"""The marks of a session as tables: recordings down, inspectors across, gold marks beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.arrays import Floats
from qa_workbook.calibration.session import Person, Session
from qa_workbook.config.base import Text
from qa_workbook.frames import ABSENT, COUNT, MARK, NOT_APPLICABLE, folded
from qa_workbook.keys import SchemeKey
from qa_workbook.scheme.indicators import Indicator
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings

FATAL, DEDUCTION = "fatal", "error_deduction"
"""What stands beside the items of a sheet, as an item of a panel is called."""
_TWO = 2
_SAID = "said."
"""Prefix of the columns that say where 不适用 stands instead of a mark."""


class ItemKind(StrEnum):
    """What kind of marks an item has, by which its coefficient is chosen."""

    TWO_VALUED = "two-valued"
    """One of two marks: AC1."""
    ORDERED = "ordered"
    """One of a few marks in an order: AC2 with quadratic weights."""
    NUMBER = "number"
    """A number of times or points: alpha for intervals."""


@dataclass(frozen=True)
class PanelItem:
    """One column of a score sheet. `allowed` are its marks in rising order, () for any number.

    `width` is the distance between its lowest and its full mark, None where there is no end.
    """

    id: str
    name: Text | None
    kind: ItemKind
    allowed: tuple[float, ...]
    width: float | None


@dataclass(frozen=True)
class Missing:
    """A mark that is not there: nobody entered it, or it says 不适用 (`not_applicable`)."""

    who: str
    recording: str
    item: str
    not_applicable: bool = False


@dataclass(frozen=True)
class Marks:
    """The marks of one item, or the scores: NaN where there is none.

    `given` has a row per recording and a column per inspector, `gold` one mark per recording.
    """

    given: Floats
    gold: Floats

    @property
    def away(self) -> Floats:
        """Each mark less the gold mark."""
        found: Floats = self.given - self.gold[:, np.newaxis]
        return found


@dataclass(frozen=True)
class Panel:
    """All marks of one or several sessions of a scheme.

    `units` are the recordings, `inspectors` the names of the columns. `absent` are those of whom no
    sheet came back, `lead_absent` says it of the lead.
    """

    scheme: Scheme
    units: tuple[str, ...]
    inspectors: tuple[str, ...]
    items: tuple[PanelItem, ...]
    marks: Mapping[str, Marks]
    total: Marks
    absent: tuple[str, ...] = ()
    lead_absent: bool = False
    missing: tuple[Missing, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, PanelItem]:
        """The items by id."""
        return {item.id: item for item in self.items}

    @property
    def has_gold(self) -> bool:
        """Whether the lead has scored anything."""
        return bool(np.isfinite(self.total.gold).any())

    @property
    def present(self) -> tuple[str, ...]:
        """The inspectors of whom a sheet came back."""
        return tuple(one for one in self.inspectors if one not in self.absent)


def panel_of(
    session: Session, schemes: Mapping[SchemeKey, Scheme], frames: Mapping[SchemeKey, pd.DataFrame]
) -> Panel:
    """Returns the marks of the packs of a session that came back.

    `frames` are recordings frames with the column `list`, by version of the scheme; whose a row is
    says the number of its list, never the name on the sheet. Of other rows nothing is taken.
    """
    scheme = schemes[session.key]
    parts = [
        scored_rows(schemes[key], frame)
        for key, frame in frames.items()
        if key.id == session.key.id and key in schemes and len(frame)
    ]
    rows = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"list": []})
    return _Building(session, scheme, rows).panel()


def scored_rows(scheme: Scheme, frame: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows of a recordings frame with marks as people gave them, NaN for none.

    Columns: recording, inspector and, where the frame has it, list; `total`, the score before
    deductions; `mark.` and `count.` of each indicator, and what stands beside the items.
    """
    found = frame[[name for name in ("recording", "inspector", "list") if name in frame]].copy()
    found["total"] = score_recordings(scheme, frame)["raw"]
    for node in scheme.graded:
        if (name := f"{MARK}{node.id}") in frame:
            found[name] = _marks(scheme, node, frame[name])
            found[f"{_SAID}{node.id}"] = (frame[name] == NOT_APPLICABLE).astype("float64")
    for node in scheme.counted:
        if (name := f"{COUNT}{node.id}") in frame:
            found[name] = frame[name].astype("float64")
    if scheme.fatal:
        found[FATAL] = frame["fatal"].astype("float64")
    if scheme.error_deduction:
        found[DEDUCTION] = frame[DEDUCTION] / 10**scheme.error_deduction.decimals
    return found


def _marks(scheme: Scheme, node: Indicator, ticks: pd.Series) -> pd.Series:
    scale = scheme.scale_of(node)
    marks = (ticks - scale.below_zero) / 10**scale.decimals
    return marks.where(~ticks.isin([ABSENT, NOT_APPLICABLE]))


class _Building:
    """Puts the rows of the packs of one session into their places."""

    def __init__(self, session: Session, scheme: Scheme, rows: pd.DataFrame) -> None:
        self.session, self.scheme = session, scheme
        lists = rows["list"].astype("str").map(folded)
        rows = rows[lists.isin(set(session.by_list))]
        self.lists = lists[rows.index].to_numpy()
        self.units = tuple(call.recording for call in session.calls)
        places = {folded(unit): place for place, unit in enumerate(self.units)}
        where = [places.get(folded(one), -1) for one in rows.get("recording", [])]
        known = np.array(where, dtype=np.int64) >= 0
        self.rows, self.lists = rows[known], self.lists[known]
        self.where = np.array(where, dtype=np.int64)[known]

    def panel(self) -> Panel:
        """Returns the panel."""
        session, handed_in = self.session, set(self.lists)
        inspectors = _names(session.inspectors)
        items = tuple(self._items())
        absent = [
            name
            for name, pack in zip(inspectors, self._blind, strict=True)
            if pack not in handed_in
        ]
        return Panel(
            self.scheme,
            self.units,
            inspectors,
            tuple(item for item, _ in items),
            {item.id: self._matrix(column) for item, column in items},
            self._totals(items),
            tuple(absent),
            folded(session.gold_list) not in handed_in,
            tuple(self._missing(items, inspectors)),
        )

    @property
    def _blind(self) -> list[str]:
        return [folded(pack.list) for pack in self.session.packs if not pack.gold]

    def _items(self) -> Iterator[tuple[PanelItem, str]]:
        """The items that anybody marked, each with its column."""
        for node in self._graded():
            yield _graded_item(self.scheme, node), f"{MARK}{node.id}"
        for node in self.scheme.counted:
            if f"{COUNT}{node.id}" in self.rows:
                counted = PanelItem(node.id, node.name, ItemKind.NUMBER, (), None)
                yield counted, f"{COUNT}{node.id}"
        if self.scheme.error_deduction:
            width = float(self.scheme.error_deduction.highest)
            yield PanelItem(DEDUCTION, None, ItemKind.NUMBER, (), width), DEDUCTION
        if self.scheme.fatal:
            yield PanelItem(FATAL, None, ItemKind.TWO_VALUED, (0.0, 1.0), 1.0), FATAL

    def _graded(self) -> Iterator[Indicator]:
        """Items that were marked, or the points below them; the items where nobody marked any."""
        for item in self.scheme.items:
            if item.scale is None:
                continue
            marked = [node for node in item.walk() if self._is_marked(node)]
            yield from marked or [item]

    def _is_marked(self, node: Indicator) -> bool:
        name = f"{MARK}{node.id}"
        if name not in self.rows:
            return False
        return bool((self.rows[name].notna() | (self.rows[f"{_SAID}{node.id}"] > 0)).any())

    def _matrix(self, column: str) -> Marks:
        """The values of a column of rows; where somebody sent two rows the last one counts."""
        given = np.full((len(self.units), len(self._blind)), np.nan)
        gold = np.full(len(self.units), np.nan)
        if column not in self.rows:
            return Marks(given, gold)
        values = self.rows[column].to_numpy(dtype=np.float64)
        mine = self.lists == folded(self.session.gold_list)
        gold[self.where[mine]] = values[mine]
        for place, name in enumerate(self._blind):
            mine = self.lists == name
            given[self.where[mine], place] = values[mine]
        return Marks(given, gold)

    def _totals(self, items: Sequence[tuple[PanelItem, str]]) -> Marks:
        """The scores; there is none where a mark is missing, other than where it says 不适用."""
        totals = self._matrix("total")
        for item, column in items:
            marks, said = self._matrix(column), self._matrix(f"{_SAID}{item.id}")
            totals.given[np.isnan(marks.given) & ~(said.given > 0)] = np.nan
            totals.gold[np.isnan(marks.gold) & ~(said.gold > 0)] = np.nan
        return totals

    def _missing(
        self, items: Sequence[tuple[PanelItem, str]], inspectors: Sequence[str]
    ) -> Iterator[Missing]:
        """Marks that sheets which came back lack; of a recording without a row all of them."""
        columns = dict(zip(self._blind, inspectors, strict=True))
        columns[folded(self.session.gold_list)] = self.session.lead.called
        for name, who in columns.items():
            mine = self.lists == name
            if not mine.any():
                continue
            rows = self.rows[mine].set_index(self.where[mine])
            rows = rows[~rows.index.duplicated(keep="last")].reindex(range(len(self.units)))
            yield from _missing_of(who, self.units, rows, items)


def _missing_of(
    who: str, units: Sequence[str], rows: pd.DataFrame, items: Sequence[tuple[PanelItem, str]]
) -> Iterator[Missing]:
    for item, column in items:
        if column not in rows:
            continue
        said = rows.get(f"{_SAID}{item.id}", pd.Series(np.nan, rows.index)).to_numpy()
        for place in np.flatnonzero(rows[column].isna()).tolist():
            yield Missing(who, units[place], item.id, bool(said[place] > 0))


def _graded_item(scheme: Scheme, node: Indicator) -> PanelItem:
    scale = scheme.scale_of(node)
    allowed = tuple(map(float, scale.allowed))
    kind = ItemKind.NUMBER
    if allowed:
        kind = ItemKind.TWO_VALUED if len(allowed) == _TWO else ItemKind.ORDERED
    return PanelItem(node.id, node.name, kind, allowed, float(scale.full - scale.lowest))


def _names(people: Sequence[Person]) -> tuple[str, ...]:
    """What to call each; two of one name by their numbers too."""
    names = [person.called for person in people]
    return tuple(
        f"{name} {person.number}".strip() if names.count(name) > 1 else name
        for name, person in zip(names, people, strict=True)
    )


def pooled(panels: Sequence[Panel]) -> Panel:
    """Returns the marks of several sessions of one scheme as one panel, recordings one below other.

    Whoever was in no session of a recording has no mark there. The scheme is that of the last one.
    Raises ValueError without any panel.
    """
    names = tuple(dict.fromkeys(name for panel in panels for name in panel.inspectors))
    items = {item.id: item for panel in panels for item in panel.items}

    def stacked(marks: Sequence[Marks | None]) -> Marks:
        parts = [_spread(one, panel, names) for one, panel in zip(marks, panels, strict=True)]
        gold = np.hstack([one.gold for one in parts])
        return Marks(np.vstack([one.given for one in parts]), gold)

    present = {name for panel in panels for name in panel.present}
    return Panel(
        panels[-1].scheme,
        tuple(unit for panel in panels for unit in panel.units),
        names,
        tuple(items.values()),
        {item: stacked([panel.marks.get(item) for panel in panels]) for item in items},
        stacked([panel.total for panel in panels]),
        tuple(name for name in names if name not in present),
        all(panel.lead_absent for panel in panels),
        tuple(one for panel in panels for one in panel.missing),
    )


def _spread(marks: Marks | None, panel: Panel, names: Sequence[str]) -> Marks:
    """The marks of one panel in the columns of all inspectors."""
    wide = np.full((len(panel.units), len(names)), np.nan)
    if marks is None:
        return Marks(wide, np.full(len(panel.units), np.nan))
    wide[:, [names.index(name) for name in panel.inspectors]] = marks.given
    return Marks(wide, marks.gold)
