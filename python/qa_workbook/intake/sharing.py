"""Which sheets have a recording in common with another one, or one scored by several people."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.intake.alike import encoded
from qa_workbook.intake.parts import texts_of
from qa_workbook.intake.sheet import SheetRows


def sharing(rows: Sequence[SheetRows]) -> list[SheetRows]:
    """Returns those of the sheets, which are in parts, that `check_between_sheets` has to look at.

    Most inboxes have none: no row of theirs has to be taken apart.
    """
    if not rows:
        return []
    counts = [len(sheet.lines) for sheet in rows]
    sheet_of_row = np.repeat(np.arange(len(rows)), counts)
    recordings = _recordings(rows, sheet_of_row)
    inspectors, _ = encoded(texts_of(rows, "inspector"))
    several = _differ(recordings, sheet_of_row) | _differ(recordings, inspectors)
    found = np.unique(sheet_of_row[several[recordings]])
    return [rows[place] for place in found]


def _recordings(rows: Sequence[SheetRows], sheet_of_row: Integers) -> Integers:
    """The number of the recording of each row; in long sheets each agent has its own."""
    owners: dict[str, int] = {}
    owner_of_sheet = [owners.setdefault(sheet.owner, len(owners)) for sheet in rows]
    is_long = np.array(["clause" in sheet.columns for sheet in rows])
    recordings, texts = encoded(texts_of(rows, "recording"))
    agents, people = encoded(texts_of(rows, "agent"))
    own_agents = np.where(is_long[sheet_of_row], agents + 1, 0)
    owned = np.array(owner_of_sheet, np.int64)[sheet_of_row] * (len(people) + 1) + own_agents
    every = owned * max(1, len(texts)) + recordings
    found: Integers = np.unique(every, return_inverse=True)[1]
    return found


def _differ(group_of_row: Integers, values: Integers) -> Booleans:
    """Returns which groups have rows with different values."""
    groups = int(group_of_row.max(initial=-1)) + 1
    first = np.zeros(groups, np.int64)
    first[group_of_row] = values
    return np.bincount(group_of_row, values != first[group_of_row], groups) > 0
