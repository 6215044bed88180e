"""Text tables (.csv, whatever they are named): encoding and delimiter are found out, every cell stays text."""

from __future__ import annotations

import csv
import io

from qa_workbook.intake.grid import ERROR_WORDS, CellError

_ENCODINGS = ("utf-8-sig", "gb18030")
_DELIMITERS = (",", "\t", ";", "|")
_MARKUP = ("<html", "<!doctype", "<?xml", "<table", "{", "%pdf")
_SAMPLE = 20_000
_FIELD_LIMIT = 1_000_000


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


def read_table(data: bytes) -> list[list] | None:
    """Returns the rows of a text table, equally long, cells as str or CellError; None for data that is none."""
    words = _decoded(data)
    if words is None or words.lstrip().casefold().startswith(_MARKUP):
        return None
    delimiter = _delimiter(words)
    if delimiter not in words[:_SAMPLE]:
        return None
    csv.field_size_limit(_FIELD_LIMIT)
    rows: list[list] = list(csv.reader(io.StringIO(words, newline=""), delimiter=delimiter))
    width = max(map(len, rows), default=0)
    for row in rows:
        row.extend([""] * (width - len(row)))
        for index, cell in enumerate(row):
            if cell.startswith("#") and ERROR_WORDS.match(cell):
                row[index] = CellError(cell)
    return rows
