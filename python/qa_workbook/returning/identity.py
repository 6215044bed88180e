"""How a copy that was sent back tells which file it was made from, whatever it is called by then.

Its number stands in plain sight on the sheet in front, so that it survives being saved by any
spreadsheet program. Comments of ours begin with words of their own.
"""

from __future__ import annotations

import hashlib
import re

from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid, Workbook
from qa_workbook.grids.workbook import read_grid
from qa_workbook.labels import LANGUAGES, text

_DIGITS = 12
_NUMBER = re.compile(rf"\bR[0-9A-F]{{{_DIGITS}}}\b")
_ROWS = 20  # rows of the sheet in front that may hold the number
_SEPARATOR = "\x1f"


def number_of(original: str, sha256: str, *, mended: bool) -> str:
    """Returns the number of the copy of a file: the same for the same content at the same path."""
    said = _SEPARATOR.join([original, sha256, str(mended)])
    return "R" + hashlib.sha256(said.encode()).hexdigest()[:_DIGITS].upper()


def front_sheets(workbook: Workbook) -> dict[str, str]:
    """Returns the number on each of our sheets in front, by the name of the sheet."""
    found = {}
    for name, _ in workbook.sheets:
        number = _number_on(workbook, name) if _may_be_front(name) else ""
        if number:
            found[name] = number
    return found


def _may_be_front(name: str) -> bool:
    return any(name.startswith(text("returned.sheet", language)) for language in LANGUAGES)


def _number_on(workbook: Workbook, name: str) -> str:
    try:
        grid = read_grid(workbook, name)
    except FileFault:
        return ""
    return next(filter(None, (_number_in(cell) for cell in _beginning(grid))), "")


def _beginning(grid: Grid) -> list[str]:
    return [cell for row in grid.rows[:_ROWS] for cell in row if isinstance(cell, str)]


def _number_in(words: str) -> str:
    found = _NUMBER.search(words)
    labels = [text("returned.number", language, number="") for language in LANGUAGES]
    labelled = found and any(label.rstrip() in words for label in labels)
    return found[0] if found and labelled else ""


def without_ours(comment: str) -> str:
    """Returns what somebody else wrote into a comment, "" where all of it is ours."""
    places = [comment.find(text("returned.comment_begins", one)) for one in LANGUAGES]
    ours = [place for place in places if place >= 0]
    return comment[: min(ours)].strip() if ours else comment
