"""The demo run: which sheets there are, and who fills which of them on which day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from pathlib import Path

import numpy as np

from qa_workbook.demo.branches import SHEETS, branch_sheets
from qa_workbook.demo.centre import Agent, Employee, Group, found_centre, inspection_days, staff_of
from qa_workbook.demo.complaints import complaints_of, spoil_complaints
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Draft, DraftMaker, Row
from qa_workbook.demo.form_sheet import FormSheet
from qa_workbook.demo.invented import Invented, invented
from qa_workbook.demo.mistakes import Mistake, spoil
from qa_workbook.demo.other_forms import other_sheets
from qa_workbook.demo.writing import layout_of, write_draft
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.numbers import period
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

DEFAULT_MONTH = "2026-10"
DEFAULT_SEED = 20261001
DAILY_SCHEME = "monitoring-10x4"
RECORDINGS = 60  # an inspector's day (S9)
EXTRA_SHEETS, EXTRA_RECORDINGS = 2, 20
CALLS_EACH = {"online-chat": (12, 5)}
"""Agents of an extra sheet, and recordings of each, where it isn't one of each."""
BREACHES = 18
COMPLAINTS_FORM = "complaints"
_NOT_IN_FILE_NAMES = str.maketrans(dict.fromkeys('\\/:*?"<>|', "-"))

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DemoOptions:
    """How much is made, and what of it.

    `month` is "YYYY-MM", None for `demo_month`; at most as many days are used as it has weekdays.
    Each inspector listens to 15 agents, and fills in `recordings` rows a day. `mistakes` puts the
    usual ones into a few daily sheets; `extras` adds a few sheets of every other scheme. The same
    `seed` is the same people; another `draw` of it hears them on other calls.
    """

    inspectors: int = 4
    days: int = 5
    seed: int = DEFAULT_SEED
    month: str | None = None
    language: str = "zh"
    recordings: int = RECORDINGS
    mistakes: bool = True
    extras: bool = True
    draw: int = 0


@dataclass(frozen=True)
class DemoReport:
    """What was made: all files, every mistake put in on purpose, the agents, everybody who has
    a part in the procedure, the period to build, and how many rows of all sheets.

    `daily` are the daily sheets and `extras` those of the other schemes, as they were before the
    mistakes.
    """

    files: tuple[Path, ...]
    mistakes: tuple[Mistake, ...]
    agents: tuple[Agent, ...]
    staff: tuple[Employee, ...]
    period: str
    rows: int
    daily: tuple[Draft, ...] = ()
    extras: tuple[Draft, ...] = ()

    @property
    def sound(self) -> tuple[Draft, ...]:
        """The daily sheets without any mistake."""
        faulty = {mistake.file for mistake in self.mistakes}
        return tuple(draft for draft in self.daily if str(draft.file) not in faulty)

    @property
    def heard(self) -> tuple[Row, ...]:
        """The rows of all sheets that have a row for each recording."""
        wide = (one for one in (*self.daily, *self.extras) if one.scheme.sheet.layout == "wide")
        return tuple(chain.from_iterable(draft.rows for draft in wide))

    def who_is(self, role: str) -> Employee | None:
        """Returns the first of those who have a role of the form `people`."""
        return next((one for one in self.staff if one.role == role), None)


@dataclass(frozen=True)
class Plan:
    """Who inspects whom by which schemes, and when."""

    schemes: SchemeBook
    groups: tuple[Group, ...]
    maker: DraftMaker
    month: str
    days: list[date]

    @property
    def everyone(self) -> tuple[Agent, ...]:
        """All agents."""
        return tuple(chain.from_iterable(group.agents for group in self.groups))

    @property
    def words(self) -> Invented:
        """What people of the centre write."""
        return self.maker.words

    @property
    def daily_scheme(self) -> str | None:
        """The scheme of the daily sheets: the shipped one, else the first with wide sheets."""
        wide = [key for key in self.schemes.ids if self.schemes.latest(key).sheet.layout == "wide"]
        if DAILY_SCHEME in wide:
            return DAILY_SCHEME
        return next(iter(wide), None)


