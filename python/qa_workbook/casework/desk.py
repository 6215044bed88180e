"""What stands on the sheet 审批: every case of a register, where it stands, what may be done."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from functools import cached_property, lru_cache
from typing import Any

from qa_workbook.casework.as_of import as_of
from qa_workbook.casework.case_files import CaseFile
from qa_workbook.casework.decided_amounts import Amounts, decided_amounts
from qa_workbook.casework.decisions import REQUEST_REVIEW, event_word, possible_events
from qa_workbook.codes import separated
from qa_workbook.labels import text
from qa_workbook.numbers import Period, plain
from qa_workbook.penalties.legality import nature_said
from qa_workbook.penalties.tariff import Exclusion
from qa_workbook.procedure.people import People
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.state import CaseState, Deed
from qa_workbook.procedure.table import OUTCOMES, SYSTEM


@dataclass(frozen=True)
class DeskRow:
    """One case: `values` by column of the sheet, and what may be entered in its state.

    `history` says in the words of S6 who did what and when: see HISTORY.
    """

    state: str
    values: dict[str, Any]
    events: tuple[str, ...]
    history: Mapping[str, str]


HISTORY = {
    "lead_finding": ("judge", "dismiss", "revoke", "settle"),
    "team_lead": ("agree", "object"),
    "signature": ("sign", "deem", "accept"),
    "arbitration": ("request-review", "uphold", "correct", "escalate", "rule"),
    "execution": ("finalise", "close", "reverse"),
}
"""Which deeds stand in which column of the register (S6); the last one of each is shown."""
_COLUMNS = {event: name for name, events in HISTORY.items() for event in events}
_NOTHING_DONE = dict.fromkeys(HISTORY, "")
_KEPT = 1_000  # most of thousands of cases stand alike, and are put into the same words once


@dataclass(frozen=True)
class Desk:
    """The rows of the sheet, and the words of its drop-down lists: outcomes and exclusions."""

    rows: Sequence[DeskRow] = ()
    exclusions: Sequence[str] = ()
    language: str = "zh"

    @property
    def outcomes(self) -> list[str]:
        """The words for what a review or ruling says."""
        return [event_word(one, self.language) for one in OUTCOMES]

    @cached_property
    def by_case(self) -> dict[str, DeskRow]:
        """The rows by case."""
        return {row.values["case"]: row for row in self.rows}

    def words(self, events: Iterable[str]) -> list[str]:
        """Returns what events are called."""
        return [event_word(one, self.language) for one in events]


@dataclass(frozen=True)
class _Standing:
    """Where a case stands, and the words for it."""

    case: CaseState
    state: str
    deadline: str
    hint: str
    events: tuple[str, ...]
    history: Mapping[str, str]


@dataclass(frozen=True)
class _Look:
    """Under what cases are looked at; `opened` holds how cases stand that were opened together."""

    people: People
    procedure: Procedure
    now: datetime
    language: str
    opened: dict[tuple[object, ...], _Standing] = field(default_factory=dict)


def desk(
    files: Iterable[CaseFile],
    period: Period,
    people: People,
    procedure: Procedure,
    exclusions: Iterable[Exclusion],
    now: datetime,
    language: str,
) -> Desk:
    """Returns the cases whose call was within `period`, by number, as they stand at `now`.

    Raises ReplayError.
    """
    look = _Look(people, procedure, now, language)
    found = sorted((one for one in files if one.line.day in period), key=_order)
    names = dict.fromkeys(one.name.say(language) for one in exclusions)
    return Desk([_row(one, look) for one in found], list(names), language)


def _order(file: CaseFile) -> tuple[int, str]:
    return len(file.number), file.number


def _row(file: CaseFile, look: _Look) -> DeskRow:
    stands = _standing(file, look)
    line, about = file.line, file.about
    given = Amounts(line.points, line.money_before_cap, line.money, line.cap)
    now_so = decided_amounts(stands.case, given)
    values = {
        "number": file.number,
        "agent": line.agent,
        "name": line.name,
        "clause": about.get("clause") or line.code,
        "points": now_so.points,
        "money_before_cap": now_so.before,
        "money": now_so.money,
        "state": stands.state,
        "deadline": stands.deadline,
        "hint": stands.hint,
        "nature": _nature(about.get("legal_nature", ""), line.rule, line.why, look.language),
        "recording": file.basis,
        "call_date": line.day,
        "inspector": line.inspector,
        "remark": about.get("remark", ""),
        "case": file.case,
    }
    return DeskRow(stands.case.state, values, stands.events, stands.history)


_SHARED = ("rules", "deadlines", "stand_ins", "nobody")
_RANGES = ("points_range", "money_range")


def _standing(file: CaseFile, look: _Look) -> _Standing:
    """How a case stands. Thousands that a register opens share what their events keep of the
    procedure (`Openings`), and stand alike until somebody does something.
    """
    opened, *done = file.events
    if done:
        return _told(file, look)
    shared = (id(opened.data.get(name)) for name in _SHARED)
    key = opened.event, opened.at, *shared, *(str(opened.data.get(name)) for name in _RANGES)
    if key not in look.opened:
        look.opened[key] = _told(file, look)
    return look.opened[key]


def _told(file: CaseFile, look: _Look) -> _Standing:
    case = as_of(file, look.people, look.procedure, look.now)
    return _Standing(
        case,
        event_word(case.state, look.language),
        _moment(case.deadline, case.deadline.tzinfo) if case.deadline else "",
        _hint(case, look),
        _possible(file, case),
        _history(case, look),
    )


def _possible(file: CaseFile, case: CaseState) -> tuple[str, ...]:
    """What may be entered: also a review that was asked for before time alone ended the case."""
    found = possible_events(case.state)
    if not found and REQUEST_REVIEW in possible_events(file.state.state):
        return (REQUEST_REVIEW,)
    return found


def _history(case: CaseState, look: _Look) -> Mapping[str, str]:
    """The last deed of each column of HISTORY, "" where there is none."""
    last = {_COLUMNS[deed.event]: deed for deed in case.deeds if deed.event in _COLUMNS}
    if not last:
        return _NOTHING_DONE
    done = {name: _done(deed, look) for name, deed in last.items()}
    return _NOTHING_DONE | done


def _done(last: Deed, look: _Look) -> str:
    """What was done, by whom, on which day."""
    words = [event_word(last.event, look.language)]
    words += [event_word(last.outcome, look.language)] if last.outcome else []
    who = "" if last.actor == SYSTEM else last.actor
    return " ".join(part for part in (*words, who, f"{last.at:%m-%d}") if part)


@lru_cache(_KEPT)
def _moment(end: datetime, _zone: tzinfo | None) -> str:
    """Day and time in the zone, without which moments in different ones are alike."""
    return f"{end:%m-%d %H:%M}"


@lru_cache(_KEPT)
def _nature(nature: str, rule: str, why: str, language: str) -> str:
    """What a line's money is in law, or why it has no nature."""
    return text(f"penalties.{nature_said(nature, rule, separated(why))}", language)


