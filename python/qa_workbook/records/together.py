"""Puts the plans of all schemes together into that of the run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import pandas as pd

from qa_workbook.frames import Table
from qa_workbook.keys import SchemeKey
from qa_workbook.records.columns import SHEET
from qa_workbook.records.manifest import Manifest
from qa_workbook.records.merged_files import Merged, MergedFile
from qa_workbook.records.merging import ADDED, REJECTED, REPLACED, SUPERSEDED, UNCHANGED
from qa_workbook.records.plan import CODES, CONFLICTING, MergePlan, RowCounts, nothing_reported
from qa_workbook.records.planning import SchemePlan
from qa_workbook.sheets import Sheet

Places = frozenset[tuple[str, str]]


def merge_plan(
    manifest: Manifest,
    files: Mapping[str, MergedFile],
    tables: Mapping[SchemeKey, Table],
    sheets: Sequence[Sheet],
    parts: Sequence[SchemePlan],
) -> MergePlan:
    """Returns the plan of a run whose schemes come to `parts`."""
    touched: Places = frozenset()
    writes: dict[SchemeKey, Table] = {}
    for part in parts:
        touched |= part.touched
        writes |= part.writes
    reported = _in_order([part.reported for part in parts])
    refused = reported[reported["code"] == CONFLICTING]
    filled = _places(table.frame for table in tables.values()) - _places([refused])
    return MergePlan(
        generation=manifest.generation,
        counts={part.scheme_id: _counts(part) for part in parts},
        unchanged_sheets=_unchanged(manifest, sheets, filled, touched),
        reported=reported,
        writes=writes,
        files=files,
        news=_news(manifest, files),
    )


def _news(manifest: Manifest, files: Mapping[str, MergedFile]) -> Merged:
    """Returns what is not known yet of the files of a run."""
    # Of copies of one version the newest comes last, and so counts.
    by_age = sorted(files.items(), key=lambda item: (item[1].arrival, item[0]))
    versions = {file.sha256: (file.arrival, file.document) for _, file in by_age}
    known = manifest.merged
    return Merged(
        {name: file for name, file in files.items() if known.files.get(name) != file},
        {digest: at for digest, at in versions.items() if known.versions.get(digest) != at},
    )


def _counts(part: SchemePlan) -> RowCounts:
    counts = part.counts.tolist()
    return RowCounts(
        added=counts[ADDED],
        replaced=counts[REPLACED],
        unchanged=counts[UNCHANGED] + counts[SUPERSEDED],
        rejected=counts[REJECTED],
    )


def _in_order(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Returns the reported rows of all schemes, sorted by code."""
    rows = pd.concat([nothing_reported(), *parts], ignore_index=True)
    order = {code: number for number, code in enumerate(CODES)}
    return rows.sort_values(
        "code", key=lambda codes: codes.map(order), ignore_index=True, kind="stable"
    )


def _places(frames: Iterable[pd.DataFrame]) -> Places:
    """Returns (file, sheet) of the sheets that the rows of the frames stand in."""
    found: set[tuple[str, str]] = set()
    for frame in frames:
        found |= set(frame[SHEET].drop_duplicates().itertuples(index=False, name=None))
    return frozenset(found)


def _unchanged(
    manifest: Manifest, sheets: Sequence[Sheet], filled: Places, touched: Places
) -> Places:
    """Returns the sheets that bring nothing new.

    They were merged before as they are, or they have rows, all known, and none was refused.
    """
    same = []
    for sheet in sheets:
        all_known = sheet.place in filled and not sheet.rows_rejected
        if sheet.place not in touched and (all_known or _merged_before(manifest, sheet)):
            same.append(sheet.place)
    return frozenset(same)


def _merged_before(manifest: Manifest, sheet: Sheet) -> bool:
    known = manifest.files.get(sheet.file)
    if known and known.sha256 == sheet.sha256:
        return sheet.name in known.sheets
    return sheet.sha256 in manifest.versions
