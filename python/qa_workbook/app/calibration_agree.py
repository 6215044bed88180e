"""定稿登记: what was agreed after a session, and what arbitration rules on the rest (S7, S8)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.calibration_sessions import (
    find_session,
    panel_of_session,
    session_bytes,
    session_file,
)
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.books.calibration.agreed import KEY, WORDS
from qa_workbook.books.cloth.notes import Note, written_notes
from qa_workbook.calibration.agreed import AgreedRow, Ruling, Unsettled, ruled, settled_of
from qa_workbook.calibration.items import item_names
from qa_workbook.calibration.ledger_events import drafts_of
from qa_workbook.calibration.panel import Panel
from qa_workbook.calibration.session import Session, Settled, State
from qa_workbook.clock import now, now_text
from qa_workbook.errors import PathNotFound, UsageError
from qa_workbook.files import written
from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.frames import folded
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.limits import Limits
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.numbers import plain
from qa_workbook.workspace import Workspace

_MARK = "mark."


class NoAgreedSheetError(UsageError):
    """A file without rows of that session to write into. Needs `path` and `session`."""

    label = "calibration.no_agreed_sheet"


class RulingRefusedError(UsageError):
    """Needs `code` and what the sentence of that code names."""

    label = "calibration.refused"

    def say(self, language: str) -> str:
        """Returns the rule that is broken."""
        return _refusal(str(self.details["code"]), language, str(self.details["value"]))


@dataclass(frozen=True)
class RefusedRow:
    """A row that was not taken over: the cell that the broken rule speaks of, and the rule."""

    sheet: str
    cell: str
    recording: str
    code: str
    value: str

    def message(self, language: str) -> str:
        """Returns the rule that is broken."""
        return _refusal(self.code, language, self.value)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the finding as JSON has it."""
        return {
            "code": self.code,
            "severity": "error",
            "sheet": self.sheet,
            "cell": self.cell,
            "recording": self.recording,
            "value": self.value,
            "message": self.message(language),
        }


