"""Tables of whole columns: one call writes a column of one kind, at hardly more than XlsxWriter's own cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.style import (
    Styles,
    Tone,
    column_width,
    display_width,
    safe_text,
    wrapped_lines,
)

# kind of a column → (kind of cell, number format, least width)
KINDS: dict[str, tuple[str, str | None, float]] = {
    "text": ("cell", "text", 8),
    "wrapped": ("wrapped", "text", 8),
    "centred": ("centred", "text", 7),
    "link": ("link", "text", 8),
    "integer": ("centred", "integer", 8),
    "score": ("centred", "score", 9),
    "mark": ("centred", "General", 7),
    "number": ("centred", "General", 8),
    "percent": ("centred", "percent", 9.5),
    "money": ("cell", "money", 12),
    "date": ("centred", "date", 12),
}
_INDENTED = ("text", "wrapped", "link")
_TEXT = ("text", "wrapped", "centred", "link")
_EXCEL_DAY_ZERO = pd.Timestamp(1899, 12, 30)
_WIDTH_SAMPLE = 400
STRIP_ROWS = 200  # from here on a column is written as one strip


@dataclass(frozen=True)
class Column:
    """One column of a grid: `key` names it, `kind` is a key of KINDS, `tones` colours cells by their value."""

    key: str
    heading: str
    values: Sequence[Any] | pd.Series
    kind: str = "text"
    width: float | None = None
    most: float = 36
    tones: Mapping[Any, Tone] = field(default_factory=dict)

    @cached_property
    def cells(self) -> list[Any]:
        """What to write: clean text, serial dates, numbers; None where the cell is blank."""
        values = (
            self.values
            if isinstance(self.values, pd.Series)
            else pd.Series(list(self.values), dtype=object)
        )
        if self.kind == "date":
            values = (pd.to_datetime(values) - _EXCEL_DAY_ZERO) / pd.Timedelta(days=1)
        blank = values.isna().tolist()
        cells = [
            None if empty else value for value, empty in zip(values.tolist(), blank, strict=True)
        ]
        if self.kind not in _TEXT:
            return cells
        clean = {value: safe_text(value) for value in set(cells)}
        return [clean[value] or None for value in cells]


@dataclass(frozen=True)
class Placed:
    """Where a grid lies on its sheet: 0-based rows and columns, both included; `last < first` when it has no rows."""

    sheet: str
    header: int
    first: int
    last: int
    columns: Mapping[str, int]

    def cells(self, key: str, rows: int | None = None) -> list[Any]:
        """Returns the reference `[sheet, row, column, row, column]` of a column's first `rows` cells, for charts."""
        last = self.last if rows is None else min(self.last, self.first + rows - 1)
        return [self.sheet, self.first, self.columns[key], max(last, self.first), self.columns[key]]


def unique_headings(headings: Iterable[str]) -> list[str]:
    """Returns the headings with " (2)", " (3)" … after repeated ones, as an Excel table needs."""
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        count = seen[heading.casefold()] = seen.get(heading.casefold(), 0) + 1
        names.append(heading if count == 1 else f"{heading} ({count})")
    return names


def _writer(sheet: Worksheet, kind: str) -> Callable[..., int]:
    return sheet.write_string if kind in _TEXT else sheet.write_number


def cell_format(styles: Styles, kind: str, *, boxed: bool = True) -> Format:
    """Returns the format of the cells of a column of `kind`."""
    cell, number, _ = KINDS[kind]
    look: dict[str, Any] = {} if boxed else {"border": 0}
    return styles(cell, number, **look, **({"indent": 1} if kind in _INDENTED else {}))


def write_column(
    sheet: Worksheet, styles: Styles, top: int, index: int, column: Column, *, boxed: bool = True
) -> None:
    """Writes the cells of `column` downwards from row `top`; blank cells get a border only when `boxed`."""
    cell, number, _ = KINDS[column.kind]
    plain = cell_format(styles, column.kind, boxed=boxed)
    toned: dict[Any, Format] = {
        value: styles.tone(tone, cell, number) for value, tone in column.tones.items()
    }
    if isinstance(sheet, FastWorksheet) and len(column.cells) >= STRIP_ROWS:
        formats = [toned.get(value, plain) for value in column.cells] if toned else plain
        sheet.write_strip(
            top, index, column.cells, formats, boxed=boxed, textual=column.kind in _TEXT
        )
        return
    write, blank = _writer(sheet, column.kind), sheet.write_blank
    for row, value in enumerate(column.cells, top):
        if value is not None:
            write(row, index, value, toned.get(value, plain) if toned else plain)
        elif boxed:
            blank(row, index, None, plain)


def natural_width(column: Column) -> float:
    """Returns the width that shows the values unclipped, up to the column's `most`; numbers have that of their kind."""
    if column.width is not None:
        return max(column.width, _word_width(column.heading))
    least = max(KINDS[column.kind][2], _word_width(column.heading))
    if column.kind not in _TEXT:
        return least
    sample = list(dict.fromkeys(column.cells))[:_WIDTH_SAMPLE]
    return column_width((value for value in sample if value), least=least, most=column.most)


def _word_width(heading: str) -> float:
    """Returns the width of the longest word of a heading: Chinese may break anywhere, a Latin word may not."""
    return max((display_width(word) + 2 for word in heading.split() if word.isascii()), default=0)


def header_height(headings: Sequence[str], widths: Sequence[float], *, least: float = 22) -> float:
    """Returns the height in points of a header row whose headings wrap in columns of `widths`."""
    lines = max(
        (wrapped_lines(heading, width) for heading, width in zip(headings, widths, strict=True)),
        default=1,
    )
    return max(least, 8 + 14.0 * lines)
