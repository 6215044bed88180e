"""How wide many texts are, whole columns at a time: what `style` says of a single one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa_workbook.arrays import Integers
from qa_workbook.books.cloth.style import NARROW_SIGN, WIDE_SIGN, is_wide, wrapped_lines

_FEW = 50  # texts that are looked at one by one


def wrapped_lines_of(texts: Sequence[str], width: float) -> Integers:
    """Returns how many lines each text needs in a wrapping column of `width`."""
    if len(texts) < _FEW:
        return np.array([wrapped_lines(text, width) for text in texts], dtype=np.int64)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    whole = "".join(texts)
    wide = _sums(_are_wide(whole), lengths)
    widths = WIDE_SIGN * wide + NARROW_SIGN * (lengths - wide)
    lines = np.maximum(1, -np.floor_divide(-widths, max(1.0, width - 1.0)).astype(np.int64))
    if "\n" in whole:
        for place, text in enumerate(texts):
            if "\n" in text:
                lines[place] = wrapped_lines(text, width)
    return lines


def _are_wide(text: str) -> Integers:
    """1 for each sign of a text that is as wide as two."""
    signs = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    kinds = np.flatnonzero(np.bincount(signs))  # a language has few signs beside its texts
    wide = np.zeros(int(kinds[-1]) + 1 if len(kinds) else 1, dtype=np.int64)
    wide[kinds] = [is_wide(chr(sign)) for sign in kinds.tolist()]
    return wide[signs]


def _sums(numbers: Integers, lengths: Integers) -> Integers:
    """The sum of each run of numbers, of these lengths."""
    sums = np.concatenate([[0], np.cumsum(numbers)])
    ends = np.cumsum(lengths)
    found: Integers = sums[ends] - sums[ends - lengths]
    return found
