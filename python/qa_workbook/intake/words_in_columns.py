"""What can be said of the texts of a column in one go, so that most cells need not be judged."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any

from qa_workbook.forms.unseen import UNSEEN

_SPACE = re.compile(rf"[\s{UNSEEN}]+")
_JOINT = "|"  # no sign that stands beside it becomes one with it


def folded_together(texts: Iterable[str], beginning: int = 0) -> str:
    """Returns texts in one, as `forms.vocabulary.normal` compares them.

    A word that is in none of the texts, nor in a part of one, isn't in that; nor in what is left
    of a text after `beginning` signs, if that is given.
    """
    texts = list(texts)
    together = _JOINT.join(texts)
    if beginning and not unicodedata.is_normalized("NFKC", together):
        # Signs that are one when they are normalised may be cut apart.
        together = _JOINT.join([together, *(text[:beginning] for text in texts)])
    return _SPACE.sub("", unicodedata.normalize("NFKC", together)).casefold()


def holds_any(folded: str, words: Iterable[str]) -> bool:
    """Returns whether a text of `folded_together` holds one of the normalised words."""
    return any(map(folded.__contains__, words))


def all_filled(cells: Sequence[Any]) -> bool:
    """Returns True only where no cell is blank (`forms.text_cells.blank`)."""
    texts = [cell for cell in cells if type(cell) is str]
    together = "".join(texts)
    is_seen = together.isascii() and together.isprintable() and all(map(str.strip, texts))
    return is_seen and None not in cells
