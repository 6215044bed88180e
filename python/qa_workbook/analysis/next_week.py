"""What a report says about the coming week: its themes (S4), and how many agents to coach."""

from __future__ import annotations

from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.sentences import NextWeek


def next_week(report: PeriodReport, language: str) -> NextWeek:
    """Returns the themes of the week after the period, and the agents on all coaching lists.

    An agent on the lists of several schemes counts once. What the report doesn't have is left out.
    """
    themes = [one.name for one in report.theme_weeks[-1].themes] if report.theme_weeks else []
    return NextWeek(themes, _coached(report, language))


def _coached(report: PeriodReport, language: str) -> int | None:
    rules = report.rules
    if rules is None or rules.coaching is None:
        return None
    agents: set[str] = set()
    for one in report.schemes:
        coaching = Coaching(
            one.analysis, rules.coaching, small_sample=report.small_sample, language=language
        )
        agents |= {coached.agent for coached in coaching.listed()}
    return len(agents)
