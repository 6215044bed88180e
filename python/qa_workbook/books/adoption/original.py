"""A foreign sheet as it stands, each cell coloured by what it was taken for, and beside it what
would be recorded.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from qa_workbook.books.adoption.meanings import LOOKS, Meanings, look
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.books.adoption.page import (
    LEFT,
    LEGEND_ROW,
    LETTERS_ROW,
    TOP,
    WORDS_ROW,
    AdoptionBook,
    AdoptionPage,
)
from qa_workbook.books.adoption.recorded import RecordedTable
from qa_workbook.books.cloth.links import anchor
from qa_workbook.books.cloth.page import HOME_ROW
from qa_workbook.books.cloth.style import (
    ACCENT_PALE,
    LINK,
    MUTED,
    column_width,
    display_width,
    put,
    put_note,
    wrapped_lines,
)
from qa_workbook.grids.a1 import address, letters
from qa_workbook.grids.grid import CellError, CellValue, Place, Size
from qa_workbook.layouts.unfolded import Kind, Understood

MOST_ROWS, MOST_COLUMNS = 400, 120
"""So much of an original is shown: enough to see how it is read."""
_NUMBER, _ROW_WORDS = range(LEFT)
_NARROW, _WIDE, _GIVEN = 5.0, 24.0, 40.0
_MOST_LINES = 8
_GAP = 4.0  # width between an original and what would be recorded
_LINE = 14.5
_MOST_NOTES = 400
_NEAR = 11.0  # width that a word of the legend needs
_SIDE = 15.0
_WITH_NOTE: tuple[Kind, ...] = ("heading", "label", "unsure")
_OF_RECORDINGS: tuple[Kind, ...] = ("field", "mark", "reason", "total")
_FEW = 2  # meanings of a row or column that are named; more are several


class OriginalPage(AdoptionPage):
    """One sheet and what would be recorded of it."""

    def __init__(self, book: AdoptionBook, sheet: ReadSheet) -> None:
        file, name = sheet.place
        super().__init__(book, name or file)
        self.read = sheet
        self.grid = sheet.proposed.sample.grid
        self.meanings = Meanings(book.language, sheet.layout, sheet.names)
        self.rows = self.grid.rows[:MOST_ROWS]
        self.columns = min(self.grid.width, MOST_COLUMNS)
        self.cells = sheet.unfolded.cells if sheet.unfolded else {}
        self.merged = self._merged()
        self.table = RecordedTable(sheet, book.language, max(len(self.rows), MOST_ROWS))
        book.shown.pages[sheet.place] = self.name

    def write(self) -> None:
        """Fills the sheet."""
        file, name = self.read.place
        self.heading(self.say("original_title", sheet=name or file, file=file), "")
        put(self.sheet, 1, 0, self.book.sentence(self.read), self.styles("plain", bold=True))
        if len(self.grid.rows) > len(self.rows):
            counts = {"rows": len(self.grid.rows), "shown": len(self.rows)}
            self.notice(self.say("cut_rows", **counts))
        self._set_widths()
        self._frame()
        self._cells()
        self._notes()
        self.table.write(self, LEFT + self.columns + 1)
        self._legend()
        self._way_to_recorded()
        self._raise_rows()
        self.sheet.freeze_panes(TOP, LEFT)
        self.finish(self.say("title"), LETTERS_ROW)

    # --- what is merged, how wide and how high

    def _merged(self) -> dict[Place, Size]:
        """The merged cells within what is shown; of two that overlap the first."""
        taken: set[Place] = set()
        found: dict[Place, Size] = {}
        for (row, column), size in sorted((self.grid.unseen.merged or {}).items()):
            down = min(size[0], len(self.rows) - row)
            across = min(size[1], self.columns - column)
            if down < 1 or across < 1 or down * across == 1:
                continue
            covered = {(row + r, column + c) for r in range(down) for c in range(across)}
            if not covered & taken:
                taken |= covered
                found[row, column] = (down, across)
        return found

    def _set_widths(self) -> None:
        self.widths[_NUMBER] = _NARROW
        words = [self._row_words(row) for row in range(len(self.rows))]
        self.widths[_ROW_WORDS] = column_width(words, least=_SIDE, most=_WIDE)
        self.widths[LEFT + self.columns] = _GAP
        for column in range(self.columns):
            given = self.read.widths.get(column)
            own = given if given is not None else self._natural(column)
            self.widths[LEFT + column] = min(max(own, _NARROW), _GIVEN)

    def _natural(self, column: int) -> float:
        """A width that shows what stands in a column, long texts in several lines."""
        values = [
            shown(row[column])
            for place, row in enumerate(self.rows)
            if row[column] != "" and self.merged.get((place, column), (1, 1))[1] == 1
        ]
        return column_width(values, least=_NARROW, most=_WIDE)

    def _raise_rows(self) -> None:
        lines: defaultdict[int, int] = defaultdict(lambda: 1)
        for row, column in self._filled():
            down, across = self.merged.get((row, column), (1, 1))
            if down == 1 and not self._runs_on(row, column):
                wide = sum(self.widths[LEFT + column + more] for more in range(across))
                words = shown(self.rows[row][column])
                lines[row] = max(lines[row], min(wrapped_lines(words, wide), _MOST_LINES))
        for row in range(max(len(self.rows), self.table.height)):
            beside = 1
            if row < len(self.rows):
                beside = wrapped_lines(self._row_words(row), self.widths[_ROW_WORDS])
            height = max(lines[row], beside, self.table.lines_in(row)) * _LINE + 5
            self.sheet.set_row(TOP + row, height)

    def _runs_on(self, row: int, column: int) -> bool:
        """Whether a text is shown in one line, over the empty cells beside it."""
        value, following = self.rows[row][column], self.rows[row][column + 1 : self.columns]
        if not isinstance(value, str) or "\n" in value or (row, column) in self.merged:
            return False
        return len(following) > 1 and following[:2] == ["", ""]

    def _filled(self) -> Iterable[Place]:
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values[: self.columns]):
                if value != "":
                    yield row, column

    # --- letters, numbers and words around it

    def _frame(self) -> None:
        """Writes letters and numbers of the original, and what each column and row is."""
        edge = self.styles("centred", font_color=MUTED, bg_color=ACCENT_PALE, font_size=9)
        words = self.styles("wrapped", font_size=9, align="center", bold=True)
        side = self.styles("wrapped", font_size=9, indent=1)
        put(self.sheet, WORDS_ROW, _ROW_WORDS, self.say("this_column"), words)
        put(self.sheet, LETTERS_ROW, _ROW_WORDS, self.say("this_row"), edge)
        put(self.sheet, LETTERS_ROW, _NUMBER, "", edge)
        lines = 1
        for column in range(self.columns):
            said = self._column_words(column)
            lines = max(lines, wrapped_lines(said, self.widths[LEFT + column]))
            put(self.sheet, WORDS_ROW, LEFT + column, said, words)
            put(self.sheet, LETTERS_ROW, LEFT + column, letters(column), edge)
        for row in range(len(self.rows)):
            put(self.sheet, TOP + row, _NUMBER, row + 1, edge)
            put(self.sheet, TOP + row, _ROW_WORDS, self._row_words(row), side)
        self.sheet.set_row(WORDS_ROW, min(lines, _MOST_LINES) * 13 + 6)

    def _column_words(self, column: int) -> str:
        """What a column is: what most of its cells below the headings were taken for."""
        cells = [
            self.cells[row, column] for row in range(len(self.rows)) if (row, column) in self.cells
        ]
        telling = Counter(
            self.meanings.short(cell) for cell in cells if cell.kind in _OF_RECORDINGS
        )
        if not telling:
            return self._words(cells)
        words, most = telling.most_common(1)[0]
        if 2 * most >= telling.total():
            return words
        kinds = Counter(self.meanings.kind(one.kind) for one in cells if one.kind in _OF_RECORDINGS)
        word, count = kinds.most_common(1)[0]
        return word if 2 * count >= kinds.total() else self.say("several")

    def _row_words(self, row: int) -> str:
        """What a row is: a recording, or what its cells were taken for."""
        number = self.table.number_in(row)
        if number is not None:
            return self.say("row_of_recording", number=number)
        return self._words(
            [
                self.cells[row, column]
                for column in range(self.columns)
                if (row, column) in self.cells
            ]
        )

    def _words(self, cells: Sequence[Understood]) -> str:
        """What some cells were taken for: in words where it is one thing or two."""
        read = [one for one in cells if one.kind != "ignored"]
        if not read:
            return next((self.meanings.short_rule(one.rule) for one in cells), "")
        named = [one for one in read if one.kind not in ("heading", "label")]
        named = [one for one in named if one.kind == "mark"] or named
        if not named and len(read) > 1:
            return self.say("or").join(dict.fromkeys(self.meanings.kind(one.kind) for one in read))
        said = dict.fromkeys(self.meanings.short(one) for one in named or read)
        if len(said) <= _FEW:
            return self.say("or").join(said)
        kinds = dict.fromkeys(self.meanings.kind(one.kind) for one in named)
        return self.say("or").join(kinds) if len(kinds) <= _FEW else self.say("several")

    # --- the cells themselves

    def _cells(self) -> None:
        hidden = {place for first, size in self.merged.items() for place in _covered(first, size)}
        for row, values in enumerate(self.rows):
            for column, value in enumerate(values[: self.columns]):
                if (row, column) not in hidden:
                    self._cell(row, column, value)

    def _cell(self, row: int, column: int, value: CellValue) -> None:
        cell = self.cells.get((row, column))
        number = _number_format(value, percent=(row, column) in self._percents)
        if cell:
            wraps = not self._runs_on(row, column)
            style = look(self.styles, cell.kind, number, wraps=wraps)
        elif value == "":
            style = self.styles("cell")
        else:
            style = self.styles("wrapped", number)
        down, across = self.merged.get((row, column), (1, 1))
        top, left = TOP + row, LEFT + column
        if (down, across) != (1, 1):
            self.sheet.merge_range(top, left, top + down - 1, left + across - 1, "", style)
        put(self.sheet, top, left, _storable(value), style)

    @property
    def _percents(self) -> frozenset[Place]:
        return self.grid.percents()

    def _notes(self) -> None:
        """Says on headings, labels and whatever isn't clear what it was taken for."""
        count = 0
        ignored: set[str] = set()
        for (row, column), cell in sorted(self.cells.items()):
            if row >= len(self.rows) or column >= self.columns or count >= _MOST_NOTES:
                continue
            # Of what is ignored by one rule the first cell says so.
            first = cell.kind == "ignored" and cell.rule not in ignored
            if first or cell.kind in _WITH_NOTE or self._is_label_value(row, column, cell):
                put_note(self.sheet, TOP + row, LEFT + column, self.meanings.whole(cell))
                count += 1
            if cell.kind == "ignored":
                ignored.add(cell.rule)

    def _is_label_value(self, row: int, column: int, cell: Understood) -> bool:
        beside = self.cells.get((row, column - 1))
        return cell.kind == "field" and beside is not None and beside.kind == "label"

    # --- the legend

    def _way_to_recorded(self) -> None:
        """Leads to the table beside a wide original."""
        if self.table.height:
            cell = address(LETTERS_ROW, LEFT + self.columns + 1)
            style = self.styles("subtitle", font_color=LINK, underline=1)
            link = f"internal:{anchor(self.name, cell)}"
            self.sheet.write_url(HOME_ROW, LEFT, link, style, self.say("to_recorded"))

    def _legend(self) -> None:
        """Writes each kind in its look over as many columns as its word needs."""
        style = self.styles("plain", bold=True, align="right")
        put(self.sheet, LEGEND_ROW, _ROW_WORDS, self.say("legend"), style)
        present = {cell.kind for cell in self.cells.values()} | {"unsure"}
        column = LEFT
        for kind in LOOKS:
            if kind in present:
                column = self._legend_word(column, kind)
        self.sheet.set_row(LEGEND_ROW, 22)

    def _legend_word(self, column: int, kind: Kind) -> int:
        words, wide, last = self.meanings.kind(kind), 0.0, column
        needed = max(_NEAR, display_width(words) + 2)
        while True:
            wide += self.widths.get(last, 9.0)
            if wide >= needed:
                break
            last += 1
        style = self.styles("centred", None, **{**LOOKS[kind], "align": "center"})
        if last > column:
            self.sheet.merge_range(LEGEND_ROW, column, LEGEND_ROW, last, "", style)
        put(self.sheet, LEGEND_ROW, column, words, style)
        return last + 1


def shown(value: CellValue) -> str:
    """Returns a cell's value as text, for widths."""
    if isinstance(value, float):
        return f"{value:.10g}"
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    return str(value)


def _storable(value: CellValue) -> Any:
    """A value that a cell can hold; what a workbook has no kind for is text."""
    if isinstance(value, time | timedelta | CellError):
        return str(value)
    if isinstance(value, date) and value.year < 1900:
        return str(value)
    return value


def _number_format(value: CellValue, *, percent: bool) -> str | None:
    if isinstance(value, datetime):
        is_day = value.time() == time.min
        return "date" if is_day else "yyyy-mm-dd hh:mm"
    if isinstance(value, date):
        return "date"
    if isinstance(value, str):
        return "text"
    return "0.##%" if percent else None


def _covered(first: Place, size: Size) -> Sequence[Place]:
    """The cells of a merged cell but the first."""
    (row, column), (down, across) = first, size
    every = [(row + r, column + c) for r in range(down) for c in range(across)]
    return every[1:]
