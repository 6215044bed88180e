"""What a kind of paper is: the days it is about, and the papers that it gives for them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.numbers import Period, month_of, week_of

Unit = Literal["day", "week", "month", "asked"]
"""How long the days of one paper are; "asked" is the period that was asked for, as it is."""
Place = Literal["kind", "papers", "output"]
"""Where files stand: in a folder of their kind, in that of all papers, in the output itself."""


@dataclass(frozen=True)
class Draft:
    """A paper that is to be written.

    `write` writes the workbook to a path. `agent`, `team` and `name` say about whom it is, "" for
    all, or `branch` the branch by its name with its `projects`. `figures` are the key figures that
    the mail tells, in its order: what they are called → as they are read.
    """

    write: Callable[[Path], None]
    agent: str = ""
    team: str = ""
    name: str = ""
    figures: Mapping[str, str] = field(default_factory=dict)
    branch: str = ""
    projects: Sequence[str] = ()


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper. `drafts` gives its papers of one day, week, month or period.

    It raises UnknownAgent where one agent was asked for and has nothing there. With `mailed` a
    draft of a mail stands beside each file; with `short` a PDF of it is worth having. Words:
    `papers.<id>` is its name, `papers.file_<id>` begins its files.
    """

    id: str
    unit: Unit
    drafts: Callable[[Material, Period], Iterable[Draft]]
    per_agent: bool = False
    place: Place = "kind"
    mailed: bool = True
    short: bool = True

    def fits(self, asked: Period) -> bool:
        """Returns whether it is written when a period is asked for, but no kind."""
        if self.unit == "day":
            return True
        if self.unit == "week":
            return asked.last - asked.first >= timedelta(days=6)
        return asked.is_months

    def spans(self, asked: Period) -> list[Period]:
        """Returns the days, weeks or months that its papers of a period are about.

        Weeks are those that touch the period, months those that lie within it.
        """
        if self.unit == "asked":
            return [asked]
        length = (asked.last - asked.first).days + 1
        days = [asked.first + timedelta(days=number) for number in range(length)]
        if self.unit == "day":
            return [Period(f"{day}", day, day) for day in days]
        of = week_of if self.unit == "week" else month_of
        spans = list(dict.fromkeys(of(day) for day in days))
        if self.unit == "week":
            return spans
        return [span for span in spans if span.first in asked and span.last in asked]
