"""Makes the recordings frame of docs/architecture.md out of the rows of many sheets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd
import pyarrow as pa

from qa_workbook.forms.frames import form_schema
from qa_workbook.forms.model import Form
from qa_workbook.forms.recordings import recordings_schema
from qa_workbook.frames import TEXT, Role, Schema, Table
from qa_workbook.intake.parts import Run, Runs, in_parts, runs_of
from qa_workbook.keys import Purpose
from qa_workbook.scheme.model import Scheme

if TYPE_CHECKING:
    from qa_workbook.intake.form_sheet import FormRows
    from qa_workbook.intake.sheet import SheetRows

RowsOfSheet = TypeVar("RowsOfSheet", "SheetRows", "FormRows")
Constants = Mapping[str, Callable[[Any], Any]]
"""What a sheet says once for all its rows, by column; a column of that name in the sheet wins."""

_SAME_KIND: Mapping[str, Callable[[pa.DataType], bool]] = {
    "str": pa.types.is_string,
    "bool": pa.types.is_boolean,
    "int32": pa.types.is_integer,
    "int64": pa.types.is_integer,
    "float64": pa.types.is_floating,
    "datetime64[s]": pa.types.is_timestamp,
}
"""Which columns of tables are turned into a column of a frame as they are, by its dtype."""


def form_table(form: Form, sheets: Sequence[FormRows]) -> Table:
    """Returns the accepted rows of all sheets of a form, in the order of the sheets."""
    schema = form_schema(form)
    origin = schema.having(Role.ORIGIN)
    said = [name for name in schema.names if name not in origin]
    constants = {"file": lambda sheet: sheet.file, "sheet": lambda sheet: sheet.sheet}
    found = _columns(schema, sheets, [*said, "file", "sheet"], constants)
    found["row"] = np.array([line + 1 for sheet in sheets for line in sheet.lines], np.int32)
    return Table(schema, pd.DataFrame({name: found[name] for name in (*said, *origin)}))


def recordings_table(
    scheme: Scheme, sheets: Sequence[SheetRows], purpose: Purpose = Purpose.RANDOM
) -> Table:
    """Returns the accepted rows of all sheets of a scheme version, in the order of the sheets."""
    schema = recordings_schema(scheme, purpose)
    constants = {
        "project": lambda sheet: sheet.labels.project,
        "inspected_on": lambda sheet: sheet.labels.inspected_on,
        "file": lambda sheet: sheet.file,
        "sheet": lambda sheet: sheet.sheet,
    }
    found = _columns(schema, sheets, [name for name in schema.names if name != "row"], constants)
    found["row"] = np.array([number for sheet in sheets for number in sheet.numbers], np.int32)
    return Table(schema, pd.DataFrame({name: found[name] for name in schema.names}))


def _columns(
    schema: Schema, sheets: Sequence[RowsOfSheet], names: Sequence[str], constants: Constants
) -> dict[str, Any]:
    """Returns columns of the rows of all sheets as arrays in the types of the schema."""
    runs = runs_of(in_parts(sheets))
    found = {}
    for name in names:
        dtype = schema.dtypes[name]
        found[name] = _of_tables(runs, name, dtype)
        if found[name] is None:
            found[name] = _of_sheets(runs, name, dtype, constants.get(name))
    return found


def _of_tables(runs: Runs, name: str, dtype: str) -> Any:
    """A column that stands in all tables; None where that isn't so, or its values are others."""
    for table in runs.tables:
        place = table.schema.get_field_index(name)
        is_there = place >= 0 and dtype in _SAME_KIND
        if not is_there or not _SAME_KIND[dtype](table.schema.field(place).type):
            return None
    chunks = runs.column(name) if runs else []
    if not chunks or (dtype != "datetime64[s]" and any(chunk.null_count for chunk in chunks)):
        return None
    if dtype == TEXT:
        return _text_array(pa.chunked_array(chunks, pa.string()))
    return np.concatenate([_numbers(chunk, dtype) for chunk in chunks])


def _numbers(chunk: pa.Array, dtype: str) -> Any:
    return chunk.to_numpy(zero_copy_only=False).astype(dtype, copy=False)


def _text_array(texts: pa.ChunkedArray) -> Any:
    """The texts as an array of frames, in one piece: many pieces slow down whoever looks at it."""
    whole = texts.cast(pa.large_string()).combine_chunks()
    return pd.StringDtype(na_value=np.nan).__from_arrow__(whole)


def _of_sheets(
    runs: Sequence[Run], name: str, dtype: str, constant: Callable[[Any], Any] | None
) -> Any:
    """A column that isn't in all tables, sheet by sheet."""
    sheets = [sheet for run in runs for sheet in run.sheets]
    own = [sheet.columns.get(name) for sheet in sheets]
    counts = [sheet.columns.count for sheet in sheets]
    nothing: Any = "" if dtype == TEXT else 0
    once = [constant(sheet) if constant else nothing for sheet in sheets]
    if not any(own):
        # What a sheet says once is turned into the type of the frame once.
        return _array(once, dtype).take(np.repeat(np.arange(len(sheets)), counts))
    each = zip(own, once, counts, strict=True)
    values = [said or repeat(one, count) for said, one, count in each]
    return _array(list(chain.from_iterable(values)), dtype)


def _array(values: list[Any], dtype: str) -> Any:
    return pd.array(values, dtype="str") if dtype == "str" else np.array(values, dtype=dtype)
