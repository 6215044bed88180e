"""Tables of whole columns: where they stand, what they hold, how a column is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

import pandas as pd
import pyarrow as pa
from xlsxwriter.format import Format
from xlsxwriter.utility import quote_sheetname, xl_col_to_name, xl_range_abs
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.fast_sheet import FastWorksheet
from qa_workbook.books.cloth.number_texts import numbers_of
from qa_workbook.books.cloth.ordered import Ordered
from qa_workbook.books.cloth.row_templates import Templated, Templates
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import (
    Styles,
    Tone,
    column_width,
    display_width,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.books.cloth.words import words_of

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
    "change": ("centred", "+0.00;-0.00;0.00", 9),
    "change_of_share": ("centred", "+0.0;-0.0;0.0", 9),
    "change_of_count": ("centred", "+0;-0;0", 9),
    "money": ("cell", "money", 12),
    "date": ("centred", "date", 12),
}
_INDENTED = ("text", "wrapped", "link")
_TEXT = ("text", "wrapped", "centred", "link")
_EXCEL_DAY_ZERO = pd.Timestamp(1899, 12, 30)
_WIDTH_SAMPLE = 400
STRIP_ROWS = 200  # from here on a column is written as one strip


@dataclass(frozen=True)
class TableColumn:
    """One column of a table: `key` names it, `kind` is a key of KINDS.

    `tones` colours cells by their value. `formula` gives the live formula of each row (counted from
    0), "" for none; the values are cached in the cells. `number` is the format of
    its numbers where that of its kind won't do. `looks` are the formats of the cells, one a row,
    where they aren't those of the kind.
    """

    key: str
    heading: str
    values: Sequence[Any] | pd.Series | Ordered
    kind: str = "text"
    width: float | None = None
    most: float = 36
    tones: Mapping[Any, Tone] = field(default_factory=dict)
    formula: Callable[[int], str] | None = None
    number: str = ""
    looks: Sequence[Format] | None = None

    @classmethod
    def of_words(cls, key: str, heading: str, words: Words, kind: str, **look: Any) -> TableColumn:
        """Returns a long column of texts by its words; `values` only says how many cells it has.

        Nobody asks a long column for more: so no text is copied, and none is kept.
        """
        found = cls(key, heading, range(len(words)), kind, **look)
        vars(found)["words"] = words
        return found

    @property
    def is_text(self) -> bool:
        """Whether all cells are texts."""
        return self.kind in _TEXT

    @property
    def is_long(self) -> bool:
        """Whether it is so long that its cells are looked at together."""
        return len(self.values) >= STRIP_ROWS

    @cached_property
    def words(self) -> Words:
        """The texts to write, for a long column: each different one is looked at once."""
        return words_of(self.values)

    def numbers(self) -> pa.Array | None:
        """The numbers to write; None where words or numbers of another kind are among them."""
        return numbers_of(self._plain())

    def _plain(self) -> Sequence[Any] | pd.Series:
        """The values, days as serial numbers."""
        values = self.values.taken() if isinstance(self.values, Ordered) else self.values
        if self.kind != "date":
            return values
        if not isinstance(values, pd.Series):
            values = pd.Series(list(values), dtype=object)
        return (pd.to_datetime(values) - _EXCEL_DAY_ZERO) / pd.Timedelta(days=1)

    @cached_property
    def cells(self) -> list[Any]:
        """What to write: clean text, serial dates, numbers; None where the cell is blank."""
        if self.is_long and self.is_text:
            words = self.words.words
            return [None if code is None else words[code] for code in self.words.codes.to_pylist()]
        values = self._plain()
        if isinstance(values, pd.Series):
            blank = values.isna().tolist()
            found = zip(values.tolist(), blank, strict=True)
            cells = [None if empty else value for value, empty in found]
        else:  # the many small tables of a register are lists: a Series of each takes longer
            cells = [None if _is_missing(value) else value for value in values]
        if self.kind not in _TEXT:
            return cells
        clean = {value: safe_text(value) for value in set(cells)}
        return [clean[value] or None for value in cells]

    def part(self, first: int, last: int) -> TableColumn:
        """Returns the rows from `first` up to `last`, for a table of their own.

        What is to be written is worked out once for all parts.
        """
        found = replace(self, values=self.cells[first:last])
        vars(found)["cells"] = found.values
        return found

    @cached_property
    def formulas(self) -> list[str]:
        """The formula of each row, kept because 核对 asks for them again.

        May be asked for only while sheets are written: a formula names cells of other tables, and
        these have their places only then.
        """
        if self.formula is None:
            return [""] * len(self.cells)
        return [self.formula(row) for row in range(len(self.cells))]

    @property
    def templates(self) -> Templates | None:
        """The formulas of all rows by templates; None where each row has its own.

        May be asked for when `formulas` may.
        """
        return self.formula.templates() if isinstance(self.formula, Templated) else None

    @property
    def has_formulas(self) -> list[bool]:
        """Which rows have a formula; may be asked for when `formulas` may."""
        found = self.templates
        made = self.formulas if found is None else found.of_rows(0, len(self.cells))
        return list(map(bool, made))


def _is_missing(value: Any) -> bool:
    """Whether a value is None, NaN, NaT or NA."""
    return value is None or value is pd.NA or bool(value != value)  # noqa: PLR0124


@dataclass(frozen=True)
class PlacedTable:
    """A table and where it stands: 0-based rows and columns, both ends included.

    `last < first` when it has no rows. Blank cells have a border only in a `boxed` one.
    """

    sheet: str
    header: int
    left: int
    columns: tuple[TableColumn, ...]
    boxed: bool = True

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def __contains__(self, key: str) -> bool:
        return key in self._index

    @property
    def first(self) -> int:
        """The first row below the header."""
        return self.header + 1

    @property
    def last(self) -> int:
        """The last row; the header where there is none."""
        return self.header + len(self)

    @cached_property
    def _index(self) -> dict[str, int]:
        return {column.key: index for index, column in enumerate(self.columns, self.left)}

    @cached_property
    def _ranges(self) -> dict[str, str]:
        """The ranges that were asked for: formulas ask for the same ones again and again."""
        return {}

    @cached_property
    def _rows(self) -> dict[str, dict[str, int]]:
        """The rows by the words of a column, for the columns that were asked for."""
        return {}

    @cached_property
    def _quoted(self) -> str:
        return str(quote_sheetname(self.sheet))

    @cached_property
    def _letters(self) -> dict[str, str]:
        """The letters of the columns: tens of thousands of addresses have only these few."""
        return {key: f"${xl_col_to_name(index)}" for key, index in self._index.items()}

    def index(self, key: str) -> int:
        """Returns the column of the sheet that holds `key`. Raises KeyError."""
        return self._index[key]

    def range(self, key: str) -> str:
        """Returns the cells of a column as a formula names them: "'明细'!$C$6:$C$90"."""
        if key not in self._ranges:
            column = self.index(key)
            found = xl_range_abs(self.first, column, max(self.last, self.first), column)
            whole = found if ":" in found else f"{found}:{found}"
            self._ranges[key] = f"{self._quoted}!{whole}"
        return self._ranges[key]

    def cell(self, key: str, row: int, *, row_abs: bool = False) -> str:
        """Returns the cell of `key` in a row counted from 0, for formulas on the same sheet."""
        fixed = "$" if row_abs else ""
        return f"{self._letters[key]}{fixed}{self.first + row + 1}"

    def reference(self, key: str, row: int) -> str:
        """Returns the cell of `key` in a row counted from 0, for formulas on any sheet."""
        return f"{self._quoted}!{self.cell(key, row, row_abs=True)}"

    def row_of(self, key: str, words: str) -> int | None:
        """Returns the one row, counted from 0, with these words in the column `key`, else None."""
        if key not in self._rows:
            cells = self.columns[self.index(key) - self.left].cells
            found = ["" if value is None else str(value) for value in cells]
            counts = Counter(found)
            places = {value: row for row, value in enumerate(found) if counts[value] == 1}
            self._rows[key] = places
        return self._rows[key].get(words)

    def chart_range(self, key: str, rows: int | None = None) -> list[str | int]:
        """Returns `[sheet, row, column, row, column]` of a column's first `rows` cells."""
        column = self.index(key)
        last = self.last if rows is None else min(self.last, self.first + rows - 1)
        return [self.sheet, self.first, column, max(last, self.first), column]


