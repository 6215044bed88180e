"""The same recording twice: within one sheet, in two sheets, by two inspectors (contract 3.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.places import Cell, Column
from qa_workbook.findings.report import Report
from qa_workbook.frames import spoken_recording
from qa_workbook.grids.a1 import address

Key = tuple[str, str, str, str]
"""recording, inspector, entry, agent"""


def _spoken(key: Key) -> str:
    return spoken_recording(key[0], key[1], key[3])


def check_in_sheet(
    keys: Sequence[Key],
    contents: Sequence[tuple],
    lines: Sequence[int],
    column: Column,
    report: Report,
) -> None:
    """Rejects repeated rows of one sheet: of equal rows the later ones, of rows that differ all.

    `keys`, `contents` and `lines` (zero-based rows) belong to the rows that are otherwise in order.
    """
    if len(set(keys)) == len(keys):
        return
    positions = defaultdict(list)
    for position, key in enumerate(keys):
        positions[key].append(position)
    for key, found in positions.items():
        if len(found) < 2:
            continue
        name = _spoken(key)
        cells = [address(lines[position], column.index) for position in found]
        if all(contents[position] == contents[found[0]] for position in found):
            for position in found[1:]:
                place = Cell(lines[position], column)
                report.note("duplicate-in-sheet", place, name, first=cells[0])
        else:
            for position, cell in zip(found, cells, strict=True):
                others = ", ".join(other for other in cells if other != cell)
                place = Cell(lines[position], column)
                report.note("conflicting-rows", place, name, others=others)


@dataclass(frozen=True)
class SheetKeys:
    """The accepted rows of one sheet: their keys and zero-based rows, and the column that names the recording.

    `facts`: what must not differ between inspectors, the columns 工号 and 通话日期 with the value of each row.
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
        return address(self.lines[position], (column or self.column).index)


def check_between_sheets(sheets: Sequence[SheetKeys], group_from: int) -> list[Finding]:
    """Returns what sheets of one call repeat from one another; both rows stay, the records decide by arrival.

    From `group_from` recordings on that one sheet repeats from another it is one finding (somebody copied the file).
    """
    places: dict[tuple[str, str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for position, key in enumerate(sheet.keys):
            places[sheet.scheme_id, key[0], key[3]].append((number, position))
    pairs: dict[tuple[str, int, int], list[tuple[int, int]]] = defaultdict(list)
    for seen in places.values():
        if (
            len(seen) > 1
            and len({(number, sheets[number].keys[position][1]) for number, position in seen}) > 1
        ):
            for code, here, there in _repeated(sheets, seen):
                pairs[code, here[0], there[0]].append((here[1], there[1]))
    found: list[Finding] = []
    for (code, here_sheet, there_sheet), positions in pairs.items():
        found += _said(code, sheets[here_sheet], sheets[there_sheet], positions, group_from)
        if code == "two-inspectors":
            found += _disagreements(sheets[here_sheet], sheets[there_sheet], positions)
    return found


def _disagreements(
    here: SheetKeys, there: SheetKeys, positions: list[tuple[int, int]]
) -> Iterator[Finding]:
    """Where two inspectors name different agents or days: one of them has got the wrong recording."""
    for (column, own), (other_column, other) in zip(here.facts, there.facts, strict=True):
        said: set[Key] = set()
        for row, other_row in positions:
            value, expected = _day(own[row]), _day(other[other_row])
            key = here.keys[row][:2] + there.keys[other_row][:2]
            if value != expected and key not in said:
                said.add(key)
                yield finding(
                    "inspectors-disagree", here.file, here.sheet, here.cell(row, column), column.heading, value, 1,
                    recording=_spoken(here.keys[row]), inspector=key[1], other=key[3], other_value=expected,
                    where=f"{there.file} {there.sheet}!{there.cell(other_row, other_column)}",
                )  # fmt: skip


def _day(value: str | datetime) -> str:
    return value.date().isoformat() if isinstance(value, datetime) else value


def _repeated(
    sheets: Sequence[SheetKeys], seen: list[tuple[int, int]]
) -> Iterator[tuple[str, tuple[int, int], tuple[int, int]]]:
    """The rows of one recording that repeat an earlier one, or that another inspector scored before."""
    by_key: dict[Key, tuple[int, int]] = {}
    by_inspector: dict[str, tuple[int, int]] = {}
    for number, position in seen:
        key = sheets[number].keys[position]
        same = by_key.get(key)
        others = next(
            (place for inspector, place in by_inspector.items() if inspector != key[1]), None
        )
        by_key.setdefault(key, (number, position))
        by_inspector.setdefault(key[1], (number, position))
        if same:
            yield "duplicate-between-sheets", (number, position), same
        if others:
            yield "two-inspectors", (number, position), others


def _said(
    code: str, here: SheetKeys, there: SheetKeys, positions: list[tuple[int, int]], group_from: int
) -> list[Finding]:
    singles = []
    for own, other in positions:
        names = (
            {"inspector": here.keys[own][1], "other": there.keys[other][1]}
            if code == "two-inspectors"
            else {}
        )
        where = f"{there.file} {there.sheet}!{there.cell(other)}"
        recording = _spoken(here.keys[own])
        heading = here.column.heading
        singles.append(
            finding(
                code,
                here.file,
                here.sheet,
                here.cell(own),
                heading,
                recording,
                1,
                where=where,
                **names,
            )
        )
    if len(singles) < group_from:
        return singles
    return [replace(singles[0], cell=f"{singles[0].cell}:{singles[-1].cell}", count=len(singles))]
