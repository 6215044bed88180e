"""A cell that names several things is taken apart at the separators of the config."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.config.strict import read_model
from qa_workbook.forms.codes import Names
from qa_workbook.forms.vocabulary import Vocabulary

VOCABULARY, _ = read_model(Path(__file__).parents[2] / "config" / "intake.yaml", Vocabulary)


def names(*written: str) -> Names:
    return Names(tuple((f"n{number}", (name,)) for number, name in enumerate(written)), VOCABULARY)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("甲;乙", ["甲", "乙"]),
        (";甲;;乙;", ["甲", "乙"]),
        ("甲; 乙", ["甲", "乙"]),
        ("甲;乙、丙", ["甲", "乙", "丙"]),
        ("甲；乙", ["甲", "乙"]),
        ("甲乙", ["甲乙"]),
        (";", []),
    ],
)
def test_names_are_parted_at_every_separator(cell: str, parts: list[str]) -> None:
    """Whichever separators a cell has, each name is one part, and nothing else is."""
    assert names("甲", "乙", "丙").split(cell) == parts


@pytest.mark.parametrize("name", ["先;后", "先 后", "先/后"])
def test_a_name_with_a_separator_in_it_stays_whole(name: str) -> None:
    """A name is never taken apart, though it holds what parts names."""
    assert sorted(names(name, "乙").split(f"乙;{name}")) == sorted(["乙", name])
    assert names(name, "乙").split(name) == [name]
