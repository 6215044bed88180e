"""What files gave, as JSON and Parquet: so that it can be kept, and sent by other processes.

The rows are columns of a Parquet table for each kind of sheet; all else is one JSON text, in which
only the few classes of CLASSES have a place: what is read back can be nothing else.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import chain, islice
from math import isfinite
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from qa_workbook.findings.finding import Finding
from qa_workbook.findings.places import Column
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.model import Form
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.file_reader import FileRows
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.origins import Lying
from qa_workbook.intake.parts import Part, Run, in_parts
from qa_workbook.intake.returned import CameBack
from qa_workbook.intake.sheet import SheetRows, StatedColumn
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.intake.values import Columns
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.returning.copies import ReturnedCopy
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.sheets import Original, Sheet

HEAD = "read.json"
_TAG = ""
"""The key of an object that stands for something else than a mapping; no mapping of ours has it."""
CLASSES: Mapping[str, type] = {
    one.__name__: one
    for one in (
        *(FileRows, SheetRows, FormRows, Sheet, Original, Finding, Column, SheetLabels),
        *(Lying, CameBack, ReturnedCopy, StatedColumn, SchemeKey, CellError),
    )
}
_ROWS = "columns"
"""The field of SheetRows and FormRows that goes into a table."""
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1
_AS_IT_IS = frozenset((str, bool, type(None)))
_PLAIN = frozenset((str, int, float, bool, type(None)))
"""What stays as it is on its way to JSON, and back: numbers may be too large, or none at all."""


class NotKept(ValueError):
    """What was kept can't be read, or isn't what is needed: the files are read again."""


def write_results(folder: Path, results: Sequence[FileRows]) -> None:
    """Writes what files gave into an empty folder: `read.json`, and tables `0.parquet` …"""
    results = with_parts(results)
    tables = _Tables()
    for result in results:
        for columns in chain(_columns(result.rows), _columns(result.form_rows)):
            tables.add(columns)
    packer = _Packer(tables)
    head = [packer.packed(one) for one in results]
    for number, table in enumerate(tables.finished()):
        pq.write_table(table, folder / f"{number}.parquet", compression="zstd")
    (folder / HEAD).write_bytes(orjson.dumps(head))


def read_results(folder: Path, schemes: SchemeBook, forms: FormBook) -> list[FileRows]:
    """Returns what `write_results` was given. Raises NotKept for whatever it can't read."""
    try:
        head = orjson.loads((folder / HEAD).read_bytes())
        numbers = range(sum(1 for _ in folder.glob("*.parquet")))
        tables = [pq.read_table(folder / f"{number}.parquet") for number in numbers]
        unpacker = _Unpacker(schemes, forms, [table.combine_chunks() for table in tables])
        results = [unpacker.unpacked(one) for one in head]
    except (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException) as error:
        raise NotKept(str(error)) from error
    if not all(isinstance(one, FileRows) for one in results):
        raise NotKept("not the results of files")
    return results


def _columns(sheets: Sequence[SheetRows | FormRows]) -> Iterator[Columns]:
    return (sheet.columns for sheet in sheets)


def with_parts(results: Sequence[FileRows]) -> list[FileRows]:
    """Returns what files gave with all rows as parts of few tables (`parts.in_parts`)."""
    rows = iter(in_parts([sheet for one in results for sheet in one.rows]))
    form_rows = iter(in_parts([sheet for one in results for sheet in one.form_rows]))
    return [
        replace(
            one,
            rows=list(islice(rows, len(one.rows))),
            form_rows=list(islice(form_rows, len(one.form_rows))),
        )
        for one in results
    ]


def packed_value(value: Any) -> Any:
    """Returns what stands for a value in JSON; it holds plain values, findings and the like."""
    return _Packer(_Tables()).packed(value)


def unpacked_value(value: Any, schemes: SchemeBook, forms: FormBook) -> Any:
    """Returns what `packed_value` was given. Raises NotKept."""
    try:
        return _Unpacker(schemes, forms, []).unpacked(value)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise NotKept(str(error)) from error


# --- to text --------------------------------------------------------------------------------------


