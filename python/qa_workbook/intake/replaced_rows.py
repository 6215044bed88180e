"""Recordings that were taken off a list and came back scored all the same (S9)."""

from __future__ import annotations

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.frames import folded
from qa_workbook.intake.values import SheetValues
from qa_workbook.keys import Purpose


def check_replaced(sheet: SheetValues, report: Report) -> None:
    """Another call of the agent took the place, so this one would count twice: somebody decides.

    On a list or sheet that doesn't count it may stand.
    """
    lists, scheme = sheet.context.lists, sheet.scheme.id
    replaced = lists.replaced(scheme)
    if not replaced or _is_for_another_purpose(sheet):
        return
    targeted = lists.targeted(scheme)
    column = sheet.table.columns["recording"]
    for line, name in zip(sheet.table.lines, sheet.columns["recording"], strict=True):
        number = replaced.get(folded(name))
        if number and folded(name) not in targeted:
            report.note("recording-taken-off", Cell(line, column), name, list=number)


def _is_for_another_purpose(sheet: SheetValues) -> bool:
    entry = sheet.context.lists.get(sheet.labels.list_number)
    purpose = entry.purpose if entry else sheet.labels.purpose
    return purpose not in (None, Purpose.RANDOM)
