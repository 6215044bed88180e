"""A page of captioned tables to be read and printed, such as 填写说明 behind a blank sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Block:
    """A table of the page: its caption, its headings and its rows."""

    caption: str
    headings: list[str]
    rows: list[list[str]]


def write_blocks(sheet: Worksheet, styles: Styles, title: str, blocks: Sequence[Block]) -> None:
    """Writes the title and the blocks that have rows below one another, and sets up printing."""
    sheet.hide_gridlines(2)
    put(sheet, 0, 0, title, styles("title"))
    sheet.set_row(0, 30)
    filled = [block for block in blocks if block.rows]
    widths = _widths(filled)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    row = 2
    for block in filled:
        row = _write_block(sheet, row, block, widths, styles) + 1
    print_setup(sheet, title, landscape=False)


def _write_block(
    sheet: Worksheet, row: int, block: Block, widths: Sequence[float], styles: Styles
) -> int:
    """Writes a block from `row` on; returns the row after it."""
    captions = [block.caption, *[""] * (len(block.headings) - 1)]
    for place, heading in enumerate(block.headings):
        put(sheet, row, place, captions[place], styles("section"))
        put(sheet, row + 1, place, heading, styles("header"))
    sheet.set_row(row, 22)
    sheet.set_row(row + 1, 20)
    for number, values in enumerate(block.rows, row + 2):
        lines = 1
        for place, value in enumerate(values):
            put(sheet, number, place, value, styles("wrapped", "text", indent=1))
            lines = max(lines, wrapped_lines(value, widths[place] - _INDENT))
        sheet.set_row(number, max(18, lines * _LINE_HEIGHT + 3))
    return row + 2 + len(block.rows)


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
