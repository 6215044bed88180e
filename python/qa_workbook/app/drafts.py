"""Drafts of scheme versions that lie in the workspace's folder of them."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.app.laboratory import LaboratoryReport, write_laboratory
from qa_workbook.app.template import declared_id
from qa_workbook.config.faults import ConfigError
from qa_workbook.config.strict import read_model
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Workspace


def draft_of(folder: Path, scheme_id: str) -> Path | None:
    """Returns the draft of a scheme with the latest first day; None where there is none.

    Raises ConfigError for drafts that can't be read: one of them may be the one.
    """
    found: list[tuple[Scheme, Path]] = []
    for file in sorted(folder.glob("*.yaml")):
        draft, faults = read_model(file, Scheme)
        if draft is None:
            raise ConfigError(faults)
        if draft.id == scheme_id:
            found.append((draft, file))
    return max(found, key=lambda one: one[0].valid_from)[1] if found else None


def try_draft(
    workspace: Workspace, scheme: str, period_text: str, language: str
) -> LaboratoryReport:
    """Writes the laboratory's workbook of a scheme, by id or name, with its draft if there is one.

    Raises as `draft_of` and `write_laboratory` do.
    """
    scheme_id = declared_id(workspace.required().load(), scheme)
    draft = draft_of(workspace.drafts, scheme_id)
    return write_laboratory(workspace, scheme_id, period_text, language, str(draft or ""))
