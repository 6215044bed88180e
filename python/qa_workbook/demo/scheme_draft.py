"""A draft of the next version of the daily scheme: the same text with other weights."""

from __future__ import annotations

import re

WEIGHTS = {"opening": "5", "business": "15"}
_VERSION = re.compile(r"^version: .*$", re.MULTILINE)
_FIRST_DAY = re.compile(r"^valid_from: .*$", re.MULTILINE)
_NOTE = re.compile(r"\A(# yaml-language-server.*\n)?(#.*\n)*")
_SCORE_NOTE = re.compile(r"^score: *#.*$", re.MULTILINE)


def draft_text(source: str, year: int, note: str) -> str | None:
    """Returns the text of a scheme file as a draft for a year; None where it has other items."""
    text = source
    for item, weight in WEIGHTS.items():
        place = re.compile(rf"(- id: {item}\n(?:(?! *- id:).*\n)*? *weight: )\d+")
        text, count = place.subn(rf"\g<1>{weight}", text, count=1)
        if not count:
            return None
    text = _VERSION.sub(f'version: "{year}.1"', text, count=1)
    text = _FIRST_DAY.sub(f"valid_from: {year}-01-01", text, count=1)
    text = _SCORE_NOTE.sub("score:", text, count=1)
    return _NOTE.sub(f"# {note}\n", text, count=1)
