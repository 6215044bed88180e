"""The marked copy of a file of another kind: its cells, what was found, and the sheet in front."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.annotating.front import TAB
from qa_workbook.annotating.model import AUTHOR, CellMark, FrontCell, FrontSheet
from qa_workbook.books.cloth.links import sheet_link
from qa_workbook.books.cloth.style import (
    Styles,
    column_width,
    new_workbook,
    put,
    safe_text,
    wrapped_lines,
)
from qa_workbook.grids.a1 import column_index
from qa_workbook.grids.grid import CellError, CellValue, Grid, Place
from qa_workbook.returning.identity import without_ours

_AREA = re.compile(r"([A-Z]+)([0-9]+)(?::([A-Z]+)([0-9]+))?")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
_LONGEST_NAME = 31
_MOST_COMMENTS, _LONGEST_COMMENT = 5000, 4000
_KEPT_AS_TEXT = re.compile(r"0[0-9]+|[0-9]{12,}")
_LINE, _WIDEST = 14, 28


def sheet_names(names: Sequence[str], default: str) -> dict[str, str]:
    """Returns what each sheet is called in a workbook of Excel: without signs that it refuses."""
    found: dict[str, str] = {}
    for name in names:
        plain = _NOT_IN_NAMES.sub("_", name or default).strip("'")[:_LONGEST_NAME] or default
        number, taken = 1, {other.casefold() for other in found.values()}
        while plain.casefold() in taken:
            number += 1
            plain = f"{plain[: _LONGEST_NAME - 4]}({number})"
        found[name] = plain
    return found


@dataclass(frozen=True)
class CopiedSheet:
    """A sheet of the file: what it is called in the copy, its cells, whether it is hidden."""

    name: str
    grid: Grid
    hidden: bool = False


def write_marked_copy(
    path: Path, sheets: Sequence[CopiedSheet], marks: Sequence[CellMark], front: FrontSheet
) -> None:
    """Writes a workbook with the cells of `sheets`, their `marks`, and the sheet in front.

    Values, merged cells and days stay what they were; text stays text.
    """
    with new_workbook(path, title=front.title) as workbook:
        styles = Styles(workbook)
        page = workbook.add_worksheet(front.name)
        pages = [workbook.add_worksheet(sheet.name) for sheet in sheets]
        _write_front(page, front, styles)
        for copied, sheet in zip(sheets, pages, strict=True):
            own = [mark for mark in marks if mark.sheet == copied.name]
            _Sheet(workbook, sheet, copied.grid, own).write()
            if copied.hidden:
                sheet.hide()
        page.activate()


def _write_front(page: Worksheet, front: FrontSheet, styles: Styles) -> None:
    page.hide_gridlines(2)
    page.set_tab_color(f"#{TAB}")  # by it the sheet is known when the copy goes back again
    put(page, 0, 0, front.title, styles("title"))
    page.set_row(0, 30)
    for row, line in enumerate(front.lines, 1):
        put(page, row, 0, line, styles("plain"))
    head = len(front.lines) + 2
    for column, (words, width) in enumerate(zip(front.headings, front.widths, strict=True)):
        put(page, head, column, words, styles("header"))
        page.set_column(column, column, width)
    for number, cells in enumerate(front.rows, head + 1):
        for column, cell in enumerate(cells):
            _put_front(page, number, column, cell, styles)
        texts = zip(cells, front.widths, strict=True)
        lines = max(wrapped_lines(cell.text, width) for cell, width in texts)
        page.set_row(number, 6 + _LINE * lines)
    page.freeze_panes(head + 1, 0)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(head)


def _put_front(page: Worksheet, row: int, column: int, cell: FrontCell, styles: Styles) -> None:
    look = {"bg_color": f"#{cell.colour}"} if cell.colour else {}
    if cell.link is None:
        put(page, row, column, cell.text, styles("wrapped", **look))
        return
    sheet, cells = cell.link
    place = sheet_link(sheet).removesuffix("A1") + cells
    page.write_url(row, column, place, styles("link", **look), safe_text(cell.text))


class _Sheet:
    """One sheet of the copy."""

    def __init__(
        self, workbook: Workbook, page: Worksheet, grid: Grid, marks: Sequence[CellMark]
    ) -> None:
        self.workbook, self.page, self.grid = workbook, page, grid
        self.colours: dict[Place, str] = {}
        self.comments: dict[Place, list[str]] = {}
        for mark in marks:
            self._note(mark)
        for place, words in grid.unseen.comments.items():
            if theirs := without_ours(words):
                self.comments.setdefault(place, []).insert(0, theirs)
        self._formats: dict[tuple[str, str, bool], Format] = {}
        self._percents = grid.percents()

    def _note(self, mark: CellMark) -> None:
        found = _AREA.fullmatch(mark.cells)
        if not found:
            return
        top, left = int(found[2]) - 1, column_index(found[1])
        bottom = int(found[4]) - 1 if found[4] else top
        right = column_index(found[3]) if found[3] else left
        for row in range(top, bottom + 1):
            for column in range(left, right + 1):
                self.colours.setdefault((row, column), mark.colour)
        if mark.comment:
            self.comments.setdefault((top, left), []).append(mark.comment)

    def write(self) -> None:
        """Fills the sheet."""
        for row, cells in enumerate(self.grid.rows):
            for column, cell in enumerate(cells):
                self._put((row, column), cell)
        height = len(self.grid.rows)
        for row, column in self.colours:
            if row >= height or column >= self.grid.width:
                self._put((row, column), "")
        self._merge()
        for column in range(self.grid.width):
            values = [_shown(cells[column]) for cells in self.grid.rows]
            width = column_width(values, least=6, most=_WIDEST)
            hidden = {"hidden": True} if column in self.grid.unseen.hidden_columns else {}
            self.page.set_column(column, column, width, None, hidden)
        for row in self.grid.unseen.hidden_rows:
            self.page.set_row(row, None, None, {"hidden": True})
        for place, words in list(self.comments.items())[:_MOST_COMMENTS]:
            said = safe_text("\n".join(words))[:_LONGEST_COMMENT]
            size = {"width": 300, "height": 16 * wrapped_lines(said, 42) + 16}
            self.page.write_comment(*place, said, {"author": AUTHOR, **size})

    def _put(self, place: Place, cell: CellValue) -> None:
        colour = self.colours.get(place, "")
        kind = _format_of(cell, is_percent=place in self._percents)
        struck = place[0] in self.grid.unseen.struck_rows
        look = self._format(colour, kind, struck=struck) if colour or kind or struck else None
        if isinstance(cell, str) and cell:
            self.page.write_string(*place, safe_text(cell), look)
        elif isinstance(cell, CellError):
            # It stays an error: as text or empty it might be read as something else.
            self.page.write_formula(*place, "=NA()", look, cell.words or "#N/A")
        elif isinstance(cell, bool):
            self.page.write_boolean(*place, cell, look)
        elif isinstance(cell, datetime | date | time | timedelta):
            self.page.write_datetime(*place, cell, look)  # type: ignore[call-overload]
        elif isinstance(cell, int | float):
            self.page.write_number(*place, cell, look)
        elif look:
            self.page.write_blank(*place, None, look)

    def _format(self, colour: str, kind: str, *, struck: bool = False) -> Format:
        key = colour, kind, struck
        if key not in self._formats:
            look: dict[str, object] = {"bg_color": f"#{colour}"} if colour else {}
            if struck:
                look["font_strikeout"] = True
            if kind:
                look["num_format"] = kind
            self._formats[key] = self.workbook.add_format(look)
        return self._formats[key]

    def _merge(self) -> None:
        sizes: Mapping[Place, tuple[int, int]] = self.grid.unseen.merged or {}
        for (row, column), (height, width) in sizes.items():
            if height * width < 2 or row >= len(self.grid.rows) or column >= self.grid.width:
                continue
            colour = self.colours.get((row, column), "")
            last = row + height - 1, column + width - 1
            self.page.merge_range(row, column, *last, "", self._format(colour, ""))
            self._put((row, column), self.grid.rows[row][column])


def _shown(cell: CellValue) -> str:
    is_day = isinstance(cell, date | time | timedelta)
    return "0000-00-00" if is_day else str(cell)


def _format_of(cell: CellValue, *, is_percent: bool) -> str:
    if isinstance(cell, datetime) and (cell.hour or cell.minute or cell.second):
        return "yyyy-mm-dd hh:mm:ss"
    if isinstance(cell, date):
        return "yyyy-mm-dd"
    if isinstance(cell, time | timedelta):
        return "[hh]:mm:ss"
    if isinstance(cell, str) and _KEPT_AS_TEXT.fullmatch(cell):
        return "@"
    return "0%" if is_percent else ""
