"""A page of captioned tables to be read and printed, such as 填写说明 behind a blank sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import (
    FONT_SIZE,
    Styles,
    column_width,
    print_setup,
    put,
    wrapped_lines,
)

_LINE_HEIGHT = FONT_SIZE * 1.5
_MOST_WIDE, _MOST_WIDE_LAST = 36, 64
_INDENT = 2  # what the indent of a cell takes of its width
_PAGE = (535.0, 760.0)  # points of A4 between the margins, across and down
_SPARE = 0.95  # of a page: programs and printers differ by a little
_DIGIT = (5.25, 6.9)  # points that a digit of a column takes, with narrow and with wide fonts
_CAPTION, _HEADER, _BETWEEN = 22.0, 20.0, 15.0  # heights of rows, in points


@dataclass(frozen=True)
class Block:
    """A table of the page: its caption, its headings and its rows."""

    caption: str
    headings: list[str]
    rows: list[list[str]]


@dataclass
class _Pages:
    """Where the printed pages begin: `breaks` are the rows above which a new one does."""

    height: float
    used: float = 0.0
    breaks: list[int] = field(default_factory=list)

    def fits(self, height: float) -> bool:
        """Whether so much more stands on the page."""
        return self.used + height <= self.height

    def begin(self, row: int) -> None:
        """Begins a page above a row."""
        self.breaks.append(row)
        self.used = 0.0


def write_blocks(sheet: Worksheet, styles: Styles, title: str, blocks: Sequence[Block]) -> None:
    """Writes the title and the blocks that have rows below one another, and sets up printing."""
    sheet.hide_gridlines(2)
    put(sheet, 0, 0, title, styles("title"))
    sheet.set_row(0, 30)
    filled = [block for block in blocks if block.rows]
    widths = _widths(filled)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    print_setup(sheet, title, landscape=False)
    across, down = _PAGE
    largest, smallest = (min(1.0, across / (digit * sum(widths))) for digit in _DIGIT)
    pages = _Pages(_SPARE * down / largest, used=30 + _BETWEEN)
    row = 2
    for block in filled:
        row = _write_block(sheet, row, block, widths, styles, pages) + 1
        pages.used += _BETWEEN
    if pages.breaks:
        # Excel passes over page breaks where it is to fit a sheet to pages by itself.
        sheet.set_print_scale(max(10, int(100 * smallest)))
        sheet.set_h_pagebreaks(pages.breaks)


def _write_block(
    sheet: Worksheet,
    row: int,
    block: Block,
    widths: Sequence[float],
    styles: Styles,
    pages: _Pages,
) -> int:
    """Writes a block from `row` on; returns the row after it.

    Its header stands again on every page that it goes on to, and never alone below a page.
    """
    heights = [_height(values, widths) for values in block.rows]
    if not pages.fits(_CAPTION + _HEADER + heights[0]):
        pages.begin(row)
    captions = [block.caption, *[""] * (len(block.headings) - 1)]
    for place, caption in enumerate(captions):
        put(sheet, row, place, caption, styles("section"))
    sheet.set_row(row, _CAPTION)
    pages.used += _CAPTION
    row = _write_headings(sheet, row + 1, block, styles, pages)
    for values, height in zip(block.rows, heights, strict=True):
        if not pages.fits(height):
            pages.begin(row)
            row = _write_headings(sheet, row, block, styles, pages)
        for place, value in enumerate(values):
            put(sheet, row, place, value, styles("wrapped", "text", indent=1))
        sheet.set_row(row, height)
        pages.used += height
        row += 1
    return row


def _write_headings(sheet: Worksheet, row: int, block: Block, styles: Styles, pages: _Pages) -> int:
    """Writes the headings of a block into a row; returns the row after it."""
    for place, heading in enumerate(block.headings):
        put(sheet, row, place, heading, styles("header"))
    sheet.set_row(row, _HEADER)
    pages.used += _HEADER
    return row + 1


def _height(values: Sequence[str], widths: Sequence[float]) -> float:
    """The height of a row that shows all of its texts."""
    pairs = zip(values, widths, strict=False)
    lines = max(wrapped_lines(value, width - _INDENT) for value, width in pairs)
    return max(18, lines * _LINE_HEIGHT + 3)


def _widths(blocks: Sequence[Block]) -> list[float]:
    """Returns the width of each column; the last one holds the longest texts."""
    lines: list[list[str]] = []
    for block in blocks:
        lines += [block.headings, *block.rows]
    columns = list(zip_longest(*lines, fillvalue=""))
    most = [_MOST_WIDE] * (len(columns) - 1) + [_MOST_WIDE_LAST]
    return [
        column_width(column, least=8, most=limit) + _INDENT
        for column, limit in zip(columns, most, strict=True)
    ]
