"""生成扣罚登记: the penalty register of the merged records (S6)."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from qa_workbook.app import left_out as last_build
from qa_workbook.app.assessing import Asked, assess_rows
from qa_workbook.app.beside import beside
from qa_workbook.app.decisions import entered_cells
from qa_workbook.app.earlier_workbook import EarlierWorkbook
from qa_workbook.app.ledger import Remembered, WorkspaceLedger
from qa_workbook.app.register_rows import register_rows
from qa_workbook.books.register.book import write_register_book
from qa_workbook.casework.account import account_of
from qa_workbook.casework.case_files import case_files, facts_of
from qa_workbook.casework.desk import Desk, desk
from qa_workbook.casework.entries import Closing
from qa_workbook.clock import now, now_text
from qa_workbook.errors import CaseNotOpened, MonthDeleted, VersionChanged
from qa_workbook.files import Together, refuse_if_open, written_together
from qa_workbook.labels import text
from qa_workbook.ledger.event import Draft, Event, Sealed
from qa_workbook.numbers import Period, period, plain
from qa_workbook.penalties import Memory, Register, needed_days
from qa_workbook.penalties.case_events import drafts_of
from qa_workbook.penalties.tariff import Tariff
from qa_workbook.pins import read_pins
from qa_workbook.procedure.openings import Openings
from qa_workbook.procedure.request import Refusal
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.sheets import LeftOut
from qa_workbook.workspace import Config, PenaltyConfig, Workspace

_MANY = 5_000
"""Of so many events on they are sealed while a copy of this process writes the workbook."""


@dataclass(frozen=True)
class RegisterReport:
    """What `register` wrote; `kept` is the copy of a register that somebody had written into.

    `recordings` counts those of the period that count, with a breach or without;
    `changed_examples` are tariffs, not confirmed yet, that had other amounts in the last register.
    """

    period: Period
    register: Register
    file: Path
    seconds: float
    recordings: int
    kept: Path | None = None
    changed_examples: Sequence[str] = ()

    def as_dict(self) -> dict[str, Any]:
        """Returns counts and totals; points and money as text, because they are Decimals."""
        register, lines = self.register, self.register.lines
        files = {"register": str(self.file)}
        if self.kept:
            files["kept"] = str(self.kept)
        return {
            "period": self.period.text,
            "recordings": self.recordings,
            "lines": len(lines),
            "new": register.new_lines,
            "differing": len(register.differing),
            "withdrawn": len(register.withdrawn),
            "agents": len(register.agents),
            "points": plain(sum(lines["points"].tolist(), Decimal(0))),
            "money": str(sum(lines["money"].tolist(), Decimal(0))),
            "unpriced": len(register.unpriced),
            "unattributed": len(register.unattributed),
            "agents_without_wage": register.totals["agents_without_wage"],
            "examples": register.examples,
            "files": files,
            "seconds": round(self.seconds, 3),
        }


def register_file(workspace: Workspace, span: Period, language: str) -> Path:
    """Returns where the register of a period is written."""
    return workspace.output.resolve() / text("cli.register_name", language, period=span.text)


@dataclass(frozen=True)
class Occasion:
    """What a register is written with, beside the records as they are.

    With a `plan` it is the register of the records as they will be, and `left_out` is what the same
    build refuses; else the last build of the period says that. `closing` closes the month with the
    events `booked`; by default the ledger says whether it is.
    """

    plan: MergePlan | None = None
    left_out: LeftOut | None = None
    closing: Closing | None = None
    booked: Sequence[Event] = ()


ANY_TIME = Occasion()
"""When a register is written of the records as they are."""


class PlannedRegister:
    """The register of a period that is about to be written; the caller holds the workspace.

    Making it raises OutputLocked, ConfigError (also for a faulty tariff) and, unless `keep_copy`,
    TypedIntoRegister and RegisterUnreadable: what somebody wrote into a register is never lost.
    """

    def __init__(
        self,
        workspace: Workspace,
        config: Config,
        span: Period,
        language: str,
        *,
        keep_copy: bool,
        penalty: PenaltyConfig | None = None,
    ) -> None:
        self._workspace = workspace
        self._config = config
        self._span = span
        self._language = language
        file = register_file(workspace, span, language)
        refuse_if_open(file)
        self._ledger = WorkspaceLedger(workspace, config.settings)
        self._remembered = self._ledger.given_out()
        limits, events = config.vocabulary.limits, self._remembered.events
        entered = partial(entered_cells, limits=limits, events=events)
        self._earlier = EarlierWorkbook(workspace, file, limits, entered)
        if not keep_copy:
            self._earlier.refuse_if_typed()
        self._penalty = penalty or workspace.load_penalties(config)
        self._procedure = workspace.load_procedure(config)
        _refuse_deleted(self._remembered.given_out.used, span)
        self._news: list[Sealed] = []
        self.sha256 = ""

    @property
    def remembered_so_far(self) -> Remembered:
        """What the ledger held when the register was planned."""
        return self._remembered

    @property
    def has_news(self) -> bool:
        """Whether what was written gives out lines or amounts that no register gave out before."""
        return bool(self._news)

    def write(self, files: Together, occasion: Occasion = ANY_TIME) -> RegisterReport:
        """Writes the register beside the one that is there; a copy of one written into, too.

        Raises RecordsDamaged.
        """
        with self.begun(files, occasion) as written:
            return written()

    @contextmanager
    def begun(
        self, files: Together, occasion: Occasion = ANY_TIME
    ) -> Iterator[Callable[[], RegisterReport]]:
        """Begins what `write` does, and gives the function that ends it, for `files` to be whole.

        Meanwhile a copy of this process may be writing a long workbook; what the ledger will be
        told is there as soon as the block begins. Raises as `write`, as the function does.
        """
        started = time.perf_counter()
        now = datetime.now()  # noqa: DTZ005 - the user's own clock
        register, recordings = _assess(
            self._workspace,
            self._config,
            self._penalty,
            self._span,
            self._language,
            self._remembered,
            now.date(),
            plan=occasion.plan,
        )
        drafts = self._remembered.with_old(self._drafts(register))
        kept = self._earlier.keep(now, files)
        path = files.add(self._earlier.file)
        book = partial(self._write_book, path, register, drafts, occasion)
        with beside(book, pays=len(drafts) >= _MANY) as written:
            self._news = self._remembered.followed_by(drafts, occasion.booked)

            def ended() -> RegisterReport:
                written()
                changed = self._keep(path, register, files)
                seconds = time.perf_counter() - started
                return RegisterReport(
                    self._span, register, self._earlier.file, seconds, recordings, kept, changed
                )

            yield ended

    def _keep(self, path: Path, register: Register, files: Together) -> list[str]:
        """Keeps the finished workbook as it is now, and pins its tariffs: returns as `_pin`."""
        content = path.read_bytes()
        self.sha256 = sha256(content).hexdigest()
        self._earlier.save_original(content, files)
        return _pin(files, self._workspace.used_tariffs, register)

    def _write_book(
        self,
        path: Path,
        register: Register,
        drafts: Sequence[Draft],
        occasion: Occasion,
    ) -> None:
        """Writes the workbook, which shows the cases as `drafts` will leave them."""
        to_come = self._remembered.foreseen(drafts, occasion.booked)
        events = [*self._remembered.events, *occasion.booked, *to_come]
        write_register_book(
            path,
            register,
            language=self._language,
            inbox=self._workspace.inbox.resolve(),
            organisation=self._config.settings.organisation,
            left_out=occasion.left_out or last_build.remembered(self._workspace, self._span),
            account=account_of(events, self._span, occasion.closing),
            desk=self._desk(register, events),
        )

    def _desk(self, register: Register, events: Sequence[Event]) -> Desk:
        """The cases of the period as they stand once this register is given out."""
        procedure, people = self._procedure
        files = case_files(events, register.to_remember).values()
        exclusions = [one for tariff in register.tariffs for one in tariff.exclusions]
        return desk(files, self._span, people, procedure, exclusions, now(), self._language)

    def _drafts(self, register: Register) -> list[Draft]:
        """The events of what the register gives out. Raises CaseNotOpened."""
        at = now_text()
        procedure, people = self._procedure
        openings = Openings(people, procedure, datetime.fromisoformat(at))
        begun = partial(self._begun, openings)
        return drafts_of(register, self._remembered.given_out, at, begun)

    def _begun(self, openings: Openings, case: str, data: Mapping[str, Any]) -> Mapping[str, Any]:
        """A case that is opened keeps the rules of that day, and until when it may be appealed."""
        begun = openings.of(case, data)
        if isinstance(begun, Refusal):
            number = data["line"]["number"]
            raise CaseNotOpened(number=number, why=begun.say(self._language))
        return begun

    def give_out(self) -> RegisterReport:
        """Writes the register, has the ledger remember it, and puts it in place.

        The ledger takes the new lines while the workbook is still being written. Raises as `write`
        and `remembered` do; then nothing was changed.
        """
        with written_together() as files, self.begun(files) as written, self.remembered():
            report = written()
            files.publish()
        return report

    @contextmanager
    def remembered(self) -> Iterator[None]:
        """Puts the new lines into the ledger when the block, which gives them out, has succeeded.

        A failure within leaves nothing of them. Raises Busy, LedgerBusy, LedgerUnreadable.
        """
        with self._remembered.written(self._ledger, self._news):
            yield


def _refuse_deleted(used: Mapping[str, int], span: Period) -> None:
    """A month of which cases were deleted can't be given out again. Raises MonthDeleted."""
    first, last = f"{span.first:%Y-%m}", f"{span.last:%Y-%m}"
    deleted = sorted(month for month in used if first <= month <= last)
    if deleted:
        raise MonthDeleted(month=deleted[0])


