"""结账: freezes a month. What is final is booked; what changes later is booked in later months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.register import Occasion, PlannedRegister, refuse_changed, register_file
from qa_workbook.casework.closing import ClosePlan, month_closed, months_with_cases, plan_close
from qa_workbook.casework.entries import Closing, closings_of
from qa_workbook.casework.settlement import Terms
from qa_workbook.clock import now
from qa_workbook.errors import (
    Busy,
    EarlierMonthOpen,
    MonthNotOver,
    MonthPassed,
    NoSingleMonth,
    RegisterFirst,
)
from qa_workbook.files import written_together
from qa_workbook.labels import entries, text
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.table import SYSTEM
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class CloseReport:
    """What closing a month came to.

    `waiting` counts the cases that stay open, by state; `held` why final ones were not booked:
    both are booked in a later month. `is_new` is False where the month was closed before.
    """

    closing: Closing
    file: Path
    held: Mapping[str, int]
    is_new: bool

    @property
    def waiting(self) -> Mapping[str, int]:
        """How many cases up to the month stay open, by state."""
        return self.closing.waiting

    def booked_words(self, language: str) -> list[str]:
        """Returns what was booked: of the month itself, and of earlier ones where there is any."""
        totals = self.closing.totals
        said = [text("cli.close_sums", language, **totals, period=self.closing.period)]
        if totals["contra"]["cases"]:
            said.append(text("cli.close_contra", language, **totals["contra"]))
        return said

    def left_words(self, language: str) -> list[str]:
        """Returns what was not booked, by state, and why final cases were not."""
        said = []
        for state, count in self.waiting.items():
            word = text(f"procedure.word-{state}", language)
            said.append(text("cli.close_waiting", language, count=count, state=word))
        for why, count in self.held.items():
            word = _held_word(why, language)
            said.append(text("cli.close_held", language, count=count, why=word))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's object (4.3)."""
        closing = self.closing
        return {
            "period": closing.period,
            **closing.totals,
            "root": closing.root,
            "file": str(self.file),
        }


def close_period(workspace: Workspace, period_text: str, language: str) -> CloseReport:
    """Closes a month for payment: books what is final, and writes the closed register.

    A month that is closed stays as it is: the same report, and nothing is written. Raises
    NoSingleMonth, MonthNotOver, MonthPassed, EarlierMonthOpen, RegisterFirst, LawOutdated, and as
    `write_register` does; then nothing was changed.
    """
    span = month_of(period_text)
    if now().date() <= span.last:
        raise MonthNotOver(period=span.text)
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        ledger = WorkspaceLedger(workspace, config.settings)
        done = closings_of(ledger.events()).get(span.text)
        if done:
            file = workspace.output.resolve() / done.file
            return CloseReport(done, file, done.held, is_new=False)
        return _close(workspace, config, span, language)


def month_of(period_text: str) -> Period:
    """Returns a whole calendar month. Raises NoSingleMonth, UnknownPeriod."""
    span = period(period_text)
    if span.text != f"{span.first:%Y-%m}":
        raise NoSingleMonth(period=span.text)
    return span


def _close(workspace: Workspace, config: Config, span: Period, language: str) -> CloseReport:
    """Everything in one transaction of the ledger, in which the register is put in place."""
    planned = PlannedRegister(workspace, config, span, language, keep_copy=False)
    remembered = planned.remembered_so_far
    if remembered.old_lines:
        raise RegisterFirst(period=span.text)
    _refuse_out_of_order(remembered.events, span.text)
    plan = _plan(workspace, config, span.text, remembered.events)
    ledger = WorkspaceLedger(workspace, config.settings)
    file = register_file(workspace, span, language)
    with written_together() as files, ledger.open() as opened, opened.writing() as writing:
        if writing.events(after=remembered.last):
            raise Busy(path=opened.name)
        written = writing.append(plan.drafts)
        events = written[-1].seq if written else remembered.last
        closing = plan.closing(SYSTEM, writing.root(), events, file.name)
        planned.write(files, Occasion(closing=closing, booked=written))
        if planned.has_news:
            raise RegisterFirst(period=span.text)
        closing = replace(closing, sha256=planned.sha256)
        writing.append([month_closed(closing)])
        files.publish()
    return CloseReport(closing, file, closing.held, is_new=True)


def _refuse_out_of_order(events: Sequence[Event], month: str) -> None:
    """Months are closed one after the other. Raises MonthPassed, EarlierMonthOpen."""
    last = max(closings_of(events), default="")
    if month < last:
        raise MonthPassed(period=month, later=last)
    for earlier in months_with_cases(events):
        if last < earlier < month:
            raise EarlierMonthOpen(period=month, earlier=earlier)


def _plan(workspace: Workspace, config: Config, month: str, events: Sequence[Event]) -> ClosePlan:
    """What is booked under the tariffs that priced the cases. Raises VersionChanged."""
    penalty = workspace.load_penalties(config)
    refuse_changed(workspace, penalty.tariffs.tariffs)
    procedure, people = workspace.load_procedure(config)
    terms = Terms(penalty.tariffs, penalty.wages, now())
    return plan_close(events, month, terms, people, procedure)


def _held_word(why: str, language: str) -> str:
    """Why final cases were not booked: a reason of closing, of the law, or of the procedure."""
    for key in (f"cli.held-{why}", f"penalties.{why}"):
        room, _, name = key.partition(".")
        if name in entries(room):
            return text(key, language)
    return why
