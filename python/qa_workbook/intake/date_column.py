"""通话日期 or 日期: the day that a recording counts for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from qa_workbook.findings.places import Cell, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues

_DATES_ONLY = {date, datetime}
_Days = Sequence[tuple[int, date]]


def read_dates(sheet: SheetValues, report: Report) -> None:
    """The moment that each row says; None, with an error noted, where it says none."""
    values = sheet.table.values("call_date")
    earliest = sheet.context.vocabulary.limits.earliest_date
    plain = _plain_dates(values)
    if plain and min(plain).date() >= earliest:
        sheet.columns["call_date"] = plain
        return
    grid = sheet.table.grid
    moments: list[datetime | None] = []
    for position, value in enumerate(values):
        reading = read_date(value, earliest, grid.epoch_1904, grid.typed)
        moments.append(reading.value)
        code = reading.code
        if not code and reading.value is None and not isinstance(value, CellError):
            code = "date-missing"
        if code:
            report.note(code, sheet.cell(position, "call_date"), value, **reading.details)
    sheet.columns["call_date"] = moments


def _plain_dates(values: Sequence[Any]) -> list[datetime]:
    """The column as moments if every cell is a date, as in nearly all sheets; else nothing."""
    if not set(map(type, values)) <= _DATES_ONLY:
        return []
    return [
        value if isinstance(value, datetime) else datetime.combine(value, time())
        for value in values
    ]


def check_future(sheet: SheetValues, report: Report) -> None:
    """Nobody has listened to a call of tomorrow."""
    today = sheet.context.today
    column = sheet.table.columns["call_date"]
    for line, day in sheet.days:
        if day > today:
            report.note("date-in-future", Cell(line, column), day, today=today.isoformat())


def check_before_version(sheet: SheetValues, report: Report) -> None:
    """A call from before the first day of the version that the sheet was filled in for."""
    scheme = sheet.scheme
    found = [(line, day) for line, day in sheet.days if day < scheme.valid_from]
    _note_together("date-before-version", found, sheet, report, version=scheme.version)


def check_newer_version(sheet: SheetValues, report: Report) -> None:
    """A call from a day on which a newer version of the scheme held already."""
    scheme, today = sheet.scheme, sheet.context.today
    versions = sheet.context.schemes.versions(scheme.id)
    newer = next((later for later in versions if later.valid_from > scheme.valid_from), None)
    if newer is None:
        return
    found = [(line, day) for line, day in sheet.days if newer.valid_from <= day <= today]
    details = {"version": scheme.version, "newer": newer.version}
    _note_together("newer-version-exists", found, sheet, report, **details)


def check_after_inspection(sheet: SheetValues, report: Report) -> None:
    """A call from after the day on which it was inspected."""
    if sheet.labels.inspected_on is None:
        return
    inspected, today = sheet.labels.inspected_on.date(), sheet.context.today
    found = [(line, day) for line, day in sheet.days if inspected < day <= today]
    details = {"inspected": inspected.isoformat()}
    _note_together("date-after-inspection", found, sheet, report, **details)


def check_period(sheet: SheetValues, report: Report) -> None:
    """A call outside the period that is asked for; it counts for its own."""
    period, today = sheet.context.period, sheet.context.today
    if period is None:
        return
    found = [(line, day) for line, day in sheet.days if day not in period and day <= today]
    _note_together("date-outside-period", found, sheet, report, period=period.text)


def _note_together(
    code: str, found: _Days, sheet: SheetValues, report: Report, **details: object
) -> None:
    """Notes what many dates share as one finding, which shows the first of them."""
    if found:
        place = Rows([line for line, _ in found], sheet.table.columns["call_date"])
        report.note(code, place, found[0][1], **details)
