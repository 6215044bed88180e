"""Why a measure can't be had: never NaN."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is wanting, as published."""

    TOO_FEW = "too-few-units"
    TOO_FEW_RATERS = "too-few-raters"
    TOO_MANY_RATERS = "more-than-two-raters"
    """The measure is of two raters; others are of several."""
    ALL_EQUAL = "all-equal"
    NEGATIVE = "negative-values"
    NOT_NUMBERS = "not-numbers"
    """The marks are words, and the measure needs distances between them."""
    BELOW_CHANCE = "below-chance"
    """Raters contradict each other so much that their mean has no reliability."""
    NOT_CONNECTED = "not-connected"
    """Some raters share no units with the others, even by way of third ones."""
    NO_ERROR = "no-error"
    """Repeated scores never differ, so that nothing can be divided by how much they do."""
    NOT_CROSSED = "not-crossed"
    """Not every unit was scored equally often by every rater."""
