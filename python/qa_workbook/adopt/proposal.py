"""What `adopt` proposes for sheets it has never seen, and what it has to ask."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from qa_workbook.config.base import Text
from qa_workbook.grids.grid import Grid
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.model import Scheme

_NUMBER = r"-?\d{1,4}(?:\.\d{1,2})?"
_DAY = r"\d{4}-\d{2}-\d{2}"
_YEAR = r"20\d\d"
_MONTH = rf"{_YEAR}-(0[1-9]|1[0-2])"


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
    is about, as (sheet, A1 range). `kind` is "choice" where one of `answers` must be taken; of all
    others `answers` are only what is offered, and something else may be written: "text", "day",
    "month" (2026-10), "year", "number", "numbers" (as many as `count` says, 0 for any, with /
    between) or "cap" (zero, flag or cap:60). `proposed` is the answer that holds until another is
    given, "" where nothing is recorded before it is answered (money, fatal effects, not-applicable
    rules).
    """

    id: str
    words: Text
    about: tuple[tuple[str, str], ...] = ()
    answers: tuple[Answer, ...] = ()
    kind: str = "choice"
    proposed: str = ""
    why: Text | None = None
    count: int = 0

    def named(self, name: str) -> Question:
        """Returns the same question under another id."""
        return replace(self, id=name)

    def counted(self, count: int) -> Question:
        """Returns the same question for so many numbers."""
        return replace(self, count=count)

    def accepts(self, answer: str) -> bool:
        """Returns whether a text answers the question: one of its answers, or of its kind."""
        if any(answer == one.id for one in self.answers):
            return True
        patterns = {
            "number": _NUMBER,
            "day": _DAY,
            "month": _MONTH,
            "year": _YEAR,
            "text": ".+",
            "cap": rf"cap:{_NUMBER}",
        }
        if self.kind == "numbers":
            times = "*" if not self.count else f"{{{self.count - 1}}}"
            return re.fullmatch(rf"{_NUMBER}(?:/{_NUMBER}){times}", answer) is not None
        pattern = patterns.get(self.kind)
        return pattern is not None and re.fullmatch(pattern, answer) is not None


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
            if not question.proposed
            and not question.accepts(self.answers.get(question.id, "").strip())
        )
