"""All figures of a scheme and a period: what `metrics` publishes and the workbook shows (S3)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

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
from qa_workbook.analysis.model import Analysis, Figures, Overall, PeopleSource
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
    made = _Making(pool, period, language, people, clean_from, rules, small_sample)
    detail = detail_table(pool)
    if former:
        detail = with_former(detail, pool_of(versions, former, two_inspectors))
    return Analysis(**made.published(), **made.sheets(), detail=detail)


def figures(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    period: Period,
    two_inspectors: TwoInspectors = "latest",
    language: str = "zh",
    people: pd.DataFrame | None = None,
    clean_from: PeopleSource = "breaches",
    rules: AnalysisRules | None = None,
    small_sample: int = 0,
) -> Figures:
    """Returns what `metrics` publishes of the analysis of the same arguments, and nothing more."""
    pool = pool_of(versions, frames, two_inspectors).within(period)
    made = _Making(pool, period, language, people, clean_from, rules, small_sample)
    several = detail_table(pool.only(pool.several)) if pool.several.any() else pd.DataFrame()
    return Figures(**made.published(), several=several)


@dataclass(frozen=True)
class _Making:
    """Makes the frames of an analysis of a pool."""

    pool: Pool
    period: Period
    language: str
    people: pd.DataFrame | None
    clean_from: PeopleSource
    rules: AnalysisRules | None
    small_sample: int

    @cached_property
    def sums(self) -> Sums:
        return sums_of(self.pool)

    @cached_property
    def items(self) -> pd.DataFrame:
        return item_table(self.pool, self.sums, self.language)

    @cached_property
    def days(self) -> pd.DataFrame:
        return day_table(self.pool, self.sums)

    @cached_property
    def scores(self) -> _Scores:
        return _scores(self.pool, self.sums, self.days, self.people, self.clean_from)

    def published(self) -> dict[str, Any]:
        """Returns the fields of Figures."""
        pool, sums, rules, scores = self.pool, self.sums, self.rules, self.scores
        given = entered(pool)
        size = scores.agents["recordings" if scores.months is None else "months"].to_numpy()
        families = rules.critical.families if rules else ()
        return {
            "scheme": pool.newest,
            "period": self.period,
            "overall": scores.overall,
            "items": self.items,
            "distribution": scores.distribution,
            "days": self.days,
            "agents": with_samples(scores.agents, size, self.small_sample),
            "index": index_table(pool, sums, self.language),
            "critical_accuracy": accuracy_table(pool, sums, given, families, self.language),
            "inspectors": inspector_table(pool, given, rules.inspectors if rules else None),
            "repeats": repeat_table(pool, sums, self.period, rules.repeats if rules else None),
            "months": scores.months,
            "clean_from": self.clean_from,
            "versions": tuple(part.scheme for part in pool.parts),
        }

    def sheets(self) -> dict[str, pd.DataFrame]:
        """Returns the frames that an Analysis has besides, but for `detail`."""
        pool, sums, language = self.pool, self.sums, self.language
        return {
            "weeks": week_table(pool, sums),
            "agent_items": agent_item_table(pool, sums),
            "teams": self._teams(),
            "families": family_table(pool, sums, self.items, language),
            "critical": critical_table(pool, sums, language),
            "attained": attained_table(pool, sums, language),
            "fatal_codes": fatal_code_table(pool, sums, language),
        }

    def _teams(self) -> pd.DataFrame:
        months = self.scores.months
        if months is None:
            return team_table(self.pool, self.sums)
        teams = teams_by_month(months)
        return teams.assign(good=math.nan) if self.clean_from == "breaches" else teams


class _Scores(NamedTuple):
    """Tables of scores: by recording, in long sheets by agent and month (`months`)."""

    overall: Overall
    distribution: pd.DataFrame
    agents: pd.DataFrame
    months: pd.DataFrame | None = None


def _scores(
    pool: Pool,
    sums: Sums,
    days: pd.DataFrame,
    people: pd.DataFrame | None,
    clean_from: PeopleSource,
) -> _Scores:
    agents = agent_table(pool, sums)
    overall = overall_figures(pool, sums, days, agents)
    if pool.newest.sheet.layout != "long" or not sums.recordings:
        return _Scores(overall, distribution_table(pool, sums), agents)
    months = agent_month_table(pool, NOBODY if people is None else people)
    agents = agents_by_month(months)
    if clean_from == "breaches":
        agents["good"] = math.nan
    overall = overall_by_month(overall, months, complete=clean_from != "breaches")
    return _Scores(overall, distribution_by_month(pool, months), agents, months)


def pool_of(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    two_inspectors: TwoInspectors,
) -> Pool:
    """Returns all recordings of a scheme, scored; arguments as those of `analyse`."""
    pool = pool_recordings(versions, frames, two_inspectors)
    return with_means(pool) if two_inspectors == "mean" else pool
