"""What a build says when it is done."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_workbook.app.other_periods import OtherPeriods
from qa_workbook.findings.finding import Finding, severities
from qa_workbook.forms.model import Form
from qa_workbook.numbers import Period

if TYPE_CHECKING:
    from qa_workbook.app.register import RegisterReport


@dataclass(frozen=True)
class FormCounts:
    """How many rows of a form were read, and what became of them."""

    form: Form
    rows: dict[str, int]


@dataclass(frozen=True)
class BuildReport:
    """What `build` read, merged and wrote; `register` is filled by `run`.

    `aside` are sheets of other periods in which nothing is new: what was rejected in them is not
    counted again. `lines` are the key figures of each scheme in words. `withdrawn` counts stored
    rows that corrected sheets have no more. `kept` is the copy of an analysis workbook in which
    people changed more than the cells to write into.
    """

    period: Period
    sheets: dict[str, int]
    recordings: dict[str, int]
    forms: list[FormCounts]
    findings: list[Finding]
    lines: tuple[str, ...]
    analysis_file: Path
    findings_file: Path
    seconds: float
    aside: OtherPeriods
    withdrawn: int = 0
    kept: Path | None = None
    register: RegisterReport | None = field(default=None)

    @property
    def rejected(self) -> bool:
        """Whether some input was kept out."""
        rows = [self.recordings, *(one.rows for one in self.forms)]
        return self.sheets["rejected"] > 0 or any(counts["rejected"] for counts in rows)

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's JSON object."""
        result: dict[str, Any] = {
            "period": self.period.text,
            "sheets": self.sheets,
            "recordings": self.recordings,
            "withdrawn": self.withdrawn,
            "findings": severities(self.findings),
            "files": {"analysis": str(self.analysis_file), "findings": str(self.findings_file)},
            "seconds": round(self.seconds, 3),
        }
        if self.aside.places:
            result["other_periods"] = {"period": self.aside.period, **self.aside.counts}
        if self.forms:
            result["forms"] = {one.form.id: one.rows for one in self.forms}
        if self.kept:
            result["files"]["kept"] = str(self.kept)
        if self.register:
            result["files"]["register"] = str(self.register.file)
            result["register"] = self.register.as_dict()
        return result
