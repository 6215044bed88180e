"""The sheet 填写说明 behind a score sheet: all items or clauses, codes and bands, to be printed."""

from __future__ import annotations

import xlsxwriter

from qa_workbook.books.bands import band_edges, bands_of
from qa_workbook.books.cloth.blocks import Block, write_blocks
from qa_workbook.books.cloth.style import Styles
from qa_workbook.books.score_sheet.words import POINT_MARK, Words
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import FatalCode, Indicator, Scheme


def write_guide(
    workbook: xlsxwriter.Workbook, styles: Styles, scheme: Scheme, words: Words
) -> None:
    """Adds 填写说明: every item or clause with its marks and points, all codes, all bands."""
    sheet = workbook.add_worksheet(words.say("guide_sheet"))
    title = words.say("guide_title", name=scheme.name.say(words.language), version=scheme.version)
    write_blocks(sheet, styles, title, guide_blocks(scheme, words))


def guide_blocks(scheme: Scheme, words: Words) -> list[Block]:
    """Returns what a scheme says as tables: items or clauses, codes, bands."""
    blocks = [_items(scheme, words), _codes(scheme, words), _bands(scheme, words)]
    if scheme.sheet.layout == "long":
        blocks[0] = _clauses(scheme, words)
    return blocks


def _items(scheme: Scheme, words: Words) -> Block:
    keys = ("item", "section", "weight", "marks", "points")
    headings = [words.say(f"guide_{key}") for key in keys]
    rows = [_item(scheme, words, node) for node in scheme.entered]
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
    score = words.say("score")
    rows = [[words.said(band.name), band_edges(band, score)] for band in bands_of(scheme)]
    return Block(words.say("guide_bands"), headings, rows)
