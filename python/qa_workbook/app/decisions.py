"""登记审批: what people wrote into a register, checked against the procedure and written down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.casework.as_of import brought_up_to_date
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.casework.decision_sheet import FINGERPRINT, DecisionRow, decision_rows
from qa_workbook.casework.decisions import (
    REQUEST_REVIEW,
    EntryRules,
    Misread,
    RefusedDecision,
    checked_case,
    misplaced_fact,
    refused,
    request_of,
)
from qa_workbook.clock import now
from qa_workbook.errors import NoDecisionSheet, PathNotFound
from qa_workbook.frames import folded
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook
from qa_workbook.ledger.event import Event
from qa_workbook.procedure.decide import decide
from qa_workbook.procedure.people import People
from qa_workbook.procedure.request import Refusal, refusal
from qa_workbook.procedure.rules import Procedure
from qa_workbook.workspace import Workspace

if TYPE_CHECKING:
    from qa_workbook.ledger.store import Writing


@dataclass(frozen=True)
class DecisionsReport:
    """What became of the rows that somebody filled in; each is counted once."""

    file: Path
    accepted: int = 0
    unchanged: int = 0
    findings: Sequence[RefusedDecision] = ()

    @property
    def refused(self) -> int:
        """How many rows were refused: each has one finding."""
        return len(self.findings)

    @property
    def read(self) -> int:
        """How many rows somebody filled in."""
        return self.accepted + self.unchanged + self.refused

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the contract's object (4.3)."""
        return {
            "read": self.read,
            "accepted": self.accepted,
            "unchanged": self.unchanged,
            "refused": self.refused,
            "findings": [one.as_dict(language) for one in self.findings],
        }


def import_decisions(workspace: Workspace, file: Path, language: str) -> DecisionsReport:
    """Enters what people decided in a register, all rows that may be or, on a failure, none.

    A row that was entered before changes nothing. A refused one is a finding at its cell. The file
    itself stays as it is. Raises PathNotFound, NoDecisionSheet, ConfigError, Busy, and as `Ledger`
    does.
    """
    if not file.is_file():
        raise PathNotFound(path=file)
    config = workspace.required().load()
    content = file.read_bytes()
    rows = _rows(file, content, config.vocabulary.limits)
    tariffs = workspace.load_penalties(config).tariffs.tariffs
    procedure, people = workspace.load_procedure(config)
    at = now()
    exclusions = [one for tariff in tariffs for one in tariff.exclusions]
    decimals = max((tariff.currency.decimals for tariff in tariffs), default=None)
    schemes = {scheme.key: scheme for scheme in config.schemes.schemes}
    rules = EntryRules(exclusions, decimals, at.date(), schemes)
    source = {"file": file.name, "sha256": sha256(content).hexdigest()}
    ledger = WorkspaceLedger(workspace, config.settings)
    with workspace.locked(config.settings.wait_for_lock):
        if ledger.is_new:
            return _all_unknown(file, rows, language)
        with ledger.open() as opened, opened.writing() as writing:
            entering = _Entering(writing, procedure, people, rules, at)
            return entering.report(file, rows, source, language)


def _rows(file: Path, content: bytes, limits: Limits) -> list[DecisionRow]:
    try:
        rows = decision_rows(open_workbook(content, limits))
    except FileFault:
        rows = None
    if rows is None:
        raise NoDecisionSheet(path=file)
    return list(rows)


def _all_unknown(file: Path, rows: Iterable[DecisionRow], language: str) -> DecisionsReport:
    """Where no register was given out there is no case to decide on."""
    findings = [
        refused(
            row,
            refusal("unknown-number", number=row.number or "–"),
            file.name,
            language,
            "number",
        )
        for row in rows
    ]
    return DecisionsReport(file, findings=findings)


@dataclass
class _Entering:
    """The rows of one file being entered, in one transaction."""

    writing: Writing
    procedure: Procedure
    people: People
    rules: EntryRules
    at: datetime
    known: set[str] = field(default_factory=set)
    cases: dict[str, CaseFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        events = self.writing.events()
        self.known = entered(events)
        self.cases = {folded(file.number): file for file in case_files(events).values()}

    def report(
        self, file: Path, rows: Iterable[DecisionRow], source: dict[str, Any], language: str
    ) -> DecisionsReport:
        """Enters every row that may be."""
        accepted, unchanged, findings = 0, 0, list[RefusedDecision]()
        seen = set[str]()
        for row in rows:
            try:
                case = self._case(row, seen)
                if row.fingerprint in self.known:
                    unchanged += 1
                else:
                    self._enter(row, case, source)
                    accepted += 1
            except Misread as found:
                findings.append(refused(row, found.refusal, file.name, language, found.column))
        return DecisionsReport(file, accepted, unchanged, findings)

    def _case(self, row: DecisionRow, seen: set[str]) -> CaseFile:
        """The case of a row; each may have one row in a file."""
        number = folded(row.number)
        is_again = number in seen
        seen.add(number)
        case = checked_case(row, self.cases)
        if is_again:
            raise Misread("number", refusal("repeated-row", number=row.number))
        return case

    def _enter(self, row: DecisionRow, case: CaseFile, source: dict[str, Any]) -> None:
        """Writes a row down, and before it what time has brought; of a refused one nothing."""
        place = {**source, "sheet": row.sheet, "row": row.row}
        request = request_of(row, case, self.rules, place)
        asked = request.asked if request.event == REQUEST_REVIEW else None
        current, drafts = brought_up_to_date(case, self.people, self.procedure, self.at, asked)
        answer = decide(current.state, request, self.people, self.procedure, self.at)
        if isinstance(answer, Refusal):
            raise Misread("", answer)
        if misplaced := misplaced_fact(answer):
            raise misplaced
        events = self.writing.append([*drafts, answer])
        self.cases[folded(case.number)] = CaseFile((*case.events, *events))


def entered(events: Iterable[Event]) -> set[str]:
    """Returns the fingerprints of all rows that were entered."""
    return {event.data[FINGERPRINT] for event in events if FINGERPRINT in event.data}


def entered_cells(content: bytes, limits: Limits, events: Iterable[Event]) -> set[tuple[str, str]]:
    """Returns (sheet, cell) of what a register says that was entered as it stands there."""
    try:
        rows = decision_rows(open_workbook(content, limits))
    except FileFault:
        return set()
    known = entered(events)
    found = [row for row in rows or () if row.fingerprint in known]
    return {(row.sheet, row.cell(column)) for row in found for column in row.inputs}
