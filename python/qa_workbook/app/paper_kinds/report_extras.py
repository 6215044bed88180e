"""What written reports say beside the figures: results of the forms, sums of the register."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.app.cases import cases_of
from qa_workbook.app.form_results import results_of
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.books.reports.monthly import PenaltyTotal
from qa_workbook.casework.case_files import case_files
from qa_workbook.form_results.model import FormResult
from qa_workbook.numbers import Period
from qa_workbook.workspace import Workspace


def form_results_of(material: Material, span: Period) -> list[FormResult]:
    """Returns the results of the forms of a period. Raises as `results_of` does."""
    return results_of(
        material.workspace, material.config, material.analyses(span), span, material.language
    )


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
