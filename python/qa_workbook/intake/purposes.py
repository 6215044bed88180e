"""Puts scores that were made for another purpose than the figures apart: targeted samples,
calibration, hidden repeats (S8, S9). Only random samples feed published rates and pay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.frames import LIST, folded
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.labels.reasons import ByLanguage
from qa_workbook.sampling.lists import IssuedLists
from qa_workbook.sheets import Sheet, part_name

_FIRST_PART = 11
"""Parts of a sheet that are split by purpose are numbered from here; layouts number below."""


def by_purpose(
    rows: Sequence[SheetRows], sheets: Sequence[Sheet], lists: IssuedLists
) -> tuple[list[SheetRows], list[Sheet], list[Finding]]:
    """Returns rows and sheets with the purpose of each, and a finding for what is kept apart.

    What a list was handed out for wins over what its sheet says. A recording that was handed out
    as a targeted sample alone is one on any sheet. A sheet with rows of several purposes becomes
    several parts; read, accepted and rejected rows stay as many as they were.
    """
    by_place: dict[tuple[str, str], list[SheetRows]] = defaultdict(list)
    for one in rows:
        by_place[one.file, one.sheet].append(one)
    found_rows, found_sheets, findings = list[SheetRows](), list[Sheet](), list[Finding]()
    for sheet in sheets:
        own = by_place.get(sheet.place, [])
        parts = _parts(own, lists)
        if all(one.purpose is Purpose.RANDOM for one in parts):
            found_rows += own
            found_sheets.append(sheet)
            continue
        found_rows += parts
        found_sheets += _sheets_of(sheet, parts, lists)
        findings += _kept_apart(sheet, parts)
    return found_rows, found_sheets, findings


def purpose_of(labels: SheetLabels, scheme: str, recording: str, lists: IssuedLists) -> Purpose:
    """Returns what the score of a recording was made for."""
    entry = lists.get(labels.list_number)
    if entry:
        return entry.purpose_of(recording)
    if labels.purpose and labels.purpose is not Purpose.RANDOM:
        return labels.purpose
    is_targeted = folded(recording) in lists.targeted(scheme)
    return Purpose.TARGETED if is_targeted else Purpose.RANDOM


def _parts(tables: Sequence[SheetRows], lists: IssuedLists) -> list[SheetRows]:
    """The rows of the tables of a sheet by purpose.

    Those of the most frequent purpose keep the name of the sheet; a table without rows is there
    once.
    """
    purposes = [_purposes(table, lists) for table in tables]
    counts = Counter(one for of_table in purposes for one in of_table)
    kinds = sorted(counts, key=lambda one: (-counts[one], one))
    parts = []
    for number, kind in enumerate(kinds):
        for table, of_table in zip(tables, purposes, strict=True):
            if kind in of_table:
                name = part_name(table.sheet, _FIRST_PART + number) if number else table.sheet
                kept = [at for at in range(len(table.lines)) if of_table[at] is kind]
                parts.append(replace(_only(table, kept, kind), sheet=name))
    return parts


def _purposes(table: SheetRows, lists: IssuedLists) -> list[Purpose]:
    """The purpose of each row; of a table without rows that of the sheet."""
    scheme, labels = table.scheme.id, table.labels
    names = table.columns["recording"] or [""]
    return [purpose_of(labels, scheme, name, lists) for name in names]


def _only(table: SheetRows, kept: Sequence[int], purpose: Purpose) -> SheetRows:
    """The rows at some positions, with the number of their list where they don't count."""
    if purpose is Purpose.RANDOM and len(kept) == len(table.lines):
        return table
    columns = {key: [values[at] for at in kept] for key, values in table.columns.items()}
    if purpose is not Purpose.RANDOM:
        columns[LIST] = [_number(table)] * len(kept)
    stated = [one._replace(cells=[one.cells[at] for at in kept]) for one in table.stated]
    lines = [table.lines[at] for at in kept]
    return replace(table, columns=columns, lines=lines, stated=stated, purpose=purpose)


def _number(table: SheetRows) -> str:
    return folded(table.labels.list_number).upper()


def _sheets_of(sheet: Sheet, parts: Sequence[SheetRows], lists: IssuedLists) -> list[Sheet]:
    """What each part of a sheet is. Rejected rows go to the part of their recording."""
    key, kinds = sheet.scheme_key, list(dict.fromkeys(part.purpose for part in parts))
    assert key is not None
    rejected: dict[Purpose, list[tuple[str, ...]]] = {kind: [] for kind in kinds}
    for one in sheet.rejected_keys:
        kind = purpose_of(parts[0].labels, key.id, one[0], lists)
        rejected[kind if kind in kinds else kinds[0]].append(one)
    nameless = sheet.rows_rejected - len(sheet.rejected_keys)
    found = []
    for kind in kinds:
        own = [part for part in parts if part.purpose is kind]
        refused = len(rejected[kind]) + (nameless if kind is kinds[0] else 0)
        number = () if kind is Purpose.RANDOM else (_number(own[0]),)
        changed = replace(
            sheet,
            name=own[0].sheet,
            scheme_key=key.made_for(kind),
            rows_read=sum(len(part.lines) for part in own) + refused,
            rows_rejected=refused,
            rejected_keys=tuple((*one, *number) for one in rejected[kind]),
        )
        found.append(changed)
    return found


def _kept_apart(sheet: Sheet, parts: Sequence[SheetRows]) -> list[Finding]:
    """A line for each purpose that a sheet has rows of, but one for repeats: nobody is to know."""
    told = {Purpose.TARGETED, Purpose.CALIBRATION}
    rows = Counter[Purpose]()
    for part in parts:
        rows[part.purpose] += len(part.lines)
    return [
        finding("kept-apart", sheet.file, sheet.name, purpose=_said(kind), rows=str(number))
        for kind, number in rows.items()
        if kind in told and number
    ]


def _said(purpose: Purpose) -> ByLanguage:
    return {language: text(f"reading.purpose_{purpose}", language) for language in ("zh", "en")}
