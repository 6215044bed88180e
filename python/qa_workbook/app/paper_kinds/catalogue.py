"""All kinds of papers, in the order in which they are written.

A new kind is a module beside this one with a PaperKind, a line here, and `papers.<id>` and
`papers.file_<id>` among the words.
"""

from __future__ import annotations

from qa_workbook.app.paper_kinds.feedback import FEEDBACK
from qa_workbook.app.paper_kinds.kind import PaperKind
from qa_workbook.app.paper_kinds.penalties import EXPLANATION, FINANCE, SLIPS
from qa_workbook.app.paper_kinds.reports import (
    BRANCH_NOTICE,
    DAILY_LOG,
    MONTHLY,
    STATISTICS,
    WEEKLY,
)
from qa_workbook.numbers import Period

KINDS: tuple[PaperKind, ...] = (
    FEEDBACK,
    SLIPS,
    EXPLANATION,
    FINANCE,
    DAILY_LOG,
    WEEKLY,
    MONTHLY,
    BRANCH_NOTICE,
    STATISTICS,
)


def kind_called(name: str) -> PaperKind | None:
    """Returns a kind by its id, None where there is none."""
    return next((kind for kind in KINDS if kind.id == name), None)


def kinds_for(asked: Period, *, one_agent: bool) -> list[PaperKind]:
    """Returns what is written when no kind is asked for.

    Of one agent that is only what is about the agent.
    """
    fitting = [kind for kind in KINDS if kind.fits(asked)]
    return [kind for kind in fitting if kind.per_agent or not one_agent]
