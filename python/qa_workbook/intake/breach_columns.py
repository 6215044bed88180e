"""The columns of long sheets: a row per breach of a clause (contract 3.2, S15)."""

from __future__ import annotations

from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.choices import yes_or_no
from qa_workbook.forms.kinds.numbers import read_count
from qa_workbook.forms.text_cells import blank, names, words
from qa_workbook.forms.unseen import unseen, without_unseen
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues


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