def unique_headings(headings: Iterable[str]) -> list[str]:
    """Returns the headings with " (2)", " (3)" … after repeated ones, as an Excel table needs."""
    seen: dict[str, int] = {}
    names = []
    for heading in headings:
        count = seen[heading.casefold()] = seen.get(heading.casefold(), 0) + 1
        names.append(heading if count == 1 else f"{heading} ({count})")
    return names


def cell_format(styles: Styles, kind: str, number: str = "", *, boxed: bool = True) -> Format:
    """Returns the format of the cells of a column of `kind`; of their numbers another one."""
    cell, own, _ = KINDS[kind]
    look: dict[str, Any] = {}
    if not boxed:
        look["border"] = 0
    if kind in _INDENTED:
        look["indent"] = 1
    if kind == "money":
        look |= {"align": "right", "indent": 1}
    return styles(cell, number or own, **look)


def write_column(sheet: Worksheet, styles: Styles, table: PlacedTable, column: TableColumn) -> None:
    """Writes the cells of one column of a table."""
    plain = cell_format(styles, column.kind, column.number, boxed=table.boxed)
    formats: Format | list[Format] = plain
    if column.looks is not None:
        formats = list(column.looks)
        if len(set(formats)) == 1:
            formats = formats[0]  # one format for all takes no step for each cell
    if column.tones:
        cell, number, _ = KINDS[column.kind]
        number = column.number or number
        toned = {value: styles.tone(tone, cell, number) for value, tone in column.tones.items()}
        formats = [toned.get(value, plain) for value in column.cells]
    if column.formula is not None:
        _write_formulas(sheet, table, column, formats)
        return
    index = table.index(column.key)
    if isinstance(sheet, FastWorksheet) and column.is_long:
        found = column.words if column.is_text else column.numbers()
        if found is not None:
            textual = column.is_text
            sheet.write_strip(
                table.first, index, found, formats, boxed=table.boxed, textual=textual
            )
            return
    cells = column.cells
    if isinstance(sheet, FastWorksheet) and column.is_long:  # words stand among the numbers
        clean = [safe_text(cell) or None if isinstance(cell, str) else cell for cell in cells]
        sheet.write_mixed_strip(table.first, index, clean, formats, boxed=table.boxed)
        return
    textual = column.is_text
    numbers = cells if textual else [None if isinstance(cell, str) else cell for cell in cells]
    _write_cells(sheet, table, column, numbers, formats)
    if not textual:
        _write_words(sheet, table, column, cells, formats)


