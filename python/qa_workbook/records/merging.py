"""The rules of the merge, decided for whole columns at once: only keys and digests, no files.

Rows of one run are *candidates*; per key one row may be *stored*. Only the candidates that arrived
last count for the key:

1. they disagree with each other, or with a stored row that arrived together with them → all of
   them are rejected;
2. nothing is stored → added;
3. stored with the same content → unchanged;
4. stored from an older arrival, or the same sheet now reads differently → replaced;
5. stored from a newer arrival → superseded.

Every other candidate is unchanged when it says what holds after the merge, else superseded. A
stored row that was *dropped* (a corrected sheet no longer has it) gives way to any candidate, and
is withdrawn when there is none.

Two kinds of arrays meet here, and their names say which they are: `…_of_row` has a value for each
candidate, `…_of_key` one for each key; `values_of_key[key_of_row]` gives each candidate that of its
key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from qa_workbook.records.columns import (
    ARRIVAL,
    CONTENT_DIGEST,
    DROPPED,
    KEY_DIGEST,
    LIVE,
    SOURCE,
)

ADDED, REPLACED, UNCHANGED, SUPERSEDED, REJECTED = range(5)

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.int64]
Digests = npt.NDArray[np.uint64]
Statuses = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Decision:
    """What happens to each candidate, in the order of the candidates.

    `status` is one of ADDED … REJECTED; `writes` marks the rows that go into a new batch; `rival`
    is the position of the candidate it was held against, or -1 (then it was the stored row).
    `withdrawn` marks stored rows.
    """

    status: Statuses
    writes: Flags
    rival: Numbers
    withdrawn: Flags


def decide(candidates: pd.DataFrame, stored: pd.DataFrame) -> Decision:
    """Returns what happens to `candidates`, which are sorted by origin.

    Both frames have the key and content digests, arrival, source and sheet of each row. `stored`
    has one row per key, and says which of them are live and dropped (see `columns`).
    """
    key_of_row, keys = pd.factorize(candidates[KEY_DIGEST])
    content_of_row = candidates[CONTENT_DIGEST].to_numpy()
    held = _Held.at(stored, keys)

    # Only the latest arrivals count for their key; the first of them, by origin, stands for them.
    latest_of_row = _latest(candidates[ARRIVAL].to_numpy(), key_of_row, len(keys))
    first_of_key = _first(key_of_row, latest_of_row, len(keys))
    content_of_key = content_of_row[first_of_key]

    # One of the latest that says something else: nobody knows which of them is right.
    agrees_of_row = content_of_row == content_of_key[key_of_row]
    dissenting_of_key = _first(key_of_row, latest_of_row & ~agrees_of_row, len(keys))

    # The sheet of the stored row itself, read once more (after a roster or a scheme was mended):
    # it arrived together with the stored row, but corrects it instead of contradicting it.
    same_sheet_of_row = _same_sheet(candidates, held, key_of_row)
    rereads_of_key = _any(key_of_row, latest_of_row & same_sheet_of_row, len(keys))

    outcome_of_key, conflict_of_key = _outcomes(
        candidates.iloc[first_of_key], held, dissenting_of_key >= 0, rereads_of_key
    )

    # A row that was dropped here and stands elsewhere with the same content moves: it is written
    # again for its new origin, though nothing about it has changed.
    moves_of_key = held.dropped & (outcome_of_key == UNCHANGED)
    writes_of_key = np.isin(outcome_of_key, (ADDED, REPLACED)) | moves_of_key
    writes_of_row = np.zeros(len(candidates), bool)
    writes_of_row[first_of_key[writes_of_key]] = True

    # All the others are measured by what holds after the merge, if anything does.
    holds_of_key = np.where(writes_of_key, content_of_key, held.content)
    known_of_row = (writes_of_key | held.live)[key_of_row]
    same_of_row = known_of_row & (content_of_row == holds_of_key[key_of_row])
    status_of_row = np.where(same_of_row, UNCHANGED, SUPERSEDED)

    # In a conflict the latest are refused, and the older ones with them unless a stored row holds.
    conflict_of_row = conflict_of_key[key_of_row]
    status_of_row[conflict_of_row & (latest_of_row | ~known_of_row)] = REJECTED
    status_of_row[first_of_key] = outcome_of_key

    # Whom a row is held against: in a conflict one that disagrees with it, else the row that is
    # written; -1, the stored row, where no candidate will do.
    opponent_of_row = np.where(
        agrees_of_row, dissenting_of_key[key_of_row], first_of_key[key_of_row]
    )
    beaten_of_row = ~conflict_of_row & writes_of_key[key_of_row] & ~writes_of_row
    rival_of_row = np.where(conflict_of_row, opponent_of_row, -1)
    rival_of_row = np.where(beaten_of_row, first_of_key[key_of_row], rival_of_row)

    withdrawn = (stored[DROPPED] & ~stored[KEY_DIGEST].isin(keys)).to_numpy()
    return Decision(status_of_row.astype(np.int8), writes_of_row, rival_of_row, withdrawn)


def refuse_wholes(decision: Decision, wholes: pd.Index, stored_wholes: pd.Index) -> Decision:
    """Returns the decision where several rows make one whole: if one is refused, all are.

    `wholes` names the whole of each candidate, `stored_wholes` that of each stored row. What is
    stored of a refused whole stays: a part of the breaches of a recording would score too well.
    """
    refused_of_row = decision.status == REJECTED
    if not refused_of_row.any():
        return decision

    # The first refused row of each whole is the one that the others are held against.
    refused_rows = np.flatnonzero(refused_of_row)
    refused_wholes = wholes[refused_rows]
    is_first = ~refused_wholes.duplicated()
    first_row_of_whole = refused_rows[is_first]
    whole_of_row = refused_wholes[is_first].get_indexer(wholes)  # -1: nothing of it is refused

    drawn_in_of_row = (whole_of_row >= 0) & np.isin(decision.status, (ADDED, REPLACED))
    return Decision(
        np.where(drawn_in_of_row, REJECTED, decision.status).astype(np.int8),
        decision.writes & (whole_of_row < 0),
        np.where(drawn_in_of_row, first_row_of_whole[whole_of_row], decision.rival),
        decision.withdrawn & ~stored_wholes.isin(refused_wholes),
    )


@dataclass(frozen=True)
class _Held:
    """The stored row of each key; where nothing is stored `live` and `dropped` are False."""

    live: Flags
    dropped: Flags
    content: Digests
    arrival: Numbers
    source: Digests
    sheet: npt.NDArray[np.object_]

    @classmethod
    def at(cls, stored: pd.DataFrame, keys: pd.Index) -> _Held:
        """Aligns the stored rows with the keys."""
        if stored.empty:
            nothing = np.zeros(len(keys), bool)
            zero = np.zeros(len(keys), np.uint64)
            nowhere = np.full(len(keys), "", object)
            return cls(nothing, nothing, zero, zero.astype(np.int64), zero, nowhere)
        places = pd.Index(stored[KEY_DIGEST]).get_indexer(keys)
        # Unknown keys are at -1: they get the values of the last row, which `live` rules out.
        live = (places >= 0) & stored[LIVE].to_numpy()[places]
        return cls(
            live,
            live & stored[DROPPED].to_numpy()[places],
            stored[CONTENT_DIGEST].to_numpy()[places],
            stored[ARRIVAL].to_numpy()[places],
            stored[SOURCE].to_numpy()[places],
            stored["sheet"].to_numpy(dtype=object)[places],
        )


def _outcomes(
    first: pd.DataFrame, held: _Held, divided_of_key: Flags, rereads_of_key: Flags
) -> tuple[Numbers, Flags]:
    """Returns the status of the first candidate of each key, and whether the key is in conflict.

    `first` holds these candidates, so all arrays here are `of_key`.
    """
    arrival = first[ARRIVAL].to_numpy()
    differs = held.live & (first[CONTENT_DIGEST].to_numpy() != held.content)
    opposes = differs & ~held.dropped
    together = opposes & (arrival == held.arrival) & ~rereads_of_key
    conflict = divided_of_key | together
    older = opposes & (arrival < held.arrival)
    outcome = np.select(
        [conflict, ~held.live, ~differs, older],
        [REJECTED, ADDED, UNCHANGED, SUPERSEDED],
        REPLACED,
    )
    return outcome, conflict


def _same_sheet(candidates: pd.DataFrame, held: _Held, key_of_row: Numbers) -> Flags:
    """Returns which candidates come from the version of the sheet that the stored row came from."""
    same_file: Flags = candidates[SOURCE].to_numpy() == held.source[key_of_row]
    same_name: Flags = candidates["sheet"].to_numpy(dtype=object) == held.sheet[key_of_row]
    return same_file & same_name


def _latest(arrival_of_row: npt.NDArray[Any], key_of_row: Numbers, keys: int) -> Flags:
    """Returns which candidates have the latest arrival among those of their key."""
    latest_of_key = np.full(keys, -1, np.int64)
    np.maximum.at(latest_of_key, key_of_row, arrival_of_row)
    latest: Flags = arrival_of_row == latest_of_key[key_of_row]
    return latest


def _first(key_of_row: Numbers, wanted_of_row: Flags, keys: int) -> Numbers:
    """Returns the position of the first wanted candidate of each key, -1 for none."""
    first_of_key = np.full(keys, -1, np.int64)
    backwards = np.flatnonzero(wanted_of_row)[::-1]
    first_of_key[key_of_row[backwards]] = backwards  # of several writes the last one stays
    return first_of_key


def _any(key_of_row: Numbers, wanted_of_row: Flags, keys: int) -> Flags:
    """Returns which keys have a wanted candidate."""
    found = np.zeros(keys, bool)
    found[key_of_row[wanted_of_row]] = True
    return found
