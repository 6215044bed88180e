"""Why a measure can't be had: never NaN."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is wanting, as published."""

    TOO_FEW = "too-few-units"
    TOO_FEW_RATERS = "too-few-raters"
    ALL_EQUAL = "all-equal"
    NEGATIVE = "negative-values"
