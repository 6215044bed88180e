"""Names of columns that are written with numbering, points or weights: 1、开场白(5分)."""

from __future__ import annotations

import re
from decimal import Decimal

from qa_workbook.forms.vocabulary import normal

# Of normalised words: 1、 1. (1) ① (which is 1 then) 一、 (一) A. 第1项:
_NUMBER = r"\d{1,2}(?:\.\d{1,2})?|[一二三四五六七八九十]{1,3}|[a-z]"
_BEFORE = re.compile(
    rf"^(?:[(\[【](?:{_NUMBER})[)\]】][、.:．]?"
    rf"|\d{{1,2}}\.\d{{1,2}}[、.,:)]?(?=\D)"
    rf"|(?:{_NUMBER})[、.,:)\]】\-]"
    rf"|[a-z]{{1,2}}\d{{1,2}}[、.,:)\-_]"
    rf"|第(?:{_NUMBER})[项条]?[:、]?"
    rf"|\d{{1,2}}(?=\D))"
)
_WORDS = r"(?:满分|分值|标准分|权重|占比|比重|共|full|max|weight)?[:=]?"
_AMOUNT = r"(?P<amount>\d{1,3}(?:\.\d{1,2})?)(?P<unit>分|点|%|points?|pts?)?"
_IN_BRACKETS = re.compile(rf"[(\[【{{〔〈<「]{_WORDS}{_AMOUNT}[)\]】}}〕〉>」]$")
_BEHIND_SIGN = re.compile(rf"[/\-–—_:|~×*]{_WORDS}{_AMOUNT}$")
_WITH_UNIT = re.compile(
    r"(?:满分|分值|标准分|权重|占比|比重|共)?(?P<amount>\d{1,3}(?:\.\d{1,2})?)(?P<unit>分|%|points?|pts?)$"
)
_BEHIND = (_IN_BRACKETS, _BEHIND_SIGN, _WITH_UNIT)
_NOTE = re.compile(r"\([^()]*\)$")
_MOST_BEHIND = 2
"""Points and a weight."""


def bare_names(name: str) -> frozenset[str]:
    """Returns what may be left of a normalised heading without its numbering, points and weight;
    the heading itself is one of them.
    """
    shorter = {name}
    for _ in range(_MOST_BEHIND):
        shorter |= {pattern.sub("", each) for each in shorter for pattern in _BEHIND}
    shorter |= {_BEFORE.sub("", each) for each in shorter}
    return frozenset(shorter - {""})


def bare_name(name: str, known: frozenset[str]) -> str:
    """Returns the one known name that is left of a normalised heading without its numbering,
    points and weight; "" where none or several are.
    """
    found = bare_names(name) & known
    return next(iter(found)) if len(found) == 1 else ""


def is_decorated(written: str, name: str) -> bool:
    """Returns whether a heading says more than the name it was read as, notes in brackets aside."""
    said = normal(written)
    return said != name and _NOTE.sub("", said) != name


def stated_points(written: str) -> Decimal | None:
    """Returns the points that a heading states for its item, None without; weights are none."""
    for pattern in _BEHIND:
        found = pattern.search(normal(written))
        if found and found["unit"] != "%" and "权" not in found[0] and "比" not in found[0]:
            return Decimal(found["amount"])
    return None
