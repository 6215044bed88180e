"""Text tables (.csv, whatever they are named): encoding and delimiter are found out, every cell stays text."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from qa_workbook.grids.grid import ERROR_WORDS, CellError, Place

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";", "|")
_MARKUP = ("<html", "<!doctype", "<?xml", "<table", "{", "%pdf")
_SAMPLE = 20_000
_FIELD_LIMIT = 1_000_000
_END = (
    "\uffff"  # a line after the last one: it becomes a row of its own unless a quote is still open
)
_LEAST_DELIMITERS, _LIKE_A_ROW = 3, 0.75  # Excel leaves out some delimiters at the end of a row


@dataclass(frozen=True)
class TextTable:
    """The rows of a text table, equally long, cells as str or CellError.

    `open_quote` is the cell whose quote is never closed, or closed only after further rows; from its row on every line
    stands as a row of its own.
    """

    rows: list[list]
    open_quote: Place | None = None


def _decoded(data: bytes) -> str | None:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\0" in data[:_SAMPLE]:
        return None
    else:
        encodings = _ENCODINGS
    for encoding in encodings:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return None


def _delimiter(words: str) -> str:
    """The delimiter that splits the sample into the most cells."""
    sample = words[:_SAMPLE]
    return max(_DELIMITERS, key=sample.count)


def _split(lines: Sequence[str], delimiter: str) -> tuple[list[list], Place | None]:
    """The rows, and the cell with the open quote."""
    rows: list[list] = []
    ends = [0]
    reader = csv.reader(chain(lines, [_END]), delimiter=delimiter)
    try:
        for row in reader:
            rows.append(row)
            ends.append(reader.line_num)
    except csv.Error:  # a field longer than any cell: as open as one that runs into the end
        rows.append([_END])
        ends.append(len(lines) + 1)
    widest = sorted(map(len, rows))[-2:]
    for place, (row, begin, end) in enumerate(zip(rows, ends, ends[1:], strict=False)):
        width = widest[0] if len(row) == widest[-1] else widest[-1]
        if end - begin > 1 and _swallows(row, lines[begin + 1 : end], width, delimiter):
            single = [next(csv.reader([line], delimiter=delimiter), []) for line in lines[begin:]]
            column = next(
                (index for index, cell in enumerate(row) if _several(cell)), len(single[0]) - 1
            )
            return rows[:place] + single, (place, column)
    return rows[:-1], None


def _several(cell: str) -> bool:
    return "\n" in cell or "\r" in cell


def _swallows(row: Sequence[str], lines: Sequence[str], width: int, delimiter: str) -> bool:
    """Whether a row that goes on over `lines` runs into the end of the file, or into lines that are rows themselves.

    Those hold as many delimiters as a row of `width` cells, and its cells hold them: a remark of several lines has few.
    """
    if row[-1].endswith(_END):
        return True
    tight = re.compile(re.escape(delimiter) + r"(?! )")  # not the comma of a sentence
    inside = sum(len(tight.findall(cell)) for cell in row if _several(cell))
    least = max(_LEAST_DELIMITERS, (width - 1) * _LIKE_A_ROW)
    return (
        inside > 0
        and inside + len(row) - width >= least
        and any(len(tight.findall(line)) >= least for line in lines)
    )


def read_table(data: bytes) -> TextTable | None:
    """Returns the rows of a text table; None for data that is none."""
    words = _decoded(data)
    if words is None or words.lstrip().casefold().startswith(_MARKUP):
        return None
    delimiter = _delimiter(words)
    if delimiter not in words[:_SAMPLE]:
        return None
    csv.field_size_limit(_FIELD_LIMIT)
    rows, open_quote = _split(list(io.StringIO(words, newline="")), delimiter)
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
        for index, cell in enumerate(row):
            if cell.startswith("#") and ERROR_WORDS.match(cell):
                row[index] = CellError(cell)
    return TextTable(rows, open_quote)
