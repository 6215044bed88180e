"""Sheets that were corrected and renamed in one step, so that their file looks like a new one.

Their old file is gone, and half of what the two may have in common is in the new one, by the same
inspector on the same day. Whether it is a correction nobody can know for sure: the rows that it has
no more stay, and this is said.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import Role
from qa_workbook.records.columns import DOCUMENT, KEY_DIGEST, LIVE, SHEET
from qa_workbook.records.incoming import Incoming

_WAS = [DOCUMENT, "file_was", "sheet_was"]


def documents_gone(incoming: Incoming, stored: pd.DataFrame) -> list[int]:
    """Returns the documents whose files are gone and whose rows new files bring again."""
    return sorted(set(_met_again(incoming, stored)[DOCUMENT]))


def left_behind(incoming: Incoming, stored: pd.DataFrame) -> tuple[Booleans, list[str]]:
    """Returns which stored rows a renamed sheet has no more, and of each the new file's name.

    `stored` has all rows of `documents_gone`.
    """
    left, successor = np.zeros(len(stored), bool), [""] * len(stored)
    met = _met_again(incoming, stored)
    if met.empty:
        return left, successor
    again = stored[KEY_DIGEST].isin(incoming.candidates[KEY_DIGEST]).to_numpy()
    for file, before in _renamed(incoming, stored, met):
        gone = before[~again[before]]
        left[gone] = True
        for row in gone:
            successor[row] = file
    return left, successor


def _renamed(
    incoming: Incoming, stored: pd.DataFrame, met: pd.DataFrame
) -> Iterator[tuple[str, Integers]]:
    """Yields the new name of each such sheet, and the positions of the rows that it brought.

    `met` are those of `_met_again`.
    """
    live = np.flatnonzero(stored[LIVE].to_numpy())
    earlier = stored.iloc[live].groupby([DOCUMENT, *SHEET]).indices
    for (*was, file, sheet), rows in met.groupby([*_WAS, *SHEET]):
        before = live[earlier[tuple(was)]]
        now = incoming.candidates_at[file, sheet]
        is_half = 2 * len(rows) >= min(len(before), len(now))
        if is_half and _labelled_alike(incoming, stored.iloc[before], now):
            yield str(file), before


def _met_again(incoming: Incoming, stored: pd.DataFrame) -> pd.DataFrame:
    """The rows of new files whose keys rows of a file that is gone have."""
    standing = {file for file, _ in incoming.standing}
    known = incoming.manifest.files
    # A copy that came back corrected says itself which file it goes on.
    fresh = [file for file in incoming.files if not (file in known or file in incoming.corrected)]
    is_gone = stored[LIVE].to_numpy(dtype=bool) & ~stored["file"].isin(standing).to_numpy()
    gone = stored[is_gone]
    # Where no file is gone nothing can be met again: no text is looked up then.
    candidates = incoming.candidates if len(gone) else incoming.candidates.iloc[:0]
    new = candidates[candidates["file"].isin(fresh)]
    return new[[KEY_DIGEST, *SHEET]].merge(
        gone[[KEY_DIGEST, DOCUMENT, *SHEET]], on=KEY_DIGEST, suffixes=("", "_was")
    )


def _labelled_alike(incoming: Incoming, before: pd.DataFrame, now: Integers) -> bool:
    """Whether both sheets say the same above their headers, and say it."""
    names = list(incoming.schema.having(Role.SHEET))
    after = incoming.details(incoming.candidates.take(now), names)
    for name in names:
        was, said = set(before[name]), set(after[name])
        if was != said or len(said) != 1 or said & {"", pd.NaT}:
            return False
    return True
