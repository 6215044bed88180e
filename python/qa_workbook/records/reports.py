"""What people must hear of a merge, as the rows of `MergePlan.reported`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.frames import Role, Table
from qa_workbook.records import merging, plan
from qa_workbook.records.columns import (
    ARRIVAL,
    KEY_DIGEST,
    LIVE,
    POSITION,
    ROW,
    SHEET,
    SUCCESSOR,
    UNIT,
)
from qa_workbook.records.corrections import Judgement
from qa_workbook.records.incoming import Incoming
from qa_workbook.records.merged_files import MergedFile
from qa_workbook.records.merging import Decision
from qa_workbook.records.renamed import left_behind
from qa_workbook.records.stored import rows_in_full


def reported(incoming: Incoming, judgement: Judgement, decision: Decision) -> pd.DataFrame:
    """Returns all that is reported of one scheme (see `MergePlan`)."""
    stored = judgement.stored
    parts = [
        _conflicting(incoming, stored, decision),
        _replaced(incoming, stored, decision),
        _withdrawn(incoming, stored[decision.withdrawn]),
        _kept(incoming, judgement, decision),
        _left(incoming, stored[judgement.left]),
        _left_behind(incoming, judgement),
        _superseded(incoming, stored, decision),
    ]
    return pd.concat([plan.nothing_reported(incoming.schema), *parts], ignore_index=True)


def _conflicting(incoming: Incoming, stored: pd.DataFrame, decision: Decision) -> pd.DataFrame:
    chosen = np.flatnonzero(decision.status == merging.REJECTED)
    return _outdone(incoming, stored, decision, chosen, plan.CONFLICTING)


def _superseded(incoming: Incoming, stored: pd.DataFrame, decision: Decision) -> pd.DataFrame:
    chosen = np.flatnonzero(decision.status == merging.SUPERSEDED)
    return _outdone(incoming, stored, decision, chosen, plan.SUPERSEDED)


def _outdone(
    incoming: Incoming, stored: pd.DataFrame, decision: Decision, chosen: Integers, code: str
) -> pd.DataFrame:
    if not chosen.size:
        return plan.nothing_reported(incoming.schema)
    others = _rivals(incoming, stored, decision, chosen)
    return _new_rows(incoming, code, incoming.candidates.take(chosen), others)


def _replaced(incoming: Incoming, stored: pd.DataFrame, decision: Decision) -> pd.DataFrame:
    rows = incoming.candidates[decision.status == merging.REPLACED]
    if rows.empty:
        return plan.nothing_reported(incoming.schema)
    before = stored.take(_stored_at(stored, rows))
    found = _new_rows(incoming, plan.REPLACED, rows, before[ROW])
    changes = pd.Series(_changes(incoming, rows, before), index=found.index, dtype="object")
    return found.assign(changed=changes)


def _withdrawn(incoming: Incoming, rows: pd.DataFrame) -> pd.DataFrame:
    others = pd.DataFrame({"file": rows[SUCCESSOR], "sheet": rows["sheet"], "row": 0})
    return _stored_rows(incoming, plan.WITHDRAWN, rows, others)


def _left(incoming: Incoming, rows: pd.DataFrame) -> pd.DataFrame:
    others = pd.DataFrame({"file": rows[SUCCESSOR], "sheet": rows["sheet"], "row": 0})
    return _stored_rows(incoming, plan.LEFT, rows, others)


def _left_behind(incoming: Incoming, judgement: Judgement) -> pd.DataFrame:
    """Stored rows that stay because their sheet came back under another name without them."""
    behind, successors = left_behind(incoming, judgement.stored)
    rows = judgement.stored[behind]
    files = [file for file, is_left in zip(successors, behind, strict=True) if is_left]
    others = pd.DataFrame({"file": files, "sheet": rows["sheet"].to_numpy(), "row": 0})
    return _stored_rows(incoming, plan.RENAMED, rows, others)


def _kept(incoming: Incoming, judgement: Judgement, decision: Decision) -> pd.DataFrame:
    """Stored rows that stay because a sheet has a rejected row in their place."""
    stored = judgement.stored
    whole = list(incoming.schema.whole)
    by = whole or [KEY_DIGEST]
    refused = incoming.unread if whole else incoming.rejected
    if refused.empty and not judgement.kept.any():
        return plan.nothing_reported(incoming.schema)
    refused = refused[_outdates(incoming, stored, decision, refused)]
    held = stored[stored[LIVE] & ~decision.withdrawn]
    places = refused.drop_duplicates(by)[[*by, *SHEET]]
    direct = held.merge(places, on=by, suffixes=("", "_now"))
    # Those whose key the corrected sheet has no more: it says otherwise who inspected, or when.
    moved = stored[judgement.kept]
    moved = moved[~moved[KEY_DIGEST].isin(direct[KEY_DIGEST])]
    moved = moved.assign(file_now=moved[SUCCESSOR], sheet_now=moved["sheet"])
    rows = pd.concat([direct, moved], ignore_index=True)
    # Of a whole that stays, one row says it for all of them.
    rows = rows.drop_duplicates(by, ignore_index=True)
    others = pd.DataFrame({"file": rows["file_now"], "sheet": rows["sheet_now"], "row": 0})
    return _stored_rows(incoming, plan.KEPT, rows, others)


def _outdates(
    incoming: Incoming, stored: pd.DataFrame, decision: Decision, refused: pd.DataFrame
) -> Booleans:
    """Returns which refused rows came later than what counts of their key.

    Where another sheet of the run has the row too, that may be the newer one: then nothing earlier
    is kept.
    """
    candidates = incoming.candidates
    written = candidates[KEY_DIGEST][decision.writes]
    # A row that says what is stored confirms it, wherever that stands: it is no earlier version.
    holding = candidates[decision.writes | (decision.status == merging.UNCHANGED)]
    others = stored[~stored[KEY_DIGEST].isin(written)]
    known = pd.concat([others[[KEY_DIGEST, ARRIVAL]], holding[[KEY_DIGEST, ARRIVAL]]])
    latest = known.groupby(KEY_DIGEST)[ARRIVAL].max()
    counts = latest.reindex(refused[KEY_DIGEST], fill_value=-1)
    came = np.array([incoming.files[file].arrival for file in refused["file"]], np.int64)
    alone = ~refused[KEY_DIGEST].isin(candidates[KEY_DIGEST]).to_numpy()
    outdates: Booleans = alone | (came > counts.to_numpy())
    return outdates


def _new_rows(
    incoming: Incoming, code: str, rows: pd.DataFrame, others: pd.DataFrame
) -> pd.DataFrame:
    names = incoming.schema.having(Role.REPORTED)
    return _lines(incoming, code, incoming.details(rows, names), others, incoming.files)


def _stored_rows(
    incoming: Incoming, code: str, rows: pd.DataFrame, others: pd.DataFrame
) -> pd.DataFrame:
    return _lines(incoming, code, rows, others, incoming.manifest.files)


def _lines(
    incoming: Incoming,
    code: str,
    rows: pd.DataFrame,
    others: pd.DataFrame,
    files: Mapping[str, MergedFile],
) -> pd.DataFrame:
    """Returns `rows` as reported lines, held against `others` (aligned by position)."""
    schema = incoming.schema
    if rows.empty:
        return plan.nothing_reported(schema)
    named = {f"other_{name}": others[name].to_numpy() for name in ROW}
    nothing = pd.Series([()] * len(rows), index=rows.index, dtype="object")
    return rows[list(schema.having(Role.REPORTED))].assign(
        code=code,
        schema=schema.name,
        scheme=incoming.scheme_id,
        column=_letters(rows, files, schema.key[0]),
        changed=nothing,
        **named,
    )


def _letters(rows: pd.DataFrame, files: Mapping[str, MergedFile], name: str) -> Sequence[str]:
    """Returns the letter of the column `name` in the sheet of each row, "A" where it has none."""
    letters = {}
    for file, sheet in rows[SHEET].drop_duplicates().itertuples(index=False, name=None):
        merged = files[file].sheets.get(sheet)
        columns = merged.columns if merged else {}
        letters[file, sheet] = columns.get(name, "A")
    return [letters[place] for place in zip(rows["file"], rows["sheet"], strict=True)]


def _stored_at(stored: pd.DataFrame, candidates: pd.DataFrame) -> Integers:
    """Returns the position of the stored row of each candidate's key, -1 for none."""
    places: Integers = pd.Index(stored[KEY_DIGEST]).get_indexer(candidates[KEY_DIGEST])
    return places


