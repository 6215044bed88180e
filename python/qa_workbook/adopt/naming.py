"""Names and ids of what is proposed: the same for the sheets of every month."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePath

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.kinds import Kind
from qa_workbook.adopt.values import is_day
from qa_workbook.forms.vocabulary import normal

_MONTHS = re.compile(
    r"(?:\d{4}\s*年)?\s*\d{1,2}\s*月(?:份)?(?:\d{1,2}\s*[日号])?|\d{4}\s*年(?:度)?"
    r"|\d{4}[-_.]?\d{2}(?:[-_.]?\d{2})?|第\s*\d+\s*[页周]|共\s*\d+\s*页"
)
_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]*")
_EMPTY = re.compile(r"[(（\[【]\s*[)）\]】]")
_OPEN = re.compile(r"[(（\[【][^()（）\[\]【】]*$")
_PLAIN_SHEET = re.compile(r"(?i)sheet\s*\d*|工作表\s*\d*|评分表|明细|\d+")
_EDGES = " \t\n-_—–·.,，:："
_HEX, _LONGEST, _SHORTEST = 8, 40, 3


def name_of(kind: Kind, looked: Looked) -> str:
    """Returns what sheets of a kind are called: their title, name or file, without the month."""
    first = kind.first
    sheet = first.sample.sheet
    one_name = len({one.sample.sheet for one in kind.sheets}) == 1
    own = one_name and not _PLAIN_SHEET.fullmatch(sheet) and not is_day(sheet)
    own = own and not looked.vocabulary.is_person(sheet)
    named = [first.title, sheet if own else "", PurePath(first.sample.file).stem, sheet]
    found = [without_month(name) for name in named]
    return next((name for name in found if len(name) >= _SHORTEST), found[-1] or "评分表")


def without_month(text: str) -> str:
    """Returns a title without its month, day and page."""
    left = _MONTHS.sub("", " ".join(text.split()))
    return _closed(_EMPTY.sub("", left)).strip(_EDGES)[:_LONGEST]


def _closed(text: str) -> str:
    """A title without a bracket that isn't closed, and without what stands in it."""
    return _OPEN.sub("", text)


def id_of(name: str, items: Iterable[str]) -> str:
    """Returns the id of an adopted scheme or layout: its Latin words, and a digest of name and
    items, so that the same sheet has the same id wherever it is adopted.
    """
    spoken = "-".join(word.lower() for word in _LATIN.findall(name))[:24].strip("-")
    said = "\n".join([normal(name), *map(normal, items)])
    digest = hashlib.sha256(said.encode()).hexdigest()[:_HEX]
    return "-".join(part for part in ("adopted", spoken, digest) if part)


def item_ids(names: Sequence[str]) -> list[str]:
    """Returns an id for each item: its Latin words, else its number; no two are equal."""
    found: list[str] = []
    for number, name in enumerate(names, 1):
        latin = "_".join(word.lower() for word in _LATIN.findall(name))[:40].strip("_")
        is_latin = latin and not re.search(r"[\u4e00-\u9fff]", name)
        own = latin if is_latin and latin not in found else f"item{number:02}"
        found.append(own)
    return found


def distinct(names: Iterable[str]) -> list[str]:
    """Returns names, a number behind each that was there before."""
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[normal(name)] = seen.get(normal(name), 0) + 1
        number = seen[normal(name)]
        found.append(name if number == 1 else f"{name} {number}")
    return found
