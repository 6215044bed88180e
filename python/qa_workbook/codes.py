"""Several codes of one row in one text, joined by ";": put together and taken apart only here."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    # Whoever reads sheets starts without the third of a second that loading pandas takes.
    import pandas as pd

_SEPARATOR = ";"


def joined(codes: Iterable[str]) -> str:
    """Returns the codes as one text; empty ones are left out."""
    return _SEPARATOR.join(filter(None, codes))


def separated(text: str) -> list[str]:
    """Returns the codes in a text, none for ""."""
    return text.split(_SEPARATOR) if text else []


def code_rows(texts: pd.Series) -> pd.Series:
    """Returns the codes one below the other: a value per row and code, with the index of the row.

    A row without a code has one value, "".
    """
    return texts.str.split(_SEPARATOR).explode().astype("str")


def number_of_codes(texts: pd.Series) -> int:
    """Returns how long `code_rows` would be, without taking the texts apart."""
    return int((texts.str.count(_SEPARATOR) + 1).sum())
