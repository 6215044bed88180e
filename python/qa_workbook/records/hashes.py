"""Numbers of 64 bits in place of texts: whole columns at a time, to see what occurs twice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Hashes = npt.NDArray[np.uint64]

_MIXER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, of bits that look random (2^64 ÷ the golden ratio): spreads equal changes over all bits."""
_HALF = np.uint64(32)
_WORD = 8
_SIEVE = 24
"""So many bits of a hash tell nearly all others from the few that are looked for."""


def text_hashes(texts: pa.ChunkedArray) -> Hashes:
    """Returns a number for each text of a column without missing values.

    Equal texts have equal numbers; others have them in one of 10^19 cases.
    """
    chunks = [_of_chunk(chunk.cast(pa.large_string())) for chunk in texts.chunks]
    return np.concatenate([np.zeros(0, np.uint64), *chunks])


def _of_chunk(chunk: pa.Array) -> Hashes:
    _, ends, letters = chunk.buffers()
    edges = np.frombuffer(ends, np.int64)[chunk.offset : chunk.offset + len(chunk) + 1]
    data = np.frombuffer(letters, np.uint8) if letters else np.zeros(0, np.uint8)
    lengths = np.diff(edges)
    found = np.zeros(len(chunk), np.uint64)
    for length in np.unique(lengths).tolist():
        rows = np.flatnonzero(lengths == length)
        if len(rows) == len(chunk):
            # Numbers are nearly always of one length: then their letters stand side by side.
            own = data[edges[0] : edges[-1]].reshape(len(chunk), length)
        else:
            own = data[edges[rows][:, None] + np.arange(length)]
        found[rows] = _of_letters(own)
    return found


def _of_letters(letters: npt.NDArray[np.uint8]) -> Hashes:
    """The numbers of texts of one length, a row of UTF-8 bytes each."""
    rows, length = letters.shape
    width = -(-length // _WORD) * _WORD
    padded = np.zeros((rows, width), np.uint8)
    padded[:, :length] = letters
    start = (length + 1) * int(_MIXER) % 2**64
    found = np.full(rows, start, np.uint64)
    for word in padded.view(np.uint64).T:
        found ^= word
        found *= _MIXER
        found ^= found >> _HALF
    return found


def repeated(parts: Sequence[Hashes]) -> Hashes:
    """Returns the numbers that occur more than once in all parts together, sorted."""
    every = np.concatenate([np.zeros(0, np.uint64), *parts])
    every.sort()
    return np.unique(every[1:][every[1:] == every[:-1]])


class Sieve:
    """Tells which numbers are among `wanted`; fast where these are few."""

    def __init__(self, wanted: Hashes) -> None:
        self._wanted = np.unique(wanted)
        self._mask = np.uint64(2**_SIEVE - 1)
        self._may_be = np.zeros(2**_SIEVE, bool)
        self._may_be[self._wanted & self._mask] = True

    def __len__(self) -> int:
        return len(self._wanted)

    def holds(self, hashes: Hashes) -> npt.NDArray[np.bool_]:
        """Returns which of the numbers are wanted ones."""
        found = np.zeros(len(hashes), bool)
        if not len(self._wanted):
            return found
        suspects = np.flatnonzero(self._may_be[hashes & self._mask])
        found[suspects] = np.isin(hashes[suspects], self._wanted)
        return found
