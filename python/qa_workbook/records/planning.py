"""Plans the merge of one scheme: what one run brings against the stored rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from qa_workbook.arrays import Integers
from qa_workbook.frames import Table
from qa_workbook.keys import SchemeKey
from qa_workbook.records.columns import (
    DOCUMENT,
    GENERATION,
    INDEX,
    KEY_DIGEST,
    NAME_DIGEST,
    POSITION,
    ROW,
    SHEET,
    SUCCESSOR,
    UNIT,
    WITHDRAWN,
)
from qa_workbook.records.corrections import Judgement, changed_sheets, judge
from qa_workbook.records.incoming import Incoming
from qa_workbook.records.merging import (
    ADDED,
    REJECTED,
    REPLACED,
    Decision,
    decide,
    refuse_wholes,
)
from qa_workbook.records.renamed import documents_gone
from qa_workbook.records.reports import reported
from qa_workbook.records.stored import Asked, rows_in_full, stored_rows


@dataclass(frozen=True)
class SchemePlan:
    """The part of a MergePlan that one scheme makes up.

    `counts` is indexed by the statuses of `merging`; `touched` holds the sheets by which something
    changes.
    """

    scheme_id: str
    counts: Integers
    touched: frozenset[tuple[str, str]]
    writes: Mapping[SchemeKey, Table]
    reported: pd.DataFrame


def prepared(incoming: Incoming) -> Judgement:
    """Returns the stored rows that this run is about, and what became of their sheets.

    They have a key that it brings, or came from a sheet that has changed.
    """
    changes = changed_sheets(incoming)
    rows = (incoming.candidates, incoming.rejected)
    keys, names = (
        np.concatenate([part[digest].to_numpy() for part in rows])
        for digest in (KEY_DIGEST, NAME_DIGEST)
    )
    documents = sorted({document for document, *_ in changes})
    asked = Asked(keys, names, documents)
    parts = (incoming.reader, incoming.batches, incoming.schema)
    stored = stored_rows(*parts, asked)
    if gone := documents_gone(incoming, stored):
        stored = stored_rows(*parts, replace(asked, documents=sorted({*documents, *gone})))
    return judge(incoming, stored, changes)


def plan_scheme(
    incoming: Incoming, judgement: Judgement, documents: Mapping[str, int]
) -> SchemePlan:
    """Returns what merging `incoming` would do; `documents` are the numbers of its files."""
    candidates = _with_documents(incoming.candidates, documents)
    decision = _decided(incoming, candidates, judgement.stored)
    return SchemePlan(
        scheme_id=incoming.scheme_id,
        counts=np.bincount(decision.status, minlength=REJECTED + 1),
        touched=_touched(incoming, judgement.stored, decision),
        writes=_writes(incoming, candidates, judgement.stored, decision),
        reported=reported(incoming, judgement, decision),
    )


def _with_documents(candidates: pd.DataFrame, documents: Mapping[str, int]) -> pd.DataFrame:
    codes, files = pd.factorize(candidates["file"])
    numbers = np.array([documents[file] for file in files], np.int32)
    return candidates.assign(**{DOCUMENT: numbers[codes]})


def _decided(incoming: Incoming, candidates: pd.DataFrame, stored: pd.DataFrame) -> Decision:
    decision = decide(candidates, stored)
    whole = incoming.schema.whole
    if not whole:
        return decision
    wholes = pd.MultiIndex.from_frame(incoming.details(candidates, whole))
    return refuse_wholes(decision, wholes, pd.MultiIndex.from_frame(stored[list(whole)]))


def _touched(
    incoming: Incoming, stored: pd.DataFrame, decision: Decision
) -> frozenset[tuple[str, str]]:
    """Returns the sheets that bring a row, and those that no longer have one."""
    brings = np.isin(decision.status, (ADDED, REPLACED))
    bringing = incoming.candidates.loc[brings, SHEET]
    dropping = stored.loc[decision.withdrawn, [SUCCESSOR, "sheet"]].set_axis(SHEET, axis=1)
    places = pd.concat([bringing, dropping]).drop_duplicates()
    return frozenset(places.itertuples(index=False, name=None))


def _writes(
    incoming: Incoming, candidates: pd.DataFrame, stored: pd.DataFrame, decision: Decision
) -> dict[SchemeKey, Table]:
    """Returns the new batch of each version: rows that came or changed, and withdrawn rows."""
    parts: dict[SchemeKey, list[pd.DataFrame]] = {}
    generation = np.int32(incoming.manifest.generation + 1)
    for unit, rows in candidates[decision.writes].groupby(UNIT):
        key, table = incoming.units[unit]
        index = {name: rows[name].to_numpy() for name in INDEX if name in rows}
        index |= {GENERATION: generation, WITHDRAWN: False}
        chosen = _at(table.frame, rows[POSITION].to_numpy())
        parts.setdefault(key, []).append(chosen.assign(**index))
    # Batches are never changed, so a withdrawn row is written once more, marked as such.
    withdrawn = stored[decision.withdrawn]
    for key, rows in rows_in_full(incoming.reader, incoming.batches, withdrawn).items():
        marked = rows.sort_values(ROW).assign(**{GENERATION: generation, WITHDRAWN: True})
        parts.setdefault(key, []).append(marked)
    return {
        key: Table(incoming.schema_of(key), _one_below_the_other(frames))
        for key, frames in sorted(parts.items())
    }


def _at(frame: pd.DataFrame, positions: Integers) -> pd.DataFrame:
    """The rows at some positions; where that is every row in its place, nothing is copied."""
    if len(positions) == len(frame) and np.array_equal(positions, np.arange(len(frame))):
        return frame
    return frame.iloc[positions]


def _one_below_the_other(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    if len(frames) == 1:
        return frames[0].reset_index(drop=True)
    return pd.concat(frames, ignore_index=True)
