"""Deletes personal data that is older than the term for which it is kept, and leaves the hashes."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from shutil import rmtree
from typing import Any

from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.withdraw import user_name
from qa_workbook.casework.deletion import Deletion, plan_deletion
from qa_workbook.clock import now, now_text
from qa_workbook.errors import KeptTooShort, UnknownPeriod
from qa_workbook.frames import folded
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.workspace import Config, Workspace, WorkspaceSettings

RECORDS, ORIGINALS, ARCHIVE, OUTPUT, TRACES = "records", "originals", "archive", "output", "traces"
_MONTHS_OF_YEAR = 12


@dataclass(frozen=True)
class RetentionReport:
    """What is older than the term: events and cases of the ledger, rows of records, and files.

    `files` counts by kind: originals of registers and papers, archived sheets, workbooks of the
    output, and traces (what a build left out, who took something back). `held` are the months of
    which cases are not over yet, so that they stay. `applied` is False for a dry run.
    """

    before: date
    months: int
    deletion: Deletion
    rows: int
    files: Sequence[tuple[str, Path]]
    applied: bool

    @property
    def removed(self) -> Mapping[str, int]:
        """Counts by what they are of."""
        counts = Counter(kind for kind, _ in self.files)
        names = (ORIGINALS, ARCHIVE, OUTPUT, TRACES)
        return {RECORDS: self.rows, **{name: counts.get(name, 0) for name in names}}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is older than the term."""
        return not (self.deletion.seqs or self.rows or self.files)

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `retention --json` prints."""
        return {
            "before": self.before.isoformat(),
            "months": self.months,
            "applied": self.applied,
            "cases": self.deletion.cases,
            "events": len(self.deletion.seqs),
            **self.removed,
            "held": dict(self.deletion.held),
            "files": [str(path) for _, path in self.files],
        }


def retention(
    workspace: Workspace, *, older_than: int | None = None, apply: bool = False
) -> RetentionReport:
    """Deletes what is older than so many whole months: by default those of the settings or the law.

    Without `apply` it only says what that would be. The ledger is emptied first, with an event that
    says what was removed: after a crash in between, the rest goes with the next run. Raises
    KeptTooShort, LawOutdated, ConfigError, Busy, and as `Ledger` and `RecordStore` do.
    """
    config = workspace.required().load()
    today = now().date()
    least = _least_months(workspace, config, today)
    months = older_than or config.settings.retention_months or least
    if months < least:
        raise KeptTooShort(months=months, least=least)
    before = _months_before(today, months)
    with workspace.locked(config.settings.wait_for_lock):
        store = RecordStore(workspace.records)
        rows = store.forget(before, apply=False)
        files = list(_old_files(workspace, before))
        ledger = WorkspaceLedger(workspace, config.settings)
        left = _left_before(workspace, config, before)
        deletion = plan_deletion(ledger.events(), before, left)
        report = RetentionReport(before, months, deletion, rows, files, apply)
        if apply and not report.is_empty:
            _empty_ledger(workspace, config.settings, report, left)
            store.forget(before)
            for _, path in files:
                _remove(path)
        if apply:  # what was read before may hold rows of files that lie nowhere any more
            rmtree(workspace.read_before, ignore_errors=True)
    return report


def _least_months(workspace: Workspace, config: Config, today: date) -> int:
    """How long the law of the region keeps records of wages. Raises LawOutdated, ConfigError."""
    law = workspace.load_penalties(config).tariffs.law
    assert law is not None
    return law.at(today).wage_records.at_least


def _left_before(workspace: Workspace, config: Config, before: date) -> frozenset[str]:
    """The agents whose last post in the list of people ended before a day, by folded number."""
    _, people = workspace.load_procedure(config)
    last: dict[str, date] = {}
    for post in people.posts:
        number = folded(post.number)
        last[number] = max(last.get(number, date.min), post.last or date.max)
    return frozenset(number for number, day in last.items() if day < before)


def _months_before(day: date, months: int) -> date:
    """The first day of the month that lies so many months before that of `day`."""
    whole = day.year * _MONTHS_OF_YEAR + day.month - 1 - months
    return date(whole // _MONTHS_OF_YEAR, whole % _MONTHS_OF_YEAR + 1, 1)


def _empty_ledger(
    workspace: Workspace,
    settings: WorkspaceSettings,
    report: RetentionReport,
    left: frozenset[str],
) -> None:
    """Empties the old events and says so; made anew inside, for others may have written."""
    ledger = WorkspaceLedger(workspace, settings)
    if ledger.is_new:
        return
    with ledger.open() as opened:
        with opened.writing() as writing:
            events: list[Event] = writing.events()
            deletion = plan_deletion(events, report.before, left)
            removed = {**report.removed, "cases": deletion.cases}
            draft = deletion.draft(report.before, now_text(), user_name(), removed)
            writing.prune(draft, deletion.seqs)
        opened.tidy()


def _old_files(workspace: Workspace, before: date) -> Iterator[tuple[str, Path]]:
    """Yields what is older: by the period in its name, else by when it was written."""
    for path in sorted(workspace.originals.glob("*/*.xlsx")):
        if _written_before(path, before):
            yield ORIGINALS, path
    for path in sorted(workspace.archive.glob("*")):
        if _ended_before(path.name, before):
            yield ARCHIVE, path
    for path in sorted(workspace.output.glob("*_*")):
        if _ended_before(_period_in(path.stem), before):
            yield OUTPUT, path
    for path in sorted((workspace.root / "data" / "left-out").glob("*.json")):
        if _ended_before(path.stem, before):
            yield TRACES, path
    for path in [*_returned(workspace), *_handed_out(workspace)]:
        if _written_before(path, before):
            yield (TRACES if path.suffix == ".json" else OUTPUT), path
    trace = workspace.withdrawals
    if trace.exists() and _written_before(trace, before):
        yield TRACES, trace


def _handed_out(workspace: Workspace) -> Iterator[Path]:
    """What is kept of draws, of lists, and of calibration sessions."""
    for folder in ("calibration", "draws", "lists", "packs"):
        yield from sorted((workspace.root / "data" / folder).glob("*.json"))


def _returned(workspace: Workspace) -> Iterator[Path]:
    """What is kept of copies that were sent back, and the copies themselves."""
    yield from sorted((workspace.root / "data" / "returned").glob("R*.json"))
    for language in LANGUAGES:
        folder = workspace.output / text("returned.folder", language)
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


_PERIOD = re.compile(r"_(?:JZ-)?(\d{4}-\d\d(?:-\d\d)?(?:\.\.\d{4}-\d\d(?:-\d\d)?)?)(?:_|$)")


def _period_in(name: str) -> str:
    """The period in the name of a workbook of ours, "" for none."""
    found = _PERIOD.search(name)
    return found[1] if found else ""


def _ended_before(name: str, before: date) -> bool:
    if not name:
        return False
    try:
        return period(name).last < before
    except UnknownPeriod:
        return False


def _written_before(path: Path, before: date) -> bool:
    edge = datetime.combine(before, time()).timestamp()
    return path.stat().st_mtime < edge


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
