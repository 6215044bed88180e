"""Numbers of dated policy that rules of forms refer to: the pass mark of exams, say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

Dated = tuple[date, Mapping[str, Decimal]]
"""The day from which some numbers hold, and the numbers by key."""


@dataclass(frozen=True)
class Policy:
    """By form id the versions of its policy, those of `config/results/<form>.yaml`."""

    versions: Mapping[str, Sequence[Dated]] = field(default_factory=dict)

    def number(self, form: str, key: str, day: date) -> Decimal | None:
        """Returns the number that holds on a day; None before the first version, or without it."""
        begun = [one for one in self.versions.get(form, ()) if one[0] <= day]
        return max(begun, key=lambda one: one[0])[1].get(key) if begun else None

    def has(self, form: str, key: str) -> bool:
        """Returns whether a version of a form's policy has such a number."""
        return any(key in numbers for _, numbers in self.versions.get(form, ()))
