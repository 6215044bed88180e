"""The themes of a week, out of the records (S4)."""

from __future__ import annotations

from datetime import date, timedelta

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.rules import ThemeRules
from qa_workbook.analysis.themes import Theme, items_of, themes
from qa_workbook.app.metrics import analyse_corrected, rows_of
from qa_workbook.errors import UnknownPeriod
from qa_workbook.numbers import Period, period
from qa_workbook.records import RecordStore
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
    week = _week(week_text)
    config = workspace.required().load()
    rules = config.rules.at(week.last)
    if rules is None:
        return []
    store = RecordStore(workspace.records)
    if scheme_id:
        candidates = [config.schemes.latest(scheme_id).id]
    else:
        schemes = (config.schemes.latest(id_) for id_ in config.schemes.ids)
        candidates = [one.id for one in schemes if items_of(rules.themes, one)]
    days = {id_: _days(store, id_) for id_ in candidates}
    if not days:
        return []
    chosen = max(candidates, key=lambda id_: len(days[id_]))
    earlier = days[chosen][days[chosen] < pd.Timestamp(week.first)]
    before = None
    if len(earlier):
        last = _week(f"{earlier.max():%Y-%m-%d}")
        before = _analysis(workspace, config, chosen, last, language)
    now = _analysis(workspace, config, chosen, week, language)
    return _themes(config, rules.themes, chosen, before, now, language)


def _themes(
    config: Config,
    rules: ThemeRules,
    scheme_id: str,
    before: Analysis | None,
    week: Analysis | None,
    language: str,
) -> list[Theme]:
    known = week or before
    scheme = known.scheme if known else config.schemes.latest(scheme_id)
    return themes(rules, scheme, before, week, language)


def _week(text: str) -> Period:
    """The week, from Monday to Sunday, that holds all days of a period."""
    span = period(text)
    monday = span.first - timedelta(days=span.first.weekday())
    whole = period(f"{monday}..{monday + timedelta(days=6)}")
    if span.last > whole.last:
        raise UnknownPeriod(value=text)
    return whole


def _days(store: RecordStore, scheme_id: str) -> pd.Series:
    """The days of all recordings of a scheme."""
    found = store.named({scheme_id: ["call_date"]})
    if scheme_id not in found:
        return pd.Series(dtype="datetime64[s]")
    return found[scheme_id]["call_date"]


def _analysis(
    workspace: Workspace, config: Config, scheme_id: str, span: Period, language: str
) -> Analysis | None:
    """The week of one scheme, by the scores that decisions on cases left."""
    frames = rows_of(RecordStore(workspace.records), span)
    own = {key: frame for key, frame in frames.items() if key.id == scheme_id}
    analyses = analyse_corrected(workspace, config, own, span, language)
    found = [one for one in analyses if one.overall.recordings]
    return found[0] if found else None
