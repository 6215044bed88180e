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
is withdrawn when there is none, or they are rejected. A row that says the same but stands somewhere
else is unchanged, and written again with its new address.

Two kinds of arrays meet here, and their names say which they are: `…_of_row` has a value for each
candidate, `…_of_key` one for each key; `values_of_key[key_of_row]` gives each candidate that of its
key.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers, Values
from qa_workbook.records.columns import (
    ARRIVAL,
    CONTENT_DIGEST,
    DOCUMENT,
    DROPPED,
    KEY_DIGEST,
    LIVE,
    SHEET,
    SOURCE,
)

ADDED, REPLACED, UNCHANGED, SUPERSEDED, REJECTED = range(5)
_ORIGIN = ("row", DOCUMENT, "file", "sheet")


@dataclass(frozen=True)
class Decision:
    """What happens to each candidate, in the order of the candidates.

    `status` is one of ADDED … REJECTED; `writes` marks the rows that go into a new batch; `rival`
    is the position of the candidate it was held against, or -1 (then it was the stored row).
    `withdrawn` marks stored rows.
    """

    status: Integers
    writes: Booleans
    rival: Integers
    withdrawn: Booleans


def decide(candidates: pd.DataFrame, stored: pd.DataFrame) -> Decision:
    """Returns what happens to `candidates`, which are sorted by origin.

    Both frames have the key and content digests, arrival, document, source and origin of each row.
    `stored` has one row per key, and says which of them are live and dropped (see `columns`).
    """
    candidates, stored = _numbered(candidates, stored)
    claims = _Claims.of(candidates)
    held = _Held.at(stored, claims.keys)
    rereads_of_key = _rereads(candidates, claims, held)
    outcome_of_key, conflict_of_key = _outcomes(claims, held, rereads_of_key)

    # Nothing about the row has changed but where it stands.
    moves_of_key = (outcome_of_key == UNCHANGED) & ~_in_place(candidates, claims, held)
    writes_of_key = np.isin(outcome_of_key, (ADDED, REPLACED)) | moves_of_key
    writes_of_row = np.zeros(len(candidates), bool)
    writes_of_row[claims.first_of_key[writes_of_key]] = True

    taken_on = claims.keys[~conflict_of_key]
    status_of_row = _statuses(claims, held, writes_of_key, conflict_of_key)
    status_of_row[claims.first_of_key] = outcome_of_key
    return Decision(
        status=status_of_row,
        writes=writes_of_row,
        rival=_rivals(claims, writes_of_key, writes_of_row, conflict_of_key),
        withdrawn=(stored[DROPPED] & ~stored[KEY_DIGEST].isin(taken_on)).to_numpy(),
    )


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

    # Rows that change nothing may stay as they are: they say what is stored already.
    drawn_in_of_row = (whole_of_row >= 0) & np.isin(decision.status, (ADDED, REPLACED))
    return Decision(
        status=np.where(drawn_in_of_row, REJECTED, decision.status),
        writes=decision.writes & (whole_of_row < 0),
        rival=np.where(drawn_in_of_row, first_row_of_whole[whole_of_row], decision.rival),
        withdrawn=decision.withdrawn & ~stored_wholes.isin(refused_wholes),
    )


def _numbered(candidates: pd.DataFrame, stored: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Returns both with numbers in place of the names of files and sheets, the same for the same.

    They are only compared, and comparing texts takes far longer.
    """
    of_candidates, of_stored = {}, {}
    for name in SHEET:
        both = pd.concat([candidates[name], stored[name]], ignore_index=True)
        codes, _ = pd.factorize(both)
        of_candidates[name], of_stored[name] = np.split(codes, [len(candidates)])
    return candidates.assign(**of_candidates), stored.assign(**of_stored)


@dataclass(frozen=True)
class _Claims:
    """What the candidates say of their keys."""

    keys: pd.Index
    key_of_row: Integers
    content_of_row: Integers
    latest_of_row: Booleans
    """Whether it arrived last among the candidates of its key."""
    first_of_key: Integers
    """The first of these, by origin: it stands for all of them if they agree."""
    arrival_of_key: Integers
    agrees_of_row: Booleans
    """Whether it says the same as that first one."""
    dissenting_of_key: Integers
    """The first of the latest that doesn't, -1 for none."""

    @classmethod
    def of(cls, candidates: pd.DataFrame) -> _Claims:
        """Groups the candidates by key."""
        key_of_row, keys = pd.factorize(candidates[KEY_DIGEST])
        content_of_row = candidates[CONTENT_DIGEST].to_numpy()
        arrival_of_row = candidates[ARRIVAL].to_numpy()

        arrival_of_key = np.full(len(keys), -1, np.int64)
        np.maximum.at(arrival_of_key, key_of_row, arrival_of_row)
        latest_of_row = arrival_of_row == arrival_of_key[key_of_row]
        first_of_key = _first(key_of_row, latest_of_row, len(keys))

        agrees_of_row = content_of_row == content_of_row[first_of_key][key_of_row]
        return cls(
            keys=keys,
            key_of_row=key_of_row,
            content_of_row=content_of_row,
            latest_of_row=latest_of_row,
            first_of_key=first_of_key,
            arrival_of_key=arrival_of_key,
            agrees_of_row=agrees_of_row,
            dissenting_of_key=_first(key_of_row, latest_of_row & ~agrees_of_row, len(keys)),
        )

    @property
    def content_of_key(self) -> Integers:
        """What the first of the latest says."""
        return self.content_of_row[self.first_of_key]


@dataclass(frozen=True)
class _Held:
    """The stored row of each key; where nothing is stored `live` and `dropped` are False."""

    live: Booleans
    dropped: Booleans
    content: Integers
    arrival: Integers
    source: Integers
    origin: tuple[Values, ...]
    """Its document, file, sheet and row."""

    @classmethod
    def at(cls, stored: pd.DataFrame, keys: pd.Index) -> _Held:
        """Aligns the stored rows with the keys."""
        if stored.empty:
            nothing = np.zeros(len(keys), bool)
            zero = np.zeros(len(keys), np.uint64)
            nowhere = tuple(np.full(len(keys), -1, np.int64) for _ in _ORIGIN)
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
            tuple(stored[name].to_numpy()[places] for name in _ORIGIN),
        )

    @property
    def sheet(self) -> Values:
        """The sheet of each stored row."""
        return self.origin[_ORIGIN.index("sheet")]


