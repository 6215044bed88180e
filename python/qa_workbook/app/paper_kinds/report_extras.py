"""What written reports say beside the figures: results of the forms, sums of the register."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from qa_workbook.app.cases import cases_of
from qa_workbook.app.form_results import results_of
from qa_workbook.app.ledger import WorkspaceLedger
from qa_workbook.app.paper_kinds.material import Material
from qa_workbook.books.reports.monthly import PenaltyTotal
from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.codes import separated
from qa_workbook.form_results.model import FormResult
from qa_workbook.numbers import Period
from qa_workbook.penalties.legality import nature_said
from qa_workbook.workspace import Workspace


def form_results_of(material: Material, span: Period) -> list[FormResult]:
    """Returns the results of the forms of a period. Raises as `results_of` does."""
    return results_of(
        material.workspace, material.config, material.analyses(span), span, material.language
    )


def penalty_totals(
    workspace: Workspace, span: Period, language: str
) -> tuple[list[PenaltyTotal], bool]:
    """Returns the sums by legal nature (or why it has none), and whether any amount is an example.

    Of cases with a number: those of a register that was given out. Raises as `cases_of` does.
    """
    files = case_files(WorkspaceLedger.of(workspace).events())
    if not files:
        return [], False
    cases = [one for one in cases_of(workspace, span.text, language) if one["number"]]
    totals = []
    natures = [_nature(one, files) for one in cases]
    for nature in sorted(set(natures)):
        own = [one for one, said in zip(cases, natures, strict=True) if said == nature]
        sums = [
            sum((Decimal(one[name]) for one in own), Decimal(0))
            for name in ("points", "money", "payable")
        ]
        totals.append(PenaltyTotal(nature, len(own), *sums))
    known = [files[one["case"]] for one in cases if one["case"] in files]
    return totals, any(not one.line.confirmed for one in known)


def _nature(case: Mapping[str, Any], files: Mapping[str, CaseFile]) -> str:
    """The key of the words for what the money of a case is in law."""
    file = files.get(case["case"])
    why = separated(file.line.why) if file else ()
    return nature_said(case["legal_nature"], case["rule"], why)
