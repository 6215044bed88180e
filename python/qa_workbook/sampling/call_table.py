"""Opens a call list of any kind of file: its columns by what they are for, not yet read."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from qa_workbook.errors import UsageError
from qa_workbook.forms.model import Form
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.text import decoded_table
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.labels import text

_PARQUET = b"PAR1"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"
_NOTE = re.compile(r"\([^()]*\)$")


class NoCallListError(UsageError):
    """A file is no call list. Needs `path` and `why`, the reason by language."""

    label = "sampling.no_call_list"

    def say(self, language: str) -> str:
        """Returns the message in `language`."""
        why: Mapping[str, str] = self.details["why"]  # type: ignore[assignment]
        return text(self.label, language, path=self.details["path"], why=why[language])


class NoColumnsError(UsageError):
    """A call list lacks columns. Needs `path` and `columns`."""

    label = "sampling.no_columns"


class DoubledColumnError(UsageError):
    """Two columns of a call list are called the same. Needs `path` and `column`."""

    label = "sampling.doubled_column"


@dataclass(frozen=True)
class Found:
    """One column of a file: its heading as it is written, its zero-based place, its cells.

    `cells` are a column of pyarrow, or a list of cells of a spreadsheet.
    """

    heading: str
    place: int
    cells: Any


@dataclass(frozen=True)
class CallTable:
    """One table of calls: columns by the id of the form's field, and where the rows begin.

    `first_row` is the zero-based row of the first call; Parquet counts as if it had a row of
    headings. `typed` is False for text files.
    """

    sheet: str
    columns: Mapping[str, Found]
    first_row: int
    count: int
    typed: bool = True
    epoch_1904: bool = False


def open_calls(path: Path, form: Form, limits: Limits) -> list[CallTable]:
    """Returns the tables of a call list: one, or one for each sheet that has the headings.

    Raises NoCallListError, NoColumnsError, DoubledColumnError, OSError.
    """
    with path.open("rb") as file:
        begin = file.read(len(_PARQUET))
    try:
        if begin == _PARQUET:
            return [_of_parquet(path, form)]
        data = path.read_bytes()
        table = None if begin.startswith((_ZIP, _OLE)) else _of_text(path, data, form, limits)
        return [table] if table else _of_sheets(path, data, form, limits)
    except FileFault as fault:
        raise NoCallListError(path=path.name, why=fault.why) from None
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        damaged = FileFault("file-unreadable", "damaged")
        raise NoCallListError(path=path.name, why=damaged.why) from None


# --- the header ----------------------------------------------------------------------------------


def _columns(path: Path, headings: Sequence[Any], form: Form) -> dict[str, int]:
    """The place of the column of each field; of several names the form's first one counts.

    Raises DoubledColumnError where two columns have that name.
    """
    names = [_name(cell, form) for cell in headings]
    found: dict[str, int] = {}
    for field in form.columns:
        for name in map(normal, field.headings):
            places = [place for place, one in enumerate(names) if one == name]
            if len(places) > 1:
                raise DoubledColumnError(path=path.name, column=headings[places[0]])
            if places:
                found[field.id] = places[0]
                break
    return found


def _name(cell: Any, form: Form) -> str:
    """A normalised heading, without a note in brackets where it isn't known with it."""
    name = normal(cell) if isinstance(cell, str) else ""
    return name if name in form.lookup else _NOTE.sub("", name)


def _header(rows: Sequence[Sequence[Any]], form: Form) -> int:
    """The row that has the headings of all required columns, -1 for none."""
    required = set(form.ids("required"))
    for place, row in enumerate(rows):
        known = {form.lookup.get(_name(cell, form)) for cell in row}
        if required <= known:
            return place
    return -1


def _lacking(path: Path, rows: Sequence[Sequence[Any]], form: Form) -> NoColumnsError:
    """The columns that the most likely header lacks."""
    known = [{form.lookup.get(_name(cell, form)) for cell in row} for row in rows]
    best = max(known, key=lambda ids: len(ids - {None}), default=set())
    names = [form.by_id[key].heading for key in form.ids("required") if key not in best]
    return NoColumnsError(path=path.name, columns="、".join(names))


# --- kinds of files ------------------------------------------------------------------------------


def _of_parquet(path: Path, form: Form) -> CallTable:
    with pq.ParquetFile(path) as file:
        names = file.schema_arrow.names
        if _header([names], form) < 0:
            raise _lacking(path, [names], form)
        places = _columns(path, names, form)
        table = file.read(columns=[names[place] for place in places.values()])
    columns = {
        key: Found(names[place], place, _whole(table.column(names[place])))
        for key, place in places.items()
    }
    return CallTable("", columns, 1, table.num_rows)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    if column.num_chunks == 1:
        return column.chunk(0)
    return pa.concat_arrays(column.chunks or [pa.array([], column.type)])


def _of_text(path: Path, data: bytes, form: Form, limits: Limits) -> CallTable | None:
    """A text file by columns; None where its rows are not of one line and one length each."""
    decoded = decoded_table(data)
    if decoded is None:
        return None
    lines, delimiter = decoded[0].rstrip("\r\n"), decoded[1]
    begin = "".join(_lines(lines, limits.header_rows))
    rows = list(csv.reader(io.StringIO(begin, newline=""), delimiter=delimiter))
    header = _header(rows, form)
    if header < 0:
        raise _lacking(path, rows, form)
    places = _columns(path, rows[header], form)
    names = [str(place) for place in range(len(rows[header]))]
    wanted = [names[place] for place in places.values()]
    try:
        table = pa_csv.read_csv(
            pa.py_buffer(lines.encode()),
            pa_csv.ReadOptions(skip_rows=header + 1, column_names=names),
            pa_csv.ParseOptions(delimiter=delimiter),
            pa_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                include_columns=wanted,
                strings_can_be_null=False,
            ),
        )
    except pa.ArrowInvalid:
        return None
    # Empty lines, and cells of several lines, would put the rows into other places.
    if table.num_rows + header != lines.count("\n" if "\n" in lines else "\r"):
        return None
    columns = {
        key: Found(rows[header][place], place, _whole(table.column(names[place])))
        for key, place in places.items()
    }
    return CallTable("", columns, header + 1, table.num_rows, typed=False)


def _lines(table: str, count: int) -> Iterator[str]:
    lines = io.StringIO(table, newline="")
    for _ in range(count):
        yield lines.readline()


def _of_sheets(path: Path, data: bytes, form: Form, limits: Limits) -> list[CallTable]:
    workbook = open_workbook(data, limits)
    grids = [read_grid(workbook, name) for name, _ in workbook.sheets]
    tables = []
    for grid in grids:
        if grid.open_quote:
            raise FileFault("file-unreadable", "damaged")
        header = _header(grid.rows[: limits.header_rows], form)
        if header >= 0:
            tables.append(_of_grid(path, grid, header, form))
    if not tables:
        most = max(grids, key=lambda grid: len(grid.rows), default=Grid("", []))
        raise _lacking(path, most.rows[: limits.header_rows], form)
    return tables


def _of_grid(path: Path, grid: Grid, header: int, form: Form) -> CallTable:
    places = _columns(path, grid.rows[header], form)
    rows = grid.rows[header + 1 :]
    columns = {
        key: Found(str(grid.rows[header][place]), place, [row[place] for row in rows])
        for key, place in places.items()
    }
    return CallTable(
        grid.name, columns, header + 1, len(rows), typed=grid.typed, epoch_1904=grid.epoch_1904
    )
