"""Takes out of a workbook what no cell shows any more: names stay behind among its shared texts."""

from __future__ import annotations

import re
from itertools import count

from qa_workbook.annotating.annotate import PART_LIMIT
from qa_workbook.annotating.book import Book
from qa_workbook.annotating.package import Package

_OF_CELL = re.compile(
    r"""<(?:\w+:)?c\s[^<>]*\bt=["']s["'][^<>]*(?<!/)>(?:(?!</(?:\w+:)?c>).)*?"""
    r"<(?:\w+:)?v(?:\s[^<>]*)?>\s*(\d+)\s*<",
    re.DOTALL,
)
_ITEM = re.compile(r"<((?:\w+:)?)si(?:\s[^<>]*)?(?:/>|>.*?</\1si>)", re.DOTALL)
_TEXTS = "sharedstrings.xml"


def without_unused_texts(data: bytes, part_limit: int = PART_LIMIT) -> bytes:
    """Returns the workbook with every shared text emptied that no cell refers to.

    All other parts keep their bytes, and texts their numbers. Raises NotEditable.
    """
    package = Package(data, part_limit)
    used = {
        int(number)
        for part in Book(package).sheets.values()
        for number in _OF_CELL.findall(package.text(part))
    }
    for name in package.names():
        if name.rpartition("/")[2].casefold() == _TEXTS:
            package.write(name, _emptied(package.text(name), used))
    return package.packed()


def _emptied(texts: str, used: set[int]) -> str:
    numbers = count()

    def kept(item: re.Match[str]) -> str:
        empty = f"<{item[1]}si><{item[1]}t/></{item[1]}si>"
        return item[0] if next(numbers) in used else empty

    return _ITEM.sub(kept, texts)
