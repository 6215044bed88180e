"""The written reports of quality inspection: daily log, weekly and monthly report, notices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from qa_workbook.analysis.rules import Branch
from qa_workbook.app.paper_addressees import AddressBook
from qa_workbook.app.paper_kinds.branches import branch_reports
from qa_workbook.app.paper_kinds.kind import Draft, PaperKind
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.app.paper_kinds.report_extras import form_results_of, penalty_totals
from qa_workbook.books.reports.book import write_report
from qa_workbook.books.reports.branch import branch_notice
from qa_workbook.books.reports.daily import daily_log
from qa_workbook.books.reports.model import Report
from qa_workbook.books.reports.monthly import MonthMore, monthly_report
from qa_workbook.books.reports.sentences import key_figures
from qa_workbook.books.reports.source import Source, Unit
from qa_workbook.books.reports.statistics import statistics_report
from qa_workbook.books.reports.weekly import WeekMore, weekly_report
from qa_workbook.form_results.catalogue import OF_OTHERS
from qa_workbook.numbers import Period, week_of


def _daily(material: Material, span: Period) -> Iterator[Draft]:
    source = _source(material, span, "day")
    if source.schemes:
        report = daily_log(source, material.themes(week_of(span.first)))
        yield _draft(material, "daily_log", span, report, key_figures(source))


def _weekly(material: Material, span: Period) -> Iterator[Draft]:
    source = _source(material, span, "week")
    if not source.schemes:
        return
    month = Period("", span.last.replace(day=1), span.last)
    more = WeekMore(
        months={one.scheme.id: one for one in material.analyses(month)},
        themes=material.themes(span),
        coming=material.themes(week_of(span.last + timedelta(days=1))),
    )
    yield _draft(material, "weekly", span, weekly_report(source, more), key_figures(source))


def _monthly(material: Material, span: Period) -> Iterator[Draft]:
    source, results = _source(material, span, "month"), form_results_of(material, span)
    # A result made of other months' rows alone is no reason for a report.
    if source.schemes or any(one.form not in OF_OTHERS for one in results):
        totals, examples = penalty_totals(material.workspace, span, material.language)
        more = MonthMore(results, totals, examples)
        yield _draft(material, "monthly", span, monthly_report(source, more), key_figures(source))


def _statistics(material: Material, span: Period) -> Iterator[Draft]:
    source = _source(material, span, "month")
    if source.schemes:
        yield _draft(material, "statistics", span, statistics_report(source), key_figures(source))


def _branch_notices(material: Material, span: Period) -> Iterator[Draft]:
    """A notice per branch with recordings, each from the rows of its own projects alone."""
    for one in branch_reports(material, span):
        source = Source(one.report, "month", material.language, material.organisation)
        report = branch_notice(source, one.standing)
        yield _draft(
            material, "branch_notice", span, report, key_figures(source), branch=one.branch
        )


def _source(material: Material, span: Period, unit: Unit) -> Source:
    return Source(material.report(span), unit, material.language, material.organisation)


def _draft(
    material: Material,
    kind: str,
    span: Period,
    report: Report,
    figures: Mapping[str, str],
    branch: Branch | None = None,
) -> Draft:
    """The draft of a report with the names of those whom it is to."""
    about, projects = (branch.name.say(material.language), branch.projects) if branch else ("", ())

    def write(path: Path) -> None:
        write_report(path, addressed, material.language)

    draft = Draft(write, figures=figures, branch=about, projects=projects)
    found = AddressBook(material).of(kind, draft, span)
    to, cc = ([one.name or one.number for one in people] for people in (found.to, found.cc))
    addressed = replace(report, to=to, cc=cc)
    return draft


DAILY_LOG = PaperKind("daily_log", "day", _daily)
WEEKLY = PaperKind("weekly", "week", _weekly)
MONTHLY = PaperKind("monthly", "month", _monthly)
STATISTICS = PaperKind("statistics", "month", _statistics)
BRANCH_NOTICE = PaperKind("branch_notice", "month", _branch_notices)
