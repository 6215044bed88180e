"""The texts of a column: each different one once, and which one every cell has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import nearly_all_differ
from qa_workbook.books.cloth.characters import CELL_LIMIT, UNSAFE
from qa_workbook.books.cloth.strips import Words
from qa_workbook.books.cloth.style import safe_text


def words_of(values: Sequence[Any] | pd.Series) -> Words:
    """Returns what the cells of a column of text hold: clean text, blank where it is missing."""
    try:
        found = pa.array(values, pa.string(), from_pandas=True)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError):
        # No texts, or half a sign: they become texts one by one.
        missing = pd.isna(pd.Series(values, dtype=object)).tolist()
        pairs = zip(values, missing, strict=True)
        found = pa.array([None if gone else safe_text(value) for value, gone in pairs], pa.string())
    if isinstance(found, pa.ChunkedArray):
        found = found.combine_chunks()
    if not found.null_count and nearly_all_differ(found):
        # What is there twice all the same has two places in the words, but one in the workbook.
        codes, texts = pa.array(np.arange(len(found), dtype=np.int32)), found
    else:
        coded = found.dictionary_encode()
        codes, texts = coded.indices, coded.dictionary
    if not _all_safe(texts):
        clean = pa.array([safe_text(one) for one in texts.to_pylist()], pa.string())
        codes, texts = _again(codes, clean)
    elif pc.any(pc.equal(texts, "")).as_py():
        codes, texts = _again(codes, texts)
    return Words.of_codes(codes, texts.to_pylist())


def _all_safe(texts: pa.Array) -> bool:
    """Whether no text must be cleaned."""
    if not len(texts):
        return True
    longest = pc.max(pc.binary_length(texts)).as_py()
    return longest <= CELL_LIMIT and not pc.any(pc.match_substring_regex(texts, UNSAFE)).as_py()


def _again(codes: pa.Array, texts: pa.Array) -> tuple[pa.Array, pa.Array]:
    """Texts of which some may be alike by now, and empty ones nothing."""
    shown = pc.if_else(pc.equal(texts, ""), pa.scalar(None, pa.string()), texts)
    coded = shown.take(codes).dictionary_encode()
    return coded.indices, coded.dictionary
