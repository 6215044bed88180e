"""Long sheets: the rows of one recording (依据, agent and inspector) stand or fall together.

Its score is what all its rows leave. A row that is kept out would give points back, so the rest is kept out with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import Any

from qa_workbook.findings.places import Cell, Column
from qa_workbook.findings.report import Report
from qa_workbook.frames import RECORDING, spoken_recording
from qa_workbook.grids.a1 import address
from qa_workbook.intake.table import Table

Columns = Mapping[str, list[Any]]


def numbered_entries(columns: Columns) -> list[str]:
    """Returns the `entry` of every row: `clause`, `clause!` when aggravated, with `#2`, `#3` … in the order of the rows
    where a recording has the clause again. Rows that are equal in everything share theirs: they are one row twice.
    """
    names = [
        f"{clause}!" if heavy else clause
        for clause, heavy in zip(columns["clause"], columns["aggravated"], strict=True)
    ]
    keys = list(zip(*(columns[name] for name in RECORDING), names, strict=True))
    if len(set(keys)) == len(keys):
        return names
    numbers: dict[tuple, dict[tuple, int]] = defaultdict(dict)
    found = []
    for key, name, content in zip(keys, names, zip(*columns.values(), strict=True), strict=True):
        number = numbers[key].setdefault(content, len(numbers[key]) + 1)
        found.append(name if number == 1 else f"{name}#{number}")
    return found


def check_recordings(
    columns: Columns, basis: list[str], table: Table, report: Report
) -> list[bool]:
    """Rejects the rows of recordings that have two dates, or of which a row is rejected. Call it after all other checks.

    Returns for every row whether it is known which recording it belongs to.
    """
    faults = [_faults(report, line) for line in table.lines]
    known = [
        _is_known(basis[position], columns, position, faults[position])
        for position in range(len(basis))
    ]
    _check_dates(columns, known, faults, table, report)
    faults = [_faults(report, line) for line in table.lines]
    if any(faults):
        _check_complete(columns, basis, faults, table, report)
    return known


def _faults(report: Report, line: int) -> Mapping[str, Column]:
    return {column.key: column for column in report.faults.get(line, ())}


def _is_known(basis: str, columns: Columns, position: int, faults: Mapping[str, Column]) -> bool:
    if (
        faults.keys() & {"basis", "agent", "name"}
        or not columns["agent"][position]
        or not columns["inspector"][position]
    ):
        return False
    return bool(basis) or "call_date" not in faults


def _identities(columns: Columns) -> list[tuple]:
    return list(zip(*(columns[name] for name in RECORDING), strict=True))


def _check_dates(
    columns: Columns,
    known: list[bool],
    faults: list[Mapping[str, Column]],
    table: Table,
    report: Report,
) -> None:
    """A recording belongs to one day: that of its month's score and its tariff."""
    places: dict[tuple, list[int]] = defaultdict(list)
    for position, identity in enumerate(_identities(columns)):
        if known[position] and "call_date" not in faults[position]:
            places[identity].append(position)
    column = table.columns["call_date"]
    for identity, found in places.items():
        days = {position: columns["call_date"][position].date() for position in found}
        if len(set(days.values())) > 1:
            for position, day in days.items():
                others = sorted({other.isoformat() for other in days.values() if other != day})
                report.note(
                    "dates-disagree",
                    Cell(table.lines[position], column),
                    day,
                    recording=spoken_recording(*identity),
                    others=", ".join(others),
                )


def _check_complete(
    columns: Columns,
    basis: list[str],
    faults: list[Mapping[str, Column]],
    table: Table,
    report: Report,
) -> None:
    """Rejects the sound rows of every recording that a faulty row belongs to, or may belong to."""
    fields = _fields(columns, basis)
    blamed: dict[tuple[str, ...], dict[Hashable, int]] = defaultdict(dict)
    for position, own in enumerate(faults):
        if own:
            for names in _patterns(fields, position, own):
                blamed[names].setdefault(tuple(fields[name][position] for name in names), position)
    sound = [position for position, own in enumerate(faults) if not own]
    identities = _identities(columns)
    culprits: dict[tuple, int] = {}
    for names, culprit_of in blamed.items():
        for position in sound:
            culprit = culprit_of.get(tuple(fields[name][position] for name in names))
            if culprit is not None:
                culprits.setdefault(identities[position], culprit)
    column = table.columns.get("basis") or table.columns["clause"]
    for position in sound:
        if (culprit := culprits.get(identities[position])) is not None:
            where = address(table.lines[culprit], next(iter(faults[culprit].values())).index)
            place = Cell(table.lines[position], column)
            report.note(
                "recording-incomplete", place, spoken_recording(*identities[position]), faulty=where
            )


def _fields(columns: Columns, basis: list[str]) -> dict[str, list[Any]]:
    days = [moment.date() for moment in columns["call_date"]]
    return {
        "basis": basis,
        "day": days,
        **{name: columns[name] for name in ("agent", "name", "inspector")},
    }


def _patterns(
    fields: Mapping[str, list[Any]], position: int, faults: Mapping[str, Column]
) -> Iterator[tuple[str, ...]]:
    """The fields by which a faulty row says which recording it belongs to: those that can be trusted.

    A 依据 names the recording whatever the agent; without one, day and agent (by number, by name) have to do.
    """
    given = bool(fields["basis"][position]) and "basis" not in faults
    frame: tuple[str, ...] = () if "basis" in faults else ("basis",)
    if not given and "call_date" not in faults:
        frame += ("day",)
    if fields["inspector"][position]:
        frame += ("inspector",)
    agent, doubted = fields["agent"][position], faults.keys() & {"agent", "name"}
    if not doubted:
        yield (*frame, "agent")
    elif given or not (agent or fields["name"][position]):
        yield frame
    else:
        yield from ((*frame, name) for name in ("agent", "name") if fields[name][position])