class _Packer:
    """Turns results into plain lists and objects; of rows it says where they are in `tables`."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables

    def packed(self, value: Any) -> Any:
        """What stands for a value in JSON."""
        kind = type(value)
        if value is None or kind in (str, bool) or (kind is float and isfinite(value)):
            return value
        if kind is int:
            return value if _SMALLEST <= value <= _LARGEST else _tagged("int", str(value))
        if kind is list:
            if _AS_IT_IS.issuperset(map(type, value)):
                return value
            return [self.packed(one) for one in value]
        for known, tag, words in _SIMPLE:
            if kind is known:
                return _tagged(tag, words(value))
        return self._compound(value)

    def _compound(self, value: Any) -> Any:
        name = type(value).__name__
        if CLASSES.get(name) is type(value):
            return _tagged(name, *self._parts(value))
        if isinstance(value, Scheme | Form):
            kind = "scheme" if isinstance(value, Scheme) else "form"
            return _tagged(kind, value.id, value.version)
        if isinstance(value, Purpose | Path):
            return _of_text(value)
        if isinstance(value, tuple):
            return _tagged("tuple", *map(self.packed, value))
        if isinstance(value, frozenset):
            return _tagged("set", *map(self.packed, sorted(value)))
        return self._mapping(value)

    def _mapping(self, value: Any) -> Any:
        if not isinstance(value, Mapping):
            raise TypeError(f"no place for {type(value)}")
        if all(type(key) is str and key != _TAG for key in value):
            return {key: self.packed(one) for key, one in value.items()}
        return _tagged("map", *([self.packed(key), self.packed(value[key])] for key in value))

    def _parts(self, value: Any) -> list[Any]:
        """The fields of an instance of CLASSES, in their order."""
        if is_dataclass(value):
            return [self._field(value, field.name) for field in fields(value)]
        return [self.packed(one) for one in value]

    def _field(self, value: Any, field: str) -> Any:
        found = getattr(value, field)
        if field == _ROWS and isinstance(found, Part):
            return self._rows(found)
        return self.packed(found)

    def _rows(self, part: Part) -> list[Any]:
        """Where the rows of a sheet stand: number of the table, first row, count, odd columns."""
        odd = {name: self.packed(values) for name, values in part.odd.items()}
        return [*self._tables.place(part), part.count, list(part.names), odd]


class _Tables:
    """The rows of many sheets, a table for each kind of sheet."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[tuple[str, str], ...], int] = {}
        self._number_of: dict[int, int] = {}
        self._runs: list[list[Run]] = []
        self._rows: list[int] = []
        self._places: dict[int, tuple[int, int]] = {}

    def add(self, columns: Columns) -> None:
        """Adds the rows of a sheet."""
        assert isinstance(columns, Part)
        number = self._number(columns.table)
        runs, first = self._runs[number], self._rows[number]
        last = runs[-1] if runs else None
        if not last or last.table is not columns.table or last.end != columns.first:
            runs.append(last := Run(columns.table, columns.first))
        last.count += columns.count
        self._rows[number] += columns.count
        self._places[id(columns)] = (number, first)

    def place(self, part: Part) -> tuple[int, int]:
        """Returns the number of the table that rows were added to, and the first of its rows."""
        return self._places[id(part)]

    def finished(self) -> list[pa.Table]:
        """Returns the tables of all rows."""
        return [pa.concat_tables(run.rows for run in runs) for runs in self._runs]

    def _number(self, table: pa.Table) -> int:
        """The number of the table of rows with the same columns."""
        known = self._number_of.get(id(table))
        if known is None:
            kind = tuple((field.name, str(field.type)) for field in table.schema)
            known = self._numbers.setdefault(kind, len(self._numbers))
            self._number_of[id(table)] = known
            if known == len(self._runs):
                self._runs.append([])
                self._rows.append(0)
        return known


def _tagged(tag: str, *values: Any) -> dict[str, list[Any]]:
    return {_TAG: [tag, *values]}


def _of_text(value: Purpose | Path) -> Any:
    """A purpose, or a path byte by byte: names of files may be no text."""
    if isinstance(value, Path):
        return _tagged("path", os.fsencode(value).decode("latin-1"))
    return _tagged("purpose", value.value)


def _path_of(text: str) -> Path:
    return Path(os.fsdecode(text.encode("latin-1")))


_SIMPLE: Sequence[tuple[type, str, Callable[[Any], Any]]] = (
    (float, "float", repr),
    (datetime, "datetime", datetime.isoformat),
    (date, "date", date.isoformat),
    (time, "time", time.isoformat),
    (timedelta, "timedelta", lambda span: [span.days, span.seconds, span.microseconds]),
    (Decimal, "decimal", str),
)


# --- from text ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Unpacker:
    """Makes the values again; schemes and forms are those of the config at hand."""

    schemes: SchemeBook
    forms: FormBook
    tables: Sequence[pa.Table]

    def unpacked(self, value: Any) -> Any:
        """Returns what `_Packer.packed` was given. Raises KeyError, TypeError, ValueError."""
        if type(value) is list:
            # Most lists hold nothing but numbers or texts: looking at each would take long.
            is_plain = _PLAIN.issuperset(map(type, value))
            return value if is_plain else [self.unpacked(one) for one in value]
        if type(value) is not dict:
            return value
        if _TAG not in value:
            is_plain = _PLAIN.issuperset(map(type, value.values()))
            return value if is_plain else {key: self.unpacked(value[key]) for key in value}
        tag, *parts = value[_TAG]
        return self._instance(CLASSES[tag], parts) if tag in CLASSES else self._other(tag, parts)

    def _instance(self, kind: type, parts: Sequence[Any]) -> Any:
        values = [self.unpacked(one) for one in parts]
        if not is_dataclass(kind):
            return kind(*values)
        names = _names_of(kind)
        if len(names) != len(values):
            raise ValueError(kind)
        if kind in (SheetRows, FormRows):
            place = names.index(_ROWS)
            values[place] = self._rows(*values[place])
        return kind(*values)

    def _rows(self, number: int, first: int, count: int, names: list[str], odd: Any) -> Part:
        table = self.tables[number]
        if first + count > table.num_rows and len(odd) < len(names):
            raise IndexError(number)
        if not {*table.column_names, *odd} >= set(names):
            raise KeyError(number)
        return Part(table, first, count, names, odd)

    def _other(self, tag: str, parts: Sequence[Any]) -> Any:
        if tag == "scheme":
            return self._known(self.schemes.version(*parts))
        if tag == "form":
            form = self.forms.get(parts[0])
            return self._known(form if form and form.version == parts[1] else None)
        if tag == "tuple":
            return tuple(self.unpacked(parts))
        if tag == "set":
            return frozenset(self.unpacked(parts))
        if tag == "map":
            return {self.unpacked(key): self.unpacked(one) for key, one in parts}
        return _MAKERS[tag](*parts)

    @staticmethod
    def _known(found: Any) -> Any:
        if found is None:
            raise KeyError("a version that the config doesn't have")
        return found


@cache
def _names_of(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


_MAKERS: Mapping[str, Callable[..., Any]] = {
    "int": int,
    "float": float,
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda parts: timedelta(*parts),
    "decimal": Decimal,
    "path": _path_of,
    "purpose": Purpose,
}
