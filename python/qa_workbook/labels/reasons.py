"""Words by language that a message needs: why something can't be read, and lists of names that stay short.

What a reader of foreign files says is English and technical: it may be kept for the log, people get one of a few reasons.
"""

from __future__ import annotations

from collections.abc import Sequence

from qa_workbook.labels import LANGUAGES, text

Said = dict[str, str]
"""Words by language; as a detail of a finding they are said in the language of the message."""

MOST_NAMES = 8
_SIGNS = {  # what readers of zip files and workbooks say
    "password": ("password", "encrypted"),
    "parts_missing": ("no item named", "not found", "missing"),
    "too_large": ("capacity overflow", "toolarge"),
}


def reason(name: str, **details: object) -> Said:
    """Returns the reason `name` of labels/reading.yaml."""
    return {language: text(f"reading.{name}", language, **details) for language in LANGUAGES}


def technical(error: BaseException) -> str:
    """Returns what a reader says itself: for the log, not for people."""
    return f"{type(error).__name__}: {error}".rstrip(": ")


def name_of(error: BaseException) -> str:
    """Returns the name of the reason why a reader failed."""
    if isinstance(error, OSError) and error.errno:
        return "no_access" if isinstance(error, PermissionError) else "not_delivered"
    said = technical(error).casefold()
    return next(
        (name for name, signs in _SIGNS.items() if any(sign in said for sign in signs)), "damaged"
    )


def listed(names: Sequence[str]) -> Said:
    """Returns the first names of a list, and that there are more; names may hold commas themselves."""
    shown = names[:MOST_NAMES]
    more = len(names) > MOST_NAMES
    return {
        "zh": "；".join(shown) + " 等" * more or "—",
        "en": "; ".join(shown) + "; etc." * more or "—",
    }
