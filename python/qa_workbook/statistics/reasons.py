"""Why a measure can't be had: never NaN."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is wanting, as published."""

    TOO_FEW = "too-few-units"
    TOO_FEW_RATERS = "too-few-raters"
    ALL_EQUAL = "all-equal"
    NEGATIVE = "negative-values"
    NOT_CONNECTED = "not-connected"
    """Some raters share no units with the others, even by way of third ones."""
    NO_ERROR = "no-error"
    """Repeated scores never differ, so that nothing can be divided by how much they do."""