def _pin(files: Together, file: Path, register: Register) -> list[str]:
    """Pins the tariffs of the register; returns the examples that are not what they were.

    Nobody is paid by an example, so it may change; one that somebody confirmed has been refused.
    """
    known = read_pins(file)
    pins, changed = known, known.changed(register.tariffs)
    for tariff in register.tariffs:
        pins = pins.renewed(tariff)
    if pins != known:
        files.add(file, first=True).write_bytes(pins.as_bytes())
    return changed


def write_register(
    workspace: Workspace, period_text: str, language: str, *, keep_copy: bool = False
) -> RegisterReport:
    """Writes the penalty register of the merged records (S6) and remembers what it gives out.

    Where somebody wrote into the register that is there, it stays; with `keep_copy` it is copied
    beside and overwritten. Raises Busy, OutputLocked, TypedIntoRegister, RegisterUnreadable,
    ConfigError, UnknownPeriod, GivenOutDamaged, LedgerBusy, LedgerUnreadable.
    """
    started = time.perf_counter()
    span = period(period_text)
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        planned = PlannedRegister(workspace, config, span, language, keep_copy=keep_copy)
        report = planned.give_out()
    return replace(report, seconds=time.perf_counter() - started)


def assess_period(workspace: Workspace, period_text: str, language: str) -> Register:
    """Returns the assessed register of the merged records, without writing it.

    Raises ConfigError, UnknownPeriod, GivenOutDamaged.
    """
    span = period(period_text)
    config = workspace.required().load()
    remembered = WorkspaceLedger(workspace, config.settings).given_out()
    penalty = workspace.load_penalties(config)
    return _assess(workspace, config, penalty, span, language, remembered)[0]


