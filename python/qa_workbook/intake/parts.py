"""Rows of many sheets as columns of few tables: a sheet knows its part of a table.

Lists of cells, one for each column of each sheet, take ten times the room, and whoever works on all
sheets at once would have to put them together again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pyarrow as pa

if TYPE_CHECKING:
    from qa_workbook.intake.form_sheet import FormRows
    from qa_workbook.intake.sheet import SheetRows

RowsOfSheet = TypeVar("RowsOfSheet", "SheetRows", "FormRows")
Lists = Mapping[str, list[Any]]

_ARROW: Mapping[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us"),
    date: pa.date32(),
}
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_FEW = 8
"""Runs of a table that are put together faster one by one than by the places of their rows."""


class Part(Lists):
    """The rows of one sheet in a table: a list of a column is made when it is asked for.

    `odd` are the columns that no table can hold; `names` says the order of all.
    """

    __slots__ = ("count", "first", "names", "odd", "table")

    def __init__(
        self, table: pa.Table, first: int, count: int, names: Sequence[str], odd: Lists
    ) -> None:
        self.table, self.first, self.count = table, first, count
        self.names, self.odd = names, odd

    def __getitem__(self, name: str) -> list[Any]:
        """Returns the values of a column. Raises KeyError."""
        if name in self.odd:
            return self.odd[name]
        found: list[Any] = self.table.column(name).slice(self.first, self.count).to_pylist()
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


def in_parts(sheets: Sequence[RowsOfSheet]) -> list[RowsOfSheet]:
    """Returns the sheets with their rows as parts of tables; those that are stay as they are."""
    growing: dict[tuple[tuple[str, pa.DataType], ...], _Growing] = {}
    places: list[tuple[_Growing, int, Lists] | None] = []
    for sheet in sheets:
        if isinstance(sheet.columns, Part):
            places.append(None)
            continue
        types = {name: _type_of(values) for name, values in sheet.columns.items()}
        plain = {name: one for name, one in types.items() if one is not None}
        odd: Lists = {name: values for name, values in sheet.columns.items() if name not in plain}
        table = growing.setdefault(tuple(plain.items()), _Growing(plain))
        places.append((table, table.added(sheet.columns, len(sheet.lines)), odd))
    found = list(sheets)
    for at, (sheet, place) in enumerate(zip(sheets, places, strict=True)):
        if place:
            table, first, odd = place
            part = Part(table.finished, first, len(sheet.lines), tuple(sheet.columns), odd)
            found[at] = replace(sheet, columns=part)
    return found


def _type_of(values: Sequence[Any]) -> pa.DataType | None:
    """The type of a column whose values are all of one kind, beside None; else None."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind in (int, datetime):
        given = values if None not in values else [one for one in values if one is not None]
        if kind is int and not (min(given) >= _SMALLEST and max(given) <= _LARGEST):
            return None
        if kind is datetime and any(one.tzinfo for one in given):
            return None
    return _ARROW.get(kind)


class _Growing:
    """A table to which the rows of one sheet after the other are added."""

    def __init__(self, types: Mapping[str, pa.DataType]) -> None:
        self._types = types
        self._columns: dict[str, list[Any]] = {name: [] for name in types}
        self._rows = 0
        self._table: pa.Table | None = None

    def added(self, columns: Lists, count: int) -> int:
        """Adds rows; returns the place of the first of them."""
        for name in self._columns:
            self._columns[name].extend(columns[name])
        first, self._rows = self._rows, self._rows + count
        return first

    @property
    def finished(self) -> pa.Table:
        """The table of all rows."""
        if self._table is None:
            made = {name: self._array(name, values) for name, values in self._columns.items()}
            self._table = pa.table(made)
            self._columns = {}
        return self._table

    def _array(self, name: str, values: list[Any]) -> pa.Array:
        """A column; small numbers, as all marks are, in half the room."""
        found = pa.array(values, self._types[name])
        if found.type == pa.int64():
            with suppress(pa.ArrowInvalid):
                return found.cast(pa.int32())
        return found


@dataclass
class Run:
    """Rows of a table that follow one another, and the sheets that they are of."""

    table: pa.Table
    first: int
    count: int = 0
    sheets: list[Any] = field(default_factory=list)

    @property
    def end(self) -> int:
        """The row after the last one."""
        return self.first + self.count

    @property
    def rows(self) -> pa.Table:
        """The rows, nothing copied."""
        return self.table.slice(self.first, self.count)


class Runs(list[Run]):
    """The rows of many sheets, in their order."""

    @cached_property
    def tables(self) -> list[pa.Table]:
        """The tables that they are rows of, each of them once."""
        return list({id(run.table): run.table for run in self}.values())

    def column(self, name: str) -> list[pa.Array]:
        """Returns the values of a column that all tables have, in pieces."""
        kinds = {table.schema.field(name).type for table in self.tables}
        if self._places is None or len(kinds) > 1:
            return [chunk for run in self for chunk in run.rows.column(name).chunks]
        pieces = [piece for table in self.tables for piece in table.column(name).chunks]
        return [pa.chunked_array(pieces, *kinds).combine_chunks().take(self._places)]

    @cached_property
    def _places(self) -> pa.Array | None:
        """Where the rows stand in all tables one after the other; None where runs are few.

        Sheets of an inspector that were read on different days are of as many tables.
        """
        if len(self) <= _FEW * len(self.tables):
            return None
        counts = [table.num_rows for table in self.tables]
        begins = dict(zip(map(id, self.tables), np.cumsum([0, *counts]), strict=False))
        firsts = [begins[id(run.table)] + run.first for run in self]
        parts = [np.arange(at, at + run.count) for at, run in zip(firsts, self, strict=True)]
        return pa.array(np.concatenate(parts))


def runs_of(sheets: Sequence[SheetRows | FormRows]) -> Runs:
    """Returns the rows of sheets that are `in_parts`, in the order of the sheets."""
    runs = Runs()
    for sheet in sheets:
        part = sheet.columns
        assert isinstance(part, Part)
        last = runs[-1] if runs else None
        if last is None or last.table is not part.table or last.end != part.first:
            last = Run(part.table, part.first)
            runs.append(last)
        last.count += part.count
        last.sheets.append(sheet)
    return runs


def texts_of(sheets: Sequence[SheetRows | FormRows], name: str) -> pa.ChunkedArray:
    """Returns a text column of all rows of sheets that are `in_parts`; "" where one hasn't it."""
    runs = runs_of(sheets)
    if runs and all(name in table.column_names for table in runs.tables):
        return pa.chunked_array(runs.column(name), pa.string())
    chunks: list[pa.Array] = []
    for run in runs:
        if name in run.table.column_names:
            chunks += run.rows.column(name).chunks
            continue
        for sheet in run.sheets:
            values = sheet.columns.get(name) or [""] * sheet.columns.count
            chunks.append(
                pa.array(["" if one is None else str(one) for one in values], pa.string())
            )
    return pa.chunked_array(chunks, pa.string())
