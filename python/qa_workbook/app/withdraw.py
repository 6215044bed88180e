"""撤回评分表: takes back what files brought, with a trace of who, when and why."""

from __future__ import annotations

import getpass
import json
import os
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePath
from typing import Any

from qa_workbook.app.successors import forget_successors
from qa_workbook.clock import now_text
from qa_workbook.errors import UsageError
from qa_workbook.files import Together, written_together
from qa_workbook.numbers import Period, period
from qa_workbook.records import RecordStore
from qa_workbook.records.withdrawing import Withdrawal
from qa_workbook.workspace import Workspace


class NeverMerged(UsageError):
    """No file of this name was ever merged. Needs `path` and `known`."""

    label = "error.never_merged"


class StillInInbox(UsageError):
    """What is to be taken back lies in the inbox, and would come again. Needs `paths`."""

    label = "error.still_in_inbox"


@dataclass(frozen=True)
class WithdrawalReport:
    """What was taken back: rows by file; `restored` counts earlier versions that count again."""

    files: Mapping[str, int]
    restored: int
    period: Period | None
    trace: Path

    @property
    def rows(self) -> int:
        """How many rows count no more as they did."""
        return sum(self.files.values())

    def as_dict(self) -> dict[str, Any]:
        """Returns the JSON object."""
        return {
            "withdrawn": self.rows,
            "restored": self.restored,
            "files": [{"file": file, "rows": rows} for file, rows in self.files.items()],
            "period": self.period.text if self.period else None,
            "trace": str(self.trace),
        }


@dataclass(frozen=True)
class Withdrawn:
    """One line of the trace."""

    at: str
    who: str
    why: str
    files: Mapping[str, int] = field(default_factory=dict)
    period: str = ""
    restored: int = 0


def withdraw(
    workspace: Workspace,
    paths: Sequence[str],
    *,
    period_text: str = "",
    who: str = "",
    why: str = "",
    inbox: Path | None = None,
) -> WithdrawalReport:
    """Takes back all that the files of `paths` brought, as if they had never been merged.

    A path is that of a file or folder of the inbox, which need not be there any more. Of a file
    that lies there only what it holds no more is taken back. Twice is once.
    Raises NeverMerged, StillInInbox, Busy, UnknownPeriod, RecordsDamaged.
    """
    span = period(period_text) if period_text else None
    config = workspace.required().load()
    folder = inbox or workspace.inbox
    store = RecordStore(workspace.records)
    with workspace.locked(config.settings.wait_for_lock):
        files = _files_of(paths, folder, store.known_files)
        lying = {file for file in files if (folder / file).exists()}
        planned = store.plan_withdrawal(files, lying, span)
        standing = sorted(planned.standing - planned.rows.keys())
        if standing:
            raise StillInInbox(paths=", ".join(standing))
        found = {file: planned.rows.get(file, 0) for file in sorted(files)}
        report = WithdrawalReport(found, planned.restored, span, workspace.withdrawals)
        if not planned.plan.is_empty:
            with written_together() as together:
                _write_trace(together, workspace, _line(report, who, why))
                forget_successors(together, workspace, report.files)
                _commit(together, store, planned)
    return report


def _commit(together: Together, store: RecordStore, planned: Withdrawal) -> None:
    together.publish()
    try:
        store.commit(planned.plan)
    except BaseException:
        if store.holds(planned.plan):
            together.keep()
        raise


def _files_of(paths: Sequence[str], inbox: Path, known: Iterable[str]) -> list[str]:
    """Returns the merged files that the paths name. Raises NeverMerged."""
    names = {unicodedata.normalize("NFC", file): file for file in known}
    found: list[str] = []
    for path in paths:
        name = _as_in_inbox(path, inbox)
        own = [
            file for spelled, file in names.items() if spelled == name or _is_below(spelled, name)
        ]
        if not own:
            near = get_close_matches(name, list(names), n=3, cutoff=0.4) or sorted(names)[:3]
            raise NeverMerged(path=path, known="、".join(near) or "—")
        found += own
    return list(dict.fromkeys(found))


def _is_below(file: str, folder: str) -> bool:
    return file.startswith(folder.rstrip("/") + "/")


def _as_in_inbox(path: str, inbox: Path) -> str:
    """Returns a path as findings and records name it: relative to the inbox, with slashes.

    It may be typed as seen from the folder one is in, which need not be that of the workspace.
    """
    typed = unicodedata.normalize("NFC", path.strip().strip("\"'“”‘’"))
    plain = typed.replace("\\", "/").removeprefix("./")
    root = os.path.realpath(inbox)
    real = os.path.realpath(typed if Path(typed).is_absolute() else plain)
    if real != root and Path(real).is_relative_to(root):
        return PurePath(os.path.relpath(real, root)).as_posix()
    return real if Path(typed).is_absolute() else plain.removeprefix(f"{inbox.name}/")


def _line(report: WithdrawalReport, who: str, why: str) -> str:
    files = {file: rows for file, rows in report.files.items() if rows}
    entry = {
        "at": now_text(),
        "who": who or user_name(),
        "why": why,
        "files": files,
        "period": report.period.text if report.period else "",
        "restored": report.restored,
    }
    return json.dumps(entry, ensure_ascii=False) + "\n"


def user_name() -> str:
    """Returns the name under which somebody is logged in, "" where the system has none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _write_trace(together: Together, workspace: Workspace, line: str) -> None:
    trace = workspace.withdrawals
    before = trace.read_bytes() if trace.exists() else b""
    trace.parent.mkdir(parents=True, exist_ok=True)
    together.add(trace, first=True).write_bytes(before + line.encode("utf-8"))


def withdrawals(workspace: Workspace) -> list[Withdrawn]:
    """Returns the trace, the oldest first."""
    trace = workspace.withdrawals
    if not trace.exists():
        return []
    lines = trace.read_text("utf-8").splitlines()
    return [Withdrawn(**json.loads(line)) for line in lines if line.strip()]
