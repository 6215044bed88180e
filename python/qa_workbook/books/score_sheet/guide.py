"""The two sheets behind a score sheet: 填写说明, to be read and printed, and 选项, the hidden lists."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.bands import band_edges
from qa_workbook.books.cloth.style import (
    FONT_SIZE,
    Styles,
    column_width,
    print_setup,
    put,
    wrapped_lines,
)
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms.score_form import point_labels
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Count, Indicator, Scheme

GUIDE_SHEET = "填写说明"
LISTS_SHEET = "选项"
_LINE_HEIGHT = FONT_SIZE * 1.5
_UNLIMITED = 1_000_000  # times that count towards the deduction of one row, and points, where the clause sets no limit


def write_guide(
    workbook: xlsxwriter.Workbook, styles: Styles, scheme: Scheme, words: Words
) -> None:
    """Adds 填写说明: every item or clause with its marks and points, all codes, all bands."""
    sheet = workbook.add_worksheet(GUIDE_SHEET)
    sheet.hide_gridlines(2)
    title = words.say("guide_title", name=scheme.name.say(words.language), version=scheme.version)
    put(sheet, 0, 0, title, styles("title"))
    sheet.set_row(0, 30)
    row = 2
    blocks: list[Block | None] = (
        [_clauses(scheme, words)] if scheme.sheet.layout == "long" else [_items(scheme, words)]
    )
    blocks += [_codes(scheme, words), _bands(scheme, words)]
    widths = _widths([block for block in blocks if block])
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    for block in blocks:
        if block:
            row = _block(sheet, row, block, widths, styles) + 1
    print_setup(sheet, title)


Block = tuple[str, list[str], list[list[object]]]  # caption, headings, rows


def _block(
    sheet: Worksheet, row: int, block: Block, widths: Sequence[float], styles: Styles
) -> int:
    caption, headings, rows = block
    for place in range(len(headings)):
        put(sheet, row, place, caption if place == 0 else None, styles("section"))
    sheet.set_row(row, 22)
    for place, heading in enumerate(headings):
        put(sheet, row + 1, place, heading, styles("header"))
    for number, values in enumerate(rows, row + 2):
        for place, value in enumerate(values):
            put(sheet, number, place, value, styles("wrapped", "text", indent=1))
        lines = max(
            wrapped_lines(value, width - 2) for value, width in zip(values, widths, strict=False)
        )
        sheet.set_row(number, max(18, lines * _LINE_HEIGHT + 3))
    return row + 2 + len(rows)


def _widths(blocks: list[Block]) -> list[float]:
    count = max(len(headings) for _, headings, _ in blocks)
    columns: list[list[object]] = [[] for _ in range(count)]
    for _, headings, rows in blocks:
        for values in [list[object](headings), *rows]:
            for place, value in enumerate(values):
                columns[place].append(value)
    limits = [38] * (count - 1) + [66]
    return [
        column_width(values, least=10, most=most)
        for values, most in zip(columns, limits, strict=True)
    ]


def _items(scheme: Scheme, words: Words) -> Block:
    headings = [
        words.say(f"guide_{key}") for key in ("item", "section", "weight", "marks", "points")
    ]
    return words.say("guide_items"), headings, [_item(scheme, words, node) for node in scheme.items]


def _item(scheme: Scheme, words: Words, node: Indicator) -> list[object]:
    above = scheme.parent[node.id]
    section = above or next(
        (family for family in scheme.families if family.id == node.family), None
    )
    marks = words.counting(node.count) if node.count else words.marks(scheme.scale_of(node))
    points = [line.removeprefix(" · ") for line in words.points(node) if line.startswith(" · ")]
    remark = [node.note.say(words.language)] if node.note else []
    return [
        node.name.say(words.language),
        section.name.say(words.language) if section else "",
        plain(node.weight) if node.weight is not None else "",
        marks,
        "\n".join([*remark, *([" · ".join(points)] if points else [])]),
    ]


def _clauses(scheme: Scheme, words: Words) -> Block:
    headings = [words.say(f"guide_{key}") for key in ("clause", "section", "deduction", "note")]
    rows: list[list[object]] = []
    for node in scheme.counted:
        above = scheme.parent[node.id]
        assert node.count is not None
        rows.append(
            [
                node.name.say(words.language),
                above.name.say(words.language) if above else "",
                words.counting(node.count, "clause"),
                node.note.say(words.language) if node.note else "",
            ]
        )
    return words.say("guide_clauses"), headings, rows


def _codes(scheme: Scheme, words: Words) -> Block | None:
    errors = scheme.error_deduction.codes if scheme.error_deduction else ()
    rows: list[list[object]] = []
    rows += [
        [code.id, code.name.say(words.language), words.say("guide_error"), ""] for code in errors
    ]
    if scheme.fatal:
        usual = scheme.fatal
        for code in usual.codes:
            effect = words.effect(
                code.effect or usual.effect, code.cap if code.effect else usual.cap
            )
            rows.append([code.id, code.name.say(words.language), words.say("guide_fatal"), effect])
    headings = [words.say(f"guide_{key}") for key in ("code", "name", "kind", "effect")]
    return (words.say("guide_codes"), headings, rows) if rows else None


def _bands(scheme: Scheme, words: Words) -> Block | None:
    if not scheme.bands:
        return None
    headings = [words.say("guide_name"), words.say("guide_from")]
    rows: list[list[object]] = [
        [band.name.say(words.language), band_edges(band)] for band in scheme.bands.bands
    ]
    return words.say("guide_bands"), headings, rows


def write_lists(workbook: xlsxwriter.Workbook, scheme: Scheme) -> None:
    """Adds the hidden sheet 选项 and the names of its lists: qa_codes, qa_points, qa_clauses, qa_clause_names."""
    errors = scheme.error_deduction.codes if scheme.error_deduction else ()
    codes = [code.id for code in errors] + [
        code.id for code in (scheme.fatal.codes if scheme.fatal else ())
    ]
    lists: dict[str, list[list[object]]] = {
        "qa_codes": [[code] for code in codes],
        "qa_points": [[label] for label in point_labels(scheme)],
        "qa_clauses": [
            [node.name.zh, *_clause(node.count)] for node in scheme.counted if node.count
        ],
    }
    sheet = workbook.add_worksheet(LISTS_SHEET)
    sheet.hide()
    place = 0
    for name, rows in lists.items():
        if not rows:
            continue
        put(sheet, 0, place, name)
        for number, values in enumerate(rows, 1):
            for offset, value in enumerate(values):
                put(sheet, number, place + offset, value)
        _name(workbook, name, place, len(rows), len(rows[0]))
        if name == "qa_clauses":
            _name(workbook, "qa_clause_names", place, len(rows), 1)
        place += len(rows[0])


def _clause(count: Count) -> tuple[Decimal, Decimal, int, Decimal | int]:
    """Returns points (negative for a bonus), factor when aggravated, how many times count, and the most points."""
    points = count.points if count.direction == "deduct" else -count.points
    times = 1 if count.per == "once" else _UNLIMITED
    return (
        points,
        count.aggravated or Decimal(1),
        times,
        _UNLIMITED if count.cap is None else count.cap,
    )


def _name(workbook: xlsxwriter.Workbook, name: str, column: int, rows: int, columns: int) -> None:
    first, last = (
        xlsxwriter.utility.xl_col_to_name(column),
        xlsxwriter.utility.xl_col_to_name(column + columns - 1),
    )
    workbook.define_name(name, f"='{LISTS_SHEET}'!${first}$2:${last}${rows + 1}")
