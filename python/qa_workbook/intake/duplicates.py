"""The same recording twice: within one sheet, in two sheets, by two inspectors (contract 3.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.places import Cell, Column
from qa_workbook.findings.report import Report
from qa_workbook.frames import spoken_recording
from qa_workbook.intake.values import Columns, SheetValues

_SAID_BY_THE_KEY = ("recording", "inspector", "entry")


class Key(NamedTuple):
    """What makes a row of a sheet itself; `agent` is "" in wide sheets."""

    recording: str
    inspector: str
    entry: str
    agent: str

    @property
    def spoken(self) -> str:
        """What a sentence calls the recording."""
        return spoken_recording(self.recording, self.inspector, self.agent)


def keys_of(columns: Columns) -> list[Key]:
    """Returns the key of each row."""
    recordings = columns["recording"]
    agents = columns["agent"] if "clause" in columns else [""] * len(recordings)
    parts = zip(recordings, columns["inspector"], columns["entry"], agents, strict=True)
    return list(map(Key._make, parts))


def check_in_sheet(sheet: SheetValues, report: Report) -> None:
    """Rejects repeated rows of one sheet: of equal rows the later ones, of rows that differ all.

    Rows that are rejected already don't count.
    """
    columns, lines = sheet.without(report.rejected_rows)
    if len(set(columns["recording"])) == len(lines):
        return  # as nearly always: no two rows can have one key
    keys = keys_of(columns)
    if len(set(keys)) == len(keys):
        return
    said = [values for key, values in columns.items() if key not in _SAID_BY_THE_KEY]
    contents = list(zip(*said, strict=True))
    positions: dict[Key, list[int]] = defaultdict(list)
    for position, key in enumerate(keys):
        positions[key].append(position)
    for key, found in positions.items():
        places = [Cell(lines[position], sheet.key_column) for position in found]
        if len({contents[position] for position in found}) == 1:
            _note_repeated(key, places, report)
        else:
            _note_conflicting(key, places, report)


def _note_repeated(key: Key, places: Sequence[Cell], report: Report) -> None:
    first = places[0].cells
    invented = key.spoken != key.recording
    code = "repeated-without-basis" if invented else "duplicate-in-sheet"
    for place in places[1:]:
        report.note(code, place, key.spoken, first=first)


def _note_conflicting(key: Key, places: Sequence[Cell], report: Report) -> None:
    for place in places:
        others = ", ".join(other.cells for other in places if other != place)
        report.note("conflicting-rows", place, key.spoken, others=others)


@dataclass(frozen=True)
class SheetKeys:
    """The accepted rows of one sheet: their keys and lines, and the column of the recording.

    `facts`: what must not differ between inspectors, the columns 工号 and 通话日期 with the value
    of each row.
    """

    scheme_id: str
    file: str
    sheet: str
    column: Column
    keys: list[Key]
    lines: list[int]
    facts: Sequence[tuple[Column, Sequence[str | datetime]]] = ()

    def cell(self, position: int, column: Column | None = None) -> str:
        """Returns the address of a row's recording, or of its cell in another column."""
        return (column or self.column).address(self.lines[position])

    def where(self, position: int, column: Column | None = None) -> str:
        """Returns file, sheet and address of such a cell in one line."""
        return f"{self.file} {self.sheet}!{self.cell(position, column)}"


class _Row(NamedTuple):
    """A row by the number of its sheet and its position in there."""

    sheet: int
    position: int


def check_between_sheets(sheets: Sequence[SheetKeys], group_from: int) -> list[Finding]:
    """Returns what sheets of one call repeat from one another.

    Both rows stay, the records decide by arrival. From `group_from` recordings on that one sheet
    repeats from another it is one finding: somebody copied the file.
    """
    # Pairs of rows by code and by the two sheets they stand in.
    pairs: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for rows in _rows_by_recording(sheets):
        for code, row, earlier in _repeated(sheets, rows):
            pairs[code, row.sheet, earlier.sheet].append((row.position, earlier.position))
    found: list[Finding] = []
    for (code, number, other_number), positions in pairs.items():
        sheet, other = sheets[number], sheets[other_number]
        found += _grouped(_told(code, sheet, other, positions), group_from)
        if code == "two-inspectors":
            found += _disagreements(sheet, other, positions)
    return found


def _rows_by_recording(sheets: Sequence[SheetKeys]) -> Iterator[list[_Row]]:
    """The rows of every recording that is in several sheets, or was scored by several people."""
    rows_of: dict[tuple[str, str, str], list[_Row]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for position, key in enumerate(sheet.keys):
            rows_of[sheet.scheme_id, key.recording, key.agent].append(_Row(number, position))
    for rows in rows_of.values():
        if len(rows) > 1:
            scores = {(row.sheet, sheets[row.sheet].keys[row.position].inspector) for row in rows}
            if len(scores) > 1:
                yield rows


def _repeated(sheets: Sequence[SheetKeys], rows: list[_Row]) -> Iterator[tuple[str, _Row, _Row]]:
    """The rows of a recording that repeat an earlier one, or one that another inspector scored."""
    first_by_key: dict[Key, _Row] = {}
    first_by_inspector: dict[str, _Row] = {}
    for row in rows:
        key = sheets[row.sheet].keys[row.position]
        if key in first_by_key:
            yield "duplicate-between-sheets", row, first_by_key[key]
        for inspector, earlier in first_by_inspector.items():
            if inspector != key.inspector:
                yield "two-inspectors", row, earlier
                break
        first_by_key.setdefault(key, row)
        first_by_inspector.setdefault(key.inspector, row)


def _told(
    code: str, sheet: SheetKeys, other: SheetKeys, positions: list[tuple[int, int]]
) -> list[Finding]:
    """A finding for each row of `sheet`; `positions` are pairs of a row and the earlier one."""
    found = []
    for position, earlier in positions:
        key, details = sheet.keys[position], {"where": other.where(earlier)}
        if code == "two-inspectors":
            details |= {"inspector": key.inspector, "other": other.keys[earlier].inspector}
        cell, heading = sheet.cell(position), sheet.column.heading
        place = (sheet.file, sheet.sheet, cell, heading)
        found.append(finding(code, *place, key.spoken, 1, **details))
    return found


def _grouped(found: list[Finding], group_from: int) -> list[Finding]:
    if len(found) < group_from:
        return found
    cells = f"{found[0].cell}:{found[-1].cell}"
    return [replace(found[0], cell=cells, count=len(found))]


def _disagreements(
    sheet: SheetKeys, other: SheetKeys, positions: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Where two inspectors name different agents or days: one of them has the wrong recording."""
    for (column, own), (other_column, others) in zip(sheet.facts, other.facts, strict=True):
        said: set[tuple[str, str, str]] = set()
        for position, earlier in positions:
            value, other_value = _day(own[position]), _day(others[earlier])
            key, other_key = sheet.keys[position], other.keys[earlier]
            both = (key.recording, key.inspector, other_key.inspector)
            if value == other_value or both in said:
                continue
            said.add(both)
            cell, where = sheet.cell(position, column), other.where(earlier, other_column)
            yield finding(
                "inspectors-disagree",
                sheet.file,
                sheet.sheet,
                cell,
                column.heading,
                value,
                recording=key.spoken,
                inspector=key.inspector,
                other=other_key.inspector,
                other_value=other_value,
                where=where,
            )


def _day(value: str | datetime) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value
