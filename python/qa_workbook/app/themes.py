"""The themes of weeks, out of the records (S4)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

import pandas as pd

from qa_workbook.analysis.case_library import CaseLibrary
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.analysis.theme_weeks import (
    ChosenWeek,
    ThemeWeek,
    WeekFigures,
    explained,
    figures_by_week,
    theme_week,
)
from qa_workbook.analysis.themes import Theme, items_of
from qa_workbook.app.case_library import case_library_of
from qa_workbook.app.corrections import Frames, with_corrections
from qa_workbook.app.metrics import rows_of, scheme_versions
from qa_workbook.errors import UnknownPeriod
from qa_workbook.numbers import Period, period, week_of
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Config, Workspace

_WEEK = timedelta(days=7)


def coming_week(today: date) -> str:
    """Returns the week after that of a day, e.g. "2026-W42"."""
    year, number, _ = (today + _WEEK).isocalendar()
    return f"{year}-W{number:02d}"


def themes_of(
    workspace: Workspace, week_text: str, language: str, scheme_id: str = ""
) -> list[Theme]:
    """Returns the themes of a week, chosen by the last week before it that has recordings.

    A day or days stand for their week. Without `scheme_id` it is the scheme whose family of themes
    has the most recordings in the records. Raises UnknownPeriod for more than one week,
    UnknownScheme, ConfigError, RecordsDamaged.
    """
    span = period(week_text)
    week = week_of(span.first)
    if span.last > week.last:
        raise UnknownPeriod(value=week_text)
    config = workspace.required().load()
    found = _weeks_of(workspace, config, [week], language, scheme_id)
    return list(found[0].themes) if found else []


def theme_weeks_of(
    workspace: Workspace,
    config: Config,
    span: Period,
    language: str,
    plan: MergePlan | None = None,
    frames: Frames | None = None,
) -> list[ThemeWeek]:
    """Returns the weeks that a period touches and the one after them, each with its themes.

    With a `plan` they are chosen from the records as they will be. `frames` are the recordings of
    `days_around` the period, where they were read already. None without rules, and where no scheme
    has items that may be themes. Raises as `themes_of` does.
    """
    return _weeks_of(workspace, config, _weeks_in(span), language, plan=plan, frames=frames)


def days_around(span: Period) -> Period:
    """Returns the days of the weeks of `theme_weeks_of`; all days of the period are among them."""
    weeks = _weeks_in(span)
    return Period("", weeks[0].first, weeks[-1].last)


def _weeks_in(span: Period) -> list[Period]:
    weeks = [week_of(span.first)]
    while weeks[-1].first <= span.last:
        weeks.append(week_of(weeks[-1].first + _WEEK))
    return weeks


def _weeks_of(
    workspace: Workspace,
    config: Config,
    weeks: Sequence[Period],
    language: str,
    scheme_id: str = "",
    plan: MergePlan | None = None,
    frames: Frames | None = None,
) -> list[ThemeWeek]:
    """Returns consecutive weeks; all recordings of theirs are read and scored once.

    `frames` are those of the weeks, where they were read already.
    """
    rules = config.rules.at(weeks[-1].last)
    if rules is None:
        return []
    candidates = _candidates(config, rules, scheme_id)
    store = RecordStore(workspace.records)
    days = _days(store, candidates, plan)
    if not days:
        return []
    chosen = max(candidates, key=lambda id_: len(days[id_]))
    earlier = days[chosen][days[chosen] < pd.Timestamp(weeks[0].first)]
    span, figures = Period("", weeks[0].first, weeks[-1].last), dict[Period, WeekFigures]()
    if len(earlier):
        before = week_of(earlier.max().date())
        of_before = rows_of(store, before, plan)
        figures = _figures(workspace, config, chosen, before, language, of_before)
    if frames is None:
        frames = rows_of(store, span, plan)
    figures |= _figures(workspace, config, chosen, span, language, frames)
    case_library = case_library_of(workspace, config, weeks[-1].last, plan)
    return explained(list(_told(config, weeks, chosen, figures, language, case_library)))


def _told(
    config: Config,
    weeks: Sequence[Period],
    scheme_id: str,
    figures: dict[Period, WeekFigures],
    language: str,
    case_library: CaseLibrary,
) -> Iterator[ChosenWeek]:
    """Yields the weeks that have rules; `figures` are those of all weeks with recordings."""
    scheme = config.schemes.latest(scheme_id)
    for week in weeks:
        rules = config.rules.at(week.last)
        if rules is not None:
            before = [(one, of) for one, of in figures.items() if one.last < week.first]
            last = max(before, key=lambda pair: pair[0].last, default=None)
            now = figures.get(week)
            yield theme_week(rules.themes, scheme, week, last, now, language, case_library)


def _candidates(config: Config, rules: AnalysisRules, scheme_id: str) -> list[str]:
    if scheme_id:
        return [config.schemes.latest(scheme_id).id]
    schemes = (config.schemes.latest(id_) for id_ in config.schemes.ids)
    return [one.id for one in schemes if items_of(rules.themes, one)]


def _days(
    store: RecordStore, scheme_ids: Sequence[str], plan: MergePlan | None
) -> dict[str, pd.Series]:
    """The days of all recordings of each scheme, also of those that are about to be merged."""
    found = store.named({id_: ["call_date"] for id_ in scheme_ids})
    planned = plan.writes if plan else {}
    days = {}
    for id_ in scheme_ids:
        parts = [found[id_]["call_date"]] if id_ in found else []
        for key, table in planned.items():
            if key.id == id_ and "call_date" in table.frame:
                parts.append(table.frame["call_date"])
        nothing = pd.Series(dtype="datetime64[s]")
        days[id_] = pd.concat(parts, ignore_index=True) if parts else nothing
    return days


def _figures(
    workspace: Workspace,
    config: Config,
    scheme_id: str,
    span: Period,
    language: str,
    frames: Frames,
) -> dict[Period, WeekFigures]:
    """The weeks of a span of one scheme, by the scores that decisions on cases left."""
    own = {key: frame for key, frame in frames.items() if key.id == scheme_id and len(frame)}
    corrected = with_corrections(workspace, config, own, language).frames
    versions = scheme_versions(config, sorted(corrected)).get(scheme_id, {})
    weeks = [week_of(span.first)]
    while weeks[-1].last < span.last:
        weeks.append(week_of(weeks[-1].first + _WEEK))
    policy = config.settings.two_inspectors
    return figures_by_week(versions, corrected, weeks, policy, language)
