"""Whether the records say what their originals, in the inbox or archived, say."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import Progress, silent
from qa_workbook.frames import Table, spoken_recording
from qa_workbook.intake.reader import Intake
from qa_workbook.keys import SchemeKey
from qa_workbook.records import RecordStore
from qa_workbook.records.audit import Audit, WrongRow, audit
from qa_workbook.sheets import Sheet
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
        filed = sorted(folder.resolve() for folder in workspace.archive.glob("*/"))
        # The records name a file as the inbox did, and so does its folder in the archive.
        read = [
            read_inputs(config, [folder], folder, None, progress, store)
            for folder in (inbox, *filed)
        ]
        return RecordsReport(audit(store, *_together(read)))


def _together(read: Sequence[Intake]) -> tuple[dict[SchemeKey, Table], list[Sheet]]:
    """Tables and sheets of several folders; a name that came before stands for that file alone.

    What was filed under a name that the inbox uses anew is no longer what the records say of it.
    """
    sheets: list[Sheet] = []
    parts: dict[SchemeKey, list[Table]] = defaultdict(list)
    for intake in read:
        taken = {sheet.file for sheet in sheets}
        sheets += [sheet for sheet in intake.sheets if sheet.file not in taken]
        for key, table in intake.tables.items():
            is_new = ~table.frame["file"].isin(taken)
            parts[key].append(Table(table.schema, table.frame[is_new]))
    tables = {
        key: Table(found[0].schema, pd.concat([one.frame for one in found], ignore_index=True))
        for key, found in parts.items()
    }
    return tables, sheets
