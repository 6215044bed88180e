"""The usable calls of a call list, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, WholeNumbers
from qa_workbook.frames import ABSENT, folded
from qa_workbook.sampling.model import Population

TEXTS = ("name", "team", "site", "project")
"""What a call list may say of a call beside what the draw needs, "" where it doesn't."""


@dataclass(frozen=True)
class Calls:
    """Calls, each once: columns of one length, in the order of the call list.

    `recordings` are the numbers as typed, `agents` the numbers of agents as typed. `started` is
    datetime64[s] of the centre's clock, `seconds` int64 with ABSENT where the list doesn't say it,
    `recorded` whether there is a recording. `texts` has a column of text for each of TEXTS.
    """

    recordings: pa.Array
    agents: pa.Array
    started: npt.NDArray[np.datetime64]
    seconds: WholeNumbers
    recorded: Booleans
    texts: pa.Table

    def __len__(self) -> int:
        return len(self.recordings)

    @cached_property
    def population(self) -> Population:
        """How many they are, and the digest over their numbers."""
        return Population(len(self), population_digest(self.recordings))

    @cached_property
    def identities(self) -> pa.Array:
        """The folded numbers of the recordings: what they are compared by."""
        return folded_column(self.recordings)

    @cached_property
    def _coded(self) -> tuple[tuple[str, ...], WholeNumbers, tuple[str, ...]]:
        encoded = pc.dictionary_encode(self.agents)
        typed = encoded.dictionary.to_pylist()
        spelt: dict[str, str] = {}
        # Of several spellings the first by code points, so that the order of rows does not matter.
        for spelling in sorted(typed, reverse=True):
            spelt[folded(spelling)] = spelling
        known = tuple(sorted(spelt))
        places = {agent: place for place, agent in enumerate(known)}
        of_typed = np.array([places[folded(spelling)] for spelling in typed], dtype=np.int64)
        indices = encoded.indices.to_numpy(zero_copy_only=False)
        codes = of_typed[indices] if len(typed) else indices.astype(np.int64)
        return known, codes, tuple(spelt[agent] for agent in known)

    @property
    def known_agents(self) -> tuple[str, ...]:
        """The folded numbers of all agents, sorted."""
        return self._coded[0]

    @property
    def agent_codes(self) -> WholeNumbers:
        """For each call the place of its agent in `known_agents`."""
        return self._coded[1]

    @property
    def spellings(self) -> tuple[str, ...]:
        """For each of `known_agents` how the number is written."""
        return self._coded[2]

    def ids(self, rows: npt.NDArray[Any]) -> list[str]:
        """Returns the numbers of the recordings in some rows."""
        found: list[str] = self.recordings.take(pa.array(rows)).to_pylist()
        return found

    def described(self, rows: npt.NDArray[Any]) -> list[dict[str, Any]]:
        """Returns what the list says of some calls: `recording`, `started`, `seconds` and TEXTS."""
        columns = {
            "recording": self.ids(rows),
            "started": self.started[rows].tolist(),
            "seconds": [None if one == ABSENT else one for one in self.seconds[rows].tolist()],
            **{name: self.texts.column(name).take(pa.array(rows)).to_pylist() for name in TEXTS},
        }
        values = zip(*columns.values(), strict=True)
        return [dict(zip(columns, one, strict=True)) for one in values]


def folded_column(texts: pa.Array) -> pa.Array:
    """Returns a column of numbers as `frames.folded` has them."""
    lowered = pc.utf8_lower(texts)
    # Folding a million texts one by one takes a second; most hold nothing but plain signs.
    odd = pc.invert(pc.ascii_is_alnum(texts))
    rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
    if len(rows) and not pc.any(pc.match_substring_regex(texts.filter(odd), "[^!-~]")).as_py():
        return lowered
    if not len(rows):
        return lowered
    mended = pa.array([folded(text) for text in texts.take(pa.array(rows)).to_pylist()])
    return pc.replace_with_mask(lowered, odd, mended)


def population_digest(recordings: pa.Array) -> str:
    """Returns SHA-256 (hex) over numbers in UTF-8, sorted by code points, joined by line feeds."""
    texts = fixed_width(recordings)
    if texts is None:
        # The bytes of UTF-8 sort as the code points do.
        ordered = sorted(recordings.cast(pa.binary()).to_pylist())
        return sha256(b"\n".join(ordered)).hexdigest()
    texts = np.sort(texts)
    width = texts.dtype.itemsize
    lines = np.empty((len(texts), width + 1), dtype=np.uint8)
    lines[:, :width] = texts.view(np.uint8).reshape(-1, width)
    lines[:, width] = ord("\n")
    filled = lines.ravel()
    if not lines.all():  # what fills up shorter numbers is no part of them
        filled = filled[filled != 0]
    return sha256(filled[:-1].tobytes()).hexdigest()


_WIDEST = 64


def fixed_width(texts: pa.Array) -> npt.NDArray[np.bytes_] | None:
    """Returns texts as bytes of one width, filled up with zeros; None for long or odd ones.

    Where all are of one width they are those of the column itself, which nobody may write into.
    """
    sizes = pc.min_max(pc.binary_length(texts))
    widest = sizes["max"].as_py()
    if not widest or widest > _WIDEST or pc.any(pc.match_substring(texts, "\0")).as_py():
        return None
    if sizes["min"].as_py() == widest and texts.type == pa.string() and not texts.null_count:
        _, offsets, content = texts.buffers()
        begin = np.frombuffer(offsets, np.int32)[texts.offset]
        return np.frombuffer(content, f"S{widest}", len(texts), begin)
    found: npt.NDArray[Any] = texts.cast(pa.binary()).to_numpy(zero_copy_only=False)
    return found.astype(f"S{widest}")


_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
"""2^64 divided by the golden ratio: Knuth's multiplicative hashing."""


def may_be_repeated(identities: pa.Array) -> bool:
    """Returns whether some of the numbers may be the same; False is sure.

    Compares fingerprints of 64 bits, ten times as fast as the numbers themselves.
    """
    texts = fixed_width(identities)
    if texts is None:
        return True
    words = -(-texts.dtype.itemsize // 8)
    columns = texts.astype(f"S{8 * words}").view(np.uint64).reshape(-1, words)
    prints = np.zeros(len(texts), dtype=np.uint64)
    for word in columns.T:
        prints = (prints ^ word) * _MULTIPLIER
        prints ^= prints >> np.uint64(29)
    prints.sort()
    return bool((prints[1:] == prints[:-1]).any())
