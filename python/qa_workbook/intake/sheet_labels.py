"""The labels above a header that hold for every row: 质检员, 项目, 质检日期, 清单编号, 抽检方式."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from qa_workbook.findings.codes import code_of_error
from qa_workbook.findings.finding import shown
from qa_workbook.findings.places import Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.days import read_date
from qa_workbook.forms.text_cells import blank, names
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import CellError, Grid
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.header import Head
from qa_workbook.keys import Purpose

_NEEDED = "inspector"  # part of the key of every row


@dataclass(frozen=True)
class SheetLabels:
    """What the labels say; "" and None where they say nothing."""

    inspector: str
    project: str
    inspected_on: datetime | None
    list_number: str = ""
    purpose: Purpose | None = None
    """What 抽检方式 says, None where it says nothing."""


def read_labels(head: Head, grid: Grid, context: IntakeContext, report: Report) -> SheetLabels:
    """Returns the labels and notes error values among them, and days that can't be."""
    for key, (value, row, column) in head.labels.items():
        if isinstance(value, CellError):
            code = code_of_error(value)
            name = getattr(context.vocabulary.labels, key)[0]
            place = Label(address(row, column), name, needed=key == _NEEDED)
            report.note(code, place, value.words)
    _note_doubled(head, context, report)
    inspected_on = _inspected_on(head, grid, context, report)
    return SheetLabels(
        _text(head, "inspector"),
        _text(head, "project"),
        inspected_on,
        _list_number(head, context, report),
        _purpose(head, context, report),
    )


def _list_number(head: Head, context: IntakeContext, report: Report) -> str:
    """清单编号; scores of a list that nobody handed out here may be anything, so none is read."""
    said = _text(head, "list_number")
    if not said:
        return ""
    entry = context.lists.get(said)
    if entry is None:
        value, row, column = head.labels["list_number"]
        report.note("list-unknown", _place(context, "list_number", row, column), value)
        return said
    return entry.number


def _purpose(head: Head, context: IntakeContext, report: Report) -> Purpose | None:
    """What 抽检方式 says. Whether scores count is not guessed from a word that nobody knows."""
    said = _text(head, "sample")
    if not said:
        return None
    purpose = context.vocabulary.purpose_named(said)
    if purpose is None:
        _, row, column = head.labels["sample"]
        allowed = "、".join(context.vocabulary.purpose_words)
        report.note("sample-unknown", _place(context, "sample", row, column), said, allowed=allowed)
    return purpose


def _place(context: IntakeContext, key: str, row: int, column: int) -> Label:
    name = getattr(context.vocabulary.labels, key)[0]
    return Label(address(row, column), name, needed=True)


def _note_doubled(head: Head, context: IntakeContext, report: Report) -> None:
    """A label that says two things: whose scores these are is not guessed."""
    for doubled in head.doubled:
        name = getattr(context.vocabulary.labels, doubled.key)[0]
        place = Label(address(doubled.row, doubled.column), name, needed=doubled.key == _NEEDED)
        value, row, column = head.labels[doubled.key]
        details = {"name": name, "first": address(row, column), "other": shown(value)}
        report.note("label-doubled", place, doubled.value, **details)


def _text(head: Head, key: str) -> str:
    return names([head.labels[key][0]])[0] if key in head.labels else ""


def _inspected_on(
    head: Head, grid: Grid, context: IntakeContext, report: Report
) -> datetime | None:
    """质检日期, None if it can't be: a slip above the header must not cost a day's work."""
    name = context.vocabulary.labels.inspected_on[0]
    aliases = context.vocabulary.label_aliases
    if "inspected_on" not in head.labels:
        keys = {aliases.get(heading) for heading in head.headings.values()}
        if "inspected_on" not in keys:  # else every row may say it
            report.note("inspected-on-missing", Label("", name))
        return None
    value, row, column = head.labels["inspected_on"]
    place = Label(address(row, column), name)
    if isinstance(value, CellError):
        return None
    if blank(value):
        report.note("inspected-on-missing", place)
        return None
    earliest, today = context.vocabulary.limits.earliest_date, context.today
    moment = read_date(value, earliest, grid.epoch_1904, grid.typed).value
    if moment is None:
        report.note("inspection-date-unreadable", place, value)
        return None
    if moment.date() > today:
        report.note("inspected-on-in-future", place, moment.date(), today=today.isoformat())
        return None
    return moment