def _rereads(candidates: pd.DataFrame, claims: _Claims, held: _Held) -> Booleans:
    """Returns of which keys the sheet of the stored row itself was read once more.

    It arrived together with the stored row, but where it now reads differently (after a roster or
    a scheme was mended) it corrects that row and doesn't contradict it.
    """
    key_of_row = claims.key_of_row
    same_file = candidates[SOURCE].to_numpy() == held.source[key_of_row]
    same_sheet = candidates["sheet"].to_numpy() == held.sheet[key_of_row]
    rereads_of_key = np.zeros(len(claims.keys), bool)
    rereads_of_key[key_of_row[claims.latest_of_row & same_file & same_sheet]] = True
    return rereads_of_key


def _in_place(candidates: pd.DataFrame, claims: _Claims, held: _Held) -> Booleans:
    """Returns which stored rows still stand, with what they say, where they stood."""
    key_of_row = claims.key_of_row
    here_of_row = claims.content_of_row == held.content[key_of_row]
    for name, was_of_key in zip(_ORIGIN, held.origin, strict=True):
        rows = np.flatnonzero(here_of_row)
        here_of_row[rows] = candidates[name].to_numpy()[rows] == was_of_key[key_of_row[rows]]
    in_place_of_key = np.zeros(len(claims.keys), bool)
    in_place_of_key[key_of_row[here_of_row]] = True
    return in_place_of_key


def _outcomes(claims: _Claims, held: _Held, rereads_of_key: Booleans) -> tuple[Integers, Booleans]:
    """Returns what becomes of each key, as the status of its first row, and which are in conflict.

    All arrays here are `of_key`.
    """
    differs = held.live & (claims.content_of_key != held.content)
    opposes = differs & ~held.dropped
    # Nobody knows who is right: the latest disagree, or came together with what they oppose.
    together = opposes & (claims.arrival_of_key == held.arrival) & ~rereads_of_key
    conflict = (claims.dissenting_of_key >= 0) | together
    older = opposes & (claims.arrival_of_key < held.arrival)
    outcome = np.select(
        [conflict, ~held.live, ~differs, older],
        [REJECTED, ADDED, UNCHANGED, SUPERSEDED],
        REPLACED,
    )
    return outcome, conflict


def _statuses(
    claims: _Claims, held: _Held, writes_of_key: Booleans, conflict_of_key: Booleans
) -> Integers:
    """Returns what becomes of the candidates that don't stand for their key."""
    key_of_row = claims.key_of_row
    # They are measured by what holds after the merge, if anything does.
    holds_of_key = np.where(writes_of_key, claims.content_of_key, held.content)
    known_of_row = (writes_of_key | held.live)[key_of_row]
    same_of_row = known_of_row & (claims.content_of_row == holds_of_key[key_of_row])
    status_of_row = np.where(same_of_row, UNCHANGED, SUPERSEDED)
    # In a conflict the latest are refused, and the older ones with them unless a stored row holds.
    conflict_of_row = conflict_of_key[key_of_row]
    stays_of_row = (held.live & ~held.dropped)[key_of_row]
    status_of_row[conflict_of_row & (claims.latest_of_row | ~stays_of_row)] = REJECTED
    return status_of_row


def _rivals(
    claims: _Claims, writes_of_key: Booleans, writes_of_row: Booleans, conflict_of_key: Booleans
) -> Integers:
    """Returns the position of the candidate that each one is held against, -1 for none."""
    key_of_row = claims.key_of_row
    first_of_row = claims.first_of_key[key_of_row]
    # In a conflict, one that disagrees; where only the stored row does, there is none.
    dissenting_of_row = claims.dissenting_of_key[key_of_row]
    opponent_of_row = np.where(claims.agrees_of_row, dissenting_of_row, first_of_row)
    # Else the row that is written in place of the stored one, if it is another.
    conflict_of_row = conflict_of_key[key_of_row]
    beaten_of_row = writes_of_key[key_of_row] & ~writes_of_row
    rival_of_row = np.where(beaten_of_row, first_of_row, -1)
    return np.where(conflict_of_row, opponent_of_row, rival_of_row)


def _first(key_of_row: Integers, wanted_of_row: Booleans, keys: int) -> Integers:
    """Returns the position of the first wanted candidate of each key, -1 for none."""
    first_of_key = np.full(keys, -1, np.int64)
    backwards = np.flatnonzero(wanted_of_row)[::-1]
    first_of_key[key_of_row[backwards]] = backwards  # of several values for a key the last stays
    return first_of_key
