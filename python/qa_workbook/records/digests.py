"""64-bit digests of the key and of the content of rows, whole columns at a time.

Digests are kept in the batches, so they may never change: a test pins them. A column that holds its default (nothing
entered) adds nothing, so that a column invented later doesn't turn every stored row into a changed one.
"""

from __future__ import annotations

import hashlib
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.frames import ABSENT, LONG, MARK, WIDE, Role
from qa_workbook.keys import SchemeKey

Digest = npt.NDArray[np.uint64]

ORIGIN = LONG.having(Role.ORIGIN)


@cache
def _salt(name: str) -> np.uint64:
    return np.uint64(
        int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
    )


def _mixed(values: Digest) -> Digest:
    """Spreads every bit over the whole word (the finaliser of SplitMix64), so that digests may be added up."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def _column(column: pd.Series, default: int = 0) -> Digest:
    """Returns the digest of each value of one column; 0 where it holds its default."""
    salt = _salt(str(column.name))
    kind = column.dtype.kind
    if kind == "M":
        whole = column.to_numpy().astype("datetime64[s]")
        return np.where(np.isnat(whole), np.uint64(0), _mixed(whole.view(np.uint64) ^ salt))
    if kind in "iub":
        numbers = column.to_numpy().astype(np.int64)
        return np.where(numbers == default, np.uint64(0), _mixed(numbers.view(np.uint64) ^ salt))
    codes, texts = pd.factorize(column)
    words = np.asarray(texts, dtype=object)
    digests = np.where(
        words == "", np.uint64(0), _mixed(pd.util.hash_array(words, categorize=False) ^ salt)
    )
    return digests[codes]


def is_long(frame: pd.DataFrame) -> bool:
    """Returns whether the frame holds one breach per row (long sheets)."""
    return "clause" in frame.columns


def key_digests(frame: pd.DataFrame, *, long: bool) -> Digest:
    """Returns the digest of (recording, inspector, entry) of each row; in long sheets of the agent as well."""
    schema = LONG if long else WIDE
    digests = [_mixed(_column(frame[name]) + _salt(name)) for name in schema.key]
    return np.sum(digests, axis=0, dtype=np.uint64)


def content_digests(frame: pd.DataFrame, key: SchemeKey) -> Digest:
    """Returns the digest of all that each row says: every column but its origin, and the scheme version."""
    total = np.full(len(frame), _mixed(np.array([_salt(f"version {key}")]))[0], np.uint64)
    for name in frame.columns:
        if name not in ORIGIN:
            total = total + _column(frame[name], ABSENT if name.startswith(MARK) else 0)
    return total
