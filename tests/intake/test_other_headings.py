"""Columns of items whose headings say that they hold something other than the mark."""

from __future__ import annotations

import pytest
from test_tables_and_merges import HEADINGS, ITEMS, codes, labels, marks_of, read, recording


def _heads(pattern: str) -> list[str]:
    return [pattern.format(heading) if heading in ITEMS else heading for heading in HEADINGS]


def _below(word: str) -> list[str | None]:
    return [word if heading in ITEMS else None for heading in HEADINGS]


@pytest.mark.parametrize(
    "pattern",
    ["{}（扣分）", "{}（失分）", "{}(扣分，满分5)", "{}（初评）", "{}（标准分）", "{}（扣分原因）"],
)
def test_brackets_that_name_another_thing__refuse_the_sheet(tmp_path, pattern):
    """Points lost, or a mark that isn't the last one, are never read as the mark."""
    intake = read(tmp_path, [*labels(), _heads(pattern), recording(1, [1] * 10)])
    assert not intake.tables
    told = [finding for finding in intake.findings if finding.severity == "error"]
    assert {finding.code for finding in told} == {"column-renamed"}


@pytest.mark.parametrize("pattern", ["{}（得分）", "{}（满分5）", "{}（标准分5）", "{}（必填）"])
def test_harmless_brackets__are_left_off(tmp_path, pattern):
    """Points and the mark itself in brackets are no other thing."""
    intake = read(tmp_path, [*labels(), _heads(pattern), recording(1)])
    assert marks_of(intake) == [[4] * 10]


@pytest.mark.parametrize("word", ["扣分", "失分", "初评", "标准分"])
def test_another_thing_below_the_items__refuses_the_sheet(tmp_path, word):
    """A second row of headings says as much as brackets do."""
    intake = read(tmp_path, [*labels(), HEADINGS, _below(word), recording(1, [1] * 10)])
    assert not intake.tables
    assert "column-renamed" in codes(intake)


@pytest.mark.parametrize("word", ["得分", "0-5"])
def test_a_harmless_row_below_the_items__is_skipped(tmp_path, word):
    """得分, or which marks there are, is noted and no error."""
    intake = read(tmp_path, [*labels(), HEADINGS, _below(word), recording(1)])
    assert marks_of(intake) == [[4] * 10]
    assert codes(intake) == {"group-row-ignored"}


@pytest.mark.parametrize(("word", "is_read"), [("各项扣分", False), ("各项得分", True)])
def test_a_band_above_the_items(tmp_path, word, is_read):
    """What is merged over the items alone says what their columns hold."""
    place = HEADINGS.index(ITEMS[0])
    band = [None] * place + [word]

    def merge(sheet):
        row = next(cells[place].row for cells in sheet.rows if cells[place].value == word)
        first, last = place + 1, place + len(ITEMS)
        sheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)

    intake = read(tmp_path, [*labels(), band, HEADINGS, recording(1)], merge)
    assert bool(intake.tables) == is_read


def test_words_that_are_marks_in_the_first_recording__are_no_headings(tmp_path):
    """满分 below the header is the mark of a recording that has a number."""
    intake = read(tmp_path, [*labels(), HEADINGS, recording(1, ["满分"] * 10)])
    assert marks_of(intake) == [[5] * 10]
