"""Which of several columns is the mark of an item: first and second review."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from qa_workbook.adopt.asking import Asked, question
from qa_workbook.adopt.found import FoundItem
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.proposal import Answer
from qa_workbook.config.base import Text

_RANK = 10


def settle_opinions(kind: Kind, asked: Asked) -> list[FoundItem]:
    """Returns the items with the column of their mark; which it is of several is asked once."""
    several = [item for item in kind.items if item.opinions]
    if not several:
        return list(kind.items)
    offered = list(dict.fromkeys(one.word for item in several for one in item.opinions))
    answers = [Answer(word, Text(zh=word, en=word)) for word in offered]
    about = kind.about_items(lambda item: bool(item.opinions))
    asks = question("review", "review", answers, about=about, columns="、".join(offered))
    chosen = asked.ask(_RANK, asks)
    return [_with(item, chosen) for item in kind.items]


def others_of(items: Sequence[FoundItem]) -> list[str]:
    """Returns the headings of the columns that were not chosen."""
    return [
        opinion.heading
        for item in items
        for opinion in item.opinions
        if opinion.heading != item.heading
    ]


def _with(item: FoundItem, chosen: str) -> FoundItem:
    opinion = next((one for one in item.opinions if one.word == chosen), None)
    if opinion is None:
        return item
    return replace(item, heading=opinion.heading, marks=opinion.cells)
