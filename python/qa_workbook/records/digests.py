"""64-bit digests of the key and of the content of rows, whole columns at a time.

Digests are kept in the batches, so they may never change: a test pins them. A column that holds
its default (nothing entered) adds nothing, so that a column invented later doesn't turn every
stored row into a changed one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.arrays import nearly_all_differ
from qa_workbook.frames import Role, Schema
from qa_workbook.keys import SchemeKey

Digest = npt.NDArray[np.uint64]


def key_digests(frame: pd.DataFrame, schema: Schema) -> Digest:
    """Returns the digest of the key of each row."""
    return RowDigests(frame, schema).keys()


def name_digests(column: pd.Series) -> Digest:
    """Returns what one column adds to the digest of a key."""
    return _mixed(_column(column) + _salt(str(column.name)))


def content_digests(frame: pd.DataFrame, schema: Schema, key: SchemeKey) -> Digest:
    """Returns the digest of all that each row says: its columns but the origin, and its version."""
    return RowDigests(frame, schema).contents(key)


class RowDigests:
    """The digests of the rows of a frame: each column is digested once for all of them."""

    def __init__(self, frame: pd.DataFrame, schema: Schema) -> None:
        self._frame, self._schema = frame, schema
        self._made: dict[tuple[str, int], Digest] = {}

    def keys(self) -> Digest:
        """Returns the digest of the key of each row."""
        total: Digest = np.sum(list(map(self.names, self._schema.key)), axis=0, dtype=np.uint64)
        return total

    def names(self, column: str) -> Digest:
        """Returns what one column adds to the digest of a key."""
        return _mixed(self._of(column, 0) + _salt(column))

    def contents(self, key: SchemeKey) -> Digest:
        """Returns the digest of all that each row says.

        That are its columns but the origin, and its version.
        """
        version = _mixed(np.array([_salt(f"version {key}")]))[0]
        total = np.full(len(self._frame), version, np.uint64)
        for column in self._schema.columns:
            if Role.ORIGIN not in column.roles:
                total += self._of(column.name, column.default)
        return total

    def _of(self, name: str, default: int) -> Digest:
        asked = (name, default)
        if asked not in self._made:
            found = _column(self._frame[name], default)
            if name not in self._schema.key:
                return found
            self._made[asked] = found
        return self._made[asked]


def digests_of(frame: pd.DataFrame, schema: Schema) -> Digest:
    """Returns the digest of what each row of some columns of the schema says; of none it is 0."""
    defaults = {column.name: column.default for column in schema.columns}
    total = np.zeros(len(frame), np.uint64)
    for name in frame.columns:
        total = total + _column(frame[name], defaults[name])
    return total


def distinct(digests: Digest) -> Digest:
    """Returns each digest once, sorted; `np.unique` hashes them first, which takes far longer."""
    found = np.sort(digests)
    once: Digest = found[np.append(True, found[1:] != found[:-1])[: len(found)]]
    return once


@cache
def _salt(name: str) -> np.uint64:
    digest = hashlib.blake2b(name.encode(), digest_size=8).digest()
    return np.uint64(int.from_bytes(digest, "little"))


def _mixed(values: Digest) -> Digest:
    """Spreads every bit over the whole word, so that digests may be added up (as SplitMix64)."""
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
    if nearly_all_differ(column.array):
        return _of_texts(column, salt)
    codes, texts = pd.factorize(column)
    of_rows: Digest = _of_texts(texts, salt)[codes]
    return of_rows


def _of_texts(texts: Iterable[str], salt: np.uint64) -> Digest:
    words = np.asarray(texts, dtype=object)
    hashed = pd.util.hash_array(words, categorize=False)
    return np.where(words == "", np.uint64(0), _mixed(hashed ^ salt))
