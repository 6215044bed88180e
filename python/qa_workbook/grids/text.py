"""Opens text tables (.csv, whatever they are named); every cell stays text.

Encoding and delimiter are found out.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import cast

from qa_workbook.grids.faults import FileFault, TooLarge
from qa_workbook.grids.grid import ERROR_WORDS, CellError, CellValue, Grid, Place, Rows, Workbook
from qa_workbook.grids.limits import Limits

_ENCODINGS = ("utf-8-sig", "gb18030")
_BYTE_ORDER_MARKS = (b"\xff\xfe", b"\xfe\xff")
_DELIMITERS = (",", "\t", ";", "|")
_MARKUP = ("<html", "<!doctype", "<?xml", "<table", "{", "%pdf")
_SAMPLE = 20_000
_FIELD_LIMIT = 1_000_000
# A line after the last one: it becomes a row of its own unless a quote is still open.
_END = "\uffff"
# Excel leaves out some delimiters at the end of a row.
_LEAST_DELIMITERS, _LIKE_A_ROW = 3, 0.75


@dataclass(frozen=True)
class TextTable:
    """The rows of a text table, equally long, cells as str or CellError.

    `open_quote` is the cell whose quote is never closed, or closed only after further rows; from
    its row on every line stands as a row of its own.
    """

    rows: Rows
    open_quote: Place | None = None


def open_text(data: bytes, limits: Limits) -> Workbook:
    """Returns a text table as a workbook with one sheet without a name.

    Raises FileFault, and TooLarge where its rows and columns span too many cells.
    """
    table = read_table(data, limits.max_cells)
    if table is None:
        raise FileFault("file-unreadable", "not_a_spreadsheet")

    def grid(name: str) -> Grid:
        return Grid(name, table.rows, typed=False, open_quote=table.open_quote)

    return Workbook((("", False),), grid)


def read_table(data: bytes, most_cells: int) -> TextTable | None:
    """Returns the rows of a text table; None for data that isn't one. Raises TooLarge."""
    decoded = decoded_table(data)
    if decoded is None:
        return None
    text, delimiter = decoded
    csv.field_size_limit(_FIELD_LIMIT)
    found, open_quote = _split(list(io.StringIO(text, newline="")), delimiter)
    width = max(map(len, found), default=0)
    if width * len(found) > most_cells:
        raise TooLarge
    return TextTable(_filled(found, width), open_quote)


def decoded_table(data: bytes) -> tuple[str, str] | None:
    """Returns the text of a text table and its delimiter; None for data that isn't one."""
    text = _decoded(data)
    if text is None or text.lstrip().casefold().startswith(_MARKUP):
        return None
    sample = text[:_SAMPLE]
    delimiter = max(_DELIMITERS, key=sample.count)
    return (text, delimiter) if delimiter in sample else None


def _filled(found: list[list[str]], width: int) -> Rows:
    """The rows, equally long, with their error values; the lists of `found` become theirs.

    Most cells of a large table say what others say: equal ones are kept once, for a text of one
    sign takes some fifty bytes.
    """
    known: dict[str, CellValue] = {}
    rows = cast(Rows, found)
    for cells in rows:
        cells[:] = [known.setdefault(cell, cell) for cell in cast("list[str]", cells)]
        cells.extend([""] * (width - len(cells)))
    errors = {cell: CellError(cell) for cell in known if _is_error(cell)}
    if errors:
        for cells in rows:
            cells[:] = [errors.get(cell, cell) for cell in cast("list[str]", cells)]
    return rows


def _decoded(data: bytes) -> str | None:
    encodings: tuple[str, ...] = _ENCODINGS
    if data.startswith(_BYTE_ORDER_MARKS):
        encodings = ("utf-16",)
    elif b"\0" in data[:_SAMPLE]:
        # UTF-16 without its mark: every other byte of plain signs is zero.
        sample = data[:_SAMPLE]
        encodings = (
            ("utf-16-le",) if sample[1::2].count(0) > sample[::2].count(0) else ("utf-16-be",)
        )
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _is_error(cell: str) -> bool:
    return cell.startswith("#") and ERROR_WORDS.match(cell) is not None


# --- quotes that are left open -------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    """A row as the csv module sees it, and the lines it takes: from `begin` up to `end`."""

    cells: list[str]
    begin: int
    end: int


def _split(lines: Sequence[str], delimiter: str) -> tuple[list[list[str]], Place | None]:
    """The cells of every row, and the one whose quote is left open.

    A quote that is opened by mistake swallows the rows below it, up to the next quote. Where a row
    looks like that, it and all lines after it are split again one by one.
    """
    rows = list(_parsed(lines, delimiter))
    widths = sorted(len(row.cells) for row in rows)
    widest, second = widths[-1], widths[-2:][0]
    for place, row in enumerate(rows):
        if row.end - row.begin == 1:
            continue
        # The width that the table has but for this row, which may be too wide by what it swallowed.
        width = second if len(row.cells) == widest else widest
        if _has_swallowed_rows(row, lines[row.begin + 1 : row.end], width, delimiter):
            single = [_cells_of(line, delimiter) for line in lines[row.begin :]]
            swallowing = (index for index, cell in enumerate(row.cells) if _has_lines(cell))
            column = next(swallowing, len(single[0]) - 1)
            before = [known.cells for known in rows[:place]]
            return before + single, (place, column)
    return [row.cells for row in rows[:-1]], None


def _parsed(lines: Sequence[str], delimiter: str) -> Iterator[_Row]:
    """Every row, and after the last one the line `_END`."""
    reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
    begin = 0
    try:
        for cells in reader:
            yield _Row(cells, begin, reader.line_num)
            begin = reader.line_num
    except csv.Error:  # a field longer than any cell: as open as one that runs into the end
        yield _Row([_END], begin, len(lines) + 1)


def _cells_of(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), [])


def _has_lines(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _has_swallowed_rows(row: _Row, lines: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether a row goes on into the end of the file, or over `lines` that are rows themselves.

    Those hold as many delimiters as a row of `width` cells, and the cells of the row hold them; a
    remark of several lines has few.
    """
    if row.cells[-1].endswith(_END):
        return True
    # "(?! )": not the comma of a sentence
    tight = re.compile(re.escape(delimiter) + r"(?! )")
    inside = sum(len(tight.findall(cell)) for cell in row.cells if _has_lines(cell))
    least = max(_LEAST_DELIMITERS, (width - 1) * _LIKE_A_ROW)
    if inside == 0 or inside + len(row.cells) - width < least:
        return False
    return any(len(tight.findall(line)) >= least for line in lines)
