"""The tiers, the steps of an application, and who may take each (S20)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, Protocol

from qa_workbook.frames import folded

Tier = Literal["junior", "intermediate", "senior"]
Step = Literal["application", "own", "team", "superior", "approval"]
TIERS: tuple[Tier, ...] = ("junior", "intermediate", "senior")
"""From below."""
STEPS: tuple[Step, ...] = ("application", "own", "team", "superior", "approval")
"""In their order."""
APPROVAL = "approval"
AGREE, DISAGREE, WITHDRAWN = "agree", "disagree", "withdrawn"
"""Results of a step."""
LISTED_TIER = "agent"
"""The role of the list of people that has a tier."""


class StepRule(Protocol):
    """Who may take one step, and what a no there means, as the policy says it."""

    @property
    def step(self) -> Step:
        """Which step."""

    @property
    def by(self) -> Sequence[str]:
        """Who may take it: self is the agent, the others are roles of the list of people."""

    @property
    def ends_on_disagree(self) -> bool:
        """Whether the application is over when this step says 不同意."""


def next_tier(tier: str) -> Tier | None:
    """Returns the tier above, None for the highest. Raises ValueError for what is no tier."""
    place = TIERS.index(tier)
    return TIERS[place + 1] if place + 1 < len(TIERS) else None


@dataclass(frozen=True)
class StepRow:
    """A row of the form `tiers`: one step, and where it stands.

    `score` is decimal text, "" for none. `cells` are the letters of its sheet by column.
    """

    application: str
    agent: str
    name: str
    team: str
    from_tier: str
    to_tier: str
    step: str
    result: str
    actor: str
    on: date
    score: str = ""
    remark: str = ""
    file: str = ""
    sheet: str = ""
    row: int = 0

    @property
    def order(self) -> tuple[date, int, str, str, int]:
        """Rows are entered by day, on a day by step, then as they stand."""
        return self.on, STEPS.index(self.step), self.file, self.sheet, self.row

    @property
    def said(self) -> tuple[str, ...]:
        """What the row says of its step; a row that says the same again changes nothing."""
        texts = (self.result, folded(self.actor), self.on.isoformat(), self.score, self.remark)
        return (self.from_tier, *texts)


def allowed_by(steps: Sequence[StepRule]) -> dict[str, StepRule]:
    """Returns the rule of each step by its id."""
    return {rule.step: rule for rule in steps}
