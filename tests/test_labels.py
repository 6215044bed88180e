"""Every word a user sees is text, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook import labels
from qa_workbook.labels import LANGUAGES, entries

ROOMS = sorted(file.stem for file in Path(labels.__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("room", ROOMS)
def test_labels_are_text(room: str):
    """YAML reads On, No and Yes without quotes as truth values, which no workbook can print.

    Without quotes it also ends a text at a comma: what follows is a key of nothing.
    """
    wrong = [
        (name, words)
        for name, words in entries(room).items()
        if not isinstance(name, str)
        or not all(isinstance(words.get(language, ""), str) for language in LANGUAGES)
        or None in words.values()
    ]
    assert wrong == []
