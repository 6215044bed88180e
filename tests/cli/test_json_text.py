"""Answers for programs are written as the library writes them, only faster."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from qa_workbook.cli.json_text import json_text

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
)
TEXTS = st.text('ab中\n",{}: \\', max_size=8)
VALUES = st.recursive(
    SCALARS | TEXTS,
    lambda inside: st.lists(inside, max_size=4) | st.dictionaries(TEXTS, inside, max_size=4),
    max_leaves=20,
)


@examples(100)
@given(VALUES, st.booleans())
def test_json_text__is_that_of_the_library(value: object, ascii_only: bool) -> None:
    """Byte by byte, whatever is nested in what."""
    expected = json.dumps(value, ensure_ascii=ascii_only, indent=2, allow_nan=False)
    assert json_text(value, ascii_only=ascii_only) == expected


def test_json_text__of_rows() -> None:
    """Also where texts look like the end of a row."""
    value = {"rows": [{"a": "},\n      {", "b": 1}, {"a": "", "b": []}], "none": [], "one": (1, 2)}
    assert json_text(value) == json.dumps(value, indent=2)


def test_json_text__refuses_what_is_no_number() -> None:
    """NaN is no JSON."""
    with pytest.raises(ValueError, match="not JSON compliant"):
        json_text({"a": [float("nan")]})