def _hint(case: CaseState, look: _Look) -> str:
    """What whoever decides has to know: choices, overdue answers, who stands in for whom."""
    language = look.language
    said = [text("decisions.hint_overdue", language)] if case.is_overdue(look.now) else []
    if case.state == "proposed" and case.facts:
        for name in ("points", "money"):
            found = getattr(case.facts, f"{name}_range")
            if found:
                what = event_word(name, language)
                low, high = map(plain, found)
                said.append(text("decisions.hint_range", language, what=what, low=low, high=high))
    said += _helpers(tuple(case.stand_ins.items()), case.nobody, language)
    return text("decisions.hint_comma", language).join(said)


@lru_cache(_KEPT)
def _helpers(
    stand_ins: tuple[tuple[str, tuple[str, ...]], ...], nobody: tuple[str, ...], language: str
) -> tuple[str, ...]:
    """Who stands in for whom, and for which tasks nobody is left."""
    said = list[str]()
    for task, who in stand_ins:
        names = ", ".join(who)
        task_word = event_word(task, language)
        said.append(text("decisions.hint_stand_in", language, task=task_word, who=names))
    if nobody:
        tasks = ", ".join(event_word(task, language) for task in nobody)
        said.append(text("decisions.hint_nobody", language, task=tasks))
    return tuple(said)