def _assess(
    workspace: Workspace,
    config: Config,
    penalty: PenaltyConfig,
    span: Period,
    language: str,
    remembered: Remembered,
    today: date | None = None,
    *,
    plan: MergePlan | None = None,
) -> tuple[Register, int]:
    """Assesses the rows that count, of whole months, because the caps are monthly.

    Days before them are read as far as the tariff counts repeats.
    Returns the register, and how many recordings of the period count.
    `remembered` is what was given out so far, and `today` the day of giving this one out.
    Raises VersionChanged where a confirmed tariff isn't what priced an earlier register.
    """
    days = needed_days(span, penalty.tariffs)
    store = RecordStore(workspace.records)
    asked = Asked(days, span, language, Memory(remembered.given_out, today))
    rows = register_rows(config, penalty, store, asked, plan)
    letters, facts = store.sheet_columns(plan), facts_of(remembered.events)
    register = assess_rows(
        penalty, rows.schemes, rows.judged, asked, letters, facts, rows.complaints
    )
    refuse_changed(workspace, register.tariffs)
    return register, rows.judged.recordings


def refuse_changed(workspace: Workspace, tariffs: Iterable[Tariff]) -> None:
    """Raises VersionChanged where a confirmed tariff isn't what priced an earlier register."""
    confirmed = [tariff for tariff in tariffs if tariff.confirmed]
    changed = read_pins(workspace.used_tariffs).changed(confirmed)
    if changed:
        raise VersionChanged(versions=" ".join(changed))
