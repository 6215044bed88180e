"""What `adopt` proposes for sheets it has never seen, and what it has to ask."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from qa_workbook.config.base import Text
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Sample:
    """One sheet that is looked at: its file (as findings name it), its name, and its cells."""

    file: str
    sheet: str
    grid: Grid
    hidden: bool = False


@dataclass(frozen=True)
class Answer:
    """One of the answers that a question offers."""

    id: str
    words: Text


@dataclass(frozen=True)
class Question:
    """Something that only people know.

    `id` names it for ever ("recording", "scale.grades.优", "fatal"); `about` are the cells that it
    is about, as (sheet, A1 range). Without `answers` a free text, number or day is asked for, as
    `kind` says. `proposed` is the answer that holds until another is given, "" where nothing is
    recorded before it is answered (money, fatal effects, not-applicable rules).
    """

    id: str
    words: Text
    about: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()
    kind: str = "choice"
    proposed: str = ""
    why: Text | None = None


@dataclass(frozen=True)
class SheetProposal:
    """What becomes of one sheet: the id of the layout that reads it, "" where it is passed over.

    `reason` says why a sheet is passed over, in words.
    """

    sample: Sample
    layout: str = ""
    reason: Text | None = None


@dataclass(frozen=True)
class Proposal:
    """How sheets are to be read.

    `schemes` are new schemes; a layout may also name one that is there already. `open` are the
    questions whose answers are missing: with one of them unanswered nothing can be put into use.
    `answers` are those given so far.
    """

    layouts: tuple[Layout, ...]
    schemes: tuple[Scheme, ...]
    sheets: tuple[SheetProposal, ...]
    questions: tuple[Question, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions that must be answered first."""
        return tuple(
            question
            for question in self.questions
            if not question.proposed and not self.answers.get(question.id)
        )
