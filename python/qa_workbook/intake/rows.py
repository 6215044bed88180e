"""The columns that wide and long sheets share: numbers, dates, agents."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from qa_workbook.findings.places import Cell, Column, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.dates import read_date
from qa_workbook.forms.ids import read_ids, shortened
from qa_workbook.forms.text_cells import all_words, nearest
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import letters
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.context import IntakeContext, SheetLabels
from qa_workbook.intake.table import Table
from qa_workbook.scheme.model import Scheme

_CLEAN_DATES = {date, datetime}
_PLACEHOLDER = datetime(1970, 1, 1)  # noqa: DTZ001 - stands in rows that are rejected


def number_column(table: Table, key: str, report: Report, required: bool = True) -> list[str]:
    """Returns a column of recording or agent numbers as text; what is missing or damaged is noted."""
    values = table.values(key)
    ids, noted = read_ids(values)
    if key not in table.columns:
        return ids
    column = table.columns[key]
    for position, reading in noted:
        place = Cell(table.lines[position], column)
        report.note(reading.code, place, values[position], **reading.details)
    for position, text in shortened(values, ids).items():
        place = Cell(table.lines[position], column)
        report.note("id-leading-zeros", place, values[position], read=text)
        ids[position] = text
    if required and "" in ids:
        damaged = {position for position, _ in noted}
        for position, text in enumerate(ids):
            if not text and position not in damaged and not isinstance(values[position], CellError):
                report.note(f"{key}-missing", Cell(table.lines[position], column))
    return ids


def date_column(
    table: Table, scheme: Scheme, labels: SheetLabels, context: IntakeContext, report: Report
) -> list[datetime]:
    """Returns the moments of 通话日期 / 日期; rejected rows hold a placeholder. All checks on dates are made here."""
    values, column = table.values("call_date"), table.columns["call_date"]
    kinds = set(map(type, values))
    earliest = context.vocabulary.limits.earliest_date
    if kinds <= _CLEAN_DATES:
        moments = [
            value if isinstance(value, datetime) else datetime.combine(value, time())
            for value in values
        ]
        if moments and min(moments).date() >= earliest:
            _check_days(moments, table, scheme, labels, context, report)
            return moments
    moments = []
    for position, value in enumerate(values):
        reading = read_date(value, earliest, table.grid.epoch_1904, table.grid.typed)
        moments.append(reading.moment or _PLACEHOLDER)
        code = reading.code or (
            "date-missing" if reading.moment is None and not isinstance(value, CellError) else ""
        )
        if code:
            report.note(code, Cell(table.lines[position], column), value, **reading.details)
    _check_days(moments, table, scheme, labels, context, report)
    return moments


def _check_days(
    moments: Sequence[datetime],
    table: Table,
    scheme: Scheme,
    labels: SheetLabels,
    context: IntakeContext,
    report: Report,
) -> None:
    real = [
        (line, moment.date())
        for line, moment in zip(table.lines, moments, strict=True)
        if moment is not _PLACEHOLDER
    ]
    if not real:
        return
    column = table.columns["call_date"]
    days = [day for _, day in real]
    if max(days) > context.today:
        for line, day in real:
            if day > context.today:
                today = context.today.isoformat()
                report.note("date-in-future", Cell(line, column), day, today=today)
    _spread(
        "date-before-version",
        [entry for entry in real if entry[1] < scheme.valid_from],
        column,
        report,
        version=scheme.version,
    )
    newer = [
        later
        for later in context.schemes.versions(scheme.id)
        if later.valid_from > scheme.valid_from
    ]
    if newer:
        late = [entry for entry in real if newer[0].valid_from <= entry[1] <= context.today]
        _spread(
            "newer-version-exists",
            late,
            column,
            report,
            version=scheme.version,
            newer=newer[0].version,
        )
    if labels.inspected_on:
        after = [entry for entry in real if labels.inspected_on.date() < entry[1] <= context.today]
        _spread(
            "date-after-inspection",
            after,
            column,
            report,
            inspected=labels.inspected_on.date().isoformat(),
        )
    if context.period:
        outside = [
            entry for entry in real if entry[1] not in context.period and entry[1] <= context.today
        ]
        _spread("date-outside-period", outside, column, report, period=context.period.text)


def _spread(
    code: str, found: list[tuple[int, date]], column: Column, report: Report, **details: object
) -> None:
    """Notes what many dates share as one finding."""
    if found:
        report.note(code, Rows([line for line, _ in found], column), found[0][1], **details)


def people_columns(table: Table, context: IntakeContext, report: Report) -> dict[str, list[str]]:
    """Returns agent, name and team of every row, checked against the roster if there is one; it also fills blanks."""
    found = {
        "agent": number_column(table, "agent", report),
        "name": all_words(table.values("name")),
        "team": all_words(table.values("team")),
    }
    if context.roster:
        _check_roster(found, table, context, report)
    else:
        _check_names(found, table, report)
    return found


def _check_roster(
    found: dict[str, list[str]], table: Table, context: IntakeContext, report: Report
) -> None:
    roster = context.roster
    assert roster is not None
    column = table.columns["agent"]
    for position, typed in enumerate(found["agent"]):
        if not typed:
            continue
        line = table.lines[position]
        if typed not in roster.people and (longer := roster.with_zeros(typed)):
            report.note("id-leading-zeros", Cell(line, column), typed, read=longer)
            found["agent"][position] = longer
        agent = found["agent"][position]
        person = roster.people.get(agent)
        name, team = found["name"][position], found["team"][position]
        if person is None:
            suggestion = roster.nearest(agent, name)
            report.note("agent-unknown", Cell(line, column), agent, nearest=suggestion)
        elif name and person.name and normal(name) != normal(person.name):
            place = Cell(line, table.columns["name"])
            report.note("name-disagrees", place, name, agent=agent, expected=person.name)
        if team and roster.teams and team not in roster.teams:
            place = Cell(line, table.columns["team"])
            report.note("team-unknown", place, team, nearest=nearest(team, roster.teams))
        elif team and person and person.team and team != person.team:
            place = Cell(line, table.columns["team"])
            report.note("team-disagrees", place, team, agent=agent, expected=person.team)
        if person:
            found["name"][position] = name or person.name
            found["team"][position] = team or person.team


def _check_names(found: dict[str, list[str]], table: Table, report: Report) -> None:
    """Without a roster: one number with two names in one sheet is odd."""
    first: dict[str, str] = {}
    if len(set(zip(found["agent"], found["name"], strict=True))) == len(set(found["agent"])):
        return
    for position, (agent, name) in enumerate(zip(found["agent"], found["name"], strict=True)):
        if agent and name and first.setdefault(agent, name) != name:
            place = Cell(table.lines[position], table.columns["name"])
            report.note("name-differs", place, name, agent=agent, expected=first[agent])


def source_columns(table: Table) -> str:
    """Returns the letters of the columns that were read, `name=LETTER` joined by ";"."""
    return ";".join(
        f"{key}={letters(column.index)}" for key, column in table.columns.items() if key != "serial"
    )


def texts(table: Table, key: str) -> list[str]:
    """Returns a column of free text."""
    return all_words(table.values(key)) if key in table.columns else [""] * len(table.lines)


def kept(
    columns: dict[str, list[Any]], lines: Sequence[int], rejected: set[int]
) -> tuple[dict[str, list[Any]], list[int]]:
    """Returns the columns and rows without the rejected rows."""
    if rejected.isdisjoint(lines):
        return columns, list(lines)
    wanted = [position for position, line in enumerate(lines) if line not in rejected]
    return {key: [values[position] for position in wanted] for key, values in columns.items()}, [
        lines[p] for p in wanted
    ]
