"""Columns that surely hold none of some words aren't judged cell by cell."""

from __future__ import annotations

import unicodedata

import pytest

from qa_workbook.forms.text_cells import all_words, blank, names, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.intake.words_in_columns import all_filled, folded_together, holds_any

TEXTS = [
    "合计",
    "合 计：",
    "Ｔｏｔａｌ",
    " to\u200btal* ",
    "ｅ\u0301xample",
    "001 汇总",
    "ﬁne",
    "ǅ",
    "x|y",
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("cut", [1, 2, 3, 12])
def test_what_a_text_reads_like_is_found_in_all_texts_together(text: str, cut: int) -> None:
    """Whatever a text or its beginning is compared as stands in the texts together."""
    together = folded_together(["前", text, "后"], beginning=cut)
    assert normal(text) in together
    assert normal(text[:cut]) in together
    assert holds_any(together, [normal(text[:cut])])


def test_signs_of_two_texts_never_become_one() -> None:
    """A sign that joins the one before it doesn't join that of another text."""
    together = folded_together(["e", "\u0301"])
    assert unicodedata.normalize("NFC", "e\u0301") not in together


@pytest.mark.parametrize("cell", ["", " ", "\u3000", "\u200b", "\xa0", None, "x", 0.0, False, "。"])
def test_a_full_column_has_no_blank_cell(cell: object) -> None:
    """A column is called full only if nobody would call one of its cells blank."""
    if all_filled(["x", 1.0, cell]):
        assert not blank(cell)
    assert all_filled(["x", 1.0])


@pytest.mark.parametrize(
    "cells",
    [
        ["a ", " b", ""],
        ["a\n", "b"],
        ["_x000D_a", "b\x0b"],
        [1.0, 2.5, 1.0, -0.0],
        [1.0, "a", None, True],
        ["王\u200b佳 ", "刘洋"],
        [],
    ],
)
def test_a_column_of_words_is_that_of_its_cells(cells: list[object]) -> None:
    """A column read in one go says what its cells say one by one."""
    assert all_words(cells) == list(map(words, cells))
    assert names(cells) == [names([cell])[0] for cell in cells]
