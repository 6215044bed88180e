"""Numbers as the texts that Python's `repr` gives, whole columns at a time.

A workbook must hold the very digits that single cells get: the shortest that are read as the same
number.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

_NUMBERS = {int: pa.int64(), float: pa.float64()}
_LEAST, _MOST = 1e-4, 1e10
"""Between these Arrow and Python write a number that isn't whole with the same digits."""
_MARKS = 256  # so many whole numbers have a code of their own
_SAMPLE, _FEW = 2_000, 4
"""A column has few different numbers if each stands _FEW times among its first _SAMPLE ones."""


def numbers_of(values: Sequence[Any] | pd.Series) -> pa.Array | None:
    """Returns what the cells of a column of numbers hold, null where it is missing.

    None where whole numbers and others stand in one column, which are written differently.
    """
    if isinstance(values, pd.Series):
        if values.dtype.kind not in "iuf":
            return numbers_of(values.tolist())
        found = pa.array(values, from_pandas=True)
        return found.combine_chunks() if isinstance(found, pa.ChunkedArray) else found
    kinds = set(map(type, values)) - {type(None)}
    if len(kinds) > 1 or not kinds <= _NUMBERS.keys():
        return None
    try:
        return pa.array(values, _NUMBERS[kinds.pop()] if kinds else pa.int64(), from_pandas=True)
    except OverflowError:  # a number of more than 64 bits
        return None


def plain_number(value: Any) -> Any:
    """Returns the nearest number that a spreadsheet program has: for money and points a float."""
    return float(value) if isinstance(value, Decimal) else value


def number_texts(numbers: pa.Array) -> pa.Array:
    """Returns the text of each number, null where it is null."""
    if not pa.types.is_floating(numbers.type):
        return numbers.cast(pa.string())
    values = numbers.cast(pa.float64())
    texts, size = values.cast(pa.string()), pc.abs(values)
    whole = pc.binary_join_element_wise(texts, ".0", "")
    texts = pc.if_else(pc.equal(pc.trunc(values), values), whole, texts)
    alike = pc.and_(pc.greater_equal(size, _LEAST), pc.less(size, _MOST))
    odd = pc.invert(pc.fill_null(pc.or_(alike, pc.equal(size, 0)), True))
    if not pc.any(odd).as_py():
        return texts
    others = [repr(value) for value in values.filter(odd).to_pylist()]
    return pc.replace_with_mask(texts, odd, pa.array(others, pa.string()))


def few_numbers(numbers: pa.Array) -> tuple[pa.Array, pa.Array] | None:
    """Returns a code for each number and the text of each code; None where few are alike.

    The text of a number that stands in many cells is made once.
    """
    marks = _marks(numbers)
    if marks is not None:
        return marks
    sample = numbers.slice(0, _SAMPLE)
    if len(pc.unique(sample)) * _FEW > len(sample):
        return None
    coded = numbers.dictionary_encode()
    if len(coded.dictionary) * _FEW > len(numbers):
        return None
    codes = narrow_codes(coded.indices, len(coded.dictionary))
    return codes, number_texts(coded.dictionary)


def narrow_codes(codes: pa.Array, count: int) -> pa.Array:
    """Returns codes below `count` in as little room as hold them: they wait till all is written."""
    fitting = (kind for kind in (pa.int8(), pa.int16()) if count <= 1 << kind.bit_width - 1)
    return codes.cast(next(fitting, codes.type))


def _marks(numbers: pa.Array) -> tuple[pa.Array, pa.Array] | None:
    """The codes of small whole numbers are they themselves, which takes no table of them."""
    if numbers.null_count == len(numbers):
        return None
    values = pc.fill_null(numbers, 0).to_numpy(zero_copy_only=False)
    small = (values >= 0) & (values < _MARKS) & (values == np.floor(values))
    if not small.all() or np.signbit(values).any():
        return None
    codes = values.astype(np.int16)
    texts = [repr(float(code)) for code in range(codes.max() + 1)]
    if not pa.types.is_floating(numbers.type):
        texts = [repr(code) for code in range(codes.max() + 1)]
    blank = numbers.is_null().to_numpy(zero_copy_only=False) if numbers.null_count else None
    return pa.array(codes, mask=blank), pa.array(texts, pa.string())
