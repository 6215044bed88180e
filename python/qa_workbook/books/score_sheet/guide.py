"""The sheet 填写说明 behind a score sheet: all items or clauses, codes and bands, to be printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import zip_longest

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.bands import band_edges, bands_of
from qa_workbook.books.cloth.style import (
    FONT_SIZE,
    Styles,
    column_width,
    print_setup,
    put,
    wrapped_lines,
)
from qa_workbook.books.score_sheet.words import POINT_MARK, Words
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import FatalCode, Indicator, Scheme

_LINE_HEIGHT = FONT_SIZE * 1.5
_MOST_WIDE, _MOST_WIDE_LAST = 36, 64
_INDENT = 2  # what the indent of a cell takes of its width


@dataclass(frozen=True)
class Block:
    """A table of the guide: its caption, its headings and its rows."""

    caption: str
    headings: list[str]
    rows: list[list[str]]


def write_guide(
    workbook: xlsxwriter.Workbook, styles: Styles, scheme: Scheme, words: Words
) -> None:
    """Adds 填写说明: every item or clause with its marks and points, all codes, all bands."""
    sheet = workbook.add_worksheet(words.say("guide_sheet"))
    sheet.hide_gridlines(2)
    title = words.say("guide_title", name=scheme.name.say(words.language), version=scheme.version)
    put(sheet, 0, 0, title, styles("title"))
    sheet.set_row(0, 30)
    blocks = [_items(scheme, words), _codes(scheme, words), _bands(scheme, words)]
    if scheme.sheet.layout == "long":
        blocks[0] = _clauses(scheme, words)
    blocks = [block for block in blocks if block.rows]
    widths = _widths(blocks)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    row = 2
    for block in blocks:
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


def _items(scheme: Scheme, words: Words) -> Block:
    keys = ("item", "section", "weight", "marks", "points")
    headings = [words.say(f"guide_{key}") for key in keys]
    rows = [_item(scheme, words, node) for node in scheme.items]
    return Block(words.say("guide_items"), headings, rows)


def _item(scheme: Scheme, words: Words, node: Indicator) -> list[str]:
    count = node.count
    marks = words.counting(count) if count else words.marks(scheme.scale_of(node))
    weight = "" if node.weight is None else plain(node.weight)
    points = POINT_MARK.join([*words.scoring_points(node), *words.points_to_meet(node)])
    remarks = "\n".join(filter(None, (words.said(node.note), points)))
    return [words.said(node.name), words.section(node), weight, marks, remarks]


def _clauses(scheme: Scheme, words: Words) -> Block:
    keys = ("clause", "section", "deduction", "note")
    headings = [words.say(f"guide_{key}") for key in keys]
    rows = []
    for node in scheme.counted:
        assert node.count is not None
        section = words.section(node)
        deduction = words.counting(node.count, clause=True)
        rows.append([words.said(node.name), section, deduction, words.said(node.note)])
    return Block(words.say("guide_clauses"), headings, rows)


def _codes(scheme: Scheme, words: Words) -> Block:
    keys = ("code", "name", "kind", "effect")
    headings = [words.say(f"guide_{key}") for key in keys]
    rows = []
    if scheme.error_deduction:
        kind = words.say("guide_error")
        for error in scheme.error_deduction.codes:
            rows.append([error.id, words.said(error.name), kind, ""])
    if scheme.fatal:
        kind = words.say("guide_fatal")
        for code in scheme.fatal.codes:
            rows.append([code.id, words.said(code.name), kind, _effect(scheme, words, code)])
    return Block(words.say("guide_codes"), headings, rows)


def _effect(scheme: Scheme, words: Words, code: FatalCode) -> str:
    """Returns what a code does to the score: its own effect, or that of all fatal errors."""
    fatal = scheme.fatal
    assert fatal is not None
    # A code may have a cap of its own under the effect of all.
    cap = fatal.cap if code.cap is None else code.cap
    return words.effect(code.effect or fatal.effect, cap)


def _bands(scheme: Scheme, words: Words) -> Block:
    headings = [words.say("guide_name"), words.say("guide_from")]
    rows = [[words.said(band.name), band_edges(band)] for band in bands_of(scheme)]
    return Block(words.say("guide_bands"), headings, rows)