def demo_month(today: date) -> str:
    """Returns the month that the demo plays in: DEFAULT_MONTH, or the last whole month while that
    one is not over.
    """
    if period(DEFAULT_MONTH).last < today:
        return DEFAULT_MONTH
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def _silent(_done: int, _total: int) -> None:
    pass


def generate(
    folder: Path,
    schemes: SchemeBook,
    vocabulary: Vocabulary,
    forms: FormBook,
    options: DemoOptions,
    progress: Progress = _silent,
) -> DemoReport:
    """Writes filled score sheets under `folder`, one workbook per inspector and day.

    The same arguments give the same bytes. `progress` is called with files written and files in
    all. Raises UnknownPeriod for a month that isn't one.
    """
    plan = _plan(schemes, vocabulary, options)
    daily = _daily(plan, options.recordings)
    drafts = list(daily)
    made: list[Mistake] = []
    if options.mistakes and drafts:
        drafts, made = spoil(drafts, plan.words, plan.maker.rng)
    others: list[FormSheet] = []
    staff = staff_of(plan.groups, plan.words, np.random.default_rng([options.seed, 1]))
    extras: list[Draft] = []
    if options.extras:
        others, spoiled = _complaints(plan, daily, forms, options)
        made += spoiled
        others += other_sheets(_centre(plan, daily, staff), forms, options.seed + options.draw)
        extras = _extras(plan)
        drafts += extras
    for number, draft in enumerate(drafts, 1):
        write_draft(folder / draft.file, draft, plan.words)
        progress(number, len(drafts) + len(others))
    for sheet in others:
        sheet.write(folder)
    progress(len(drafts) + len(others), len(drafts) + len(others))
    sheets: list[Draft | FormSheet] = [*drafts, *others]
    return DemoReport(
        files=tuple(folder / sheet.file for sheet in sheets),
        mistakes=_located(made, drafts, plan.words),
        agents=plan.everyone,
        staff=staff,
        period=plan.month,
        rows=sum(len(sheet.rows) for sheet in sheets),
        daily=tuple(daily),
        extras=tuple(extras),
    )


def _plan(schemes: SchemeBook, vocabulary: Vocabulary, options: DemoOptions) -> Plan:
    month = options.month or demo_month(date.today())  # noqa: DTZ011 - the user's own day
    span = period(month)
    rng = np.random.default_rng(options.seed)
    groups = found_centre(options.inspectors, invented(options.language), rng)
    if options.draw:
        rng = np.random.default_rng([options.seed, options.draw])
    maker = DraftMaker(vocabulary, options.language, rng)
    return Plan(schemes, groups, maker, month, inspection_days(span.first, span.last, options.days))


def _centre(plan: Plan, daily: list[Draft], staff: tuple[Employee, ...]) -> DemoCentre:
    """What sheets of forms are made of."""
    return DemoCentre(
        agents=plan.everyone,
        staff=staff,
        drafts=daily,
        month=plan.month,
        days=plan.days,
        schemes=plan.schemes,
        words=plan.words,
        language=plan.maker.language,
    )


def _daily(plan: Plan, recordings: int) -> list[Draft]:
    drafts: list[Draft] = []
    if plan.daily_scheme is None:
        return drafts
    for number, day in enumerate(plan.days):
        scheme = plan.schemes.at(plan.daily_scheme, day)
        if scheme is None:
            continue
        progress = number / max(1, len(plan.days) - 1)
        for group in plan.groups:
            file = _daily_file(plan, scheme, group.inspector, day)
            drafts.append(
                plan.maker.wide(file, scheme, group, day, count=recordings, progress=progress)
            )
    return drafts


