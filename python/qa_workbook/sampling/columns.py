"""Reads the columns of a call list by the kinds of its form, a million cells at a time.

What is plainly right is read as whole columns; every other text is read once by the kind of the
column, however often it stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.clock import ZONE
from qa_workbook.findings.codes import CODES, code_of_error
from qa_workbook.forms.kinds import KINDS, CellContext, Reading
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import blank
from qa_workbook.frames import DAY
from qa_workbook.grids.grid import CellError

_PLAIN_ID = "^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$"
_PLAIN_MOMENT = r"^\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?$"
_PLAIN_SECONDS = r"^\d{1,6}$"
_PLAIN_TEXT = "^[!-~\\p{Han}]*$"
_AHEAD = np.timedelta64(ZONE.utcoffset(None))
_MOMENT = "datetime64[s]"


@dataclass(frozen=True)
class Fault:
    """What is wrong with one cell; `position` is that of its row among all rows."""

    position: int
    field: str
    code: str
    value: object
    details: tuple[tuple[str, object], ...] = ()


@dataclass(frozen=True)
class ReadColumn:
    """The values of a column, and every fault in it.

    Text is a column of pyarrow, all else an array: datetime64[s], int64 or bool.
    """

    values: Any
    faults: tuple[Fault, ...] = ()


def nothing(field: Field, count: int, context: CellContext) -> ReadColumn:
    """Returns a column that the list doesn't have: what an empty cell of it says."""
    says = KINDS[field.kind].nothing if field.empty is None else _read("", field, context).value
    if _dtype(field) is object:
        return ReadColumn(pa.repeat(pa.scalar(says, pa.string()), count))
    return ReadColumn(np.repeat(_as_array([says], field), count))


def read_cells(cells: Sequence[Any], field: Field, context: CellContext) -> ReadColumn:
    """Returns a column of a sheet."""
    values, noted = KINDS[field.kind].read_column(cells, field, context)
    faults = [_fault(position, field, cells[position], reading) for position, reading in noted]
    faults += [
        Fault(position, field.id, code_of_error(cell), cell.words)
        for position, cell in enumerate(cells)
        if isinstance(cell, CellError)
    ]
    return ReadColumn(_as_column(_as_array(values, field)), _errors(faults))


def read_array(cells: pa.Array, field: Field, context: CellContext) -> ReadColumn:
    """Returns a column of a text file or of a Parquet file."""
    if pa.types.is_dictionary(cells.type):
        cells = cells.dictionary_decode()
    known, values = _plain(cells, field, context)
    rows = np.flatnonzero(~known)
    if not len(rows):
        return ReadColumn(values)
    others = cells if len(rows) == len(cells) else cells.take(pa.array(rows))
    rest = pc.dictionary_encode(others, null_encoding="encode")
    texts, indices = rest.dictionary.to_pylist(), rest.indices.to_numpy(zero_copy_only=False)
    readings = [_read(text, field, context) for text in texts]
    nothing = KINDS[field.kind].nothing
    found = [nothing if reading.value is None else reading.value for reading in readings]
    values[rows] = _as_array(found, field)[indices]
    faults = []
    for place, reading in enumerate(readings):
        if reading.code:
            faults += [
                _fault(int(position), field, texts[place], reading)
                for position in rows[indices == place]
            ]
    return ReadColumn(_as_column(values), _errors(faults))


def _as_column(values: npt.NDArray[Any]) -> Any:
    return pa.array(values, pa.string()) if values.dtype == object else values


def _read(cell: Any, field: Field, context: CellContext) -> Reading[Any]:
    given = field.empty if blank(cell) and field.empty else cell
    return KINDS[field.kind].read(given, field, context)


def _fault(position: int, field: Field, cell: object, reading: Reading[Any]) -> Fault:
    return Fault(position, field.id, reading.code, cell, tuple(reading.details.items()))


def _errors(faults: Sequence[Fault]) -> tuple[Fault, ...]:
    """Those that keep a row out; how a number or a day was written is no matter here."""
    return tuple(one for one in faults if CODES[one.code].severity == "error")


def _dtype(field: Field) -> Any:
    dtype = KINDS[field.kind].dtype
    if dtype == DAY:
        return _MOMENT
    return dtype if dtype in ("int64", "bool") else object


