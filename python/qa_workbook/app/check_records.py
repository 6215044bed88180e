"""Whether the records say what their originals in the inbox say."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import Progress, silent
from qa_workbook.frames import spoken_recording
from qa_workbook.records import RecordStore
from qa_workbook.records.audit import Audit, WrongRow, audit
from qa_workbook.workspace import Workspace


@dataclass(frozen=True)
class RecordsReport:
    """What reading the originals again has shown."""

    audit: Audit

    def as_dict(self) -> dict[str, Any]:
        """Returns plain values: counts, and what is wrong row by row."""
        audit = self.audit
        return {
            "generation": audit.generation,
            "checked": audit.checked,
            "unchecked": audit.unchecked,
            "wrong": [_as_dict(row) for row in audit.wrong],
            "unmerged": audit.unmerged,
        }


def _as_dict(row: WrongRow) -> dict[str, Any]:
    return {
        "kind": row.kind,
        "file": row.file,
        "sheet": row.sheet,
        "row": row.row,
        "about": about(row),
        "columns": list(row.columns),
    }


def about(row: WrongRow) -> str:
    """Returns what a person calls the row: recording, or agent and day; of a form its key."""
    if len(row.identity) < 4:
        return row.identity[0] if row.identity else ""
    recording, inspector, _, agent = row.identity[:4]
    return spoken_recording(recording, inspector, agent)


def check_records(
    workspace: Workspace, inbox: Path | None = None, progress: Progress = silent
) -> RecordsReport:
    """Reads the originals again and holds every stored row against them; changes nothing.

    Raises Busy, ConfigError, PathNotFound, RecordsDamaged.
    """
    config = workspace.required().load()
    inbox = (inbox or workspace.inbox).resolve()
    with workspace.locked(config.settings.wait_for_lock):
        store = RecordStore(workspace.records)
        intake = read_inputs(config, [inbox], inbox, None, progress, store)
        return RecordsReport(audit(store, intake.tables, intake.sheets))
