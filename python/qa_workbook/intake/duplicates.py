"""The same recording twice: within one sheet, in two sheets, by two inspectors (contract 3.3)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from qa_workbook.intake.a1 import address
from qa_workbook.intake.findings import Finding, finding
from qa_workbook.intake.report import Column, Report

Key = tuple[str, str, str, str]


def check_in_sheet(
    keys: Sequence[Key], contents: Sequence[tuple], lines: Sequence[int], column: Column, report: Report
) -> None:
    """Rejects repeated rows of one sheet: of equal rows the later ones, of rows that differ all, for nobody knows which is right.

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
        cells = [address(lines[position], column.index) for position in found]
        if all(contents[position] == contents[found[0]] for position in found):
            for position in found[1:]:
                report.cell("duplicate-in-sheet", lines[position], column, key[0], first=cells[0])
        else:
            for position, cell in zip(found, cells, strict=True):
                others = ", ".join(other for other in cells if other != cell)
                report.cell("conflicting-rows", lines[position], column, key[0], others=others)


def check_between_sheets(sheets: Sequence[tuple[str, str, str, str, str, list[Key], list[int]]]) -> list[Finding]:
    """Returns what sheets of one call repeat from one another; both rows stay, the records decide by arrival.

    Each sheet is (scheme id, file, sheet, column letters, heading, keys, zero-based rows) of its accepted rows.
    """
    places: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for number, sheet in enumerate(sheets):
        for position, key in enumerate(sheet[5]):
            places[sheet[0], key[0]].append((number, position))
    found: list[Finding] = []
    for seen in places.values():
        if len({number for number, _ in seen}) > 1:
            found.extend(_repeated(sheets, seen))
    return found


def _repeated(sheets: Sequence[tuple], seen: list[tuple[int, int]]) -> list[Finding]:
    found: list[Finding] = []
    for index, (number, position) in enumerate(seen):
        scheme_id, file, sheet, column, heading, keys, lines = sheets[number]
        del scheme_id
        key = keys[position]
        cell = f"{column}{lines[position] + 1}"
        same = [place for place in seen[:index] if place[0] != number and sheets[place[0]][5][place[1]] == key]
        other = [place for place in seen[:index] if sheets[place[0]][5][place[1]][1] != key[1]]
        for code, places in (("duplicate-between-sheets", same), ("two-inspectors", other)):
            if places:
                there, at = places[0]
                where = f"{sheets[there][1]} {sheets[there][2]}!{sheets[there][3]}{sheets[there][6][at] + 1}"
                names = {"inspector": key[1], "other": sheets[there][5][at][1]} if code == "two-inspectors" else {}
                found.append(finding(code, file, sheet, cell, heading, key[0], where=where, **names))
    return found
