"""What a score sheet is made from: a scheme, the head, and what is typed into the rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from qa_workbook.forms.score_form import Entry, ScoreForm, blank_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Head:
    """What stands above the header: who inspected what, and when."""

    inspector: str = ""
    day: date | None = None
    project: str = ""
    list_number: str = ""
    purpose: Purpose | None = None
    """What the sheet says under 抽检方式; None where it says nothing, and what it has counts."""


@dataclass(frozen=True)
class Template:
    """A score sheet before anybody has typed into it.

    What it calls its columns comes from `vocabulary` (config/intake.yaml). `rows` is the number
    of input rows, None for the number of the scheme; `entry` chooses items or points where the
    scheme allows either.
    """

    scheme: Scheme
    vocabulary: Vocabulary
    language: str = "zh"
    head: Head = field(default_factory=Head)
    rows: int | None = None
    entry: Entry | None = None

    @cached_property
    def form(self) -> ScoreForm:
        """The labels and columns of the sheet."""
        return blank_form(self.scheme, self.vocabulary, self.entry, self.language)

    @property
    def title(self) -> str:
        """What stands above the sheet: the scheme, and what is marked where it may be either."""
        name = self.scheme.name.say(self.language)
        if self.scheme.sheet.entry != "either":
            return name
        return text(f"sheet.title_{self.entry or 'items'}", self.language, name=name)

    @cached_property
    def written(self) -> Vocabulary:
        """The vocabulary with what this sheet writes first in each list."""
        return self.vocabulary.written_in(self.language)


@dataclass(frozen=True)
class Filled:
    """What is typed into a score sheet, and the results that its formulas will have.

    `rows` has one mapping column id → value for each row: text, numbers, real dates. `results` has
    one mapping computed column → result for each row; without it the spreadsheet program
    calculates when it opens the file. `ahead` are the columns that are filled in before anybody
    has listened to anything: alone they don't begin a row.
    """

    rows: Sequence[Mapping[str, object]] = ()
    results: Sequence[Mapping[str, str | float]] = ()
    ahead: frozenset[str] = frozenset()
