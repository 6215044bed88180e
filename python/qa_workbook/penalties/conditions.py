"""When a rule of the tariff holds: kinds of breach, and what else must be so (S2, S10, S13, S18).

Part of the format of `config/penalties/*.yaml`; `docs/penalties.md` explains it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name

Cause = Literal[
    "fatal",
    "error_deduction",
    "clause",
    "band",
    "item",
    "complaint",
    "monthly_score",
    "points_budget",
    "clean_month",
]
MONTHLY = ("monthly_score", "points_budget", "clean_month")
"""Causes without a recording: a line per person and month, made when the month is over."""
TOGETHER = ("points_budget", "clean_month")
"""Of these a rule for `*` looks at all schemes together, one for scheme ids at each by itself."""
JUDGED = ("band", "item")
"""Causes that a recording has by its score."""
COMPLAINT = "complaint"
"""The cause of upheld complaints (S12): their ticket stands in place of the recording."""
ONLY_PRICED = (*JUDGED, COMPLAINT)
"""Causes that are breaches only where a rule prices them."""
NAMED = ("clause", "band", "item", COMPLAINT)
"""Causes whose code is an id: people read the name alone."""
SELECTORS: dict[str, tuple[str, ...]] = {
    "fatal": ("codes",),
    "error_deduction": ("codes",),
    "clause": ("clauses", "clause_points"),
    "band": ("bands",),
    "item": ("items",),
    COMPLAINT: ("codes",),
    **dict.fromkeys(MONTHLY, ()),
}
"""The keys of which a rule for each cause has exactly one: what it prices."""
CONDITIONS: dict[str, tuple[str, ...]] = {
    "fatal": ("nth", "bands"),
    "error_deduction": ("deduction_at_least", "nth", "bands"),
    "clause": ("nth", "aggravated", "bands"),
    "band": ("nth",),
    "item": ("nth", "bands"),
    COMPLAINT: ("nth",),
    "monthly_score": ("score_below", "bands"),
    "points_budget": ("points_at_least",),
    "clean_month": (),
}
"""The keys of `when` that go with each cause."""
NEEDED: dict[str, tuple[str, ...]] = {
    "monthly_score": ("score_below", "bands"),
    "points_budget": ("points_at_least",),
}
"""The keys of `when` of which a rule for the cause needs one."""


class Threshold(Model):
    """A number of points that decides whether a rule holds."""

    amount: Annotated[Decimal, Field(ge=0)]
    """Points."""
    unit: Literal["points"]
    """Always `points`."""
    source: Name
    """Where the number comes from."""


class Nth(Model):
    """How often the same clause, item or code of a scheme has occurred with the agent.

    The breach itself is counted too.
    """

    first: Annotated[int, Field(ge=1)]
    """From this time on; of a row with several occurrences its first one counts."""
    last: Annotated[int, Field(ge=1)] | None = None
    """Up to this time; without it for ever."""
    within: Literal["month"] | Annotated[int, Field(ge=1)]
    """`month`: the calendar month of the call; a number: so many days up to the call."""
    same: Literal["code", "item", "cause"] = "code"
    """`code`: the very clause, item or code; `item`: any clause of the same parent; `cause`: any
    upheld complaint, of service or business.
    """
    source: Name
    """Where the numbers come from."""

    @property
    def span(self) -> str:
        """Names within what it counts, and what: "month", "30", "month item"."""
        return str(self.within) if self.same == "code" else f"{self.within} {self.same}"


class When(Model):
    """What else must be so for a rule to price a breach."""

    deduction_at_least: Annotated[Decimal, Field(gt=0)] | None = None
    """Points of the error deduction."""
    nth: Nth | None = None
    """Which times only."""
    aggravated: bool | None = None
    """Only rows that are 加重, or only those that aren't."""
    bands: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """Only recordings, or for `monthly_score` months, with a score in one of these bands."""
    score_below: Threshold | None = None
    """For `monthly_score`: only months with a score below this, as the scheme rounds it."""
    points_at_least: Threshold | None = None
    """For `points_budget`: the budget; it is used up when the month's lines have as many points."""
