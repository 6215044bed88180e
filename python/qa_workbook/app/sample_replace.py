"""换下: a drawn call that can't be used gives way to the next one of its agent, with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.blank_files import BlankFiles, State
from qa_workbook.app.outputs import protected
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.app.sample_lists import blank_memory, file_of
from qa_workbook.app.sample_sheets import ListSheets, row_of, scheme_of_lists
from qa_workbook.app.template import entry_of
from qa_workbook.app.withdraw import user_name
from qa_workbook.clock import now_text
from qa_workbook.errors import ListsDamaged, UsageError
from qa_workbook.files import Together, written_together
from qa_workbook.frames import evidence, folded
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.sampling.issuing import CallSheet, DrawIssue, ListedCall, is_of_a_draw, of_issue
from qa_workbook.sampling.replacing import Replacement, line_of, with_replaced
from qa_workbook.workspace import Config, Workspace


class UnknownListError(UsageError):
    """No draw handed out such a list. Needs `list`."""

    label = "sampling_lists.unknown_list"


class NotOnListError(UsageError):
    """The recording doesn't stand on the list. Needs `list` and `recording`."""

    label = "sampling_lists.not_on_list"


class AlreadyScoredError(UsageError):
    """The recording has a score: it can be used. Needs `recording` and `list`."""

    label = "sampling_lists.already_scored"


class UnknownReasonError(UsageError):
    """The rules have no such reason. Needs `reason` and `known`."""

    label = "sampling_lists.unknown_reason"


@dataclass(frozen=True)
class WantedReplacement:
    """What is to be replaced, and why: an id or name of the rules, and a note if need be."""

    number: str
    recording: str
    reason: str
    note: str = ""
    by: str = ""


