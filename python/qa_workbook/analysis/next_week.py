"""What a report says about the coming week: its themes (S4), and how many agents to coach."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from qa_workbook.analysis.coaching import Coaching
from qa_workbook.analysis.period_report import PeriodReport
from qa_workbook.analysis.rules import CoachingRules
from qa_workbook.analysis.sentences import NextWeek


def next_week(
    report: PeriodReport, language: str, coached: Iterable[Sequence[str]] | None = None
) -> NextWeek:
    """Returns the themes of the week after the period, and the agents on all coaching lists.

    An agent on the lists of several schemes counts once. What the report doesn't have is left out.
    `coached` are the agents of each list, for whoever has them already.
    """
    themes = [one.name for one in report.theme_weeks[-1].themes] if report.theme_weeks else []
    rules = report.rules
    if rules is None or rules.coaching is None:
        return NextWeek(themes)
    if coached is None:
        coached = _coached(report, rules.coaching, language)
    lists = [set(agents) for agents in coached if agents]
    return NextWeek(themes, len(set().union(*lists)), len(lists))


def _coached(report: PeriodReport, rules: CoachingRules, language: str) -> Iterator[list[str]]:
    """Yields the agents of each scheme's coaching list."""
    for one in report.schemes:
        coaching = Coaching(
            one.analysis, rules, small_sample=report.small_sample, language=language
        )
        yield [coached.agent for coached in coaching.listed()]
