"""What a merge would do: computed in full before anything is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import pandas as pd

from qa_workbook.frames import LONG, Role, Schema, Table, empty_frame
from qa_workbook.keys import SchemeKey
from qa_workbook.records.merged_files import Merged, MergedFile

CONFLICTING = "conflicting-sheets"
REPLACED = "recording-replaced"
WITHDRAWN = "recording-withdrawn"
KEPT = "kept-earlier-version"
SUPERSEDED = "superseded-row"
LEFT = "still-counted"
RENAMED = "renamed-still-counted"
CODES = (CONFLICTING, REPLACED, WITHDRAWN, KEPT, LEFT, RENAMED, SUPERSEDED)
"""What the merge reports, in the order of reporting; the codes are those of the findings."""


OWN_COLUMNS = {
    "code": "str",
    "schema": "str",
    "scheme": "str",
    "column": "str",
    "other_file": "str",
    "other_sheet": "str",
    "other_row": "int64",
    "changed": "object",
}
"""What a report says besides the columns that the schema names in it."""


def nothing_reported(schema: Schema = LONG) -> pd.DataFrame:
    """Returns an empty frame of reported rows."""
    return empty_frame(schema.types_of(schema.having(Role.REPORTED)) | OWN_COLUMNS)


class RowCounts(NamedTuple):
    """What becomes of the rows that a run brings."""

    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: int = 0


@dataclass(frozen=True)
class MergePlan:
    """The outcome of a merge that builds on `generation`.

    `counts` are those of each scheme or form by its id; the properties count all together.
    rows given = added + replaced + unchanged + rejected. `withdrawn` counts stored rows and is no
    part of that sum. `unchanged_sheets` holds (file, sheet) of the sheets that bring nothing new:
    the same version of the file was merged before, or all rows are unchanged and none was rejected.

    `files` are those of the run; `news` is what the store doesn't know of them yet.

    `reported` has a line for each row that people must hear of, sorted by code in the order of
    CODES. Columns: `code`; `schema` (its name) and `scheme` (its id); what the schema names in
    reports, of the row in question; `column` (letter of the cell that names the row); the origin
    of the row that it was held against (`other_file`, `other_sheet`, `other_row`); `changed`
    (tuple of names of columns). By code:

    CONFLICTING: a rejected row; other = a row of the same key that disagrees.
    REPLACED: the new row; other = the stored one; `changed` = the columns that differ.
    WITHDRAWN: the stored row that its corrected sheet no longer has; other = that sheet (row 0).
    KEPT: the stored row that stays, for a sheet has a rejected row in its place; other = that
    sheet (row 0).
    LEFT: the stored row that stays, for its file holds another sheet now; other = that file
    (row 0).
    RENAMED: the stored row that stays, for its sheet seems to have come back under another name
    without it; other = the new file (row 0).
    SUPERSEDED: the older row that doesn't count; other = the row that does.
    """

    generation: int
    counts: Mapping[str, RowCounts] = field(default_factory=dict)
    unchanged_sheets: frozenset[tuple[str, str]] = frozenset()
    reported: pd.DataFrame = field(default_factory=nothing_reported)
    writes: Mapping[SchemeKey, Table] = field(default_factory=dict)
    files: Mapping[str, MergedFile] = field(default_factory=dict)
    news: Merged = field(default_factory=Merged)

    def of(self, code: str) -> pd.DataFrame:
        """Returns the reported rows with a code."""
        return self.reported[self.reported["code"] == code].reset_index(drop=True)

    @property
    def added(self) -> int:
        """How many rows are new."""
        return sum(counts.added for counts in self.counts.values())

    @property
    def replaced(self) -> int:
        """How many rows take the place of an older version."""
        return sum(counts.replaced for counts in self.counts.values())

    @property
    def unchanged(self) -> int:
        """How many rows say what is known, or are older than what is known."""
        return sum(counts.unchanged for counts in self.counts.values())

    @property
    def rejected(self) -> int:
        """How many rows contradict one another."""
        return sum(counts.rejected for counts in self.counts.values())

    @property
    def withdrawn(self) -> int:
        """How many stored rows no longer count."""
        return int((self.reported["code"] == WITHDRAWN).sum())

    @property
    def sheets_unchanged(self) -> int:
        """How many sheets bring nothing new."""
        return len(self.unchanged_sheets)

    @property
    def is_empty(self) -> bool:
        """True when committing would change nothing."""
        return not self.writes and not self.news.files
