"""What files gave, as JSON and Parquet: so that it can be kept, and sent by other processes.

The rows are columns of a Parquet table for each kind of sheet; all else is one JSON text, in which
only the few classes of CLASSES have a place: what is read back can be nothing else.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
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
from qa_workbook.intake.returned import CameBack
from qa_workbook.intake.sheet import SheetRows, StatedColumn
from qa_workbook.intake.sheet_labels import SheetLabels
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
_ARROW: Mapping[type, pa.DataType] = {
    str: pa.string(),
    bool: pa.bool_(),
    int: pa.int64(),
    float: pa.float64(),
    datetime: pa.timestamp("us"),
    date: pa.date32(),
}
_SMALLEST, _LARGEST = -(2**63), 2**63 - 1


class NotKept(ValueError):
    """What was kept can't be read, or isn't what is needed: the files are read again."""


def write_results(folder: Path, results: Sequence[FileRows]) -> None:
    """Writes what files gave into an empty folder: `read.json`, and tables `0.parquet` …"""
    packer = _Packer()
    head = [packer.packed(one) for one in results]
    for number, table in enumerate(packer.tables()):
        pq.write_table(table, folder / f"{number}.parquet", compression="zstd")
    (folder / HEAD).write_bytes(orjson.dumps(head))


def read_results(folder: Path, schemes: SchemeBook, forms: FormBook) -> list[FileRows]:
    """Returns what `write_results` was given. Raises NotKept for whatever it can't read."""
    try:
        head = orjson.loads((folder / HEAD).read_bytes())
        numbers = range(sum(1 for _ in folder.glob("*.parquet")))
        tables = [pq.read_table(folder / f"{number}.parquet") for number in numbers]
        unpacker = _Unpacker(schemes, forms, [_Lists(table) for table in tables])
        results = [unpacker.unpacked(one) for one in head]
    except (OSError, ValueError, KeyError, TypeError, IndexError, pa.ArrowException) as error:
        raise NotKept(str(error)) from error
    if not all(isinstance(one, FileRows) for one in results):
        raise NotKept("not the results of files")
    return results


def packed_value(value: Any) -> Any:
    """Returns what stands for a value in JSON; it holds plain values, findings and the like."""
    return _Packer().packed(value)


def unpacked_value(value: Any, schemes: SchemeBook, forms: FormBook) -> Any:
    """Returns what `packed_value` was given. Raises NotKept."""
    try:
        return _Unpacker(schemes, forms, []).unpacked(value)
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise NotKept(str(error)) from error


# --- to text --------------------------------------------------------------------------------------


class _Packer:
    """Turns results into plain lists and objects, and collects their rows."""

    def __init__(self) -> None:
        self._groups: dict[tuple[Any, ...], int] = {}
        self._columns: list[dict[str, list[Any]]] = []
        self._types: list[dict[str, pa.DataType]] = []
        self._lengths: list[int] = []

    def tables(self) -> list[pa.Table]:
        """The rows of all sheets so far, a table for each kind of sheet."""
        return [
            pa.table({name: pa.array(values, types[name]) for name, values in columns.items()})
            for columns, types in zip(self._columns, self._types, strict=True)
        ]

    def packed(self, value: Any) -> Any:
        """What stands for a value in JSON."""
        kind = type(value)
        if value is None or kind in (str, bool) or (kind is float and isfinite(value)):
            return value
        if kind is int:
            return value if _SMALLEST <= value <= _LARGEST else _tagged("int", str(value))
        if kind is list:
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
        if field == _ROWS and isinstance(value, SheetRows | FormRows):
            return self._rows(value, found)
        return self.packed(found)

    def _rows(self, sheet: SheetRows | FormRows, columns: Mapping[str, list[Any]]) -> Any:
        """Where the rows of a sheet stand: number of the table, first row, count, odd columns."""
        types = {name: _type_of(values) for name, values in columns.items()}
        plain = {name: one for name, one in types.items() if one is not None}
        odd = {name: self.packed(columns[name]) for name in columns if name not in plain}
        key = sheet.key if isinstance(sheet, SheetRows) else sheet.form.scheme_key
        signature = (key, tuple((name, str(one)) for name, one in plain.items()))
        number = self._groups.setdefault(signature, len(self._groups))
        if number == len(self._columns):
            self._columns.append(defaultdict(list))
            self._types.append(plain)
            self._lengths.append(0)
        for name in plain:
            self._columns[number][name] += columns[name]
        first, count = self._lengths[number], len(sheet.lines)
        self._lengths[number] += count
        return [number, first, count, list(columns), odd]


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


def _type_of(values: list[Any]) -> pa.DataType | None:
    """The type of a column whose values are all of one kind, beside None; else None."""
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) != 1:
        return None
    kind = kinds.pop()
    if kind is int and not all(value is None or _SMALLEST <= value <= _LARGEST for value in values):
        return None
    if kind is datetime and any(value is not None and value.tzinfo for value in values):
        return None
    return _ARROW.get(kind)


# --- from text ------------------------------------------------------------------------------------


class _Lists:
    """The columns of a table as lists, each made once."""

    def __init__(self, table: pa.Table) -> None:
        self._table = table
        self._made: dict[str, list[Any]] = {}

    def part(self, name: str, first: int, count: int) -> list[Any]:
        """Returns `count` values of a column. Raises KeyError, IndexError."""
        if name not in self._made:
            self._made[name] = self._table.column(name).to_pylist()
        found = self._made[name][first : first + count]
        if len(found) != count:
            raise IndexError(name)
        return found


@dataclass(frozen=True)
class _Unpacker:
    """Makes the values again; schemes and forms are those of the config at hand."""

    schemes: SchemeBook
    forms: FormBook
    tables: Sequence[_Lists]

    def unpacked(self, value: Any) -> Any:
        """Returns what `_Packer.packed` was given. Raises KeyError, TypeError, ValueError."""
        if type(value) is list:
            return [self.unpacked(one) for one in value]
        if type(value) is not dict:
            return value
        if _TAG not in value:
            return {key: self.unpacked(one) for key, one in value.items()}
        tag, *parts = value[_TAG]
        if tag in CLASSES:
            return self._instance(CLASSES[tag], parts)
        return self._other(tag, parts)

    def _instance(self, kind: type, parts: Sequence[Any]) -> Any:
        if not is_dataclass(kind):
            return kind(*(self.unpacked(one) for one in parts))
        names = [field.name for field in fields(kind)]
        values = {}
        for name, part in zip(names, parts, strict=True):
            is_rows = name == _ROWS and kind in (SheetRows, FormRows)
            values[name] = self._rows(part) if is_rows else self.unpacked(part)
        return kind(**values)

    def _rows(self, place: Sequence[Any]) -> dict[str, list[Any]]:
        number, first, count, names, odd = place
        table = self.tables[number]
        return {
            name: self.unpacked(odd[name]) if name in odd else table.part(name, first, count)
            for name in names
        }

    def _other(self, tag: str, parts: Sequence[Any]) -> Any:
        if tag == "scheme":
            return self._known(self.schemes.version(*parts))
        if tag == "form":
            form = self.forms.get(parts[0])
            return self._known(form if form and form.version == parts[1] else None)
        if tag == "tuple":
            return tuple(self.unpacked(one) for one in parts)
        if tag == "set":
            return frozenset(self.unpacked(one) for one in parts)
        if tag == "map":
            return {self.unpacked(key): self.unpacked(one) for key, one in parts}
        return _MAKERS[tag](*parts)

    @staticmethod
    def _known(found: Any) -> Any:
        if found is None:
            raise KeyError("a version that the config doesn't have")
        return found


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
