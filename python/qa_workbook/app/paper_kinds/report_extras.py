"""What written reports say beside the figures: complaints of the forms, sums of the register."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.app.cases import cases_of
from qa_workbook.app.forms import form_rows
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.books.reports.complaints import Complaints
from qa_workbook.books.reports.monthly import PenaltyTotal
from qa_workbook.casework.case_files import case_files
from qa_workbook.numbers import Period
from qa_workbook.workspace import Workspace

_FORM = "complaints"


def complaints_of(material: Material, span: Period) -> Complaints | None:
    """Returns the tickets received in the period, None without the form 投诉表扬登记."""
    form = material.config.forms.get(_FORM)
    if form is None or form.place != "inbox" or not form.has("source"):
        return None
    rows = form_rows(material.workspace, form, span.text, material.language)
    names = {one.id: one.name.say(material.language) for one in form.by_id["source"].choices}
    return Complaints(rows, names)


def penalty_totals(
    workspace: Workspace, span: Period, language: str
) -> tuple[list[PenaltyTotal], bool]:
    """Returns the sums by legal nature, and whether any amount is an example.

    Of cases with a number: those of a register that was given out. Raises as `cases_of` does.
    """
    files = case_files(WorkspaceLedger.of(workspace).events())
    if not files:
        return [], False
    cases = [one for one in cases_of(workspace, span.text, language) if one["number"]]
    totals = []
    for nature in sorted({one["legal_nature"] for one in cases}):
        own = [one for one in cases if one["legal_nature"] == nature]
        sums = [
            sum((Decimal(one[name]) for one in own), Decimal(0))
            for name in ("points", "money", "payable")
        ]
        totals.append(PenaltyTotal(nature, len(own), *sums))
    known = [files[one["case"]] for one in cases if one["case"] in files]
    return totals, any(not one.line.confirmed for one in known)
