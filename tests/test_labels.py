"""Every word a user sees is text, in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook import labels
from qa_workbook.labels import LANGUAGES, entries

ROOMS = sorted(file.stem for file in Path(labels.__file__).parent.glob("*.yaml"))


@pytest.mark.parametrize("room", ROOMS)
def test_labels_are_text(room: str):
    """On, No and Yes are words here. Without quotes YAML ends a text at a comma: what follows is
    a key of nothing.
    """
    wrong = [
        (name, words)
        for name, words in entries(room).items()
        if not all(isinstance(word, str) for word in (name, *words.values()))
        or not all(key.rpartition("_")[2] in LANGUAGES for key in words)
    ]
    assert wrong == []
