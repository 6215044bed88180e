"""Which identities are spelt in several ways, over all sheets at once.

Most inboxes have none, or few: only the sheets that hold one of them have to be looked at.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.forms.vocabulary import normal
from qa_workbook.frames import folded

_BLANKS = r"[\x09-\x0d\x1c-\x20]+"
"""What `str.split` takes for blanks in ASCII."""
_NOT_BARE = r"^0|[^!-@\[-~]"
"""Texts that `numbers` may change: all others are alike to themselves alone."""


def numbers(texts: pa.Array) -> pa.Array:
    """Returns the texts without case, blanks and leading zeros: those that are alike are equal."""
    if pc.all(pc.string_is_ascii(texts)).as_py() is False:
        return pa.array([folded(text).lstrip("0") for text in texts.to_pylist()], pa.string())
    bare = pc.replace_substring_regex(texts, _BLANKS, "")
    return pc.utf8_ltrim(pc.utf8_lower(bare), "0")


def spelt_differently(texts: pa.ChunkedArray) -> pa.Array:
    """Returns those different texts of a column that are alike."""
    odd = pc.match_substring_regex(texts, _NOT_BARE)
    if not pc.any(odd).as_py():
        return pa.array([], pa.string())  # no text stands for another one
    different = pc.unique(texts)
    codes, counts = _codes(numbers(different))
    return different.filter(pa.array(counts[codes] > 1))


def names_of_several(agents: pa.ChunkedArray, people: pa.ChunkedArray) -> pa.Array:
    """Returns the names that stand beside numbers which aren't alike; the columns go together."""
    agent_of_row, agent_texts = encoded(agents)
    name_of_row, names = encoded(people)
    if not len(agent_texts) or not len(names):
        return names.slice(0, 0)
    alike, _ = _codes(numbers(agent_texts))
    # Names in several ways of writing are one.
    words = [normal(name) for name in names.to_pylist()]
    same, _ = _codes(pa.array(words, pa.string()))
    pairs = np.unique(same[name_of_row].astype(np.int64) * len(alike) + alike[agent_of_row])
    several = np.bincount(pairs // len(alike), minlength=len(words)) > 1
    return names.filter(pa.array(several[same] & np.array([word != "" for word in words])))


def places_of(texts: pa.ChunkedArray, wanted: pa.Array) -> Booleans:
    """Returns which rows of a column hold one of the `wanted` texts."""
    text_of_row, known = encoded(texts)
    is_wanted = pc.is_in(known, wanted).to_numpy(zero_copy_only=False)
    found: Booleans = is_wanted[text_of_row] if len(known) else np.zeros(len(texts), bool)
    return found


def encoded(texts: pa.ChunkedArray) -> tuple[Integers, pa.Array]:
    """Returns for each row of a column which of its different texts it holds, and those."""
    found = texts.combine_chunks().dictionary_encode()
    return found.indices.to_numpy(zero_copy_only=False), found.dictionary


def _codes(texts: pa.Array) -> tuple[Integers, Integers]:
    """Which different text each one is, and how often there is each."""
    codes = texts.dictionary_encode().indices.to_numpy(zero_copy_only=False)
    return codes, np.bincount(codes) if len(codes) else np.zeros(0, np.int64)
