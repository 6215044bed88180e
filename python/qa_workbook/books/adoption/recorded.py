"""What would be recorded of a foreign sheet, beside it: in the row of the recording, or in full."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from qa_workbook.books.adoption.model import ReadSheet, Reckoned
from qa_workbook.books.adoption.page import LETTERS_ROW, TOP, WORDS_ROW, AdoptionPage
from qa_workbook.books.cloth.style import (
    ACCENT,
    BETTER,
    SEVERITY,
    column_width,
    put,
    wrapped_lines,
)
from qa_workbook.grids.a1 import address
from qa_workbook.labels import text

_REMARK = "remark"
_REMARK_WIDTH = 30.0
_LEAST, _MOST = 7.0, 22.0
_COMPARED = ("score", "stated", "agrees")
_NOTHING = Reckoned()


@dataclass(frozen=True)
class _Line:
    """A recording: its row of those shown, counted from 0, and its cells."""

    row: int
    cells: Sequence[object]
    reckoned: Reckoned


class RecordedTable:
    """The recordings of a sheet: columns that say anything, our score, their total.

    `rows` is how many rows of the sheet are shown.
    """

    def __init__(self, read: ReadSheet, language: str, rows: int) -> None:
        self.read = read
        self.language = language
        self._shown = rows
        self._origins = read.origins()
        self.values = read.unfolded.grid.rows[1:] if read.unfolded else []
        self.keys = read.unfolded.keys if read.unfolded else ()
        numbers = range(1, len(self.values) + 1)
        self._rows = {number: self._row_of(number) for number in numbers}

    def say(self, key: str, **details: object) -> str:
        """Returns a text of labels/adoption.yaml."""
        return text(f"adoption.{key}", self.language, **details)

    def _row_of(self, number: int) -> int | None:
        """The row of the sheet in which most of a recording stands."""
        rows = [row for row, _ in self._origins.get(number, ())]
        return max(dict.fromkeys(rows), key=rows.count) if rows else None

    @cached_property
    def is_aligned(self) -> bool:
        """Whether each recording stands in a row of its own."""
        rows = list(self._rows.values())
        is_rows = self.read.layout is not None and self.read.layout.shape == "rows"
        return is_rows and None not in rows and len(set(rows)) == len(rows)

    def number_in(self, row: int) -> int | None:
        """Returns which recording stands in a row of the sheet, if that is one row each."""
        return self._by_row.get(row)

    @cached_property
    def _by_row(self) -> dict[int, int]:
        if not self.is_aligned:
            return {}
        return {row: number for number, row in self._rows.items() if row is not None}

    @cached_property
    def _columns(self) -> list[int]:
        """The columns of the plain table in which anything stands, remarks last."""
        filled = [
            place for place in range(len(self.keys)) if any(row[place] != "" for row in self.values)
        ]
        return sorted(filled, key=lambda place: self.keys[place] == _REMARK)

    @cached_property
    def _lines(self) -> list[_Line]:
        return list(self._made_lines())

    def _made_lines(self) -> Iterator[_Line]:
        for number, values in enumerate(self.values, 1):
            row = self._rows[number] if self.is_aligned else number - 1
            if row is None or row >= self._shown:
                continue
            reckoned = self.read.reckoned.get(number, _NOTHING)
            agrees = ""
            if reckoned.agrees is not None:
                agrees = self.say("agrees_yes" if reckoned.agrees else "agrees_no")
            cells: list[object] = [values[place] for place in self._columns]
            if not self.is_aligned:
                cells.insert(0, self._origin(number))
            cells += [reckoned.score, reckoned.stated, agrees]
            if self.read.refused:
                found = reckoned.refused
                cells.append(found.message(self.language) if found else "")
            yield _Line(row, cells, reckoned)

    def _origin(self, number: int) -> str:
        """The cells of the sheet in which a recording stands, as a range."""
        places = self._origins.get(number)
        if not places:
            return ""
        rows, columns = [row for row, _ in places], [column for _, column in places]
        first, last = address(min(rows), min(columns)), address(max(rows), max(columns))
        return first if first == last else f"{first}:{last}"

    def _headings(self) -> list[str]:
        names = self.read.names
        said = [names.get(self.keys[place], self.keys[place]) for place in self._columns]
        keys = (*_COMPARED, *(["refused_because"] if self.read.refused else []))
        more = [self.say(key) for key in keys]
        return [*([] if self.is_aligned else [self.say("origin")]), *said, *more]

    def _widths(self, headings: Sequence[str]) -> list[float]:
        widths = [
            column_width(
                [_said(line.cells[column]) for line in self._lines], least=_LEAST, most=_MOST
            )
            for column in range(len(headings))
        ]
        for column in self._wrapped:
            widths[column] = _REMARK_WIDTH
        return widths

    @cached_property
    def _wrapped(self) -> frozenset[int]:
        """The columns of the table with long texts: remarks, and why recordings are refused."""
        first, columns = int(not self.is_aligned), set[int]()
        if self._columns and self.keys[self._columns[-1]] == _REMARK:
            columns.add(len(self._columns) - 1 + first)
        if self.read.refused:
            columns.add(len(self._columns) + first + len(_COMPARED))
        return frozenset(columns)

    @property
    def _agrees(self) -> int:
        """The column that says whether our score and their total agree."""
        return len(self._columns) + int(not self.is_aligned) + len(_COMPARED) - 1

    def lines_in(self, row: int) -> int:
        """Returns how many lines a row needs for its long texts."""
        return self._lines_needed.get(row, 1)

    @cached_property
    def _lines_needed(self) -> dict[int, int]:
        found: dict[int, int] = {}
        for line in self._lines:
            texts = [str(line.cells[column] or "") for column in self._wrapped]
            needed = (wrapped_lines(words, _REMARK_WIDTH - 2) for words in texts)
            found[line.row] = max(needed, default=1)
        return found

    @property
    def height(self) -> int:
        """How many rows it takes, counted from the first row of the sheet."""
        return max((line.row + 1 for line in self._lines), default=0)

    def write(self, page: AdoptionPage, left: int) -> None:
        """Writes heading, header and a line for each recording that is shown."""
        if not self._lines:
            return
        caption = self.say("recorded_beside" if self.is_aligned else "recorded")
        style = page.styles("plain", bold=True, font_color=ACCENT, valign="bottom")
        put(page.sheet, WORDS_ROW, left, caption, style)
        headings = self._headings()
        widths = self._widths(headings)
        for column, (words, width) in enumerate(zip(headings, widths, strict=True), left):
            put(page.sheet, LETTERS_ROW, column, words, page.styles("header"))
            page.widths[column] = width
        lines = max(map(wrapped_lines, headings, widths))
        page.sheet.set_row(LETTERS_ROW, lines * 14 + 6)
        for line in self._lines:
            self._write_line(page, left, line)

    def _write_line(self, page: AdoptionPage, left: int, line: _Line) -> None:
        for column, value in enumerate(line.cells):
            kind, number = ("wrapped" if column in self._wrapped else "centred"), "text"
            if isinstance(value, date):
                number = "date"
            elif not isinstance(value, str):
                number = "General"
            style = page.styles(kind, number)
            if column == self._agrees and line.reckoned.agrees is not None:
                tone = BETTER if line.reckoned.agrees else SEVERITY["error"]
                style = page.styles.tone(tone, kind, number, bold=True)
            elif column > self._agrees and value:
                style = page.styles.tone(SEVERITY["error"], kind, number)
            put(page.sheet, TOP + line.row, left + column, value, style)


def _said(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()[:10]
    return "" if value is None else str(value)
