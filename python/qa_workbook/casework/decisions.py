"""A row of the sheet 审批 as a request, and what it is refused for, with its cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.casework.correction_cells import read_corrections
from qa_workbook.casework.corrections import corrects, takes_breach_away
from qa_workbook.casework.decision_sheet import (
    FACTS,
    FINGERPRINT,
    DecisionRow,
    heading,
    spoken,
    to_second,
)
from qa_workbook.clock import ZONE
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.kinds.numbers import read_money
from qa_workbook.frames import folded
from qa_workbook.grids.grid import CellError
from qa_workbook.keys import SchemeKey
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.ledger.event import Draft
from qa_workbook.numbers import decimal, places, plain
from qa_workbook.penalties.case_events import given_lines_of
from qa_workbook.penalties.conditions import COMPLAINT
from qa_workbook.penalties.tariff import Exclusion
from qa_workbook.procedure.request import Refusal, Request, refusal
from qa_workbook.procedure.table import OUTCOMES, SYSTEM, TRANSITIONS, events_in
from qa_workbook.scheme.model import Scheme

CLOSE, NOTE = "close", "note"
REQUEST_REVIEW = "request-review"
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


@cache
def possible_events(state: str) -> tuple[str, ...]:
    """Returns what people may enter for a case in a state: closing has a command of its own."""
    by_people = {
        row.event for row in TRANSITIONS if row.state == state and set(row.roles) - {SYSTEM}
    }
    return tuple(name for name in events_in(state) if name in by_people and name != CLOSE)


_GOES_WITH = {
    "points_decided": {"in-range", "not-more", "less"},
    "money_decided": {"in-range", "not-more", "less"},
    "approvals": {"quorum"},
    "through": {"through-team-lead"},
    "asked": {"appeal-open"},
}
"""Columns that belong to a step only where its row of the table has one of these conditions."""


@dataclass(frozen=True)
class EntryRules:
    """What cells of the sheet are read by.

    `exclusions` are those of the tariffs, `decimals` the places of their currency (None: not
    known), `today` the day of the entry; corrected marks are read by `schemes`.
    """

    exclusions: Sequence[Exclusion]
    decimals: int | None
    today: date
    schemes: Mapping[SchemeKey, Scheme] = field(default_factory=dict)


def event_word(event: str, language: str) -> str:
    """Returns what an event, state or outcome is called."""
    return text(f"procedure.word-{event}", language)


def checked_case(row: DecisionRow, files: Mapping[str, CaseFile]) -> CaseFile:
    """Returns the case of a row; `files` are by number, folded.

    Raises Misread for a number that there is not, and where a locked cell says what no register
    has ever said of the case.
    """
    file = files.get(folded(row.number))
    if file is None:
        raise Misread("number", refusal("unknown-number", number=row.number or "–"))
    lines = list(given_lines_of(file.events))
    for column in ("agent", "name", "recording", "inspector"):
        _compared(row, column, [getattr(line, column) for line in lines])
    _compared(row, "case", [file.case])
    for column in ("points", "money_before_cap", "money"):
        _compared_amount(row, column, [getattr(line, column) for line in lines], file)
    return file


def _compared(row: DecisionRow, column: str, known: Sequence[str]) -> None:
    found = spoken(row.shown.get(column))
    if found and folded(found) not in map(folded, known):
        raise _changed_cell(row, column, known[-1])


def _compared_amount(
    row: DecisionRow, column: str, known: Sequence[Decimal], file: CaseFile
) -> None:
    """The amounts of a case are those that a register had, or that somebody decided."""
    if column not in row.shown:
        return
    name = "points" if column == "points" else "money"
    decided = [event.data[name] for event in file.events if name in event.data]
    allowed = {*known, *map(decimal, decided), Decimal(0)}
    found = read_money(row.shown[column]).value
    if found not in allowed:
        raise _changed_cell(row, column, plain(known[-1]))


def _changed_cell(row: DecisionRow, column: str, expected: str) -> Misread:
    found = spoken(row.shown[column])
    what = {language: heading(column, language) for language in LANGUAGES}
    details = {"number": row.number, "expected": expected or "–", "found": found}
    return Misread(column, refusal("other-case", what=what, **details))


def request_of(
    row: DecisionRow, case: CaseFile, rules: EntryRules, source: Mapping[str, Any]
) -> Request:
    """Returns what a row asks for. `source` says where it stands, and is kept with the event.

    Raises Misread for a cell that can't be understood, or that has no part in the step.
    """
    for column, value in row.inputs.items():
        if isinstance(value, CellError):
            raise Misread(column, refusal("cell-error", found=value.words or "–"))
    event = _event(row, case)
    outcome = _choice(row, "outcome", OUTCOMES)
    _refuse_without_use(row, event, outcome)
    data: dict[str, Any] = {**_facts(row, rules), **_corrections(row, case, rules, event, outcome)}
    data |= {FINGERPRINT: row.fingerprint, "source": dict(source)}
    if "actor" not in row.inputs:
        raise Misread("actor", refusal("actor-missing"))
    if event == NOTE and not any(name in data for name in FACTS):
        raise Misread("event", refusal("nothing-noted"))
    return Request(
        event,
        spoken(row.inputs.get("actor")),
        reason=spoken(row.inputs.get("reason")),
        outcome=outcome,
        points=_amount(row, "points_decided"),
        money=_amount(row, "money_decided", rules.decimals),
        approvals=_names(row.inputs.get("approvals")),
        through=spoken(row.inputs.get("through")),
        asked=_asked(row, case),
        data=data,
    )


def misplaced_fact(draft: Draft) -> Misread | None:
    """Returns why an event may not establish what it does: facts are established by QA leads.

    Whoever asks, signs or agrees may give evidence, and no more.
    """
    if "qa_lead" in (draft.role, draft.data.get("stands_in")):
        return None
    for column in FACTS:
        if column in draft.data and column != "evidence":
            return Misread(column, refusal("fact-of-qa-lead"))
    return None


def _asked(row: DecisionRow, case: CaseFile) -> datetime | None:
    """When a review was asked for; the day of publication alone means after publication."""
    asked, published = _moment(row, "asked"), case.state.published
    if asked and published and asked.date() == published.date() and asked < published:
        return published if asked.time() == datetime.min.time() else asked
    return asked


def _event(row: DecisionRow, case: CaseFile) -> str:
    if "event" not in row.inputs:
        raise Misread("event", refusal("event-missing"))
    states = dict.fromkeys(step.state for step in TRANSITIONS)
    by_people = dict.fromkeys(name for state in states for name in possible_events(state))
    return _choice(row, "event", list(by_people), possible_events(case.state.state))


def _refuse_without_use(row: DecisionRow, event: str, outcome: str) -> None:
    """Refuses a cell that the step takes nothing from: who filled it in meant something by it."""
    steps = [step for step in TRANSITIONS if step.event == event]
    if "outcome" in row.inputs and not any(step.outcome for step in steps):
        raise Misread("outcome", refusal("not-for-this", event=event))
    steps = [step for step in steps if step.outcome == outcome] or steps
    guards = {name for step in steps for name in step.guard}
    for column, wanted in _GOES_WITH.items():
        if column in row.inputs and not wanted & guards:
            raise Misread(column, refusal("not-for-this", event=outcome or event))


def _choice(
    row: DecisionRow, column: str, known: Sequence[str], possible: Sequence[str] = ()
) -> str:
    """The id of a word of the procedure in either language, "" for a blank cell.

    A word that isn't `known` is refused, and told what is `possible`.
    """
    found = spoken(row.inputs.get(column))
    if not found:
        return ""
    words = {folded(event_word(one, language)): one for one in known for language in LANGUAGES}
    words |= {folded(one): one for one in known}
    if folded(found) not in words:
        raise Misread(column, refusal("unknown-word", found=found, known=list(possible or known)))
    return words[folded(found)]


def _names(value: Any) -> tuple[str, ...]:
    """Several people; a blank parts Chinese names and numbers, but stands within Latin names."""
    found: list[str] = []
    for part in _BETWEEN_NAMES.split(spoken(value)):
        found += [part.strip()] if _LATIN.search(part) else part.split()
    return tuple(name for name in found if name)


def _amount(row: DecisionRow, column: str, decimals: int | None = None) -> Decimal | None:
    if column not in row.inputs:
        return None
    amount = read_money(row.inputs[column]).value
    if amount is None or amount < 0:
        raise Misread(column, refusal("not-an-amount", found=spoken(row.inputs[column])))
    if decimals is not None and places(amount) > decimals:
        raise Misread(column, refusal("too-fine", found=amount, decimals=decimals))
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
    return to_second(found).replace(tzinfo=found.tzinfo or ZONE)


def _read_time(found: str) -> datetime | None:
    for day in _DAY_FORMS:
        for time in _TIME_FORMS:
            try:
                return datetime.strptime(found, day + time)  # noqa: DTZ007 - its zone comes later
            except ValueError:
                continue
    return None


def _corrections(
    row: DecisionRow, case: CaseFile, rules: EntryRules, event: str, outcome: str
) -> dict[str, Any]:
    """What the row says of the score, as the data of an event.

    Of a breach that is taken away nothing is left that times or severity could be of.
    """
    if "correction" not in row.inputs:
        return {}
    line, version = case.line, str(case.about.get("version", ""))
    if line.cause == COMPLAINT:
        raise Misread("correction", refusal("correction-no-score"))
    scheme = rules.schemes.get(SchemeKey(line.scheme, version))
    if scheme is None:
        gone = refusal("correction-no-scheme", scheme=line.scheme, version=version or "–")
        raise Misread("correction", gone)
    found = read_corrections(spoken(row.inputs["correction"]), scheme, line)
    if isinstance(found, Refusal):
        raise Misread("correction", found)
    said = {**found, "outcome": outcome, "exclusion": row.inputs.get("exclusion")}
    is_gone = takes_breach_away(event, said)
    if not corrects(event, outcome) or (is_gone and found.keys() & {"times", "aggravated"}):
        raise Misread("correction", refusal("not-for-this", event=outcome or event))
    return found


def _facts(row: DecisionRow, rules: EntryRules) -> dict[str, str]:
    """What the row establishes about its case, as the data of an event."""
    found = {
        name: spoken(row.inputs[name])
        for name in ("contract_clause", "evidence")
        if name in row.inputs
    }
    loss = _amount(row, "loss", rules.decimals)
    if loss is not None:
        found["loss"] = f"{loss:f}"
    if "noticed_on" in row.inputs:
        found["noticed_on"] = _day(row, rules.today)
    if "exclusion" in row.inputs:
        found["exclusion"] = _exclusion(row, rules.exclusions)
        if "evidence" not in found:
            raise Misread("evidence", refusal("evidence-missing"))
    return found


def _day(row: DecisionRow, today: date) -> str:
    try:
        moment = _moment(row, "noticed_on")
    except Misread:
        found = spoken(row.inputs["noticed_on"])
        raise Misread("noticed_on", refusal("not-a-day", found=found)) from None
    assert moment
    if moment.date() > today:
        raise Misread("noticed_on", refusal("day-to-come", found=moment.date().isoformat()))
    return moment.date().isoformat()


def _exclusion(row: DecisionRow, exclusions: Iterable[Exclusion]) -> str:
    words: dict[str, str] = {}
    names = list[dict[str, str]]()
    for one in exclusions:
        words |= {folded(one.name.say(language)): one.id for language in LANGUAGES}
        words[folded(one.id)] = one.id
        names.append({language: one.name.say(language) for language in LANGUAGES})
    found = spoken(row.inputs["exclusion"])
    if not words:
        raise Misread("exclusion", refusal("no-exclusions"))
    if folded(found) not in words:
        raise Misread("exclusion", refusal("unknown-word", found=found, known=names))
    return words[folded(found)]
