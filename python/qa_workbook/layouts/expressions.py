"""Expressions and patterns of layouts: what is meant in a text."""

from __future__ import annotations

import re
from functools import lru_cache

from qa_workbook.forms.text_cells import half_width
from qa_workbook.forms.vocabulary import normal


def taken(expression: str, text: str, *, whole: bool = False) -> str:
    """Returns what an expression takes of a text, its first group or all that it matches; "" where
    it matches nothing. Full-width letters and digits are read as half-width. `whole`: it must match
    all of the text.
    """
    compiled = _compiled(expression)
    for said in dict.fromkeys((text.strip(), half_width(text.strip()))):
        found = compiled.fullmatch(said) if whole else compiled.search(said)
        if found:
            return (found[1] if compiled.groups else found[0]) or ""
    return ""


@lru_cache(maxsize=500)
def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression)


def fits(pattern: str, text: str) -> bool:
    """Returns whether a text is like a pattern, in which `*` stands for anything."""
    return _like(pattern).fullmatch(normal(text)) is not None


@lru_cache(maxsize=2_000)
def _like(pattern: str) -> re.Pattern[str]:
    parts = [re.escape(normal(part)) for part in pattern.split("*")]
    return re.compile(".*".join(parts), re.DOTALL)
