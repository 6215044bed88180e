"""What reading a sheet needs to know beside the sheet itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from qa_workbook.forms.book import FormBook
from qa_workbook.forms.codes import PointNames, codes_of, names_of
from qa_workbook.forms.marks import MarkReader
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.score_form import entered, indicator_key
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.intake.files import Names
from qa_workbook.intake.header import Headings
from qa_workbook.intake.roster import Roster
from qa_workbook.keys import SchemeKey
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.numbers import Period
from qa_workbook.returning.copies import ReturnedCopies
from qa_workbook.sampling.lists import IssuedLists
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Indicator, Scheme

if TYPE_CHECKING:
    # Whoever reads sheets starts without the third of a second that loading pandas takes.
    import pandas as pd

StoredNames = Mapping[str, "pd.DataFrame"]
"""The rows that count in the records, by id of scheme or form: a column for each identity, `name`
where there is one, and file, sheet and row."""


StoredColumns = Mapping[tuple[str, str], Mapping[str, str]]
"""The letters of the columns of each merged sheet, by file and sheet."""


class SchemeTools:
    """Readers for the cells of one scheme version, made once."""

    def __init__(self, scheme: Scheme, vocabulary: Vocabulary) -> None:
        self.scheme = scheme
        self.nodes: dict[str, Indicator] = {indicator_key(node): node for node in entered(scheme)}
        self.marks = {
            key: MarkReader(scheme.scale_of(node), scheme.not_applicable_rule(node), vocabulary)
            for key, node in self.nodes.items()
            if node.scale
        }
        errors = scheme.error_deduction.codes if scheme.error_deduction else ()
        fatals = scheme.fatal.codes if scheme.fatal else ()
        self.error_codes, self.fatal_codes = (
            codes_of(errors, vocabulary),
            codes_of(fatals, vocabulary),
        )
        self.codes = codes_of((*errors, *fatals), vocabulary)
        self.points = PointNames(scheme, vocabulary)
        self.clauses = names_of(scheme.counted, vocabulary)


@dataclass(frozen=True)
class IntakeContext:
    """Schemes, words, roster and days for one run. Paths in findings are relative to `base`.

    `stored` are the names of the records, which new sheets may spell in another way;
    `stored_columns` says where they stand.
    `returned` are the copies that were sent back, `lists` those that were handed out to be scored.
    """

    schemes: SchemeBook
    vocabulary: Vocabulary
    roster: Roster | None
    today: date
    period: Period | None
    base: Path
    forms: FormBook = field(default_factory=FormBook)
    layouts: LayoutBook = field(default_factory=LayoutBook)
    stored: StoredNames = field(default_factory=dict)
    stored_columns: StoredColumns = field(default_factory=dict)
    returned: ReturnedCopies = field(default_factory=ReturnedCopies)
    lists: IssuedLists = field(default_factory=IssuedLists)
    policy: Policy = field(default_factory=Policy)

    @cached_property
    def names(self) -> Names:
        """What files are called in findings."""
        return Names(self.base)

    @cached_property
    def headings(self) -> Headings:
        """All headings that a sheet may have."""
        return Headings(self.vocabulary, self.schemes)

    @cached_property
    def _tools(self) -> dict[SchemeKey, SchemeTools]:
        return {}

    def tools(self, scheme: Scheme) -> SchemeTools:
        """Returns the cell readers of a scheme version."""
        if scheme.key not in self._tools:
            self._tools[scheme.key] = SchemeTools(scheme, self.vocabulary)
        return self._tools[scheme.key]
