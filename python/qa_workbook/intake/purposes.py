"""Puts scores that were made for another purpose than the figures apart: targeted samples,
calibration, hidden repeats (S8, S9). Only random samples feed published rates and pay.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from itertools import chain

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.frames import LIST, folded
from qa_workbook.intake.context import StoredNames
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.intake.sheet_labels import SheetLabels
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.labels.reasons import ByLanguage
from qa_workbook.sampling.lists import IssuedLists, ListEntry
from qa_workbook.sheets import Sheet, part_name

_FIGURES_ALONE = frozenset((Purpose.RANDOM,))
"""The purpose of rows that are put nowhere else."""
_NAMED = 5
"""So many recordings are named where one line stands for many."""
_FIRST_PART = 11
"""Parts of a sheet that are split by purpose are numbered from here; layouts number below."""


def by_purpose(
    rows: Sequence[SheetRows],
    sheets: Sequence[Sheet],
    lists: IssuedLists,
    stored: StoredNames,
) -> tuple[list[SheetRows], list[Sheet], list[Finding]]:
    """Returns rows and sheets with the purpose of each, and a finding for what is kept apart.

    What a list was handed out for wins over what its sheet says. A recording that was only ever
    handed out for another purpose is made for that on any sheet, unless it counts already in
    `stored`, the names of the records. A sheet with rows of several purposes becomes several parts;
    read, accepted and rejected rows stay as many as they were.
    """
    purposes = Purposes(lists, stored)
    by_place: dict[tuple[str, str], list[SheetRows]] = defaultdict(list)
    for one in rows:
        by_place[one.file, one.sheet].append(one)
    found_rows, found_sheets, findings = list[SheetRows](), list[Sheet](), list[Finding]()
    for sheet in sheets:
        own = by_place.get(sheet.place, [])
        findings += _off_list(sheet, own, purposes)
        parts = _parts(own, purposes)
        if all(one.purpose is Purpose.RANDOM for one in parts):
            found_rows += own
            found_sheets.append(sheet)
            continue
        found_rows += parts
        found_sheets += _sheets_of(sheet, parts, purposes)
        findings += _kept_apart(sheet, parts)
    return found_rows, found_sheets, findings


class Purposes:
    """What scores were made for, by the lists that were handed out and by what counts already."""

    def __init__(self, lists: IssuedLists, stored: StoredNames) -> None:
        self.lists = lists
        self._counted = {
            scheme: dict(zip(frame["recording"].map(folded), frame["file"], strict=True))
            for scheme, frame in stored.items()
            if "recording" in frame and lists.issues
        }

    def of_rows(self, table: SheetRows) -> list[Purpose]:
        """Returns the purpose of each row; of a table without rows that of the sheet."""
        if not self.lists.issues:
            # Nothing was handed out that a row could be of: it isn't looked at.
            return [self.of_sheet(table.labels)] * max(1, len(table.lines))
        names, inspectors = table.columns["recording"], table.columns["inspector"]
        if not names:
            return [self.of_sheet(table.labels)]
        return self.of_recordings(table, list(zip(names, inspectors, strict=True)))

    def of_recordings(self, table: SheetRows, rows: Sequence[tuple[str, str]]) -> list[Purpose]:
        """Returns the purpose of recordings, each with its inspector, on the sheet of a table."""
        scheme, labels = table.scheme.id, table.labels
        entry = self.lists.get(labels.list_number)
        said = self.of_sheet(labels)
        if said is not Purpose.RANDOM:
            return [said] * len(rows)
        unnamed = None if entry else self._list_without_number(table)
        found = []
        for name, inspector in rows:
            if entry and folded(name) in entry.listed:
                found.append(entry.purpose_of(name))
            elif unnamed and self._comes_from(unnamed, scheme, name, table.file):
                found.append(unnamed.purpose_of(name))
            else:
                found.append(self._of_stray(scheme, name, inspector if entry else ""))
        return found

    def of_sheet(self, labels: SheetLabels) -> Purpose:
        """Returns what a sheet is for by itself: its list decides, else what it says."""
        entry = self.lists.get(labels.list_number)
        return entry.purpose if entry else labels.purpose or Purpose.RANDOM

    def _of_stray(self, scheme: str, recording: str, inspector: str) -> Purpose:
        """The purpose of a recording that its sheet's list doesn't have, or without a list.

        One that was only ever handed out as a targeted sample is one on any sheet, and one of a
        session of `inspector`, "" for nobody's, is calibration. What counts already goes on
        counting: it may have been chosen afterwards.
        """
        uses = self.lists.uses_of(scheme, recording)
        purposes = {one.purpose for one in uses}
        counted = folded(recording) in self._counted.get(scheme, {})
        if not uses or counted or Purpose.RANDOM in purposes:
            return Purpose.RANDOM
        if Purpose.TARGETED in purposes:
            return Purpose.TARGETED
        own = any(folded(one.inspector) == folded(inspector) for one in uses if inspector)
        return Purpose.CALIBRATION if own else Purpose.RANDOM

    def _list_without_number(self, table: SheetRows) -> ListEntry | None:
        """The pack, or list with repeats, that a sheet without its number holds.

        It is half of the rows or more; the ordinary sheet of recordings that were chosen for a
        session has others besides.
        """
        names = table.columns["recording"]
        counts = Counter[str]()
        known: dict[str, ListEntry] = {}
        for name, inspector in zip(names, table.columns["inspector"], strict=True):
            for one in self.lists.uses_of(table.scheme.id, name):
                hidden = one.repeats or one.purpose is Purpose.CALIBRATION
                if hidden and folded(one.inspector) == folded(inspector):
                    known[one.number] = one
                    counts[one.number] += 1
        number, count = max(counts.items(), key=lambda one: (one[1], one[0]), default=("", 0))
        return known[number] if 2 * count >= len(names) > 0 and number else None

    def _comes_from(self, entry: ListEntry, scheme: str, recording: str, file: str) -> bool:
        """Whether a recording is of that list: what counts of it, if anything, is another file's.

        Of a repeat the first score must be there.
        """
        if folded(recording) not in entry.listed:
            return False
        before = self._counted.get(scheme, {}).get(folded(recording))
        if entry.purpose_of(recording) is Purpose.REPEAT and before is None:
            return False
        return before != file

    def off_list(self, table: SheetRows) -> list[str]:
        """Returns the recordings of a sheet that its list doesn't have."""
        entry = self.lists.get(table.labels.list_number)
        names = table.columns["recording"] if entry else []
        return [name for name in names if entry and folded(name) not in entry.listed]


