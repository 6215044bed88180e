"""What files gave, as JSON and Parquet: so that it can be kept, and sent by other processes.

The rows are columns of a Parquet table for each kind of sheet; all else is one JSON text, in which
only the few classes of `packed_values` have a place: what is read back can be nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, islice
from pathlib import Path
from typing import Any

import orjson
import pyarrow as pa
import pyarrow.parquet as pq

from qa_workbook.forms.book import FormBook
from qa_workbook.intake.file_reader import FileRows
from qa_workbook.intake.form_sheet import FormRows
from qa_workbook.intake.packed_values import NotKept, Packer, Unpacker
from qa_workbook.intake.parts import Part, Run, in_parts
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.intake.values import Columns
from qa_workbook.scheme.book import SchemeBook

HEAD = "read.json"
_ROWS = "columns"
"""The field of SheetRows and FormRows that goes into a table."""


def write_results(folder: Path, results: Sequence[FileRows]) -> None:
    """Writes what files gave into an empty folder: `read.json`, and tables `0.parquet` …"""
    results = with_parts(results)
    tables = _Tables()
    for result in results:
        for columns in chain(_columns(result.rows), _columns(result.form_rows)):
            tables.add(columns)
    packer = _RowsPacker(tables)
    # One after the other: thousands of results take much room as long as they aren't text.
    head = b",".join(orjson.dumps(packer.packed(one)) for one in results)
    for number, table in enumerate(tables.finished()):
        pq.write_table(table, folder / f"{number}.parquet", compression="zstd")
    (folder / HEAD).write_bytes(b"[" + head + b"]")


def read_results(folder: Path, schemes: SchemeBook, forms: FormBook) -> list[FileRows]:
    """Returns what `write_results` was given. Raises NotKept for whatever it can't read."""
    try:
        head = orjson.loads((folder / HEAD).read_bytes())
        numbers = range(sum(1 for _ in folder.glob("*.parquet")))
        tables = [pq.read_table(folder / f"{number}.parquet") for number in numbers]
        unpacker = _RowsUnpacker(schemes, forms, [table.combine_chunks() for table in tables])
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


class _RowsPacker(Packer):
    """Of the rows of sheets it says where they are in `tables`."""

    def __init__(self, tables: _Tables) -> None:
        self._tables = tables

    def field(self, value: Any, field: str) -> Any:
        """What stands for a field; rows stand in a table."""
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


class _RowsUnpacker(Unpacker):
    """Finds the rows of sheets in `tables`."""

    def __init__(self, schemes: SchemeBook, forms: FormBook, tables: Sequence[pa.Table]) -> None:
        super().__init__(schemes, forms)
        self._tables = tables

    def fields_of(self, kind: type, names: Sequence[str], values: list[Any]) -> list[Any]:
        """Returns the values of the fields; rows are a part of a table."""
        if kind in (SheetRows, FormRows):
            place = names.index(_ROWS)
            values[place] = self._rows(*values[place])
        return values

    def _rows(self, number: int, first: int, count: int, names: list[str], odd: Any) -> Part:
        table = self._tables[number]
        if first + count > table.num_rows and len(odd) < len(names):
            raise IndexError(number)
        if not {*table.column_names, *odd} >= set(names):
            raise KeyError(number)
        return Part(table, first, count, names, odd)
