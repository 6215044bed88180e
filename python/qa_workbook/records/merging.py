"""The rules of the merge, decided for whole columns at once; no files, no frames of recordings, only keys and digests.

Rows of one run are *candidates*; per key one row may be *stored*. The candidates that arrived last speak for the key:

1. they disagree with each other, or with a stored row that arrived together with them → all of them are rejected;
2. nothing is stored → added;
3. stored with the same content → unchanged;
4. stored from an older arrival, or the same sheet now reads differently → replaced;
5. stored from a newer arrival → superseded.

Every other candidate is unchanged when it says what holds after the merge, else superseded. A stored row that was
*dropped* (a corrected sheet no longer has it) gives way to any candidate, and is withdrawn when there is none.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

ADDED, REPLACED, UNCHANGED, SUPERSEDED, REJECTED = range(5)


@dataclass(frozen=True)
class Decision:
    """What happens to each candidate, in the order of the candidates.

    `status` is one of ADDED … REJECTED; `writes` marks the rows that go into a new batch; `rival` is the position of
    the candidate it was held against, or -1 (then it was the stored row). `withdrawn` marks stored rows.
    """

    status: npt.NDArray[np.int8]
    writes: npt.NDArray[np.bool_]
    rival: npt.NDArray[np.int64]
    withdrawn: npt.NDArray[np.bool_]


def decide(candidates: pd.DataFrame, stored: pd.DataFrame) -> Decision:
    """Returns what happens to `candidates` (key, content, arrival, source, sheet; sorted by origin).

    `stored` has one row per key: key, content, arrival, source, sheet, live (False: withdrawn earlier), dropped.
    """
    group, keys = pd.factorize(candidates["key"])
    arrival = candidates["arrival"].to_numpy()
    content = candidates["content"].to_numpy()
    newest = np.full(len(keys), -1, np.int64)
    np.maximum.at(newest, group, arrival)
    speaks = arrival == newest[group]
    first = _first(group, speaks, len(keys))
    odd = _first(group, speaks & (content != content[first[group]]), len(keys))

    held = _Held.at(stored, keys)
    same_sheet = (candidates["source"].to_numpy() == held.source[group]) & (
        candidates["sheet"].to_numpy(dtype=object) == held.sheet[group]
    )
    read_again = np.bincount(group, weights=speaks & same_sheet, minlength=len(keys)) > 0
    outcome, conflict = _outcome(candidates.iloc[first], held, odd >= 0, read_again)
    writes = np.zeros(len(candidates), bool)
    changed = np.isin(outcome, (ADDED, REPLACED)) | (held.dropped & (outcome == UNCHANGED))
    writes[first[changed]] = True

    holds = np.where(changed, content[first], held.content)
    has = changed | held.live
    same = has[group] & (content == holds[group])
    status = np.where(same, UNCHANGED, SUPERSEDED)
    status[conflict[group] & (speaks | ~has[group])] = REJECTED
    status[first] = outcome
    rival = np.where(
        conflict[group], np.where(content == content[first[group]], odd[group], first[group]), -1
    )
    rival = np.where(~conflict[group] & changed[group] & ~writes, first[group], rival)
    withdrawn = (stored["dropped"] & ~stored["key"].isin(keys)).to_numpy()
    return Decision(status.astype(np.int8), writes, rival, withdrawn)


def _first(group: npt.NDArray, wanted: npt.NDArray[np.bool_], groups: int) -> npt.NDArray[np.int64]:
    """Returns the position of the first wanted candidate of each group, -1 for none."""
    found = np.full(groups, -1, np.int64)
    places = np.flatnonzero(wanted)[::-1]
    found[group[places]] = places
    return found


def whole_recordings(decision: Decision, recordings: pd.Index, stored: pd.Index) -> Decision:
    """Returns the decision for long sheets, where a row is one breach: a recording of which a row is refused is refused.

    `recordings` names the recording of each candidate, `stored` that of each stored row. What is stored of a refused
    recording stays: a part of its breaches alone would score too well.
    """
    refused = decision.status == REJECTED
    if not refused.any():
        return decision
    theirs = recordings[refused]
    first = theirs[~theirs.duplicated()]
    culprit = np.flatnonzero(refused)[~theirs.duplicated()]
    place = first.get_indexer(recordings)
    along = (place >= 0) & np.isin(decision.status, (ADDED, REPLACED))
    return Decision(
        np.where(along, REJECTED, decision.status).astype(np.int8),
        decision.writes & (place < 0),
        np.where(along, culprit[place], decision.rival),
        decision.withdrawn & ~stored.isin(theirs),
    )


@dataclass(frozen=True)
class _Held:
    """The stored rows aligned with the keys; where nothing is stored `live` and `dropped` are False."""

    live: npt.NDArray[np.bool_]
    dropped: npt.NDArray[np.bool_]
    content: npt.NDArray[np.uint64]
    arrival: npt.NDArray[np.int64]
    source: npt.NDArray[np.uint64]
    sheet: npt.NDArray

    @classmethod
    def at(cls, stored: pd.DataFrame, keys: pd.Index) -> _Held:
        if stored.empty:
            no = np.zeros(len(keys), bool)
            zero = np.zeros(len(keys), np.uint64)
            return cls(no, no, zero, zero.astype(np.int64), zero, np.full(len(keys), "", object))
        places = pd.Index(stored["key"]).get_indexer(keys)
        known = places >= 0
        live = known & stored["live"].to_numpy()[places]
        return cls(
            live,
            live & stored["dropped"].to_numpy()[places],
            stored["content"].to_numpy()[places],
            stored["arrival"].to_numpy()[places],
            stored["source"].to_numpy()[places],
            stored["sheet"].to_numpy(dtype=object)[places],
        )


def _outcome(
    speaker: pd.DataFrame,
    held: _Held,
    divided: npt.NDArray[np.bool_],
    read_again: npt.NDArray[np.bool_],
) -> tuple[npt.NDArray, npt.NDArray[np.bool_]]:
    """Returns the status of the first speaker of each key, and whether the key is in conflict."""
    arrival = speaker["arrival"].to_numpy()
    differs = held.live & (speaker["content"].to_numpy() != held.content)
    bound = differs & ~held.dropped
    conflict = divided | (bound & (arrival == held.arrival) & ~read_again)
    outcome = np.select(
        [conflict, ~held.live, ~differs, bound & (arrival < held.arrival)],
        [REJECTED, ADDED, UNCHANGED, SUPERSEDED],
        REPLACED,
    )
    return outcome, conflict
