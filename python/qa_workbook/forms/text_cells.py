"""Cells as words: what a person would read in them."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from qa_workbook.clock import span_text
from qa_workbook.forms.unseen import without_unseen
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellError

_LONGEST = 60
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|_x000D_")


def words(value: Any) -> str:
    """Returns a cell as text without blanks around it: 3.0 is "3"; an error value is ""."""
    if isinstance(value, str):
        return value.strip() if value.isprintable() else _CONTROL.sub("", value).strip()
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime) and not (value.hour or value.minute or value.second):
        return value.date().isoformat()
    if isinstance(value, date | timedelta):
        return value.isoformat() if isinstance(value, date) else span_text(value)
    return "" if value is None or isinstance(value, CellError) else str(value)


def all_words(values: Sequence[Any]) -> list[str]:
    """Returns a column as text."""
    kinds = set(map(type, values))
    if kinds == {float}:
        said = {value: words(value) for value in set(values)}
        return [said[value] for value in values]
    if kinds == {str}:
        if "".join(values).isprintable():  # one look instead of one for each cell
            return list(map(str.strip, values))
        return [
            value.strip() if value.isprintable() else _CONTROL.sub("", value).strip()
            for value in values
        ]
    return [words(value) for value in values]


def names(values: Sequence[Any]) -> list[str]:
    """Returns a column of names of people and teams as text, without signs that nobody sees."""
    texts = all_words(values)
    together = "".join(texts)
    if without_unseen(together) == together:  # one look instead of one for each cell
        return texts
    return [without_unseen(text).strip() for text in texts]


def blank(value: Any) -> bool:
    """Returns whether a cell holds nothing, or nothing that anybody could see."""
    if isinstance(value, str):
        return not value or not without_unseen(value).strip()
    return value is None


def half_width(text: str) -> str:
    """Returns text with full-width digits and letters made half-width (NFKC)."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).strip()


def nearest(text: str, known: Iterable[str], cutoff: float = 0.5) -> str:
    """Returns the known word most like `text`, "" when none is like it."""
    return _nearest(text[:_LONGEST], tuple(known), cutoff)


@lru_cache(maxsize=2_000)
def _nearest(text: str, known: tuple[str, ...], cutoff: float) -> str:
    by_name = {normal(word): word for word in known}
    close = difflib.get_close_matches(normal(text), by_name, n=1, cutoff=cutoff)
    return by_name[close[0]] if close else ""
