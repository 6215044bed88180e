"""What the list of people says of a period."""

from __future__ import annotations

from qa_workbook.analysis.comparison import Groups, Sites
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.frames import folded
from qa_workbook.numbers import Period
from qa_workbook.procedure.people import People


def sites_of(people: People, span: Period) -> Sites:
    """Returns the site of each agent on the last day of a period; empty where none is written."""
    posts = people.holders(("agent",), span.last)
    return {folded(post.number): post.site for post in posts if post.site}


def groups_of(people: People, span: Period, rules: AnalysisRules | None) -> Groups:
    """Returns the sites of a period, and the lines and branches of the rules."""
    if rules is None:
        return Groups(sites_of(people, span))
    return Groups(sites_of(people, span), rules.lines, rules.branches)
