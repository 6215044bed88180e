"""Corrected sheets: those that hold a newer version of what was merged from them before."""

from __future__ import annotations

import pandas as pd

from qa_workbook.frames import DAY, Role, Schema
from qa_workbook.records.columns import DOCUMENT, DROPPED, KEY_DIGEST, LIVE, SHEET, SUCCESSOR
from qa_workbook.records.incoming import Incoming
from qa_workbook.records.manifest import MergedSheet


def corrected_sheets(incoming: Incoming) -> pd.DataFrame:
    """Returns the sheets that are a corrected version of what was merged last from their path.

    That is so when name, scheme and labels are the same. A sheet that leaves one of the schema's
    sheet columns empty (质检日期) corrects nothing, for its file may have been filled again; nor do
    sheets of a schema that has no such column. Where a row was rejected and nobody knows its key,
    nobody can tell what is missing, so that sheet doesn't count either.

    Columns: document and `sheet`, by which stored rows know their sheet; successor; and the
    schema's sheet columns.
    """
    names = incoming.schema.having(Role.SHEET)
    rows = []
    for sheet in incoming.sheets:
        before = incoming.manifest.files.get(sheet.file)
        if before is None or before.sha256 == sheet.sha256:
            continue
        was = before.sheets.get(sheet.name)
        now = incoming.files[sheet.file].sheets[sheet.name]
        all_known = len(sheet.rejected_keys) >= sheet.rows_rejected
        if all_known and was and _corrects(now, was, names):
            labels = [_typed(now.labels[name], incoming.schema, name) for name in names]
            rows.append((before.document, sheet.name, sheet.file, *labels))
    columns = [DOCUMENT, "sheet", SUCCESSOR, *names]
    types = incoming.schema.types_of(["sheet", *names])
    return pd.DataFrame(rows, columns=columns).astype(types)


def _corrects(now: MergedSheet, was: MergedSheet, names: tuple[str, ...]) -> bool:
    if was.scheme_key is None or now.scheme_key is None:
        return False
    same_scheme = was.scheme_key.id == now.scheme_key.id
    complete = bool(names) and all(now.labels.get(name) for name in names)
    return same_scheme and complete and was.labels == now.labels


def _typed(label: str, schema: Schema, name: str) -> object:
    return pd.Timestamp(label) if schema.dtypes[name] == DAY else label


def with_dropped(incoming: Incoming, stored: pd.DataFrame, corrected: pd.DataFrame) -> pd.DataFrame:
    """Returns the stored rows, and which of them the corrected version of their sheet dropped."""
    if corrected.empty:
        return stored.assign(**{DROPPED: False, SUCCESSOR: ""})
    # A row knows the document that it came from, also when its file has been renamed since.
    by_sheet = corrected.drop_duplicates([DOCUMENT, "sheet"])
    places = stored[[DOCUMENT, "sheet"]]
    successors = places.merge(by_sheet, how="left", on=[DOCUMENT, "sheet"]).set_axis(stored.index)

    # A file that is filled again day after day answers only for the rows of its own day.
    dropped = stored[LIVE] & successors[SUCCESSOR].notna()
    for name in incoming.schema.having(Role.SHEET):
        dropped &= stored[name].eq(successors[name])

    # A rejected row still stands in its sheet, even if nobody can read what it says.
    named = [rows[[KEY_DIGEST, *SHEET]] for rows in (incoming.candidates, incoming.rejected)]
    present = pd.MultiIndex.from_frame(pd.concat(named))
    dropped &= ~_at_successor(stored[[KEY_DIGEST]], stored, successors).isin(present)

    whole = list(incoming.schema.whole)
    if whole:
        # A recording that is only partly in order stays as it was, for what is missing in it may
        # be what was rejected.
        unsure = pd.MultiIndex.from_frame(incoming.unread[[*whole, *SHEET]])
        dropped &= ~_at_successor(stored[whole], stored, successors).isin(unsure)
    return stored.assign(**{DROPPED: dropped, SUCCESSOR: successors[SUCCESSOR].fillna("")})


def _at_successor(
    names: pd.DataFrame, stored: pd.DataFrame, successors: pd.DataFrame
) -> pd.MultiIndex:
    """Returns what the stored rows would be called in the corrected version of their sheets."""
    columns = [names[name] for name in names.columns]
    return pd.MultiIndex.from_arrays([*columns, successors[SUCCESSOR], stored["sheet"]])