@dataclass(frozen=True)
class ReplaceReport:
    """What took the place; `file` is the sheet that has it, None where nothing took it."""

    number: str
    inspector: str
    replaced: str
    by: str
    reason: str
    file: Path | None
    begun: bool
    trace: Path

    def notes(self, language: str) -> list[str]:
        """Returns what was done, in sentences."""
        details = {"old": self.replaced, "new": self.by, "list": self.number}
        if not self.by:
            return [text("sampling_lists.told_none_left", language, **details)]
        said = [text("sampling_lists.told_replaced", language, **details)]
        if self.file:
            key = "told_extra" if self.begun else "told_file"
            said.append(text(f"sampling_lists.{key}", language, path=self.file))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `sample replace --json` prints."""
        return {
            "list": self.number,
            "inspector": self.inspector,
            "replaced": self.replaced,
            "by": self.by,
            "reason": self.reason,
            "begun": self.begun,
            "files": {"list": str(self.file) if self.file else None, "trace": str(self.trace)},
        }


def replace_call(
    workspace: Workspace, wanted: WantedReplacement, language: str, out: Path | None = None
) -> ReplaceReport:
    """Replaces a call, writes it down, and writes the sheet anew.

    A sheet that somebody has begun with stays; a small one beside it has the new call. Raises
    UnknownListError, NotOnListError, AlreadyScoredError, UnknownReasonError, Busy, ConfigError,
    ListsDamaged, RecordsDamaged, OutputLocked.
    """
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock), written_together() as files:
        done = _Replacing(workspace, config, wanted, language, out).write(files)
        files.publish()
    return done


class _Replacing:
    """One replacement that is worked out."""

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        wanted: WantedReplacement,
        language: str,
        out: Path | None,
    ) -> None:
        self.workspace, self.config, self.wanted = workspace, config, wanted
        self.language = language
        self.before = _issue_with(config, wanted.number)
        self.sheet = self.before.sheet_of[folded(wanted.number).upper()]
        self.old = _call(self.sheet, wanted.recording)
        self.reason = self._reason()
        scored = scored_on(workspace, self.before, self.sheet)
        if folded(self.old.recording) in scored:
            raise AlreadyScoredError(recording=self.old.recording, list=self.sheet.number)
        self.is_in_use = not scored.isdisjoint(folded(call.recording) for call in self.sheet.calls)
        span = self.before.period
        folder = out or workspace.output / text("sampling.folder", language, period=span)
        self.folder = protected(workspace, folder)

    def _reason(self) -> str:
        rules = self.workspace.load_sampling().at(self.before.last)
        reasons = rules.replacements if rules else None
        found = reasons.reason(self.wanted.reason) if reasons else None
        if found is None:
            every = reasons.reasons if reasons else ()
            known = "、".join(f"{one.id} {one.name.say(self.language)}" for one in every)
            raise UnknownReasonError(reason=self.wanted.reason, known=known)
        return found.id

    def write(self, files: Together) -> ReplaceReport:
        """Adds sheet, registry and trace to `files`."""
        after, new = with_replaced(self.before, self.sheet, self.old)
        hidden = self.old.recording in self.sheet.entry.repeats
        trace = self.folder / text("sampling_lists.trace_name", self.language, draw=after.draw)
        if not hidden:  # whoever reads the trace must not learn what was a repeat
            self._trace(new.recording if new else "", trace, files)
        file, begun = self._sheet(after, new, files)
        kept = after.as_issue()
        files.add(self.workspace.lists / f"{kept.id}.json").write_bytes(kept.as_bytes())
        return ReplaceReport(
            self.sheet.number,
            self.sheet.entry.inspector,
            self.old.recording,
            new.recording if new else "",
            self.reason,
            file,
            begun,
            trace,
        )

    def _trace(self, by: str, public: Path, files: Together) -> None:
        """Adds a line to what is kept, and writes the same beside the certificate."""
        wanted = self.wanted
        kept = trace_file(self.workspace, self.before)
        before = kept.read_bytes() if kept.exists() else b""
        one = Replacement(
            list=self.sheet.number,
            agent=self.old.agent,
            replaced=self.old.recording,
            by=by,
            reason=self.reason,
            note=wanted.note,
            who=wanted.by or user_name(),
            at=now_text(),
        )
        after = before + line_of(one, before, self.before.digest)
        files.add(kept, first=True).write_bytes(after)
        files.add(public).write_bytes(after)

    def _sheet(
        self, after: DrawIssue, new: ListedCall | None, files: Together
    ) -> tuple[Path | None, bool]:
        """Writes the sheet anew, or a small one where somebody has begun with it."""
        changed = after.sheet_of[self.sheet.number]
        blank = BlankFiles(blank_memory(self.workspace, after))
        file = self.folder / file_of(after, changed, self.language)
        state = self._placed(changed, changed.calls, file, blank, files)
        # whoever has handed in some rows works on a copy of the sheet
        begun = state in ("kept", "open") or self.is_in_use
        if begun:
            extra = len(changed.entry.replaced)
            file = self.folder / file_of(after, changed, self.language, extra)
            if new:
                self._placed(changed, [new], file, blank, files)
        blank.remember(files)
        return (file if new else None), begun

    def _placed(
        self,
        sheet: CallSheet,
        calls: Sequence[ListedCall],
        file: Path,
        blank: BlankFiles,
        files: Together,
    ) -> State:
        scheme = scheme_of_lists(self.config, self.before.scheme, self.before.first)
        entry = entry_of(scheme, self.language, by_points=self.before.by_points)
        sheets = ListSheets(scheme, self.config.vocabulary, self.language, entry)
        rows = [row_of(call) for call in calls]
        return blank.place(sheets.content(sheet.entry, sheet.project, rows, file), file, files)


def trace_file(workspace: Workspace, issue: DrawIssue) -> Path:
    """Returns the file with what was replaced of a draw."""
    return workspace.draws / f"{issue.draw}.replaced.jsonl"


def scored_on(workspace: Workspace, issue: DrawIssue, sheet: CallSheet) -> frozenset[str]:
    """Returns the recordings (folded) of a list that were scored, repeats on this list alone."""
    store = RecordStore(workspace.records)
    days = [call.day for one in issue.sheets for call in one.calls]
    span = period(f"{min([issue.first, *days])}..{max([issue.last, *days])}")
    found: set[str] = set()
    for purpose in (Purpose.RANDOM, Purpose.REPEAT):
        hidden = set(map(folded, sheet.entry.repeats))
        for key, frame in rows_of_purpose(store, purpose, span).items():
            if key.id != issue.scheme:
                continue
            rows = frame[frame["list"] == sheet.number] if "list" in frame else frame
            names = set(map(folded, evidence(rows)))
            found |= names & hidden if purpose is Purpose.REPEAT else names - hidden
    return frozenset(found)


def _issue_with(config: Config, number: str) -> DrawIssue:
    """The lists of the draw that handed out a list. Raises UnknownListError, ListsDamaged."""
    wanted = folded(number).upper()
    for issue in config.lists.issues:
        if is_of_a_draw(issue) and any(one.number == wanted for one in issue.lists):
            try:
                return of_issue(issue)
            except (KeyError, TypeError, ValueError) as error:
                raise ListsDamaged(path=f"{issue.id}.json") from error
    raise UnknownListError(list=number)


def _call(sheet: CallSheet, recording: str) -> ListedCall:
    for call in sheet.calls:
        if folded(call.recording) == folded(recording):
            return call
    raise NotOnListError(list=sheet.number, recording=recording)
