"""The figures of each branch, out of the rows of its own projects alone (S13)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from qa_workbook.analysis.branches import CheckDone, Place, places
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.period_report import PeriodReport, SchemeReport
from qa_workbook.analysis.rules import AnalysisRules, Branch
from qa_workbook.app.corrections import Frames
from qa_workbook.app.metrics import analyse_corrected, only_within
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.app.quotas import due_quotas
from qa_workbook.books.reports.branch import Standing
from qa_workbook.frames import folded
from qa_workbook.numbers import Period

Analyses = Mapping[str, Analysis]
"""By scheme id."""


@dataclass(frozen=True)
class BranchReport:
    """One branch: the report of its own recordings, and how it stands among the others."""

    branch: Branch
    report: PeriodReport
    standing: Standing


def branch_reports(material: Material, span: Period) -> list[BranchReport]:
    """Returns the branches with recordings in the period, in the order of the rules.

    Schemes of clauses are left out: their scores are of months, which may be of several branches.
    Raises as `report_of` does.
    """
    rules = material.config.rules.at(span.last)
    if rules is None or not rules.branches:
        return []
    now = {one.id: _analyses(material, one, span) for one in rules.branches}
    before = {one.id: _analyses(material, one, span.before) for one in rules.branches}
    inside = only_within(material.rows(span), span)
    due = due_quotas(material.workspace, material.config, inside, span).branches
    ranks = _ranks(now, material.config.settings.small_sample)
    found = []
    for branch in rules.branches:
        own = now[branch.id]
        if own:
            report = _report(material, span, rules, own, before[branch.id])
            checks = _checks(rules, branch, due)
            name = branch.name.say(material.language)
            own_ranks = {scheme: ranks[scheme][branch.id] for scheme in own}
            found.append(BranchReport(branch, report, Standing(name, own_ranks, checks)))
    return found


def _analyses(material: Material, branch: Branch, span: Period) -> Analyses:
    """The branch's own schemes that score recordings."""
    rows = _own_rows(material.rows(span), branch)
    found = analyse_corrected(material.workspace, material.config, rows, span, material.language)
    return {one.scheme.id: one for one in found if one.overall.recordings and one.months is None}


def _own_rows(frames: Frames, branch: Branch) -> Frames:
    projects = {folded(project) for project in branch.projects}
    return {
        key: frame[frame["project"].map(folded).isin(projects)].reset_index(drop=True)
        for key, frame in frames.items()
    }


def _ranks(now: Mapping[str, Analyses], least: int | None) -> dict[str, dict[str, Place]]:
    """The place of each branch by scheme."""
    schemes = dict.fromkeys(scheme for own in now.values() for scheme in own)
    return {
        scheme: places(
            {id_: own[scheme].overall for id_, own in now.items() if scheme in own}, least
        )
        for scheme in schemes
    }


def _report(
    material: Material, span: Period, rules: AnalysisRules, now: Analyses, before: Analyses
) -> PeriodReport:
    largest = sorted(now.values(), key=lambda one: -one.overall.recordings)
    return PeriodReport(
        [SchemeReport(one, before.get(one.scheme.id)) for one in largest],
        span,
        rules,
        material.config.settings.small_sample,
    )


def _checks(rules: AnalysisRules, branch: Branch, due: pd.DataFrame) -> list[CheckDone]:
    """The checks of a branch, as the sheet 定额 of the workbook has them."""
    own = due[due["branch"] == branch.id]
    checks = rules.branch_checks.checks if rules.branch_checks else ()
    numbers = zip(own["required"].tolist(), own["done"].tolist(), strict=True)
    return [
        CheckDone(check.name, check.bound, required, done)
        for check, (required, done) in zip(checks, numbers, strict=True)
    ]
