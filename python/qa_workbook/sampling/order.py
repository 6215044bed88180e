"""The order in which calls are drawn: SHA-256 of seed and recording id (contract 4.5).

Per agent, calls are ordered by SHA-256 of the UTF-8 bytes of `seed + "\\n" + id`, then by id. Only
the calls that may be among the first are sorted: a hash is as good as a random number, so the first
few of many lie below a bound that is known beforehand.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from qa_workbook.arrays import WholeNumbers

HASH_BYTES = 32
_SLACK = 6
"""So many standard deviations above the mean lies the bound; where it is too low all are sorted."""


def _sha256() -> Callable[[bytes], Any]:
    """SHA-256 as Python itself has it, where it does.

    OpenSSL takes longer to begin a hash than to work out one of so few bytes.
    """
    for name in ("_sha2", "_sha256"):
        try:
            found: Callable[[bytes], Any] = import_module(name).sha256
        except (ImportError, AttributeError):
            continue
        return found
    return hashlib.sha256


sha256 = _sha256()


def sort_key(seed: str, recording: str) -> tuple[bytes, str]:
    """Returns what calls of an agent are ordered by."""
    return sha256(f"{seed}\n{recording}".encode()).digest(), recording


def first_of_each(
    recordings: pa.Array, groups: WholeNumbers, wanted: WholeNumbers, seed: str
) -> list[list[int]]:
    """Returns for each group the rows of its first calls in the order of the draw.

    `recordings` are ids, `groups` the group of each (0, 1 …), `wanted` how many of each group.
    """
    hashes = _hashes(recordings, seed)
    rows = np.flatnonzero(_may_be_first(hashes[:, 0], groups, wanted))
    ids = recordings.take(pa.array(rows)).to_pylist()
    full = hashes[rows].tobytes()
    keys = [
        (group, full[HASH_BYTES * place : HASH_BYTES * (place + 1)], ids[place], row)
        for place, (group, row) in enumerate(zip(groups[rows].tolist(), rows.tolist(), strict=True))
    ]
    found: list[list[int]] = [[] for _ in wanted]
    most = wanted.tolist()
    for group, _, _, row in sorted(keys):
        if len(found[group]) < most[group]:
            found[group].append(row)
    return found


def _hashes(recordings: pa.Array, seed: str) -> npt.NDArray[np.uint64]:
    """The hash of each id as four big-endian numbers of 64 bits, most significant first."""
    before = seed.encode() + b"\n"
    ids: Sequence[bytes] = recordings.cast(pa.binary()).to_numpy(zero_copy_only=False).tolist()
    joined = b"".join([sha256(before + one).digest() for one in ids])
    return np.frombuffer(joined, dtype=">u8").reshape(-1, 4)


def _may_be_first(
    hashes: npt.NDArray[np.uint64], groups: WholeNumbers, wanted: WholeNumbers
) -> npt.NDArray[np.bool_]:
    """Which calls can be among the first `wanted` of their group; hardly more than those."""
    sizes = np.bincount(groups, minlength=len(wanted))
    expected = wanted + _SLACK * np.sqrt(wanted) + _SLACK
    share = np.minimum(expected / np.maximum(sizes, 1), 1.0)
    bounds = _bounds(share)
    chosen: npt.NDArray[np.bool_] = hashes <= bounds[groups]
    found = np.bincount(groups[chosen], minlength=len(wanted))
    # Once in a billion groups chance puts too few below the bound; then all of them are sorted.
    short = found < np.minimum(wanted, sizes)
    return chosen | short[groups] if short.any() else chosen


def _bounds(share: npt.NDArray[np.float64]) -> npt.NDArray[np.uint64]:
    """The number that a share of all numbers of 64 bits are not above."""
    top = np.iinfo(np.uint64).max
    below = np.minimum(share, 0.5) * 2.0**64  # whole numbers of a float are exact enough here
    return np.where(share > 0.5, top, below.astype(np.uint64))
