"""What a merge would do: computed in full before anything is written, and the rows that the user must hear of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from qa_workbook.frames import LONG, Role
from qa_workbook.keys import SchemeKey
from qa_workbook.records.manifest import MergedFile

TOLD = LONG.having(Role.REPORTED)
"""Columns of every frame of told rows, besides `scheme` (id), the origin of the row it was held against (`other_file`,
`other_sheet`, `other_row`) and `changed`."""


def nothing_told() -> pd.DataFrame:
    """Returns an empty frame of told rows."""
    return pd.DataFrame(
        columns=["scheme", *TOLD, "other_file", "other_sheet", "other_row", "changed"]
    )


@dataclass(frozen=True)
class MergePlan:
    """The outcome of a merge that builds on `generation`.

    rows given = added + replaced + unchanged + rejected. `withdrawn` counts stored rows and is no part of that sum.
    `unchanged_sheets` holds (file, sheet) of the sheets that bring nothing new: the same version of the file was merged
    before, or all rows are unchanged and none was rejected.

    Frames of told rows (columns: see TOLD), one line per row:
    `replaced_rows`: the new row; other = the stored one; `changed` = names of the columns that differ, joined by ";".
    `superseded_rows`: the older row that does not count; other = the row that does.
    `conflicting_rows`: the rejected row; other = a row of the same key that disagrees.
    `withdrawn_rows`: the stored row that its corrected sheet no longer has; other = that sheet (row 0).
    `kept_rows`: the stored row that stays, for a sheet has a rejected row in its place; other = that sheet (row 0).
    """

    generation: int
    added: int = 0
    replaced: int = 0
    unchanged: int = 0
    rejected: int = 0
    withdrawn: int = 0
    unchanged_sheets: frozenset[tuple[str, str]] = frozenset()
    replaced_rows: pd.DataFrame = field(default_factory=nothing_told)
    superseded_rows: pd.DataFrame = field(default_factory=nothing_told)
    conflicting_rows: pd.DataFrame = field(default_factory=nothing_told)
    withdrawn_rows: pd.DataFrame = field(default_factory=nothing_told)
    kept_rows: pd.DataFrame = field(default_factory=nothing_told)
    writes: Mapping[SchemeKey, pd.DataFrame] = field(default_factory=dict)
    files: Mapping[str, MergedFile] = field(default_factory=dict)
    new_files: bool = False

    @property
    def sheets_unchanged(self) -> int:
        """How many sheets bring nothing new."""
        return len(self.unchanged_sheets)

    @property
    def is_empty(self) -> bool:
        """True when committing would change nothing."""
        return not self.writes and not self.new_files
