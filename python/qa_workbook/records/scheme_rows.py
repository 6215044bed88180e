"""The rows of one scheme that count: of the batches only what may hold them is read."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.frames import Table, are_recordings
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records.batches import BatchReader, Group, to_table
from qa_workbook.records.beside import LOOKUP, Notes, names_of
from qa_workbook.records.columns import GENERATION, INDEX, KEY_DIGEST, WITHDRAWN
from qa_workbook.records.digests import Digest, distinct
from qa_workbook.records.manifest import Batch
from qa_workbook.records.stored import noted

BLOCK = 1_000_000
"""So many rows are read at a time at most: a few hundred megabytes with all columns."""

_EPOCH = date(1970, 1, 1)

Rows = tuple[SchemeKey, pa.Table]


@dataclass(frozen=True)
class Wanted:
    """Which rows are read, and which of their columns.

    Rows are those of the period; with a `column` those of other days that say one of `texts`
    there. `names` are the columns (None for all); a batch may lack some of them. Those of `coded`
    come as numbers of their few different texts. Of `batches` the rows are, by file (None for all).
    About `most` rows of a batch are read at a time.
    """

    period: Period | None = None
    names: Sequence[str] | None = None
    column: str = ""
    texts: pa.Array | None = None
    coded: Collection[str] = ()
    batches: Collection[str] | None = None
    most: int = BLOCK

    def may_be_in(self, batch: Batch) -> bool:
        """Returns whether the batch may hold such rows."""
        if self.batches is not None and batch.file not in self.batches:
            return False
        if self.period is None or not batch.first:
            return not self.column
        first, last = str(self.period.first), str(self.period.last)
        if self.column:
            return batch.first < first or last < batch.last
        return batch.first <= last and first <= batch.last

    def may_be_among(self, group: Group) -> bool:
        """Returns whether the group may hold such rows."""
        if self.period is None or self.column or group.first is None or group.last is None:
            return True
        return group.first <= self.period.last and self.period.first <= group.last

    def holds_all_of(self, groups: Sequence[Group]) -> bool:
        """Returns whether nearly all rows of groups are wanted: those of all their days."""
        if self.period is None or self.column:
            return not self.column
        return all(
            group.first is not None
            and group.last is not None
            and self.period.first <= group.first
            and group.last <= self.period.last
            for group in groups
        )

    def deciding(self, day: str) -> list[str]:
        """Returns the columns that decide; `day` is the one of the period, "" for none."""
        return [name for name in (day if self.period else "", self.column) if name]

    def mask(self, rows: pa.Table, day: str) -> Booleans:
        """Returns which rows are wanted."""
        if self.period is None or not day:
            return np.full(rows.num_rows, not self.column)
        days = rows.column(day).to_numpy().astype("datetime64[D]")
        first, last = np.datetime64(self.period.first), np.datetime64(self.period.last)
        inside: Booleans = (days >= first) & (days <= last)
        if not self.column:
            return inside
        return ~inside & _is_in(rows.column(self.column), self.texts)

    def chosen(self, rows: pa.Table) -> pa.Table:
        """Returns the columns that are asked for, without those of the store."""
        own = [name for name in rows.schema.names if name not in INDEX]
        return of_names(rows.select(own), self.names)


class SchemeRows:
    """The rows of one scheme: those of its batches, oldest first, and `planned` ones to come."""

    def __init__(
        self, reader: BatchReader, batches: Sequence[Batch], planned: Mapping[SchemeKey, Table]
    ) -> None:
        self._reader, self._batches, self._planned = reader, batches, planned
        self._met: list[Digest] = []

    def of_period(self, wanted: Wanted) -> Iterator[Rows]:
        """Yields the wanted rows, those of one batch at a time at most."""
        for number, batch in enumerate(self._batches):
            if wanted.may_be_in(batch):
                yield from self._searched(number, wanted)
        yield from self._to_come(wanted)

    def of_other_days(self, wanted: Wanted) -> Iterator[Rows]:
        """Yields the wanted rows, after `of_period` has yielded all those of the period.

        Where it is noted which rows these are, no batch is searched for them, but for those that
        say the same as rows to come.
        """
        assert wanted.period is not None
        first, last = ((day - _EPOCH).days for day in (wanted.period.first, wanted.period.last))
        met = distinct(np.concatenate([np.zeros(0, np.uint64), *self._met]))
        new = self._names_to_come(wanted.period)
        for number, batch in enumerate(self._batches):
            if not wanted.may_be_in(batch):
                continue
            notes, complete = self._noted[0][number], self._noted[1]
            if complete and _looked_up_by(wanted.column, batch) and self._is_new_to(batch, new):
                positions = notes.elsewhere(met, first, last)
                if len(positions):
                    yield from self._at(number, positions, wanted)
            else:
                yield from self._searched(number, wanted)
        yield from self._to_come(wanted)

    @cached_property
    def _noted(self) -> tuple[list[Notes], bool]:
        return noted(self._reader, self._batches)

    @cached_property
    def _coming(self) -> list[tuple[SchemeKey, str, pa.Table]]:
        """Key, column of the period and rows of what is to come."""
        return [
            (key, rows.schema.period, to_table(rows.frame)) for key, rows in self._planned.items()
        ]

    @cached_property
    def _replacing(self) -> _Replacing:
        return _Replacing.of([rows for _, _, rows in self._coming])

    def _to_come(self, wanted: Wanted) -> Iterator[Rows]:
        for key, day, rows in self._coming:
            live = ~rows.column(WITHDRAWN).to_numpy() & wanted.mask(rows, day)
            if live.any():
                yield key, rows if live.all() else rows.filter(pa.array(live))

    def _names_to_come(self, period: Period) -> Digest:
        """Returns the names of the rows of the period to come: nothing is noted of them yet."""
        found = [np.zeros(0, np.uint64)]
        if self._planned:
            schema = next(iter(self._planned.values())).schema.name
            if are_recordings(schema):
                found += [names_of(rows, schema) for _, rows in self._to_come(Wanted(period))]
        return distinct(np.concatenate(found))

    def _is_new_to(self, batch: Batch, names: Digest) -> bool:
        """Returns whether the batch has none of `names`."""
        if not len(names):
            return True
        own = self._reader.names(batch)
        return own is not None and not len(own.common(names))

    def _searched(self, number: int, wanted: Wanted) -> Iterator[Rows]:
        """Yields the rows of a batch that are wanted."""
        groups = self._reader.groups(self._batches[number])
        among = [group for group in groups if wanted.may_be_among(group)]
        for run in _runs(among, wanted.most):
            yield from self._read(number, run, wanted, None)

    def _at(self, number: int, positions: Integers, wanted: Wanted) -> Iterator[Rows]:
        """Yields the rows at `positions` of a batch, as far as they count."""
        found = []
        for group in self._reader.groups(self._batches[number]):
            inside = (positions >= group.start) & (positions < group.start + group.rows)
            if inside.any():
                found.append(group)
        for group in found:
            mask = np.zeros(group.rows, bool)
            own = positions - group.start
            mask[own[(own >= 0) & (own < group.rows)]] = True
            yield from self._read(number, [group], wanted, mask)

    def _read(
        self, number: int, run: Sequence[Group], wanted: Wanted, mask: Booleans | None
    ) -> Iterator[Rows]:
        """Yields what counts of groups that stand together: what is wanted, or marked by `mask`."""
        batch, notes = self._batches[number], self._noted[0][number]
        start, stop = run[0].start, run[-1].start + run[-1].rows
        telling = [WITHDRAWN, *([KEY_DIGEST, GENERATION] if self._planned else [])]
        if mask is None:
            telling += wanted.deciding(batch.period)
        names = self._known(batch, wanted)
        # Where nearly all rows are wanted, what tells so is read together with them.
        together = [] if mask is not None or not wanted.holds_all_of(run) else names
        told = self._reader.table(batch, [*dict.fromkeys([*together, *telling])], run, wanted.coded)
        live = wanted.mask(told, batch.period) if mask is None else mask
        live = live & ~told.column(WITHDRAWN).to_numpy() & notes.counting(start, stop)
        if self._planned:
            live &= ~self._replacing.older(told)
        if not live.any():
            return
        if mask is None and not wanted.column:
            self._met.append(notes.names_spread(start, live))
        if together:
            table = told.select(together)
        else:
            table = self._reader.table(batch, names, run, wanted.coded)
        yield batch.key, table if live.all() else table.filter(pa.array(live))

    def _known(self, batch: Batch, wanted: Wanted) -> list[str]:
        """Returns the wanted columns that the batch has, without those of the store."""
        known = [name for name in self._reader.columns(batch) if name not in INDEX]
        if wanted.names is None:
            return known
        return [name for name in dict.fromkeys(wanted.names) if name in known]


@dataclass(frozen=True)
class _Replacing:
    """The keys of rows to come, each once and sorted, and the generation of the newest of each."""

    key: Digest
    generation: Values

    @classmethod
    def of(cls, tables: Sequence[pa.Table]) -> _Replacing:
        """Returns those of tables."""
        keys = [np.zeros(0, np.uint64), *(table.column(KEY_DIGEST).to_numpy() for table in tables)]
        ages = [np.zeros(0, np.int32), *(table.column(GENERATION).to_numpy() for table in tables)]
        key, age = np.concatenate(keys), np.concatenate(ages)
        order = np.lexsort((age, key))
        key, age = key[order], age[order]
        newest = np.append(key[1:] != key[:-1], True)[: len(key)]
        return cls(key[newest], age[newest])

    def older(self, rows: pa.Table) -> Booleans:
        """Returns which stored rows have a newer version among those to come."""
        if not len(self.key):
            return np.zeros(rows.num_rows, bool)
        key = rows.column(KEY_DIGEST).to_numpy()
        places = np.minimum(np.searchsorted(self.key, key), len(self.key) - 1)
        found: Booleans = (self.key[places] == key) & (
            self.generation[places] >= rows.column(GENERATION).to_numpy()
        )
        return found


def _looked_up_by(column: str, batch: Batch) -> bool:
    """Returns whether the notes of a batch say which rows say the same in a column."""
    return column == LOOKUP and are_recordings(batch.schema)


def _runs(groups: Sequence[Group], most: int) -> Iterator[list[Group]]:
    """Yields groups that follow one another, as many as have `most` rows together, or one."""
    run: list[Group] = []
    for group in groups:
        follows = run and run[-1].number + 1 == group.number
        if run and (not follows or sum(one.rows for one in run) + group.rows > most):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def of_names(rows: pa.Table, names: Sequence[str] | None) -> pa.Table:
    """Returns those of the columns `names` that the rows have, all for None."""
    if names is None:
        return rows
    return rows.select([name for name in dict.fromkeys(names) if name in rows.schema.names])


def _is_in(column: pa.ChunkedArray, texts: pa.Array | None) -> Booleans:
    """Whether each text is one of `texts`; `Series.isin` would make Python's texts of them all."""
    found: Booleans = pc.is_in(column.cast(pa.large_string()), value_set=texts).to_numpy()
    return found