def _as_array(values: Sequence[Any], field: Field) -> npt.NDArray[Any]:
    return np.array(values, dtype=_dtype(field))


# --- what needs no reading cell by cell ----------------------------------------------------------


def _plain(
    cells: pa.Array, field: Field, context: CellContext
) -> tuple[npt.NDArray[np.bool_], Any]:
    """Which cells are plainly right, and the values of these; the others are left open."""
    if field.kind in ("id", "text"):
        return _plain_texts(cells, field)
    values = np.full(len(cells), KINDS[field.kind].nothing, dtype=_dtype(field))
    known = np.zeros(len(cells), dtype=bool)
    if field.kind == "moment":
        return _plain_moments(cells, values, context.vocabulary.limits.earliest_date)
    if field.kind == "duration" and pa.types.is_integer(cells.type):
        known = _mask(pc.greater_equal(cells, 0))
        values[known] = cells.filter(pa.array(known)).to_numpy(zero_copy_only=False)
    elif field.kind == "duration" and _is_text(cells):
        known = _mask(pc.match_substring_regex(cells, _PLAIN_SECONDS))
        values[known] = cells.filter(pa.array(known)).cast(pa.int64()).to_numpy()
    elif field.kind == "yes_no" and pa.types.is_boolean(cells.type):
        known = ~_mask(pc.is_null(cells))
        values[known] = cells.filter(pa.array(known)).to_numpy(zero_copy_only=False)
    return known, values


def _plain_texts(cells: pa.Array, field: Field) -> tuple[npt.NDArray[np.bool_], Any]:
    if pa.types.is_integer(cells.type):
        cells = cells.cast(pa.string())
    known = np.zeros(len(cells), dtype=bool)
    if _is_text(cells):
        known = _matching(cells, _PLAIN_ID if field.kind == "id" else _PLAIN_TEXT)
    if known.all():
        return known, cells
    values = np.full(len(cells), "", dtype=object)
    values[known] = cells.filter(pa.array(known)).to_numpy(zero_copy_only=False)
    return known, values


def _matching(cells: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    """Which texts match; those of letters and digits alone always do."""
    known = _mask(pc.ascii_is_alnum(cells)).copy()
    rest = np.flatnonzero(~known)
    if len(rest):
        known[rest] = _mask(pc.match_substring_regex(cells.take(pa.array(rest)), pattern))
    return known


def _plain_moments(
    cells: pa.Array, values: npt.NDArray[Any], earliest: date
) -> tuple[npt.NDArray[np.bool_], npt.NDArray[Any]]:
    """Real moments and days, and ISO text; never a moment before `earliest`."""
    known, moments = np.zeros(len(cells), dtype=bool), None
    if pa.types.is_timestamp(cells.type) or pa.types.is_date(cells.type):
        known = ~_mask(pc.is_null(cells))
        moments = cells.filter(pa.array(known)).to_numpy(zero_copy_only=False).astype(_MOMENT)
        if getattr(cells.type, "tz", None):
            moments = moments + _AHEAD
    elif _is_text(cells):
        known = _mask(pc.match_substring_regex(cells, _PLAIN_MOMENT))
        moments = _moments(cells.filter(pa.array(known)))
    if moments is None:
        return np.zeros(len(cells), dtype=bool), values
    values[known] = moments
    # What is too early is read again with all that isn't plain, and told.
    return known & (values >= np.datetime64(earliest)), values


def _moments(texts: pa.Array) -> npt.NDArray[np.datetime64] | None:
    """The moments that ISO texts say; None where one is no moment, such as 2026-02-30."""
    try:
        moments: npt.NDArray[np.datetime64] = texts.cast(pa.timestamp("us")).to_numpy()
    except pa.ArrowInvalid:
        return None
    return moments.astype(_MOMENT)


def _is_text(cells: pa.Array) -> bool:
    return bool(pa.types.is_string(cells.type) or pa.types.is_large_string(cells.type))


def _mask(found: pa.Array) -> npt.NDArray[np.bool_]:
    mask: npt.NDArray[np.bool_] = pc.fill_null(found, False).to_numpy(zero_copy_only=False)
    return mask
