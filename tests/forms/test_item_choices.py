"""Columns whose choices are the scored items of the schemes (S22)."""

from __future__ import annotations

import pytest

from qa_workbook.forms.book import FormBook
from qa_workbook.forms.item_choices import item_choices, with_items
from qa_workbook.forms.kinds import KINDS, CellContext, Reading
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.scheme.book import SchemeBook

COLUMN = {"id": "item", "headings": ["评分单项"], "kind": "choice", "choices_from": "items"}
FORM = {
    "format": 1,
    "id": "made",
    "version": "1",
    "name": "样表",
    "source": "made for the tests",
    "sheets": ["样表"],
    "columns": [{"id": "number", "headings": ["编号"], "kind": "id", "need": "required"}, COLUMN],
    "key": ["number"],
}


@pytest.fixture(scope="module")
def item(schemes: SchemeBook) -> Field:
    """The column of a form after its choices were filled in."""
    forms = with_items(FormBook((Form.model_validate(FORM),)), schemes)
    return forms.form("made").by_id["item"]


def read(cell: str, item: Field, vocabulary: Vocabulary) -> Reading[str]:
    return KINDS["choice"].read(cell, item, CellContext(vocabulary))


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("业务能力", "业务能力"),
        (" 业务 能力", "业务能力"),
        ("business", "业务能力"),
        ("Attitude", "服务态度"),
        ("提供有效信息", "提供有效信息"),
        ("information.useful", "提供有效信息"),
        ("先挂机或与邻座闲聊", "先挂机或与邻座闲聊"),
    ],
)
def test_an_item_is_named_by_any_of_its_names(
    item: Field, vocabulary: Vocabulary, cell: str, kept: str
) -> None:
    """Name or id of an item of any scheme are understood; the records keep its Chinese name."""
    assert read(cell, item, vocabulary) == Reading(kept)


def test_an_unknown_item_is_told_with_the_nearest(item: Field, vocabulary: Vocabulary) -> None:
    """A mistyped item is refused, and the message names the item that was meant."""
    reading = read("聆听能办", item, vocabulary)
    assert (reading.value, reading.code) == (None, "choice-unknown")
    assert reading.details["nearest"] == "聆听能力"


def test_an_item_of_several_schemes_is_one_choice(schemes: SchemeBook) -> None:
    """Each name is offered once, and an id that means two items is the name of none."""
    names = [choice.name.zh for choice in item_choices(schemes)]
    assert len(names) == len(set(names))
    assert names.count("服务态度") == 1
    known = [name for choice in item_choices(schemes) for name in choice.names]
    assert "relation.phrases" not in known  # 服务用语 in one scheme, 规范用语 in another
    assert len(known) == len(set(known))


def test_an_english_name_of_two_items_names_neither(
    item: Field, schemes: SchemeBook, vocabulary: Vocabulary
) -> None:
    """Where two items are called the same in English, the Chinese name stands beside it."""
    assert read("Listening", item, vocabulary).code == "choice-unknown"
    assert read("Listening (聆听能力)", item, vocabulary) == Reading("聆听能力")
    names = [choice.name.en for choice in item_choices(schemes)]
    assert len(names) == len(set(names))
