"""Steps of applications that could not be entered, as lines of the list of findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_workbook.findings.finding import Finding
from qa_workbook.labels import text

if TYPE_CHECKING:
    from qa_workbook.app.tiers import TierFinding, TierRecord


@dataclass(frozen=True, slots=True)
class NotEntered(Finding):
    """A step that was refused, at the cell that the broken rule speaks of."""

    step: TierFinding | None = None

    def message(self, language: str = "zh") -> str:
        """Returns the rule that is broken."""
        return self.step.message(language) if self.step else ""

    def fix(self, language: str = "zh") -> str:
        """Returns what to do about it."""
        return text("host.tier_step_fix", language)

    def about(self, language: str = "zh") -> str:
        """Returns the problem in a few words."""
        return text("host.tier_step_refused", language)


def not_entered(record: TierRecord) -> list[NotEntered]:
    """Returns the refused steps of a period as findings."""
    return [
        NotEntered(
            code=one.refused.code,
            severity="error",
            file=one.file,
            sheet=one.sheet,
            cell=one.cell,
            column=one.heading,
            value=one.refused.value,
            step=one,
        )
        for one in record.findings
    ]
