"""What the list of people says of a period."""

from __future__ import annotations

from qa_workbook.analysis.comparison import Sites
from qa_workbook.frames import folded
from qa_workbook.numbers import Period
from qa_workbook.procedure.people import People


def sites_of(people: People, span: Period) -> Sites:
    """Returns the site of each agent on the last day of a period; empty where none is written."""
    posts = people.holders(("agent",), span.last)
    return {folded(post.number): post.site for post in posts if post.site}