@dataclass(frozen=True)
class AgreeReport:
    """What became of the rows that somebody filled in; each is counted once."""

    session: Session
    accepted: int
    unchanged: int
    findings: Sequence[RefusedRow]

    @property
    def read(self) -> int:
        """How many rows somebody filled in."""
        return self.accepted + self.unchanged + len(self.findings)

    @property
    def state(self) -> State:
        """Where the session stands now."""
        return self.session.state

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object of `calibration agree`: read = accepted + unchanged + refused."""
        disputed = [
            {"recording": one.recording, "item": one.item, "disputed_by": list(one.disputed_by)}
            for one in self.session.last.values()
            if not one.mark and one.disputed_by
        ]
        return {
            "session": self.session.id,
            "state": str(self.state),
            "open_recordings": list(self.session.open_recordings),
            "early": is_early(self.session),
            "read": self.read,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": len(self.findings),
            "findings": [one.as_dict(language) for one in self.findings],
            "disputed": disputed,
        }


def agree_session(workspace: Workspace, session_id: str, file: Path, by: str = "") -> AgreeReport:
    """Takes over the sheet 定稿 of a workbook 质检校正: agreed marks, and disputes for the ledger.

    Every row that may be, or on a failure none. A row that was taken over before changes nothing;
    the file stays as it is. `by` is who answers for it, by default the lead. Raises PathNotFound,
    NoAgreedSheetError, UnknownSessionError, Busy, and as `Ledger` does.
    """
    if not file.is_file():
        raise PathNotFound(path=file)
    config = workspace.required().load()
    rows = _rows(file, config.vocabulary.limits)
    with workspace.locked(config.settings.wait_for_lock):
        session = find_session(workspace, session_id)
        own = [row for row in rows if folded(row.session) == folded(session.id)]
        if not own:
            raise NoAgreedSheetError(path=file, session=session.id)
        panel = panel_of_session(workspace, config, session)
        names = _names(panel)
        settling = _Settling(session, panel, names, by or session.lead.called)
        for row in own:
            settling.take(row)
        ledger = WorkspaceLedger(workspace, config.settings)
        changed = session.with_settled(settling.settled)
        if settling.settled:
            with _in_ledger(ledger, session, settling.settled):
                _keep(workspace, changed)
    return AgreeReport(changed, settling.accepted, settling.unchanged, settling.findings)


def is_early(session: Session) -> bool:
    """Returns whether the day of a session is still to come."""
    return session.day > now().date()


def rule_on(workspace: Workspace, session_id: str, ruling: Ruling) -> Session:
    """Enters what arbitration ruled on a disputed mark; returns the session.

    `ruling.item` is an id or a name, `ruling.at` may be "" for now. Raises RulingRefusedError,
    UnknownSessionError, Busy, and as `Ledger` does.
    """
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        session = find_session(workspace, session_id)
        panel = panel_of_session(workspace, config, session)
        item = _names(panel).get(folded(ruling.item), ruling.item)
        at = ruling.at or now_text()
        said = Ruling(ruling.recording, item, ruling.mark, ruling.by, at, ruling.reason)
        try:
            settled = [ruled(session, panel, said)]
        except Unsettled as refused:
            raise RulingRefusedError(code=refused.code, value=refused.value) from None
        changed = session.with_settled(settled)
        with _in_ledger(WorkspaceLedger(workspace, config.settings), session, settled):
            _keep(workspace, changed)
    return changed


@dataclass(frozen=True)
class _Row:
    """A row of the sheet, and where its cells stand."""

    session: str
    recording: str
    cells: Mapping[str, Note]

    @property
    def written(self) -> AgreedRow:
        """What was written; verdicts as the program knows them."""
        said = {name: _spoken(note.value) for name, note in self.cells.items()}
        marks = {
            name.removeprefix(_MARK): value
            for name, value in said.items()
            if name.startswith(_MARK)
        }
        verdict = said.get("verdict", "")
        texts = {name: said.get(name, "") for name in ("items", "disputed_by", "reason")}
        return AgreedRow(
            self.recording, _verdicts().get(folded(verdict), verdict), marks=marks, **texts
        )

    def place(self, column: str) -> tuple[str, str]:
        """The sheet and cell of a column; those of the verdict where it has none."""
        note = self.cells.get(column) or self.cells.get(f"{_MARK}{column}") or self.cells["verdict"]
        return note.sheet, note.cell


@dataclass
class _Settling:
    """The rows of one file being taken over."""

    session: Session
    panel: Panel
    names: Mapping[str, str]
    by: str
    accepted: int = 0
    unchanged: int = 0

    def __post_init__(self) -> None:
        self.known = {one.row for one in self.session.settled}
        self.at = now_text()
        self.settled: list[Settled] = []
        self.findings: list[RefusedRow] = []

    def take(self, row: _Row) -> None:
        """Takes over one row."""
        written_row = row.written
        if written_row.is_blank:
            return
        if written_row.fingerprint in self.known:
            self.unchanged += 1
            return
        about = (self.session, self.panel, written_row, self.names, self.by, self.at)
        try:
            self.settled += settled_of(*about)
            self.accepted += 1
        except Unsettled as refused:
            place = row.place(refused.column)
            found = RefusedRow(*place, row.recording, refused.code, refused.value)
            self.findings.append(found)


def _rows(file: Path, limits: Limits) -> list[_Row]:
    try:
        notes = written_notes(file.read_bytes(), limits)
    except FileFault:
        return []
    return list(_grouped(notes))


def _grouped(notes: Iterable[Note]) -> Iterator[_Row]:
    found: dict[tuple[str, str], dict[str, Note]] = {}
    for note in notes:
        parts = note.key.split("/")
        if parts[0] == KEY and len(parts) >= 4:
            recording = "/".join(parts[2:-1])
            found.setdefault((parts[1], recording), {})[parts[-1]] = note
    for (session, recording), cells in found.items():
        if "verdict" in cells:
            yield _Row(session, recording, cells)


def _spoken(value: str | float) -> str:
    return value if isinstance(value, str) else plain(exact(value))


def _verdicts() -> dict[str, str]:
    """What the words of a verdict mean, in every language."""
    return {
        folded(text(f"calibration_book.{word}", language)): verdict
        for verdict, word in WORDS.items()
        for language in LANGUAGES
    }


def _names(panel: Panel) -> dict[str, str]:
    """The ids of items by folded name in every language, and by themselves."""
    found = {folded(item.id): item.id for item in panel.items}
    for language in LANGUAGES:
        names = item_names(panel.items, language)
        found |= {folded(name): id_ for id_, name in names.items()}
    return found


def _refusal(code: str, language: str, value: str) -> str:
    return text(f"calibration.refused_{code}", language, value=value or "—")


def _keep(workspace: Workspace, session: Session) -> None:
    with written(session_file(workspace, session.id)) as beside:
        beside.write_bytes(session_bytes(session))


@contextmanager
def _in_ledger(
    ledger: WorkspaceLedger, session: Session, settled: Iterable[Settled]
) -> Iterator[None]:
    """Writes the events of disputes and rulings when the block has succeeded, else nothing."""
    drafts = drafts_of(session, settled)
    if not drafts:
        yield
        return
    with ledger.open() as opened, opened.writing() as writing:
        writing.append(drafts)
        yield
