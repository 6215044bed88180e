"""Why a measure can't be had: never NaN."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is wanting, as published."""

    TOO_FEW = "too-few-units"
    ALL_EQUAL = "all-equal"
