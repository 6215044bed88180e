"""All figures of a scheme and a period: what `metrics` publishes and the workbook shows (S3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from qa_workbook.analysis.agent_items import agent_item_table
from qa_workbook.analysis.agent_months import (
    NOBODY,
    agent_month_table,
    agents_by_month,
    teams_by_month,
)
from qa_workbook.analysis.agents import agent_table
from qa_workbook.analysis.critical_accuracy import accuracy_table
from qa_workbook.analysis.days import day_table, week_table
from qa_workbook.analysis.detail import detail_table
from qa_workbook.analysis.distribution import distribution_by_month, distribution_table
from qa_workbook.analysis.entered import entered
from qa_workbook.analysis.former import with_former
from qa_workbook.analysis.index import attained_table, index_table
from qa_workbook.analysis.inspector_figures import inspector_table
from qa_workbook.analysis.inspectors import with_means
from qa_workbook.analysis.items import critical_table, family_table, fatal_code_table, item_table
from qa_workbook.analysis.model import Analysis, Overall, PeopleSource
from qa_workbook.analysis.overall import overall_by_month, overall_figures
from qa_workbook.analysis.pool import Pool, TwoInspectors, pool_recordings
from qa_workbook.analysis.repeats import repeat_table
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.analysis.samples import with_samples
from qa_workbook.analysis.sums import Sums, sums_of
from qa_workbook.analysis.teams import team_table
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.scheme.model import Scheme


def analyse(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    period: Period,
    two_inspectors: TwoInspectors = "latest",
    language: str = "zh",
    people: pd.DataFrame | None = None,
    clean_from: PeopleSource = "breaches",
    rules: AnalysisRules | None = None,
    small_sample: int = 0,
    former: Mapping[SchemeKey, pd.DataFrame] | None = None,
) -> Analysis:
    """Returns the analysis of one scheme over one period.

    `versions`: scheme by key, all of one scheme id; `frames`: recordings frame by key, wide or
    long; rows of other days only tell which score of a recording counts. Each recording is scored
    by its own version.
    `two_inspectors` says which score of a recording counts when several inspectors scored it.
    Names are in `language`. `people` (agent, name, team, month) and `clean_from` say who may have
    no breach in long sheets, and how that is known. `rules` say what is a repeat and which critical
    families are listed; without them there are no repeats. Agents with fewer than `small_sample`
    scores have no place in the order. Frames with the column `corrected` have corrected rows;
    `former` then holds all rows of those recordings as they were.
    """
    pool = pool_of(versions, frames, two_inspectors).within(period)
    sums, given = sums_of(pool), entered(pool)
    items = item_table(pool, sums, language)
    days = day_table(pool, sums)
    scores = _scores(pool, sums, days, people, clean_from)
    size = scores.agents["recordings" if scores.months is None else "months"].to_numpy()
    detail = detail_table(pool)
    if former:
        detail = with_former(detail, pool_of(versions, former, two_inspectors))
    return Analysis(
        scheme=pool.newest,
        period=period,
        overall=scores.overall,
        detail=detail,
        items=items,
        distribution=scores.distribution,
        days=days,
        weeks=week_table(pool, sums),
        agents=with_samples(scores.agents, size, small_sample),
        agent_items=agent_item_table(pool, sums),
        teams=scores.teams,
        families=family_table(pool, sums, items, language),
        critical=critical_table(pool, sums, language),
        index=index_table(pool, sums, language),
        attained=attained_table(pool, sums, language),
        fatal_codes=fatal_code_table(pool, sums, language),
        critical_accuracy=accuracy_table(
            pool, sums, given, rules.critical.families if rules else (), language
        ),
        inspectors=inspector_table(pool, given, rules.inspectors if rules else None),
        repeats=repeat_table(pool, sums, period, rules.repeats if rules else None),
        months=scores.months,
        clean_from=clean_from,
        versions=tuple(part.scheme for part in pool.parts),
    )


class _Scores(NamedTuple):
    """Tables of scores: by recording, in long sheets by agent and month (`months`)."""

    overall: Overall
    distribution: pd.DataFrame
    agents: pd.DataFrame
    teams: pd.DataFrame
    months: pd.DataFrame | None = None


def _scores(
    pool: Pool,
    sums: Sums,
    days: pd.DataFrame,
    people: pd.DataFrame | None,
    clean_from: PeopleSource,
) -> _Scores:
    agents, teams = agent_table(pool, sums), team_table(pool, sums)
    overall = overall_figures(pool, sums, days, agents)
    if pool.newest.sheet.layout != "long" or not sums.recordings:
        return _Scores(overall, distribution_table(pool, sums), agents, teams)
    months = agent_month_table(pool, NOBODY if people is None else people)
    agents, teams = agents_by_month(months), teams_by_month(months)
    if clean_from == "breaches":
        agents["good"] = teams["good"] = math.nan
    overall = overall_by_month(overall, months, complete=clean_from != "breaches")
    return _Scores(overall, distribution_by_month(pool, months), agents, teams, months)


def pool_of(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    two_inspectors: TwoInspectors,
) -> Pool:
    """Returns all recordings of a scheme, scored; arguments as those of `analyse`."""
    pool = pool_recordings(versions, frames, two_inspectors)
    return with_means(pool) if two_inspectors == "mean" else pool
