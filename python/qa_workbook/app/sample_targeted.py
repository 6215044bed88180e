"""定向抽检: hands out recordings that somebody chose; their scores are kept and count nowhere."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from qa_workbook.app.blank_files import BlankFiles, State
from qa_workbook.app.outputs import protected
from qa_workbook.app.sample_lists import called_names
from qa_workbook.app.sample_sheets import ListSheets, file_of_list, scheme_of_lists
from qa_workbook.app.template import entry_of
from qa_workbook.app.withdraw import user_name
from qa_workbook.clock import now_text
from qa_workbook.errors import PathNotFound, UsageError
from qa_workbook.files import Together, written_together
from qa_workbook.frames import folded
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.procedure.assigned import INSPECTOR
from qa_workbook.procedure.people import People
from qa_workbook.sampling.call_list import FORM, CallList, read_calls
from qa_workbook.sampling.lists import Issue, ListEntry, list_number
from qa_workbook.workspace import Config, Workspace

KIND = "targeted"
"""What `Issue.about` calls lists of recordings that somebody chose."""
_BETWEEN = re.compile(r"[\s,，、;；]+")


class UnknownInspectorError(UsageError):
    """The list of people has no such inspector. Needs `inspector` and `known`."""

    label = "sampling_lists.unknown_inspector"


class NoRecordingsError(UsageError):
    """There is nothing to hand out."""

    label = "sampling_lists.no_recordings"


@dataclass(frozen=True)
class WantedTargeted:
    """Recordings to be scored by one inspector, and why; from a call list or by their numbers.

    `inspector` is a number or a name. `by` is whoever chose, "" for whoever is logged in.
    """

    scheme: str
    inspector: str
    reason: str
    recordings: str = ""
    calls: Path | None = None
    by: str = ""
    by_points: bool = False


@dataclass(frozen=True)
class TargetedReport:
    """The list that was handed out. `drawn` are its recordings that stand on a random list, too."""

    entry: ListEntry
    file: Path
    state: State
    calls: CallList | None
    drawn: tuple[str, ...]

    def notes(self, language: str) -> list[str]:
        """Returns what was handed out, in sentences."""
        kept = self.state in ("kept", "open")
        details = {"inspector": self.entry.inspector, "count": len(self.entry.recordings)}
        said = [text("sampling_lists.told_targeted", language, list=self.entry.number, **details)]
        if self.drawn:
            said.append(text("sampling_lists.told_drawn_too", language, count=len(self.drawn)))
        key = "kept_file" if kept else "told_file"
        return [*said, text(f"sampling_lists.{key}", language, path=self.file)]

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object that `sample targeted --json` prints."""
        return {
            "list": self.entry.number,
            "inspector": self.entry.inspector,
            "scheme": self.entry.scheme,
            "recordings": list(self.entry.recordings),
            "drawn_too": list(self.drawn),
            "state": "kept" if self.state in ("kept", "open") else self.state,
            "calls": self.calls.as_dict(language) if self.calls else None,
            "files": {"list": str(self.file)},
        }


def hand_out_targeted(
    workspace: Workspace, wanted: WantedTargeted, language: str, out: Path | None = None
) -> TargetedReport:
    """Writes the list and keeps it with the others; the same once more changes nothing.

    Raises UsageError, UnknownScheme, LongSheetError, UnknownInspectorError, NoRecordingsError,
    PathNotFound, as `read_calls` does, Busy, ConfigError, OutputLocked.
    """
    config = workspace.required().load()
    scheme = scheme_of_lists(config, wanted.scheme, date.max)
    _, people = workspace.load_procedure(config)
    name = _called(people, wanted.inspector)
    calls, rows = _rows(config, wanted)
    recordings = tuple(str(row["recording"]) for row in rows)
    about = (scheme.id, name, wanted.reason, *sorted(recordings))
    digest = sha256("\x1f".join(about).encode("utf-8", "surrogatepass")).hexdigest()
    issue_id = f"targeted-{digest[:12]}"
    number = list_number(issue_id, name)
    entry = ListEntry(number, Purpose.TARGETED, scheme.id, name, recordings)
    folder = out or workspace.output / text("sampling_lists.targeted_folder", language)
    folder = protected(workspace, folder, [wanted.calls] if wanted.calls else [])
    file = folder / file_of_list(entry, [text("sampling_lists.targeted", language)], language)
    points = entry_of(scheme, language, by_points=wanted.by_points)
    sheets = ListSheets(scheme, config.vocabulary, language, points)
    with workspace.locked(config.settings.wait_for_lock), written_together() as files:
        blank = BlankFiles(workspace.packs / f"{issue_id}.json")
        state = blank.place(sheets.content(entry, "", rows, file), file, files)
        blank.remember(files)
        _keep(workspace, config, Issue(issue_id, (entry,), _about(wanted)), files)
        files.publish()
    random = config.lists.random(scheme.id)
    drawn = tuple(one for one in recordings if folded(one) in random)
    return TargetedReport(entry, file, state, calls, drawn)


def _about(wanted: WantedTargeted) -> dict[str, str]:
    by = wanted.by or user_name()
    return {"kind": KIND, "reason": wanted.reason, "by": by, "at": now_text()}


def _keep(workspace: Workspace, config: Config, issue: Issue, files: Together) -> None:
    """Keeps the list, once: who handed it out first and when stays."""
    if config.lists.issue(issue.id) is None:
        files.add(workspace.lists / f"{issue.id}.json").write_bytes(issue.as_bytes())


def _called(people: People, said: str) -> str:
    """What sheets call an inspector; as typed where there is no list of people."""
    names = called_names(people)
    own = {post.number: names[post.number] for post in people.posts if post.role == INSPECTOR}
    if not own:
        return said.strip()
    found = {name for number, name in own.items() if folded(said) in (folded(number), folded(name))}
    if len(found) != 1:
        raise UnknownInspectorError(inspector=said, known="、".join(own.values()))
    return found.pop()


def _rows(
    config: Config, wanted: WantedTargeted
) -> tuple[CallList | None, Sequence[dict[str, object]]]:
    """The rows of the sheet: of the call list, or the mere numbers."""
    if bool(wanted.calls) == bool(wanted.recordings.strip()):
        raise NoRecordingsError
    if not wanted.reason.strip():
        raise UsageError(what="--reason")
    if wanted.calls is None:
        typed = (one for one in _BETWEEN.split(wanted.recordings) if one)
        numbers = {folded(one): one for one in reversed(list(typed))}
        return None, [{"recording": one} for one in reversed(numbers.values())]
    if not wanted.calls.is_file():
        raise PathNotFound(path=wanted.calls)
    listed = read_calls(wanted.calls, config.forms.form(FORM), config.vocabulary)
    calls, rows = listed.calls, list[dict[str, object]]()
    every = calls.described(np.arange(len(calls)))
    for told, agent in zip(every, calls.agents.to_pylist(), strict=True):
        row = {"recording": told["recording"], "call_date": told["started"].date(), "agent": agent}
        rows.append({**row, "name": told["name"], "team": told["team"]})
    if not rows:
        raise NoRecordingsError
    return listed, rows
