"""All figures of a scheme and a period: what `metrics` publishes and the workbook shows (S3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

import pandas as pd

from qa_workbook.analysis.agent_items import agent_item_table
from qa_workbook.analysis.agent_months import NOBODY, agents_by_month, teams_by_month
from qa_workbook.analysis.agents import agent_table
from qa_workbook.analysis.critical_accuracy import accuracy_table
from qa_workbook.analysis.days import day_table, week_table
from qa_workbook.analysis.detail import detail_table
from qa_workbook.analysis.distribution import distribution_table, groups_by_month
from qa_workbook.analysis.former import with_former
from qa_workbook.analysis.index import attained_table, index_table
from qa_workbook.analysis.inspector_figures import inspector_table
from qa_workbook.analysis.inspectors import with_means
from qa_workbook.analysis.items import critical_table, family_table, fatal_code_table, item_table
from qa_workbook.analysis.model import Analysis, Figures, PeopleSource
from qa_workbook.analysis.overall import overall_by_month, overall_figures
from qa_workbook.analysis.pool import Pool, TwoInspectors, pool_recordings
from qa_workbook.analysis.repeats import no_repeats, repeat_table
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.analysis.samples import with_samples
from qa_workbook.analysis.sums import Measure, Sums, sums_of
from qa_workbook.analysis.teams import team_table
from qa_workbook.analysis.totals import Totals, totals_of
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
    sums = sums_of(pool)
    asked = Asked(period, language, clean_from, rules, small_sample)
    totals = totals_of(pool, sums, rules, NOBODY if people is None else people)
    published = figures_of(totals, asked)
    tables = {
        "weeks": week_table(pool, sums),
        "agent_items": agent_item_table(pool, sums),
        "teams": _teams(pool, sums, totals, clean_from),
        "families": family_table(pool.newest, published.items, language),
        "critical": critical_table(pool, sums, language),
        "attained": attained_table(pool, sums, language),
        "fatal_codes": fatal_code_table(pool, sums, language),
    }
    # Last, for it is the largest: what the others take on their way is free by now.
    del sums, totals
    detail = detail_table(pool, last=True)
    if former:
        detail = with_former(detail, pool_of(versions, former, two_inspectors))
    found = {one.name: getattr(published, one.name) for one in fields(published)}
    return Analysis(**found, **tables, detail=detail)


def _teams(pool: Pool, sums: Sums, totals: Totals, clean_from: PeopleSource) -> pd.DataFrame:
    if totals.months is None:
        return team_table(pool, sums)
    teams = teams_by_month(totals.months)
    return teams.assign(good=math.nan) if clean_from == "breaches" else teams


@dataclass(frozen=True)
class Asked:
    """What is asked of totals; the attributes are arguments of `analyse`."""

    period: Period
    language: str = "zh"
    clean_from: PeopleSource = "breaches"
    rules: AnalysisRules | None = None
    small_sample: int = 0


def figures_of(totals: Totals, asked: Asked) -> Figures:
    """Returns the figures that `metrics` publishes, of the totals of a whole period."""
    versions, rules = totals.versions, asked.rules
    newest, measure, months = versions.newest, Measure.of(versions), totals.months
    days = day_table(measure, totals.days)
    agents = agent_table(measure, totals.agents, totals.latest)
    overall = overall_figures(versions, totals.scores, totals.whole, totals.bands, days, agents)
    groups, size = totals.groups, overall.recordings
    if months is not None:
        agents = agents_by_month(months)
        if asked.clean_from == "breaches":
            agents["good"] = math.nan
        overall = overall_by_month(overall, months, complete=asked.clean_from != "breaches")
        groups, size = groups_by_month(newest, months), len(months)
    scored = agents["recordings" if months is None else "months"].to_numpy()
    repeats = no_repeats()
    if rules and rules.repeats and totals.repeats is not None:
        repeats = repeat_table(versions, totals.repeats, asked.period, rules.repeats)
    return Figures(
        scheme=newest,
        period=asked.period,
        overall=overall,
        items=item_table(versions, totals.whole, totals.items, asked.language),
        distribution=distribution_table(newest, groups, size),
        days=days,
        agents=with_samples(agents, scored, asked.small_sample),
        index=index_table(newest, totals.nodes, asked.language),
        critical_accuracy=accuracy_table(
            versions, totals.families, rules.critical.families if rules else (), asked.language
        ),
        inspectors=inspector_table(
            versions, totals.of_inspectors, rules.inspectors if rules else None
        ),
        repeats=repeats,
        several=totals.several,
        months=months,
        clean_from=asked.clean_from,
        versions=versions.schemes,
    )


def pool_of(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    two_inspectors: TwoInspectors,
    *,
    once: bool = False,
    values: bool = True,
) -> Pool:
    """Returns all recordings of a scheme, scored; arguments as those of `analyse`.

    `once` and `values` as of `pool_recordings`.
    """
    pool = pool_recordings(versions, frames, two_inspectors, once=once, values=values)
    return with_means(pool) if two_inspectors == "mean" else pool
