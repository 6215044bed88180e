"""The usable calls of a call list, as columns."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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

    def described(self, row: int) -> dict[str, Any]:
        """Returns what the list says of one call: `recording`, `started`, `seconds` and TEXTS."""
        seconds = int(self.seconds[row])
        started: datetime = self.started[row].astype("datetime64[s]").item()
        texts = {name: self.texts.column(name)[row].as_py() for name in TEXTS}
        return {
            "recording": self.recordings[row].as_py(),
            "started": started,
            "seconds": None if seconds == ABSENT else seconds,
            **texts,
        }


def folded_column(texts: pa.Array) -> pa.Array:
    """Returns a column of numbers as `frames.folded` has them."""
    lowered = pc.utf8_lower(texts)
    # Folding a million texts one by one takes a second; most hold nothing but plain signs.
    odd = pc.match_substring_regex(texts, "[^!-~]")
    rows = np.flatnonzero(odd.to_numpy(zero_copy_only=False))
    if not len(rows):
        return lowered
    mended = pa.array([folded(text) for text in texts.take(pa.array(rows)).to_pylist()])
    return pc.replace_with_mask(lowered, odd, mended)


def population_digest(recordings: pa.Array) -> str:
    """Returns SHA-256 (hex) over numbers in UTF-8, sorted by code points, joined by line feeds."""
    # The bytes of UTF-8 sort as the code points do.
    ordered = np.sort(_fixed(recordings)) if _is_plain(recordings) else None
    if ordered is not None:
        return sha256(b"\n".join(ordered.tolist())).hexdigest()
    texts = recordings.cast(pa.binary()).to_numpy(zero_copy_only=False)
    return sha256(b"\n".join(sorted(texts))).hexdigest()


_WIDEST = 64


def _is_plain(recordings: pa.Array) -> bool:
    """Whether numpy can sort them as bytes of one width: short ones without a NUL at their end."""
    widest = pc.max(pc.binary_length(recordings)).as_py() or 0
    return widest <= _WIDEST and not pc.any(pc.match_substring(recordings, "\0")).as_py()


def _fixed(recordings: pa.Array) -> npt.NDArray[np.bytes_]:
    texts: npt.NDArray[Any] = recordings.cast(pa.binary()).to_numpy(zero_copy_only=False)
    return texts.astype(np.bytes_)
