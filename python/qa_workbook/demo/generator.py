"""The demo run: which sheets there are, and who fills which of them on which day."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from python_calamine import CalamineWorkbook

from qa_workbook.demo.centre import Agent, Group, found_centre, inspection_days, write_roster
from qa_workbook.demo.drafts import Draft, DraftMaker
from qa_workbook.demo.mistakes import Mistake, spoil
from qa_workbook.demo.writing import SHEET, address, write_draft
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

__all__ = ["DEFAULT_MONTH", "DEFAULT_SEED", "DemoReport", "generate", "write_roster"]

DEFAULT_MONTH = "2026-10"
DEFAULT_SEED = 20261001
DAILY_SCHEME = "monitoring-10x4"
RECORDINGS = 60  # an inspector's day (S9)
EXTRA_SHEETS, EXTRA_RECORDINGS = 2, 20
BREACHES = 18


@dataclass(frozen=True)
class DemoReport:
    """What was made: all files, every mistake put in on purpose, the agents, the period to build, and how many rows."""

    files: tuple[Path, ...]
    mistakes: tuple[Mistake, ...]
    agents: tuple[Agent, ...]
    period: str
    recordings: int


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
        return tuple(agent for group in self.groups for agent in group.agents)

    @property
    def daily_scheme(self) -> str | None:
        """The scheme of the daily sheets: the shipped one, else the first with wide sheets."""
        wide = [key for key in self.schemes.ids if self.schemes.latest(key).sheet.layout == "wide"]
        return DAILY_SCHEME if DAILY_SCHEME in wide else next(iter(wide), None)


def demo_month(today: date) -> str:
    """Returns the month that the demo plays in: DEFAULT_MONTH, or the last whole month while that one is not over."""
    if period(DEFAULT_MONTH).last < today:
        return DEFAULT_MONTH
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def generate(
    folder: Path,
    schemes: SchemeBook,
    *,
    inspectors: int = 4,
    days: int = 5,
    seed: int = DEFAULT_SEED,
    month: str | None = None,
    language: str = "zh",
    recordings: int = RECORDINGS,
    mistakes: bool = True,
    extras: bool = True,
    progress: Callable[[int, int], None] | None = None,
) -> DemoReport:
    """Writes filled score sheets under `folder` and returns the DemoReport. The same arguments give the same bytes.

    One workbook per inspector and day of the call monitoring scheme (`recordings` rows each, 15 agents per inspector);
    with `extras` also a few sheets of every other scheme; with `mistakes` the usual ones in a few daily sheets.
    `month` is "YYYY-MM" (default: `demo_month`); at most as many days are used as it has weekdays. `progress` is told
    (files written, files in all). Raises UnknownPeriod for a month that is none.
    """
    month = month or demo_month(date.today())  # noqa: DTZ011 - the user's own day
    rng = np.random.default_rng(seed)
    span = period(month)
    groups = found_centre(inspectors, rng, language)
    plan = Plan(
        schemes,
        groups,
        DraftMaker(language, rng),
        month,
        inspection_days(span.first, span.last, days),
    )
    drafts = _daily(plan, recordings)
    made: list[Mistake] = []
    if mistakes and drafts:
        drafts, made = spoil(drafts, language, rng)
    if extras:
        drafts += _extras(plan)
    layouts = {}
    for number, draft in enumerate(drafts, 1):
        layouts[str(draft.file)] = write_draft(folder / draft.file, draft, language)
        if progress:
            progress(number, len(drafts))
    return DemoReport(
        files=tuple(folder / draft.file for draft in drafts),
        mistakes=tuple(_located(folder, mistake, layouts[mistake.file]) for mistake in made),
        agents=plan.everyone,
        period=month,
        recordings=sum(len(draft.rows) for draft in drafts),
    )


def _daily(plan: Plan, recordings: int) -> list[Draft]:
    drafts = []
    for number, day in enumerate(plan.days):
        scheme = plan.schemes.at(plan.daily_scheme, day) if plan.daily_scheme else None
        progress = number / max(1, len(plan.days) - 1)
        for group in plan.groups if scheme else ():
            assert scheme
            file = _daily_file(scheme, group.inspector, day.isoformat(), plan.maker.language)
            drafts.append(
                plan.maker.wide(file, scheme, group, day, count=recordings, progress=progress)
            )
    return drafts


def _extras(plan: Plan) -> list[Draft]:
    drafts = []
    for scheme_id in plan.schemes.ids:
        scheme = plan.schemes.at(scheme_id, plan.days[0])
        if scheme is None or scheme_id == plan.daily_scheme:
            continue
        make = _register if scheme.sheet.layout == "long" else _few_sheets
        drafts += make(plan, scheme)
    return drafts


def _register(plan: Plan, scheme: Scheme) -> list[Draft]:
    """One register of breaches for the whole month, kept by the first inspector."""
    language = plan.maker.language
    name = text("demo.file_register", language).format(
        month=plan.month, scheme=_name(scheme, language)
    )
    group = Group(plan.groups[0].inspector, plan.everyone)
    return [plan.maker.long(f"{name}.xlsx", scheme, group, plan.days, count=BREACHES)]


def _few_sheets(plan: Plan, scheme: Scheme) -> list[Draft]:
    """A sheet on each of the first days, about other agents each time."""
    drafts = []
    for number, day in enumerate(plan.days[:EXTRA_SHEETS]):
        inspector = plan.groups[number % len(plan.groups)].inspector
        first = EXTRA_RECORDINGS * number
        chosen = (plan.everyone[(first + n) % len(plan.everyone)] for n in range(EXTRA_RECORDINGS))
        group = Group(inspector, tuple(dict.fromkeys(chosen)))
        file = _daily_file(scheme, inspector, day.isoformat(), plan.maker.language)
        drafts.append(
            plan.maker.wide(file, scheme, group, day, count=EXTRA_RECORDINGS, progress=0.5)
        )
    return drafts


def _daily_file(scheme: Scheme, inspector: str, day: str, language: str) -> str:
    name = text("demo.file_daily", language).format(
        inspector=inspector, day=day, scheme=_name(scheme, language)
    )
    return f"{name}.xlsx"


def _name(scheme: Scheme, language: str) -> str:
    """The scheme's name as part of a file name."""
    return "".join(
        "-" if letter in '\\/:*?"<>|' else letter for letter in scheme.name.say(language)
    )


def _located(folder: Path, mistake: Mistake, layout: tuple[int, list[str]] | None) -> Mistake:
    """The mistake with the address of its cell, which our template shows only once it is written."""
    header, headings = layout or _header(folder / mistake.file)
    if not mistake.column and mistake.row < 0:
        return mistake
    return replace(
        mistake, cell=address(header, list(headings), mistake.row, mistake.column or headings[0])
    )


def _header(path: Path) -> tuple[int, Sequence[str]]:
    book = CalamineWorkbook.from_path(str(path))
    name = next(name for name in book.sheet_names if name in SHEET.values())
    grid = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    header = next(index for index, row in enumerate(grid) if "工号" in row)
    return header, [str(value) for value in grid[header]]
