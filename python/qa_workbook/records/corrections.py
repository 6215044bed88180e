"""What became of the sheets that were merged before and have changed since.

A file that is handed in again under its name holds either the same sheet, corrected, or another one
under a re-used name. Corrected: what was in it and is no more is withdrawn. Re-used: what it
brought before stays, and this is said. docs/merging.md has the rule in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.frames import DAY, Role, Schema
from qa_workbook.records.columns import (
    DOCUMENT,
    DROPPED,
    KEY_DIGEST,
    LIVE,
    POSITION,
    SHEET,
    SUCCESSOR,
    UNIT,
)
from qa_workbook.records.digests import digests_of
from qa_workbook.records.incoming import Incoming
from qa_workbook.records.merged_files import MergedSheet
from qa_workbook.records.stored import rows_in_full

Place = tuple[int, str, str]
"""Document, file and sheet, by which stored rows know where they came from. A file that was taken
for a renamed one may share its document with it."""


@dataclass(frozen=True)
class Change:
    """A sheet that was merged before, and what stands in its place now.

    `sheets` are the names of the sheets of the file that may hold its rows: its own, or, where the
    file has none of that name any more, all of the scheme. `was` and `now` are its labels before
    and now; `same` says whether they are complete and equal, `all_known` whether the keys of all
    rejected rows are known, `vanished` whether no sheet of its name is there.
    """

    file: str
    sheets: tuple[str, ...]
    was: tuple[object, ...]
    now: tuple[object, ...]
    same: bool
    all_known: bool
    vanished: bool = False


def changed_sheets(incoming: Incoming) -> dict[Place, Change]:
    """Returns the sheets of the scheme whose files have changed since they were merged."""
    found: dict[Place, Change] = {}
    for file, former, before in incoming.former_files:
        for name, was in before.sheets.items():
            if was.scheme_key and was.scheme_key.id == incoming.scheme_id:
                change = _change(incoming, file, name, was)
                if change:
                    found[before.document, former, name] = change
    return found


def _change(incoming: Incoming, file: str, name: str, was: MergedSheet) -> Change | None:
    schema, own = incoming.schema, incoming.sheets_of(file)
    before = _typed(was, schema)
    if name in own:
        now = _typed(incoming.files[file].sheets[name], schema)
        complete = bool(now) and all(was.labels.get(label) for label in _labels(schema))
        same = complete and before == now
        return Change(file, (name,), before, now, same, own[name])
    if (file, name) in incoming.elsewhere:
        return Change(file, (name,), before, before, same=False, all_known=True)
    if (file, name) in incoming.standing or file in incoming.faulty_files:
        return None  # it, or a sheet that may be it, was rejected
    known = all(own.values())
    return Change(file, tuple(own), before, before, same=False, all_known=known, vanished=True)


def _labels(schema: Schema) -> tuple[str, ...]:
    return schema.having(Role.SHEET)


def _typed(sheet: MergedSheet, schema: Schema) -> tuple[object, ...]:
    """The labels of a sheet: days as stored rows hold them, all else as text.

    A label on which its rows don't agree is "", which fits every row.
    """
    found: list[object] = []
    for name in _labels(schema):
        label = sheet.labels.get(name)
        is_day = label is not None and schema.dtypes[name] == DAY
        found.append(pd.Timestamp(label or "NaT") if is_day else label or "")
    return tuple(found)


@dataclass(frozen=True)
class Judgement:
    """The stored rows of a run, each with what became of it in its place.

    `stored` has the columns DROPPED and SUCCESSOR besides. `kept` marks rows that stay because
    their sheet has a rejected row where they were, `left` those that stay because their file holds
    another sheet now. `refilled` are those files.
    """

    stored: pd.DataFrame
    kept: Booleans
    left: Booleans
    refilled: frozenset[str]


def judge(incoming: Incoming, stored: pd.DataFrame, changes: Mapping[Place, Change]) -> Judgement:
    """Returns what becomes of the stored rows whose sheets have changed."""
    dropped, kept, left = (np.zeros(len(stored), bool) for _ in range(3))
    successor = np.full(len(stored), "", object)
    refilled = set()
    if changes and len(stored):
        sides = _Sides(incoming, stored)
        for change, rows in _earlier(sides, changes):
            successor[rows] = change.file
            gone = ~sides.still_there(rows, change)
            if _is_corrected(sides, change, rows):
                unsure = gone & sides.may_be_unread(rows, change)
                kept[rows], dropped[rows] = unsure, gone & ~unsure
            elif gone.any():
                left[rows] = gone
                refilled.add(change.file)
    # What stands elsewhere in this run has found its place.
    left &= ~stored[KEY_DIGEST].isin(incoming.candidates[KEY_DIGEST]).to_numpy()
    more = {DROPPED: dropped, SUCCESSOR: pd.array(successor, dtype="str")}
    return Judgement(stored.assign(**more), kept, left, frozenset(refilled))


class _Sides:
    """Stored rows and those of this run, as far as they are compared.

    A *subject* is a digest of what a row is about, whoever says it: the recording, in long sheets
    with its agent. Rows are named by their positions.
    """

    def __init__(self, incoming: Incoming, stored: pd.DataFrame) -> None:
        self.incoming, self.stored, self.schema = incoming, stored, incoming.schema
        self._key = stored[KEY_DIGEST].to_numpy()
        self._new_key = incoming.candidates[KEY_DIGEST].to_numpy()
        self.subject = incoming.subjects(stored)
        self.labels = {name: _plain(stored[name]) for name in _labels(self.schema)}
        names = list(self.schema.whole or self.schema.key)
        self._accepted = incoming.subjects(incoming.details(incoming.candidates, names))
        self._unread = incoming.subjects(incoming.unread)

    def accepted_of(self, change: Change) -> Integers:
        """Returns the positions of the accepted rows of the changed sheet."""
        return _at(self.incoming.candidates_at, change)

    def still_there(self, rows: Integers, change: Change) -> Booleans:
        """Returns which stored rows the sheet still has, with whatever content."""
        return np.isin(self._key[rows], self._new_key[self.accepted_of(change)])

    def subjects_of(self, change: Change) -> tuple[Integers, Integers]:
        """Returns what the accepted, and the rejected, rows of the changed sheet are about."""
        place = change.file, change.sheets[0] if len(change.sheets) == 1 else ""
        if place in self.incoming.elsewhere:
            return self.incoming.elsewhere[place].about(place)
        unread = _at(self.incoming.unread_at, change)
        return self._accepted[self.accepted_of(change)], self._unread[unread]

    def may_be_unread(self, rows: Integers, change: Change) -> Booleans:
        """Returns in whose place a rejected row may stand.

        A recording of a long sheet that is only partly in order stays as it was, for what is
        missing in it may be what was rejected.
        """
        accepted, unread = self.subjects_of(change)
        own = self.subject[rows]
        # Accepted there under another inspector's name, a row is done with.
        replaced = np.isin(own, accepted) & (not self.schema.whole)
        return (np.isin(own, unread) | (not change.all_known)) & ~replaced


def _at(places: Mapping[tuple[str, str], Integers], change: Change) -> Integers:
    found = [places[change.file, name] for name in change.sheets if (change.file, name) in places]
    return np.concatenate([np.zeros(0, np.int64), *found])


def _earlier(sides: _Sides, changes: Mapping[Place, Change]) -> Iterator[tuple[Change, Integers]]:
    """Yields each change with the positions of the live rows that its sheet brought before."""
    live = np.flatnonzero(sides.stored[LIVE].to_numpy())
    groups = sides.stored.iloc[live].groupby([DOCUMENT, *SHEET]).indices
    for place, found in groups.items():
        change = changes.get(place)
        if change is None:
            continue
        rows = live[found]
        # Other rows of the document are of days that earlier versions of the program left there.
        # Whatever a sheet says above: the recordings in it are its own.
        own = _labelled(sides, rows, change.was) | _labelled(sides, rows, change.now)
        own |= np.isin(sides.subject[rows], np.concatenate(sides.subjects_of(change)))
        if own.any():
            yield change, rows[own]


def _labelled(sides: _Sides, rows: Integers, labels: Sequence[object]) -> Booleans:
    """Returns which rows came from a sheet with these labels; an empty text fits every row."""
    found = np.ones(len(rows), bool)
    for name, label in zip(_labels(sides.schema), labels, strict=True):
        values = sides.labels[name][rows]
        if label is pd.NaT:
            found &= np.isnat(values)
        elif isinstance(label, pd.Timestamp):
            found &= values == label.to_datetime64()
        elif label != "":
            found &= values == label
    return found


def _plain(labels: pd.Series) -> Values:
    """The days as they are, all else as texts."""
    is_day = labels.dtype.kind == "M"
    values: Values = labels.to_numpy() if is_day else labels.astype("str").to_numpy(dtype=object)
    return values


def _is_corrected(sides: _Sides, change: Change, rows: Integers) -> bool:
    """Returns whether the sheet is the earlier one, corrected.

    It is when it says so above, or when half of what it may have in common with the earlier one is
    still there: by what the rows are about, or by all else that they say.
    """
    if change.same:
        return True
    now = np.unique(np.concatenate(sides.subjects_of(change)))
    if not len(now):
        return change.was == change.now and not change.vanished
    before = np.unique(sides.subject[rows])
    needed = min(len(before), len(now))
    common = np.isin(before, now)
    if 2 * common.sum() < needed and not _otherwise_labelled(change):
        unlike = rows[np.isin(sides.subject[rows], before[~common])]
        alike = unlike[_say_the_same(sides, unlike, change)]
        common |= np.isin(before, sides.subject[alike])
    return bool(2 * common.sum() >= needed)


def _otherwise_labelled(change: Change) -> bool:
    """Returns whether the sheet said something above both times, and not the same."""
    return any(
        was != now and was not in ("", pd.NaT) and now not in ("", pd.NaT)
        for was, now in zip(change.was, change.now, strict=True)
    )


def _say_the_same(sides: _Sides, rows: Integers, change: Change) -> Booleans:
    """Returns which rows say the same as one of the sheet now, but for what they are about."""
    incoming = sides.incoming
    aside = Role.KEY | Role.SHEET | Role.ORIGIN | Role.AUTHOR
    found = np.zeros(len(rows), bool)
    before = sides.stored.iloc[rows].reset_index(drop=True)
    now = incoming.candidates.iloc[sides.accepted_of(change)]
    for was in rows_in_full(incoming.reader, incoming.batches, before).values():
        for unit, part in now.groupby(UNIT):
            _, table = incoming.units[unit]
            said = [column.name for column in table.schema.columns if not column.roles & aside]
            names = [name for name in said if name in was]
            new = digests_of(table.frame[names].iloc[part[POSITION]], table.schema)
            found[was.index] |= np.isin(digests_of(was[names], table.schema), new)
    return found
