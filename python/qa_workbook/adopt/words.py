"""Words by which sheets are recognised that nobody has seen before, beside config/intake.yaml."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from pathlib import Path

from qa_workbook.config.base import Model
from qa_workbook.config.strict import read_model

Listed = tuple[str, ...]


class Grades(Model):
    """Words for marks, best first, and what they are often worth."""

    words: tuple[Listed, ...]
    """Grades of one set, e.g. 优 良 中 差; each with its other spellings."""
    worth: tuple[tuple[int, ...], ...]
    """Answers that are offered; nothing holds before one is chosen."""


class Headings(Model):
    """Names of columns and labels, beside those of intake.yaml."""

    serial: Listed
    recording: Listed
    call_date: Listed
    agent: Listed
    name: Listed
    team: Listed
    project: Listed
    inspector: Listed
    inspected_on: Listed
    remark: Listed
    reason: Listed
    error_deduction: Listed
    error_codes: Listed
    fatal: Listed
    clause: Listed
    times: Listed
    total: Listed
    marks_total: Listed
    lost_total: Listed
    band: Listed
    aside: Listed
    """Columns that nothing is read from: phone numbers, ranks, lengths of calls."""
    full: Listed
    """Columns and rows of full marks."""
    weight: Listed
    """Columns and rows of weights."""
    mark: Listed
    """Columns of marks, where items are rows or sub-columns."""
    deducted: Listed
    """Columns of points taken off."""
    reviews: Listed
    """Sub-columns of several opinions of one mark: 初评, 复评."""
    statistics: Listed
    """Columns of summaries."""
    items: Listed
    """Columns of the names of items."""
    group: Listed
    """Columns of the groups of items."""
    standard: Listed
    """Columns that explain how an item is marked."""


class AdoptWords(Model):
    """All of words.yaml."""

    headings: Headings
    """Names of columns and labels, by key."""
    grades: tuple[Grades, ...]
    """Sets of grades."""
    persons: Listed
    """Words for agents; with an ending of `numbers` or `called` their number or name."""
    numbers: Listed
    """Endings of columns of numbers that tell things apart."""
    called: Listed
    """Endings of columns of names of people."""
    asking: Listed
    """Beginnings of items that are questions."""
    totals: Listed
    """Endings of columns of totals: 复检总分."""
    averaged: Listed
    """Beginnings of columns that hold statistics of several recordings."""
    moved: Listed
    """Columns of the points of a breach or bonus."""
    plus: Listed
    """Words for points that are added."""
    minus: Listed
    """Words for points that are taken off."""
    no_breach: Listed
    """What lists of breaches say of a recording without any."""
    ticks: Listed
    """Signs that tick a cell."""
    deduct: Listed
    """Words before or behind points taken off: 扣2分."""
    no_scores: Listed
    """Names of sheets that hold no recordings: 汇总, 说明."""
    signatures: Listed
    """Beginnings of lines with signatures."""
    signed: Listed
    """Endings of what stands before a signature: 座席确认签字."""
    subtotals: Listed
    """Endings of columns of subtotals: 服务小计."""
    notes: Listed
    """Beginnings of notes."""
    worth_rows: Listed
    """Rows above the recordings that hold full marks, beside the words for full and weight."""
    examples: Listed
    """What example rows say."""
    titles: Listed
    """Ends of titles: 评分表."""
    full_marks: tuple[Decimal, ...]
    """Usual full marks, rising."""
    steps: tuple[Decimal, ...]
    """Usual steps between marks, falling."""


@cache
def adopt_words() -> AdoptWords:
    """Returns the words that are shipped with the program."""
    words, faults = read_model(Path(__file__).with_name("words.yaml"), AdoptWords)
    assert words, faults
    return words
