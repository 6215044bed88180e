"""A row of the sheet 审批 as a request, and what it is refused for, with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.casework.decision_sheet import FACTS, DecisionRow, heading, spoken
from qa_workbook.clock import ZONE
from qa_workbook.findings.finding import Finding
from qa_workbook.frames import folded
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.numbers import decimal
from qa_workbook.penalties.tariff import Exclusion
from qa_workbook.procedure.request import Refusal, Request, refusal
from qa_workbook.procedure.table import EVENTS, OUTCOMES, SYSTEM, TRANSITIONS, events_in

CLOSE, NOTE = "close", "note"
_BETWEEN_NAMES = re.compile(r"[、，,；;/\n]+")
_LATIN = re.compile(r"[A-Za-z]")
_DAY_FORMS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_TIME_FORMS = ("", " %H:%M", " %H:%M:%S", "T%H:%M", "T%H:%M:%S", "%H:%M", " %H时%M分", "%H时%M分")
_COLUMN_OF_CODE = {
    "unknown-person": "actor",
    "ambiguous-person": "actor",
    "role-may-not": "actor",
    "own-case": "actor",
    "not-concerned": "actor",
    "not-in-office-that-day": "actor",
    "reason-missing": "reason",
    "bad-outcome": "outcome",
    "nothing-less": "points_decided",
    "nothing-left": "outcome",
    "no-quorum": "approvals",
    "not-through-team-lead": "through",
    "asked-when": "asked",
    "too-late": "asked",
}
"""The cell that a rule of the procedure speaks of; all others speak of the action."""


@dataclass(frozen=True, slots=True)
class RefusedDecision(Finding):
    """A decision that was not entered, at the cell that the broken rule speaks of."""

    refusal: Refusal | None = None

    def message(self, language: str = "zh") -> str:
        """Returns the rule that is broken."""
        return self.refusal.say(language) if self.refusal else ""

    def fix(self, language: str = "zh") -> str:
        """Returns what to do about it."""
        return text("decisions.fix", language)

    def about(self, language: str = "zh") -> str:
        """Returns the problem in a few words."""
        return text("decisions.about_refused", language)


@dataclass(frozen=True)
class Misread(Exception):
    """A cell that can't be understood, or a row that doesn't belong to its case."""

    column: str
    refusal: Refusal


def refused(
    row: DecisionRow, found: Refusal, file: str, language: str, column: str = ""
) -> RefusedDecision:
    """Returns the finding of a refusal at its cell of the row."""
    column = column or _column_of(row, found)
    value = row.inputs.get(column, row.shown.get(column, ""))
    return RefusedDecision(
        code=found.code,
        severity="error",
        file=file,
        sheet=row.sheet,
        cell=row.cell(column),
        column=heading(column, language),
        value=spoken(value),
        refusal=found,
    )


def _column_of(row: DecisionRow, found: Refusal) -> str:
    if found.code == "amount-out-of-range":
        return f"{found.details['what']}_decided"
    column = _COLUMN_OF_CODE.get(found.code, "event")
    if column == "asked" and "asked" not in row.inputs:
        return "event"
    return column


def possible_events(state: str) -> tuple[str, ...]:
    """Returns what people may enter for a case in a state: closing has a command of its own."""
    by_people = {
        row.event for row in TRANSITIONS if row.state == state and set(row.roles) - {SYSTEM}
    }
    return tuple(name for name in events_in(state) if name in by_people and name != CLOSE)


def event_word(event: str, language: str) -> str:
    """Returns what an event, state or outcome is called."""
    return text(f"procedure.word-{event}", language)


def checked_case(row: DecisionRow, files: Mapping[str, CaseFile]) -> CaseFile:
    """Returns the case of a row; `files` are by number, folded.

    Raises Misread for a number that there is not, and where a locked cell names another case.
    """
    file = files.get(folded(row.number))
    if file is None:
        raise Misread("number", refusal("unknown-number", number=row.number or "–"))
    for column, expected in (("agent", file.line.agent), ("case", file.case)):
        found = spoken(row.shown.get(column))
        if found and folded(found) != folded(expected):
            details = {"number": row.number, "expected": expected, "found": found}
            raise Misread(column, refusal("other-case", what=f"column-{column}", **details))
    return file


def request_of(
    row: DecisionRow, case: CaseFile, exclusions: Iterable[Exclusion], source: Mapping[str, Any]
) -> Request:
    """Returns what a row asks for. `source` says where it stands, and is kept with the event.

    Raises Misread for a cell that can't be understood.
    """
    event = _event(row)
    data = {**_facts(row, exclusions), "entry": row.fingerprint, "source": dict(source)}
    if event == NOTE and not any(name in data for name in FACTS):
        raise Misread("event", refusal("nothing-noted"))
    asked = _moment(row, "asked")
    published = case.state.published
    if asked and published and asked.date() == published.date() and asked < published:
        asked = published if asked.time() == datetime.min.time() else asked
    return Request(
        event,
        spoken(row.inputs.get("actor")),
        reason=spoken(row.inputs.get("reason")),
        outcome=_choice(row, "outcome", OUTCOMES),
        points=_amount(row, "points_decided"),
        money=_amount(row, "money_decided"),
        approvals=_names(row.inputs.get("approvals")),
        through=spoken(row.inputs.get("through")),
        asked=asked,
        data=data,
    )


def _event(row: DecisionRow) -> str:
    if "event" not in row.inputs:
        raise Misread("event", refusal("event-missing"))
    return _choice(row, "event", EVENTS)


def _choice(row: DecisionRow, column: str, known: Sequence[str]) -> str:
    """The id of a word of the procedure in either language, "" for a blank cell."""
    found = spoken(row.inputs.get(column))
    if not found:
        return ""
    words = {folded(event_word(one, language)): one for one in known for language in LANGUAGES}
    words |= {folded(one): one for one in known}
    if folded(found) not in words:
        raise Misread(column, refusal("unknown-word", found=found, known=list(known)))
    return words[folded(found)]


def _names(value: Any) -> tuple[str, ...]:
    """Several people; a blank parts Chinese names and numbers, but stands within Latin names."""
    found: list[str] = []
    for part in _BETWEEN_NAMES.split(spoken(value)):
        found += [part.strip()] if _LATIN.search(part) else part.split()
    return tuple(name for name in found if name)


def _amount(row: DecisionRow, column: str) -> Decimal | None:
    if column not in row.inputs:
        return None
    found = spoken(row.inputs[column])
    try:
        amount = decimal(found)
    except ValueError:
        amount = None
    if amount is None or amount < 0:
        raise Misread(column, refusal("not-an-amount", found=found))
    return amount


def _moment(row: DecisionRow, column: str) -> datetime | None:
    """The time in a cell; a day alone is its beginning."""
    if column not in row.inputs:
        return None
    value = row.inputs[column]
    found = value if isinstance(value, datetime) else _read_time(spoken(value))
    if isinstance(value, date) and not isinstance(value, datetime):
        found = datetime(value.year, value.month, value.day)  # noqa: DTZ001 - gets its zone below
    if found is None:
        raise Misread(column, refusal("not-a-moment", found=spoken(value)))
    return found.replace(tzinfo=found.tzinfo or ZONE)


def _read_time(found: str) -> datetime | None:
    for day in _DAY_FORMS:
        for time in _TIME_FORMS:
            try:
                return datetime.strptime(found, day + time)  # noqa: DTZ007 - its zone is given later
            except ValueError:
                continue
    return None


def _facts(row: DecisionRow, exclusions: Iterable[Exclusion]) -> dict[str, str]:
    """What the row establishes about its case, as the data of an event."""
    found = {
        name: spoken(row.inputs[name])
        for name in ("contract_clause", "evidence")
        if name in row.inputs
    }
    loss = _amount(row, "loss")
    if loss is not None:
        found["loss"] = f"{loss:f}"
    if "noticed_on" in row.inputs:
        found["noticed_on"] = _day(row)
    if "exclusion" in row.inputs:
        found["exclusion"] = _exclusion(row, exclusions)
        if "evidence" not in found:
            raise Misread("evidence", refusal("evidence-missing"))
    return found


def _day(row: DecisionRow) -> str:
    try:
        moment = _moment(row, "noticed_on")
    except Misread:
        found = spoken(row.inputs["noticed_on"])
        raise Misread("noticed_on", refusal("not-a-day", found=found)) from None
    assert moment
    return moment.date().isoformat()


def _exclusion(row: DecisionRow, exclusions: Iterable[Exclusion]) -> str:
    words: dict[str, str] = {}
    names = list[dict[str, str]]()
    for one in exclusions:
        words |= {folded(one.name.say(language)): one.id for language in LANGUAGES}
        words[folded(one.id)] = one.id
        names.append({language: one.name.say(language) for language in LANGUAGES})
    found = spoken(row.inputs["exclusion"])
    if folded(found) not in words:
        raise Misread("exclusion", refusal("unknown-word", found=found, known=names))
    return words[folded(found)]
