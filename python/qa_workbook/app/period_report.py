"""Puts together what the analysis workbook and the papers of a period are written from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.past import no_past
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.analysis.rechecks import rechecks_of
from qa_workbook.analysis.theme_weeks import ThemeWeek
from qa_workbook.app.case_library import case_library_of
from qa_workbook.app.corrections import Frames
from qa_workbook.app.metrics import analyse_corrected, only_within, rows_of
from qa_workbook.app.people import groups_of
from qa_workbook.app.quotas import due_quotas
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.sheets import LeftOut
from qa_workbook.workspace import Config, Workspace


def report_of(
    workspace: Workspace,
    config: Config,
    analyses: Sequence[Analysis],
    frames: Frames,
    span: Period,
    language: str,
    *,
    plan: MergePlan | None = None,
    earlier: Sequence[Analysis] | None = None,
    left_out: LeftOut | None = None,
    theme_weeks: Sequence[ThemeWeek] = (),
    past: Mapping[str, pd.DataFrame] | None = None,
) -> PeriodReport:
    """Returns the report of a period that is analysed already.

    `frames` are those of `rows_of`. `earlier` are the analyses of the period before; without them
    they are made, with a `plan` from the records as they will be. `past` is that of `past_of`.
    Raises SchemeVersionGone, ConfigError, RecordsDamaged.
    """
    people = workspace.load_procedure(config)[1]
    if earlier is None:
        frames_before = rows_of(RecordStore(workspace.records), span.before, plan)
        earlier = analyse_corrected(workspace, config, frames_before, span.before, language)
    before = {one.scheme.id: one for one in earlier if one.overall.recordings}
    rules = config.rules.at(span.last)
    groups, groups_before = (groups_of(people, one, rules) for one in (span, span.before))
    due = due_quotas(workspace, config, only_within(frames, span), span)
    largest_first = sorted(analyses, key=lambda analysis: -analysis.overall.recordings)
    return PeriodReport(
        schemes=[
            SchemeReport(
                replace(
                    analysis,
                    quotas=due.people,
                    rechecks=rechecks_of(analysis, people.posts, rules),
                ),
                before.get(analysis.scheme.id),
                groups,
                groups_before,
                (past or {}).get(analysis.scheme.id, no_past()),
            )
            for analysis in largest_first
        ],
        period=span,
        rules=rules,
        small_sample=config.settings.small_sample,
        live_formulas_up_to=config.settings.live_formulas_up_to,
        quotas=due.people,
        branch_checks=due.branches,
        quota_days=due.days,
        left_out=left_out,
        theme_weeks=theme_weeks,
        case_library=case_library_of(workspace, config, span.last, plan),
    )
