"""Cells with one word out of a few: yes or no, and the choices of a column."""

from __future__ import annotations

from typing import Any

from qa_workbook.forms.kinds.base import CellContext, CellKind, Options, Reading, spoken
from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import nearest, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import TEXT
from qa_workbook.grids.grid import ERROR_WORDS, CellError
from qa_workbook.labels.reasons import listed


def yes_or_no(value: Any, vocabulary: Vocabulary) -> bool | None:
    """Returns what a yes/no cell says: blank is no, None is neither."""
    if isinstance(value, bool):
        return value
    said = normal(words(value))
    if not said or isinstance(value, CellError) or said in vocabulary.no:
        return False
    return True if said in vocabulary.yes else None


class YesNo(CellKind):
    """Yes or no; an empty cell is no."""

    dtype = "bool"
    nothing = False

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[bool]:
        """Returns whether the cell says yes."""
        said = yes_or_no(cell, context.vocabulary)
        if said is None:
            return Reading(None, "yes-no-unclear", _yes_and_no(context.vocabulary))
        return Reading(said)

    def write(self, value: bool, column: Field, context: CellContext) -> str:
        """Returns the first word of config/intake.yaml for yes or no."""
        named = _yes_and_no(context.vocabulary)
        return named["yes"] if value else named["no"]

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """A list of the two words."""
        return {"validate": "list", "source": list(_yes_and_no(vocabulary).values())}


def _yes_and_no(vocabulary: Vocabulary) -> dict[str, str]:
    return {"yes": vocabulary.words.affirmative[0], "no": vocabulary.words.negative[0]}


class Choice(CellKind):
    """One of the choices of a column; records hold its id, "" where nothing was chosen."""

    dtype = TEXT
    nothing = ""

    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[str]:
        """Returns the id of the choice that the cell names."""
        text = words(cell)
        if not text or isinstance(cell, CellError):
            return Reading(None)
        if ERROR_WORDS.match(text):
            return Reading(None, "formula-error")
        found = _by_name(column).get(normal(text))
        if found is None:
            close = nearest(text, [choice.name.zh for choice in column.choices])
            allowed = listed([choice.name.zh for choice in column.choices])
            return Reading(None, "choice-unknown", {"nearest": close, "allowed": allowed})
        return Reading(found)

    def write(self, value: str, column: Field, context: CellContext) -> str:
        """Returns the name of the choice."""
        named = {choice.id: choice.name.zh for choice in column.choices}
        return named.get(value, "")

    def say(self, value: Any, column: Field) -> str:
        """Returns the name of the choice; its id where the column no longer has it."""
        return next((one.name.zh for one in column.choices if one.id == value), spoken(value))

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """A list of the names."""
        return {"validate": "list", "source": [choice.name.zh for choice in column.choices]}


def _by_name(column: Field) -> dict[str, str]:
    """Ids of the choices by everything that they may be called; the proper name wins."""
    named = {
        normal(name): choice.id for choice in column.choices for name in (choice.id, *choice.names)
    }
    for choice in column.choices:
        named |= {normal(choice.name.en): choice.id, normal(choice.name.zh): choice.id}
    return named
