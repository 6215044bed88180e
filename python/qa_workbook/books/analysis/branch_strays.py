"""What is said of branches without recordings, and of recordings without a branch (S13)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from qa_workbook.analysis.branch_standing import strays
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.rules import Branch
from qa_workbook.labels import text

_NAMED = 8
"""So many projects are named; the others are counted."""


def stray_words(
    analyses: Sequence[Analysis], branches: Sequence[Branch], language: str
) -> Iterator[str]:
    """Yields a sentence on each of both; none where every recording and branch has the other."""

    def say(key: str, **details: object) -> str:
        return text(f"branches_sheet.{key}", language, **details)

    found = strays(analyses, branches)
    if found.branches:
        names = say("between").join(one.name.say(language) for one in found.branches)
        yield say("without_recordings", names=names)
    if found.projects:
        named = [
            say("stray_project", project=project or say("no_project"), count=count)
            for project, count in found.projects.items()
        ]
        more = " …" if len(named) > _NAMED else ""
        names = say("between").join(named[:_NAMED]) + more
        yield say("without_branch", count=sum(found.projects.values()), names=names)