def _write_words(
    sheet: Worksheet,
    table: PlacedTable,
    column: TableColumn,
    cells: list[Any],
    formats: Format | list[Format],
) -> None:
    """Writes the words that stand among the numbers of a column, such as 不适用."""
    index, styles = table.index(column.key), _each(formats, len(cells))
    for row, (cell, style) in enumerate(zip(cells, styles, strict=True), table.first):
        if isinstance(cell, str):
            sheet.write_string(row, index, safe_text(cell), style)


def _each(formats: Format | list[Format], count: int) -> list[Format]:
    return formats if isinstance(formats, list) else [formats] * count


def _write_cells(
    sheet: Worksheet,
    table: PlacedTable,
    column: TableColumn,
    cells: list[Any],
    formats: Format | list[Format],
) -> None:
    # What the public methods call once they have looked for addresses like "A1".
    write = sheet._write_string if column.kind in _TEXT else sheet._write_number
    index, styles = table.index(column.key), _each(formats, len(cells))
    for row, (value, style) in enumerate(zip(cells, styles, strict=True), table.first):
        if value is not None:
            write(row, index, value, style)
        elif table.boxed:
            sheet._write_blank(row, index, None, style)


def _write_formulas(
    sheet: Worksheet, table: PlacedTable, column: TableColumn, formats: Format | list[Format]
) -> None:
    index = table.index(column.key)
    if isinstance(sheet, FastWorksheet) and len(column.cells) >= STRIP_ROWS:
        made = column.templates or column.formulas
        sheet.write_formula_strip(
            table.first, index, made, column.cells, formats, boxed=table.boxed
        )
        return
    styles = _each(formats, len(column.cells))
    rows = zip(column.cells, styles, column.formulas, strict=True)
    for row, (value, style, formula) in enumerate(rows, table.first):
        put(sheet, row, index, value, style, formula)


def natural_width(column: TableColumn) -> float:
    """Returns the width that shows the values unclipped, up to the column's `most`.

    Numbers have the width of their kind.
    """
    if column.width is not None:
        return max(column.width, _word_width(column.heading))
    least = max(KINDS[column.kind][2], _word_width(column.heading))
    if column.kind not in _TEXT:
        return least
    if column.is_long:
        sample = column.words.sample(_WIDTH_SAMPLE)
    else:
        sample = list(dict.fromkeys(column.cells))[:_WIDTH_SAMPLE]
    return column_width((value for value in sample if value), least=least, most=column.most)


def _word_width(heading: str) -> float:
    """Returns the width of a heading's longest word.

    Chinese may break anywhere, Latin words not.
    """
    return max((display_width(word) + 2 for word in heading.split() if word.isascii()), default=0)


def header_height(headings: Sequence[str], widths: Sequence[float], *, least: float = 22) -> float:
    """Returns the height in points of a header row whose headings wrap in columns of `widths`."""
    lines = max(
        (wrapped_lines(heading, width) for heading, width in zip(headings, widths, strict=True)),
        default=1,
    )
    return max(least, 8 + 14.0 * lines)