def _rivals(
    incoming: Incoming, stored: pd.DataFrame, decision: Decision, chosen: Integers
) -> pd.DataFrame:
    """Returns the origin of the row that each of the chosen candidates was held against."""
    candidates = incoming.candidates
    rival = decision.rival[chosen]  # -1 stands for the stored row of the key
    among_new = candidates[ROW].take(np.maximum(rival, 0)).reset_index(drop=True)
    if (rival >= 0).all():
        return among_new
    places = _stored_at(stored, candidates.take(chosen))
    in_store = stored[ROW].take(places).reset_index(drop=True)
    return among_new.where(pd.Series(rival >= 0), in_store)


def _changes(incoming: Incoming, new: pd.DataFrame, old: pd.DataFrame) -> list[tuple[str, ...]]:
    """Returns the names of the columns in which each new row differs from the stored one."""
    new, old = new.reset_index(drop=True), old.reset_index(drop=True)
    changed: list[list[str]] = [[] for _ in range(len(new))]
    # Whole columns at a time, for each pair of versions that an old and a new row follow.
    for old_key, was in rows_in_full(incoming.reader, incoming.batches, old).items():
        for unit, part in new.loc[was.index].groupby(UNIT):
            key, table = incoming.units[unit]
            now = table.frame.iloc[part[POSITION]].set_index(part.index)
            differing = _differing(Table(table.schema, now), was.loc[part.index])
            if key != old_key:
                differing = {"version": part.index} | differing
            for name, positions in differing.items():
                for position in positions:
                    changed[position].append(name)
    return [tuple(names) for names in changed]


def _differing(now: Table, was: pd.DataFrame) -> dict[str, pd.Index]:
    """Returns in which rows each column differs; columns that only one version has don't count."""
    found = {}
    for column in now.schema.columns:
        if Role.ORIGIN in column.roles or column.name not in was.columns:
            continue
        left, right = now.frame[column.name], was[column.name]
        differs = (left != right) & ~(left.isna() & right.isna())
        found[column.name] = now.frame.index[differs]
    return found
