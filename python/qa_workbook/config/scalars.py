"""What one plain word of YAML means. What two readers could read differently has no meaning."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

Scalar = str | int | Decimal | bool | date | None

_EXACT = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?")
_LIKE_A_NUMBER = re.compile(
    # 010, 1_000, .5, 5., +5, 1e3
    r"[-+]?(\.[0-9][0-9_]*|[0-9][0-9_]*(\.[0-9_]*)?)([eE][-+]?[0-9]+)?"
    r"|[-+]?0[xob][0-9a-fA-F_]+"
    # 12:30 is 750 to some readers
    r"|[-+]?[0-9][0-9_]*(:[0-5]?[0-9])+(\.[0-9_]*)?"
)
# YAML's own are .nan and -.inf; plain words, nan (南) too, are text
_NOT_FINITE = re.compile(r"[-+]?\.(inf|infinity|nan)|[-+](inf|infinity|nan)", re.IGNORECASE)
_LIKE_A_DATE = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([Tt ].*)?")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, Scalar] = {"true": True, "false": False, "null": None, "~": None}
_AMBIGUOUS_WORDS = frozenset({"yes", "no", "on", "off"})
MOST_DIGITS = 15


def resolve(word: str) -> tuple[Scalar, str]:
    """Returns the value of a plain (unquoted) word, and the code of its fault or ""."""
    lowered = word.lower()
    if lowered in _WORDS:
        return _WORDS[lowered], ""
    if lowered in _AMBIGUOUS_WORDS:
        return word, "ambiguous-word"
    if _EXACT.fullmatch(word) and sum(letter.isdigit() for letter in word) <= MOST_DIGITS:
        return (Decimal(word) if "." in word else int(word)), ""
    if _LIKE_A_DATE.fullmatch(word):
        return _day(word)
    return word, _fault(word)


def _fault(word: str) -> str:
    if _NOT_FINITE.fullmatch(word):
        return "not-finite"
    if _LIKE_A_NUMBER.fullmatch(word):
        return "ambiguous-number"
    return "" if word else "empty-value"


def _day(word: str) -> tuple[Scalar, str]:
    if not _ISO_DATE.fullmatch(word):
        return word, "bad-date"
    try:
        return date.fromisoformat(word), ""
    except ValueError:
        return word, "bad-date"
