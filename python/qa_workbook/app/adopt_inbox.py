"""采用现有表格 with one button: what can't be read in the inbox is proposed, then put into use."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from qa_workbook.app.adopt import AdoptReport, adopt_files, preview_file
from qa_workbook.app.adopt_accept import Acceptance, accept_proposal
from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.proposals import Kept, kept_proposals
from qa_workbook.errors import UsageError
from qa_workbook.files import refuse_if_open
from qa_workbook.workspace import Config, Workspace


class NothingForeign(UsageError):
    """Every file of the inbox can be read, or there is none. Needs `path`."""

    label = "adopting.nothing_foreign"


def adopt_from_inbox(
    workspace: Workspace, inbox: Path, language: str, progress: Progress = silent
) -> AdoptReport | Acceptance:
    """Puts the newest proposal into use if it has all answers; else proposes for what is new.

    Looks at the files of the inbox that hold no sheet that can be read. With questions open, and
    no file that isn't among the samples, it only tells them. Raises NothingForeign, OutputLocked,
    and as `accept_proposal` does.
    """
    config = workspace.required().load()
    waiting = _newest(workspace, language)
    foreign = foreign_files(config, inbox, progress)
    if waiting is None:
        if not foreign:
            raise NothingForeign(path=inbox)
        return adopt_files(workspace, foreign, language, progress=progress)
    preview = preview_file(workspace, waiting.name, language)
    refuse_if_open(preview)
    answered = accept_proposal(workspace, preview, language)
    looked_at = set(waiting.files.values())
    if answered.is_accepted or all(path.read_bytes() in looked_at for path in foreign):
        return answered
    return adopt_files(workspace, foreign, language, progress=progress)


def _newest(workspace: Workspace, language: str) -> Kept | None:
    """The proposal whose preview was saved last, None where none is waiting."""
    waiting = []
    for kept in kept_proposals(workspace):
        preview = preview_file(workspace, kept.name, language)
        if preview.is_file():
            waiting.append((preview.stat().st_mtime_ns, kept.id, kept))
    return max(waiting, key=lambda one: one[:2])[2] if waiting else None


def foreign_files(config: Config, inbox: Path, progress: Progress = silent) -> list[Path]:
    """Returns the spreadsheets of the inbox in which no sheet can be read."""
    if not inbox.is_dir():
        return []
    intake = read_inputs(config, [inbox], inbox, None, progress)
    known: dict[str, bool] = defaultdict(bool)
    for sheet in intake.sheets:
        known[sheet.file] |= sheet.scheme_key is not None
    unreadable = {found.file for found in intake.findings if found.code.startswith("file-")}
    names = [file for file, is_known in known.items() if not is_known and file not in unreadable]
    return [inbox / name for name in sorted(names)]