def _extras(plan: Plan) -> list[Draft]:
    drafts: list[Draft] = []
    for scheme_id in plan.schemes.ids:
        scheme = plan.schemes.at(scheme_id, plan.days[0])
        if scheme is None or scheme_id == plan.daily_scheme:
            continue
        if scheme.sheet.layout == "long":
            drafts.append(_register(plan, scheme))
        elif scheme_id in SHEETS:
            drafts += _of_branches(plan, scheme)
        else:
            drafts += _few_sheets(plan, scheme)
    return drafts


def _complaints(
    plan: Plan, drafts: list[Draft], forms: FormBook, options: DemoOptions
) -> tuple[list[FormSheet], list[Mistake]]:
    """The sheet of complaints about the daily sheets, where there is a form for it."""
    form = forms.get(COMPLAINTS_FORM)
    if form is None or not drafts:
        return [], []
    # Dice of its own, so that score sheets are the same with and without it.
    rng = np.random.default_rng([options.seed + options.draw, len(COMPLAINTS_FORM)])
    complaints = complaints_of(drafts, form, plan.month, plan.words, rng)
    if not options.mistakes:
        return [complaints], []
    complaints, mistakes = spoil_complaints(complaints)
    return [complaints], mistakes


def _register(plan: Plan, scheme: Scheme) -> Draft:
    """One register of breaches for the whole month, kept by the first inspector."""
    name = plan.words.files.breaches.format(month=plan.month, scheme=_name(plan, scheme))
    group = Group(plan.groups[0].inspector, plan.everyone)
    return plan.maker.long(f"{name}.xlsx", scheme, group, plan.days, count=BREACHES)


def _of_branches(plan: Plan, scheme: Scheme) -> Iterator[Draft]:
    """The sheets of a scheme by which branches are looked at (S13)."""
    branches, count = plan.words.branches, EXTRA_RECORDINGS
    for one in branch_sheets(scheme.id, branches, plan.groups, plan.days, count):
        project = one.branch.project
        file = _daily_file(plan, scheme, one.group.inspector, one.day)
        own = f"{file.removesuffix('.xlsx')} {project} {one.number}.xlsx"
        yield plan.maker.wide(
            own, scheme, one.group, one.day, count=count, progress=0.5, project=project
        )


def _few_sheets(plan: Plan, scheme: Scheme) -> list[Draft]:
    """A sheet on each of the first days, about other agents each time."""
    drafts = []
    agents, each = CALLS_EACH.get(scheme.id, (EXTRA_RECORDINGS, 1))
    for number, day in enumerate(plan.days[:EXTRA_SHEETS]):
        inspector = plan.groups[number % len(plan.groups)].inspector
        first = agents * number
        chosen = [
            plan.everyone[place % len(plan.everyone)] for place in range(first, first + agents)
        ]
        group = Group(inspector, tuple(dict.fromkeys(chosen)))
        file = _daily_file(plan, scheme, inspector, day)
        drafts.append(plan.maker.wide(file, scheme, group, day, count=agents * each, progress=0.5))
    return drafts


def _daily_file(plan: Plan, scheme: Scheme, inspector: str, day: date) -> str:
    name = plan.words.files.daily.format(
        inspector=inspector, day=day.isoformat(), scheme=_name(plan, scheme)
    )
    return f"{name}.xlsx"


def _name(plan: Plan, scheme: Scheme) -> str:
    """Returns the scheme's name as part of a file name."""
    name = scheme.name.say(plan.maker.language)
    return name.translate(_NOT_IN_FILE_NAMES)


def _located(mistakes: list[Mistake], drafts: list[Draft], words: Invented) -> tuple[Mistake, ...]:
    """Returns the mistakes with the addresses of their cells."""
    layouts = {str(draft.file): layout_of(draft, words) for draft in drafts}
    located = []
    for mistake in mistakes:
        if mistake.file in layouts and (mistake.column or mistake.row >= 0):
            layout = layouts[mistake.file]
            cell = layout.address(mistake.row, mistake.column or layout.columns[0])
            located.append(replace(mistake, cell=cell))
        else:
            located.append(mistake)
    return tuple(located)
