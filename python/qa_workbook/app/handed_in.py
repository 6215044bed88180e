"""缺交名单: which inspectors of a period have handed in what, and who has not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from qa_workbook.analysis.quotas import names_of
from qa_workbook.app.arrived_files import arrivals
from qa_workbook.app.handed_in_list import Desk
from qa_workbook.app.merged_inbox import MergedInbox, merged_inbox, of_figures
from qa_workbook.app.metrics import only_within, rows_of
from qa_workbook.app.outputs import protected
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.quotas import due_quotas
from qa_workbook.books.handed_in.book import write_handed_in_book
from qa_workbook.books.handed_in.model import STATES, Arrived, HandedIn, OtherLine
from qa_workbook.files import refuse_if_open, written
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.assigned import INSPECTOR
from qa_workbook.records import RecordStore
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class HandedInReport:
    """What the list says, and where it is. `rejected` says whether anything was refused."""

    period: Period
    found: HandedIn
    unknown: Sequence[OtherLine]
    file: Path
    rejected: bool

    def notes(self, language: str) -> list[str]:
        """Returns the counts and the names of those who have to be asked, in sentences."""
        comma, found = text("packs.comma", language), self.found
        counts = {state: found.count(state) for state in STATES}
        details = {"period": found.period, "all": len(found.inspectors)}
        said = [text("handed_in.subtitle", language, **details, **counts)]
        for state in ("missing", "faulty"):
            names = [one.inspector for one in found.inspectors if one.state == state]
            if names:
                said.append(text(f"handed_in.told_{state}", language, names=comma.join(names)))
        if found.others:
            names = [one.inspector for one in found.others]
            said.append(text("handed_in.told_others", language, names=comma.join(names)))
        return [*said, *([found.notice] if found.notice else [])]

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `handed-in --json` prints."""
        return {
            "period": self.period.text,
            "inspectors": [
                {
                    "inspector": one.inspector,
                    "number": one.number,
                    "expected": one.expected,
                    **_told(one.arrived),
                    "state": one.state,
                }
                for one in self.found.inspectors
            ],
            "unknown": [{"inspector": one.inspector, **_told(one.arrived)} for one in self.unknown],
            "others": [
                {"inspector": one.inspector, "number": one.number, **_told(one.arrived)}
                for one in self.found.others
                if one.number
            ],
            "unattributed": [one.file for one in self.found.files if not one.inspector],
            "files": {"handed_in": str(self.file)},
        }


def _told(arrived: Arrived) -> dict[str, Any]:
    return {
        "recordings": arrived.recordings,
        "files": arrived.files,
        "rejected": arrived.rejected,
        "errors": arrived.errors,
        "warnings": arrived.warnings,
        "last": arrived.last.isoformat() if arrived.last else None,
    }


def write_handed_in(
    workspace: Workspace,
    period_text: str,
    language: str,
    inbox: Path | None = None,
    out: Path | None = None,
    progress: Progress = silent,
) -> HandedInReport:
    """Writes the list of a period: from the records, and from what lies in the inbox.

    The inbox is read as a build would, and nothing is merged. Raises Busy, ConfigError,
    PathNotFound, UnknownPeriod, OutputLocked.
    """
    span = period(period_text)
    config = workspace.required().load()
    inbox = (inbox or workspace.inbox).resolve()
    name = text("handed_in.file_name", language, period=span.text)
    file = protected(workspace, out or workspace.output / name)
    refuse_if_open(file)
    with workspace.locked(config.settings.wait_for_lock):
        desk = _desk(workspace, config, span, inbox, language, progress)
        found, unknown = desk.found()
        with written(file) as beside:
            write_handed_in_book(beside, found, language, inbox=inbox, home=file.parent)
    return HandedInReport(span, found, unknown, file, desk.is_refused)


def _desk(
    workspace: Workspace,
    config: Config,
    span: Period,
    inbox: Path,
    language: str,
    progress: Progress,
) -> Desk:
    store = RecordStore(workspace.records)
    merged = merged_inbox(workspace, config, store, inbox, span, progress)
    frames = only_within(rows_of(store, span, merged.plan), span)
    _, people = workspace.load_procedure(config)
    names = names_of(people.posts)
    sheets = _of_period(merged, of_figures(config, merged.sheets), span)
    arrived = arrivals(
        frames, sheets, merged.findings, config.schemes, list(dict.fromkeys(names.values()))
    )
    quotas = due_quotas(workspace, config, frames, span).people
    own = quotas[quotas["role"] == INSPECTOR]
    expected = dict(zip(own["who"], own["required"], strict=True))
    packs = workspace.output.resolve() / text("packs.folder", language, period=span.text)
    return Desk(people, names, arrived, expected, span, packs, language)


def _of_period(merged: MergedInbox, sheets: Sequence[Sheet], span: Period) -> list[Sheet]:
    """The sheets that may hold something of the period.

    A sheet is of the days of its accepted rows; one without any is of its 质检日期, and of this
    period where it has none.
    """
    days: dict[tuple[str, str], set[bool]] = {}
    for table in merged.intake.tables.values():
        if not table.schema.period:
            continue
        rows = table.frame[["file", "sheet", table.schema.period]]
        for file, sheet, day in rows.itertuples(index=False, name=None):
            days.setdefault((file, sheet), set()).add(day.date() in span)
    left = [one for one in sheets if one.place not in merged.aside.places]
    return [one for one in left if True in days.get(one.place, {_may_be_of(one, span)})]


def _may_be_of(sheet: Sheet, span: Period) -> bool:
    day = sheet.labels.get("inspected_on", "")
    return not day or date.fromisoformat(day[:10]) in span