def _parts(tables: Sequence[SheetRows], purposes: Purposes) -> list[SheetRows]:
    """The rows of the tables of a sheet by purpose.

    Those of the most frequent purpose keep the name of the sheet; a table without rows is there
    once.
    """
    of_tables = [purposes.of_rows(table) for table in tables]
    if _FIGURES_ALONE.issuperset(chain.from_iterable(of_tables)):
        return list(tables)
    counts = Counter(one for of_table in of_tables for one in of_table)
    kinds = sorted(counts, key=lambda one: (-counts[one], one))
    parts = []
    for number, kind in enumerate(kinds):
        for table, of_table in zip(tables, of_tables, strict=True):
            if kind in of_table:
                name = part_name(table.sheet, _FIRST_PART + number) if number else table.sheet
                kept = [at for at in range(len(table.lines)) if of_table[at] is kind]
                parts.append(replace(_only(table, kept, kind), sheet=name))
    return parts


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
    return table.labels.list_number


def _sheets_of(sheet: Sheet, parts: Sequence[SheetRows], purposes: Purposes) -> list[Sheet]:
    """What each part of a sheet is. Rejected rows go to the part of their recording."""
    key, kinds = sheet.scheme_key, list(dict.fromkeys(part.purpose for part in parts))
    assert key is not None
    rejected: dict[Purpose, list[tuple[str, ...]]] = {kind: [] for kind in kinds}
    named = [(one[0], one[1]) for one in sheet.rejected_keys]
    for one, kind in zip(sheet.rejected_keys, purposes.of_recordings(parts[0], named), strict=True):
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


def _off_list(sheet: Sheet, tables: Sequence[SheetRows], purposes: Purposes) -> list[Finding]:
    """A line for the recordings of a sheet that its list doesn't have: chosen, not drawn."""
    names = [name for table in tables for name in purposes.off_list(table)]
    if not names:
        return []
    some = "、".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    number, rows = tables[0].labels.list_number, str(len(names))
    return [finding("not-on-list", sheet.file, sheet.name, value=some, rows=rows, list=number)]


def _said(purpose: Purpose) -> ByLanguage:
    return {language: text(f"reading.purpose_{purpose}", language) for language in ("zh", "en")}
