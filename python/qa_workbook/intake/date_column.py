"""通话日期 or 日期: the day that a recording counts for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time
from typing import Any

from qa_workbook.findings.places import Cell, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.grid import CellError, CellValue
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


def read_inspection_days(sheet: SheetValues, report: Report) -> None:
    """质检日期 of each row where the sheet has such a column: the row's own, else the sheet's.

    None, with a warning, where a row says what can't be: that must not cost its scores.
    """
    if "inspected_on" not in sheet.table.columns:
        return
    label, column = sheet.labels.inspected_on, sheet.table.columns["inspected_on"]
    found, missing, others = list[datetime | None](), list[int](), list[int]()
    for position, value in enumerate(sheet.table.values("inspected_on")):
        line = sheet.table.lines[position]
        if blank(value):
            found.append(label)
            missing += [] if label else [line]
            continue
        found.append(_inspection_day(sheet, position, value, report))
        others += [line] if label and found[-1] and found[-1].date() != label.date() else []
    sheet.columns["inspected_on"] = found
    if missing:
        report.note("inspected-on-missing", Rows(missing, column))
    if label and others:
        value = sheet.table.grid.rows[others[0]][column.index]
        report.note("row-against-label", Rows(others, column), value, label=label.date())


def _inspection_day(
    sheet: SheetValues, position: int, value: CellValue, report: Report
) -> datetime | None:
    """The day that a filled cell says; None, with a warning, for one that can't be."""
    if isinstance(value, CellError):
        return None
    grid, today = sheet.table.grid, sheet.context.today
    earliest = sheet.context.vocabulary.limits.earliest_date
    place = sheet.cell(position, "inspected_on")
    moment = read_date(value, earliest, grid.epoch_1904, grid.typed).value
    if moment is None:
        report.note("inspection-date-unreadable", place, value)
        return None
    if moment.date() > today:
        report.note("inspected-on-in-future", place, moment.date(), today=today.isoformat())
        return None
    return moment


def inspection_days(sheet: SheetValues) -> Sequence[datetime | None]:
    """Returns 质检日期 of each row, that of the sheet where its rows don't say."""
    return sheet.columns.get("inspected_on") or [sheet.labels.inspected_on] * sheet.count


def check_after_inspection(sheet: SheetValues, report: Report) -> None:
    """A call from after the day on which it was inspected."""
    today, late = sheet.context.today, defaultdict[date, list[tuple[int, date]]](list)
    inspected = dict(zip(sheet.table.lines, inspection_days(sheet), strict=True))
    for line, day in sheet.days:
        moment = inspected[line]
        if moment and moment.date() < day <= today:
            late[moment.date()].append((line, day))
    for limit, found in late.items():
        details = {"inspected": limit.isoformat()}
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
