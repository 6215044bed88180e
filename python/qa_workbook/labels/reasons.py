"""Words by language that a message needs: why something can't be read, and lists that stay short.

What a reader of foreign files says is English and technical: it may be kept for the log, people get
one of a few reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.labels import LANGUAGES, text

ByLanguage = dict[str, str]
"""Words by language. A finding says such a detail in the language of its message."""

MOST_NAMES = 8
_SIGNS = {  # what readers of zip files and workbooks say
    "password": ("password", "encrypted"),
    "parts_missing": ("no item named", "not found", "missing"),
    "too_large": ("capacity overflow", "toolarge"),
}


def reason(name: str, **details: object) -> ByLanguage:
    """Returns the reason `name` of labels/reading.yaml."""
    return {language: text(f"reading.{name}", language, **details) for language in LANGUAGES}


def technical(error: BaseException) -> str:
    """Returns what a reader says itself: for the log, not for people."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


def name_of(error: BaseException) -> str:
    """Returns the name of the reason why a reader failed."""
    if isinstance(error, OSError) and error.errno:
        return "no_access" if isinstance(error, PermissionError) else "not_delivered"
    words = technical(error).casefold()
    for name, signs in _SIGNS.items():
        if any(sign in words for sign in signs):
            return name
    return "damaged"


def listed(names: Sequence[str], most: int = MOST_NAMES) -> ByLanguage:
    """Returns the first names of a list, and that there are more; names may hold commas."""
    return {language: _listed(names, language, most) for language in LANGUAGES}


def _listed(names: Sequence[str], language: str, most: int) -> str:
    if not names:
        return text("reading.no_names", language)
    first = text("reading.between_names", language).join(names[:most])
    if len(names) <= most:
        return first
    return text("reading.more_names", language, names=first)
