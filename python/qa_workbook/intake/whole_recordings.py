"""Long sheets: the rows of one recording (依据, agent and inspector) stand or fall together.

Its score is what all its rows leave. A row that is kept out would give points back, so the rest is
kept out with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from datetime import date
from typing import Any

from qa_workbook.findings.places import Column
from qa_workbook.findings.report import Report
from qa_workbook.frames import RECORDING, spoken_recording, stand_in
from qa_workbook.intake.values import SheetValues

# What makes two rows the same row: all that they say.
_CONTENT = (*RECORDING, "call_date", "name", "team", "clause", "aggravated", "times", "remark")
_Recording = tuple[str, ...]
_Faults = Mapping[str, Column]


def name_recordings(sheet: SheetValues, _report: Report) -> None:
    """The recording of each row: its 依据, or agent, day and inspector where there is none."""
    columns = sheet.columns
    columns["recording"] = list(sheet.basis)
    for position, given in enumerate(sheet.basis):
        day = _day(sheet, position)
        if day and not given:
            agent, inspector = columns["agent"][position], columns["inspector"][position]
            columns["recording"][position] = stand_in(agent, day, inspector)


def _day(sheet: SheetValues, position: int) -> date | None:
    moment = sheet.columns["call_date"][position]
    return moment.date() if moment else None


def number_entries(sheet: SheetValues, _report: Report) -> None:
    """The `entry` of each row: `clause`, or `clause!` when aggravated.

    `#2`, `#3` … follow, in the order of the rows, where a recording has the clause again. Rows that
    are equal in everything have the same entry: they are one row twice.
    """
    columns = sheet.columns
    names = list(columns["clause"])
    for position, aggravated in enumerate(columns["aggravated"]):
        if aggravated:
            names[position] += "!"
    columns["entry"] = names
    keys = list(zip(*(columns[key] for key in RECORDING), names, strict=True))
    if len(set(keys)) == len(keys):
        return
    contents = zip(*(columns[key] for key in _CONTENT), strict=True)
    numbers: dict[_Recording, dict[tuple[Any, ...], int]] = defaultdict(dict)
    for position, (key, content) in enumerate(zip(keys, contents, strict=True)):
        number = numbers[key].setdefault(content, len(numbers[key]) + 1)
        if number > 1:
            names[position] = f"{names[position]}#{number}"


def forget_unclear_recordings(sheet: SheetValues, report: Report) -> None:
    """Leaves `recording` empty where a faulty row doesn't say which recording it belongs to."""
    for position in range(sheet.count):
        if not _is_clear(sheet, position, _faults(sheet, position, report)):
            sheet.columns["recording"][position] = ""


def _is_clear(sheet: SheetValues, position: int, faults: _Faults) -> bool:
    if faults.keys() & {"basis", "agent", "name"}:
        return False
    if not sheet.columns["agent"][position] or not sheet.columns["inspector"][position]:
        return False
    return bool(sheet.basis[position]) or "call_date" not in faults


def _faults(sheet: SheetValues, position: int, report: Report) -> _Faults:
    """The columns at fault in a row, by key."""
    columns = report.faults.get(sheet.table.lines[position], ())
    return {column.key: column for column in columns}


def _recordings(sheet: SheetValues) -> list[_Recording]:
    return list(zip(*(sheet.columns[key] for key in RECORDING), strict=True))


def check_one_day(sheet: SheetValues, report: Report) -> None:
    """A recording belongs to one day: that of its month's score and its tariff."""
    positions: dict[_Recording, list[int]] = defaultdict(list)
    for position, recording in enumerate(_recordings(sheet)):
        dated = "call_date" not in _faults(sheet, position, report)
        if dated and sheet.columns["recording"][position]:
            positions[recording].append(position)
    for recording, found in positions.items():
        days = {position: str(_day(sheet, position)) for position in found}
        if len(set(days.values())) == 1:
            continue
        for position, day in days.items():
            others = ", ".join(sorted(set(days.values()) - {day}))
            place = sheet.cell(position, "call_date")
            name = spoken_recording(*recording)
            report.note("dates-disagree", place, day, recording=name, others=others)


def check_complete(sheet: SheetValues, report: Report) -> None:
    """Rejects the sound rows of every recording that a faulty row belongs to, or may belong to."""
    faults = [_faults(sheet, position, report) for position in range(sheet.count)]
    if not any(faults):
        return
    recordings = _recordings(sheet)
    faulty_row_of: dict[_Recording, int] = {}
    for position, faulty in _related(sheet, faults):
        faulty_row_of.setdefault(recordings[position], faulty)
    for position, recording in enumerate(recordings):
        if not faults[position] and recording in faulty_row_of:
            faulty = faulty_row_of[recording]
            column = next(iter(faults[faulty].values()))
            where = column.address(sheet.table.lines[faulty])
            place, name = sheet.cell(position, "basis", "clause"), spoken_recording(*recording)
            report.note("recording-incomplete", place, name, faulty=where)


def _related(sheet: SheetValues, faults: list[_Faults]) -> Iterator[tuple[int, int]]:
    """Pairs of a sound and a faulty row that may belong to one recording.

    Rows are looked up by what they say in the fields that the faulty row can be trusted in, so that
    a sheet of many rows isn't compared row by row.
    """
    fields = _fields(sheet)
    faulty_by: dict[tuple[str, ...], dict[tuple[Hashable, ...], int]] = defaultdict(dict)
    for position, own in enumerate(faults):
        if not own:
            continue
        for names in _trusted(fields, position, own):
            said = tuple(fields[name][position] for name in names)
            faulty_by[names].setdefault(said, position)
    sound = [position for position, own in enumerate(faults) if not own]
    for names, faulty_row in faulty_by.items():
        for position in sound:
            said = tuple(fields[name][position] for name in names)
            if said in faulty_row:
                yield position, faulty_row[said]


def _fields(sheet: SheetValues) -> dict[str, list[Any]]:
    """What says which recording a row belongs to."""
    return {
        "basis": sheet.basis,
        "day": [_day(sheet, position) for position in range(sheet.count)],
        **{name: sheet.columns[name] for name in ("agent", "name", "inspector")},
    }


def _trusted(
    fields: Mapping[str, list[Any]], position: int, faults: _Faults
) -> Iterator[tuple[str, ...]]:
    """The fields by which a faulty row says which recording it belongs to: those in order.

    A 依据 names the recording whatever the agent; without one day and agent must do, the agent by
    number or by name where one of them is at fault.
    """
    has_basis = bool(fields["basis"][position]) and "basis" not in faults
    # An empty 依据 counts as well: rows without one belong together, not to those with one.
    names: tuple[str, ...] = () if "basis" in faults else ("basis",)
    if not has_basis and "call_date" not in faults:
        names += ("day",)
    if fields["inspector"][position]:
        names += ("inspector",)
    agent_in_doubt = bool(faults.keys() & {"agent", "name"})
    given = [name for name in ("agent", "name") if fields[name][position]]
    if not agent_in_doubt:
        yield (*names, "agent")
    elif has_basis or not given:
        yield names
    else:
        for name in given:
            yield (*names, name)
