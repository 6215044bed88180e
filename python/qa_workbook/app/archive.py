"""归档: files the sheets of a finished period, and gets them back.

Only the place of a file changes, never its content; what is merged of it still counts.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import Progress, silent
from qa_workbook.errors import OutputLocked, UsageError
from qa_workbook.files import refuse_if_open
from qa_workbook.intake.reader import Intake
from qa_workbook.numbers import Period, period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.records.plan import CONFLICTING
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Workspace


class PeriodNotOver(UsageError):
    """A period that goes on can't be filed. Needs `period`."""

    label = "error.period_not_over"


class AlreadyThere(UsageError):
    """A file of the same name is in the way. Needs `paths`."""

    label = "error.already_there"


@dataclass(frozen=True)
class ArchiveReport:
    """The files that were moved, and those that stayed, each with the reason (a label of cli.yaml).

    `folder` is where files of the period are filed.
    """

    period: Period
    folder: Path
    moved: Sequence[str]
    kept: Mapping[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Returns the JSON object."""
        return {
            "period": self.period.text,
            "folder": str(self.folder),
            "moved": list(self.moved),
            "kept": [{"file": file, "why": why} for file, why in self.kept.items()],
        }


def archive_period(
    workspace: Workspace,
    period_text: str,
    inbox: Path | None = None,
    progress: Progress = silent,
) -> ArchiveReport:
    """Moves the files of the inbox that are about the period alone to `archive/<period>`.

    A file stays where it has a row of another day, a row that was rejected, or one that the records
    don't have as it stands. Raises PeriodNotOver, AlreadyThere, Busy, PathNotFound.
    """
    span = period(period_text)
    if span.last >= date.today():  # noqa: DTZ011 - the user's own calendar
        raise PeriodNotOver(period=span.text)
    config = workspace.required().load()
    folder = (inbox or workspace.inbox).resolve()
    target = workspace.archive / span.text
    with workspace.locked(config.settings.wait_for_lock):
        intake = read_inputs(config, [folder], folder, None, progress)
        store = RecordStore(workspace.records)
        plan = store.plan(intake.tables, intake.sheets)
        days = _days(intake)
        files = sorted(set(days.loc[_within(days["day"], span), "file"]))
        reasons = {file: _why(file, intake, plan, folder) for file in files}
        other = set(days.loc[~_within(days["day"], span), "file"])
        reasons |= {file: "stays_other_days" for file in files if file in other}
        kept = {file: why for file, why in reasons.items() if why}
        moved = [file for file in files if file not in kept]
        # Originals in whose place a corrected copy counts go with it.
        moved += [one for one, into in sorted(intake.passed_over.items()) if into in moved]
        _move(folder, target, moved)
    return ArchiveReport(span, target, moved, kept)


def unarchive_period(
    workspace: Workspace, period_text: str, inbox: Path | None = None
) -> ArchiveReport:
    """Moves the filed files of a period back into the inbox. Raises AlreadyThere, Busy."""
    span = period(period_text)
    config = workspace.required().load()
    folder, source = (inbox or workspace.inbox).resolve(), workspace.archive / span.text
    with workspace.locked(config.settings.wait_for_lock):
        found = sorted(path for path in source.rglob("*") if path.is_file())
        files = [path.relative_to(source).as_posix() for path in found]
        _move(source, folder, files)
        _remove_empty(source)
    return ArchiveReport(span, source, files)


def _within(days: pd.Series, span: Period) -> pd.Series:
    end = pd.Timestamp(span.last) + pd.Timedelta(days=1)
    return (days >= pd.Timestamp(span.first)) & (days < end)


def _days(intake: Intake) -> pd.DataFrame:
    """File and day of every accepted row; no day in forms that count in every period."""
    parts = [pd.DataFrame({"file": pd.Series(dtype="str"), "day": pd.to_datetime([])})]
    for table in intake.tables.values():
        name = table.schema.period
        days = table.frame[name] if name else pd.NaT
        parts.append(pd.DataFrame({"file": table.frame["file"]}).assign(day=days))
    return pd.concat(parts, ignore_index=True)


def _why(file: str, intake: Intake, plan: MergePlan, folder: Path) -> str:
    """Returns why a file stays, "" where it may go."""
    sheets = [sheet for sheet in intake.sheets if sheet.file == file]
    if any(sheet.rejected or sheet.rows_rejected for sheet in sheets):
        return "stays_rejected"
    if not _is_merged(sheets, plan):
        return "stays_unmerged"
    try:
        refuse_if_open(folder / file)
    except OutputLocked:
        return "stays_open"
    return "" if (folder / file).is_file() else "stays_elsewhere"


def _is_merged(sheets: Iterable[Sheet], plan: MergePlan) -> bool:
    refused = plan.of(CONFLICTING)
    places = set(zip(refused["file"], refused["sheet"], strict=True))
    return all(
        sheet.place in plan.unchanged_sheets and sheet.place not in places for sheet in sheets
    )


def _move(source: Path, target: Path, files: Sequence[str]) -> None:
    """Moves all files, or none."""
    there = [file for file in files if (target / file).exists()]
    if there:
        raise AlreadyThere(paths=", ".join(there))
    done: list[str] = []
    try:
        for file in files:
            _move_one(source / file, target / file)
            done.append(file)
    except BaseException:
        for file in done:
            _move_one(target / file, source / file)
        raise


def _move_one(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.move(source, target)


def _remove_empty(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    if folder.is_dir() and not any(folder.iterdir()):
        folder.rmdir()
