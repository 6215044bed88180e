"""What a measure comes to: a value with its interval, or the reason why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from qa_workbook.statistics.reasons import Reason


class Estimate(Protocol):
    """A result of the statistics: a value, and an interval or the reason why there is none."""

    @property
    def value(self) -> float:
        """The value."""

    @property
    def interval(self) -> tuple[float, float] | Reason:
        """Its interval, or why there is none."""


@dataclass(frozen=True)
class Figure:
    """A measure of `n` recordings.

    `reason` says why there is no value or, where there is one, why it has no interval; "" where
    both are there. Never NaN.
    """

    value: float | None
    interval: tuple[float, float] | None
    reason: str
    n: int

    @staticmethod
    def of(found: Estimate | Reason, n: int) -> Figure:
        """Returns the figure of a result of the statistics."""
        if isinstance(found, Reason):
            return Figure(None, None, str(found), n)
        if isinstance(found.interval, Reason):
            return Figure(found.value, None, str(found.interval), n)
        return Figure(found.value, found.interval, "", n)

    def as_dict(self) -> Mapping[str, Any]:
        """Returns the object of the published JSON."""
        interval = list(self.interval) if self.interval else None
        return {
            "value": self.value,
            "interval": interval,
            "reason": self.reason or None,
            "n": self.n,
        }
