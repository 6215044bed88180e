"""校验评分表: checks sheets and changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.outputs import protected
from qa_workbook.app.progress import Progress, silent
from qa_workbook.books.findings.book import write_findings_book
from qa_workbook.files import refuse_if_open, written
from qa_workbook.findings.finding import Finding, severities
from qa_workbook.labels import text
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class Validation:
    """What `validate` found: every finding, the sheets it looked at and the findings workbook."""

    findings: list[Finding]
    sheets: list[Sheet]
    file: Path

    @property
    def rejected(self) -> bool:
        """Whether some input would be kept out of a build."""
        return (
            any(sheet.rejected or sheet.rows_rejected for sheet in self.sheets)
            or severities(self.findings)["error"] > 0
        )

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the contract's JSON object."""
        return {"findings": [finding.as_dict(language) for finding in self.findings]}


def validate_paths(
    workspace: Workspace,
    paths: Sequence[Path],
    language: str,
    out: Path | None = None,
    progress: Progress = silent,
) -> Validation:
    """Checks files or folders and writes the findings workbook; changes nothing else.

    Raises PathNotFound, OutputLocked.
    """
    config = workspace.load()
    file = protected(
        workspace, out or workspace.output / text("cli.findings_plain", language), paths
    )
    refuse_if_open(file)
    base = Path.cwd() if len(paths) != 1 or paths[0].is_file() else paths[0]
    intake = read_inputs(config, paths, base, None, progress)
    with written(file) as beside:
        write_findings_book(
            beside,
            intake.findings,
            language=language,
            sheets=intake.sheets,
            base=base,
            home=file.parent,
        )
    return Validation(intake.findings, intake.sheets, file)
