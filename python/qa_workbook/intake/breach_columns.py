"""The columns of long sheets: a row per breach of a clause (contract 3.2, S15)."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.choices import yes_or_no
from qa_workbook.forms.kinds.numbers import read_count, read_number
from qa_workbook.forms.text_cells import blank, names, words
from qa_workbook.forms.unseen import unseen, without_unseen
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Count

_OF_POINTS = {"clause", "times", "aggravated"}
"""The columns that say what a row takes off."""
LOST = "deduction"
"""Key of the column in which a sheet with a layout of its own says itself what a row takes off."""


def read_inspectors(sheet: SheetValues, report: Report) -> None:
    """质检员 of the sheet; 登记人 only where the sheet has none.

    Who registers isn't always who listens.
    """
    if sheet.labels.inspector:
        sheet.columns["inspector"] = [sheet.labels.inspector] * sheet.count
        return
    registrars = names(sheet.table.values("registrar"))
    sheet.columns["inspector"] = registrars
    for position, registrar in enumerate(registrars):
        if not registrar:
            report.note("registrar-missing", sheet.cell(position, "registrar", "clause"))


def read_clauses(sheet: SheetValues, report: Report) -> None:
    """The id of each row's clause, "" where it can't be told."""
    clauses = sheet.tools.clauses
    found = []
    for position, value in enumerate(sheet.table.values("clause")):
        typed = words(value)
        clause = clauses.find(typed) if typed else ""
        if not typed and not isinstance(value, CellError):
            report.note("clause-missing", sheet.cell(position, "clause"))
        elif typed and not clause:
            suggestion = clauses.nearest(typed)
            report.note("clause-unknown", sheet.cell(position, "clause"), typed, nearest=suggestion)
        elif signs := "、".join(unseen(typed)):
            details = {"read": without_unseen(typed), "signs": signs}
            report.note("id-cleaned", sheet.cell(position, "clause"), typed, **details)
        found.append(clause)
    sheet.columns["clause"] = found


def read_times(sheet: SheetValues, report: Report) -> None:
    """How often each breach occurred: once where nothing is written."""
    limit = sheet.context.vocabulary.limits.most_times
    found = []
    for position, value in enumerate(sheet.table.numbers("times")):
        reading = read_count(value)
        found.append(reading.value or 1)
        if blank(value) or isinstance(value, CellError):
            continue
        place = sheet.cell(position, "times")
        if reading.value == 0:  # somebody wrote that it didn't happen
            report.note("count-invalid", place, value)
        elif reading.value and limit and reading.value > limit:
            report.note("count-implausible", place, value, limit=limit)
        elif reading.code:
            report.note(reading.code, place, value, **reading.details)
    sheet.columns["times"] = found


def read_aggravated(sheet: SheetValues, report: Report) -> None:
    """Whether each breach is an aggravated one, which the clause must provide for."""
    found = []
    for position, value in enumerate(sheet.table.values("aggravated")):
        answer = yes_or_no(value, sheet.context.vocabulary)
        if answer is None:
            report.note("aggravated-unclear", sheet.cell(position, "aggravated"), value)
        clause = sheet.scheme.by_id.get(sheet.columns["clause"][position])
        if answer and clause and clause.count and clause.count.aggravated is None:
            place, name = sheet.cell(position, "aggravated"), clause.name.zh
            report.note("aggravated-not-allowed", place, value, clause=name)
        found.append(bool(answer))
    sheet.columns["aggravated"] = found


def check_points(sheet: SheetValues, report: Report) -> None:
    """扣分 of the sheet itself, beside what the scheme takes off for the row.

    The scheme's points are money, so a row that says other points waits until somebody has looked.
    """
    templates = sheet.context.vocabulary.templates
    written = {normal(templates.long.deduction), normal(templates.en.deduction)}
    computed = sheet.table.computed
    column = next(
        (one for one in computed if one.key == LOST or normal(one.heading) in written), None
    )
    if column is None:
        return
    units = sheet.context.vocabulary.words.mark_units
    for position, line in enumerate(sheet.table.lines):
        said = sheet.table.shown(column, line)
        clause = sheet.scheme.by_id.get(sheet.columns["clause"][position])
        at_fault = {one.key for one in report.faults.get(line, ())}
        if blank(said) or isinstance(said, CellError) or at_fault & _OF_POINTS:
            continue
        if clause is None or clause.count is None:
            continue
        times, grave = (sheet.columns[key][position] for key in ("times", "aggravated"))
        points = read_number(said, units).value
        if points is None or not _is_explained(abs(points), clause.count, times, grave=grave):
            details = {"ours": plain(_most(clause.count, times, grave=grave))}
            place = Cell(line, column)
            report.note("clause-points-differ", place, said, clause=clause.name.zh, **details)


def _most(count: Count, times: int, *, grave: bool) -> Decimal:
    """What a breach moves at most, if its recording has no other."""
    factor = count.aggravated if grave and count.aggravated else Decimal(1)
    amount = count.points * factor * (times if count.per == "occurrence" else 1)
    return amount if count.cap is None else min(amount, count.cap)


def _is_explained(points: Decimal, count: Count, times: int, *, grave: bool) -> bool:
    """Whether points follow from the scheme, if need be without 加重 or cut by a cap.

    Where a cap, or that only the first breach counts, ends the points the rows before decide.
    """
    most = _most(count, times, grave=grave)
    if points in (most, _most(count, times, grave=False)):
        return True
    ends = count.cap is not None or count.per == "once"
    return ends and points < most
