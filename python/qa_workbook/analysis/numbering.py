"""Columns as small whole numbers, by which rows are put into groups without any search."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers, Values

_MOST = 1_000_000
"""So many numbers may lie between the least and the greatest one for a table of them all."""
_WORD_BITS = 64


def numbered(column: pd.Series) -> tuple[Integers, Values]:
    """Returns the number of each row's text, and the texts that occur, sorted.

    Of categories only the few different texts are looked at.
    """
    if not isinstance(column.dtype, pd.CategoricalDtype):
        codes, texts = pd.factorize(column, sort=True)
        return codes, np.asarray(texts, dtype=object)
    codes, texts = column.cat.codes.to_numpy(), column.cat.categories
    used = np.flatnonzero(np.bincount(codes, minlength=len(texts)))
    order = used[texts.take(used).argsort()]
    place = np.zeros(len(texts), dtype=np.int64)
    place[order] = np.arange(len(order))
    return place[codes], np.asarray(texts.take(order), dtype=object)


def distinct(values: Values) -> tuple[Values, Integers]:
    """Returns whole numbers or days, each once and sorted, and the place of each row's among them.

    The same as `np.unique`, which sorts all of them; days of a period lie close together.
    """
    numbers = values.astype(np.int64)
    first, last = (int(numbers.min()), int(numbers.max())) if len(numbers) else (0, _MOST)
    if last - first >= _MOST:
        return np.unique(values, return_inverse=True)
    offset = numbers - first
    used = np.flatnonzero(np.bincount(offset))
    found = (used + first).astype(values.dtype)
    if len(used) == last - first + 1:
        return found, offset
    place = np.zeros(last - first + 1, dtype=np.int64)
    place[used] = np.arange(len(used))
    return found, place[offset]


def is_filled(column: pd.Series) -> Booleans:
    """Returns which rows of a column of texts say anything."""
    if not isinstance(column.dtype, pd.CategoricalDtype):
        return np.asarray(column != "", dtype=bool)
    filled = np.asarray(column.cat.categories != "", dtype=bool)
    if filled.all():
        return np.ones(len(column), dtype=bool)
    found: Booleans = filled[column.cat.codes.to_numpy()]
    return found


def in_order(numbers: Values, *, merging: bool = False) -> tuple[Values, Integers]:
    """Returns uint64 numbers sorted, and the position of each; equal ones keep their order.

    Sorting numbers is faster than sorting positions by them, so each takes its position along in
    its last bits, where both fit into 64. `merging` are numbers in a few rising runs.
    """
    bits = max(1, (len(numbers) - 1).bit_length())
    if int(numbers.max(initial=0)).bit_length() + bits > _WORD_BITS:
        order = np.argsort(numbers, kind="stable")
        return numbers[order], order
    tagged = numbers << np.uint64(bits)
    tagged |= np.arange(len(numbers), dtype=np.uint64)
    tagged.sort(kind="stable" if merging else "quicksort")
    order = (tagged & np.uint64((1 << bits) - 1)).astype(np.int64)
    tagged >>= np.uint64(bits)
    return tagged, order
