"""All checks of one scheme, in order: functions `(scheme, places) -> faults` for one rule each."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.config.faults import Fault, Places
from qa_workbook.scheme import checks_analysis, checks_marks, checks_sheet, checks_tree
from qa_workbook.scheme.model import Scheme

Check = Callable[[Scheme, Places], list[Fault]]

CHECKS: tuple[Check, ...] = (
    checks_tree.check_ids,
    checks_tree.check_kinds,
    checks_tree.check_weights,
    checks_tree.check_unscored,
    checks_tree.check_references,
    checks_tree.check_counts,
    checks_tree.check_not_applicable,
    checks_tree.check_sums,
    checks_tree.check_full,
    checks_tree.check_section_fail,
    checks_marks.check_scales,
    checks_marks.check_error_deduction,
    checks_marks.check_codes,
    checks_marks.check_fatal,
    checks_marks.check_defect_classes,
    checks_analysis.check_bands,
    checks_analysis.check_distribution,
    checks_analysis.check_alerts,
    checks_analysis.check_reference_levels,
    checks_sheet.check_headings,
    checks_sheet.check_layout,
    checks_sheet.check_blank,
    checks_sheet.check_entry,
    checks_sheet.check_deduction_points,
)


def check_scheme(scheme: Scheme, places: Places, *more: Check) -> list[Fault]:
    """Returns every fault of a scheme, by line; those of the checks `more` as well.

    A check that fails itself is one more fault.
    """
    faults: list[Fault] = []
    for check in (*CHECKS, *more):
        try:
            faults += check(scheme, places)
        except Exception as error:  # noqa: BLE001 - what none foresaw is a fault, too
            why = f"{type(error).__name__}: {error}"
            faults.append(places.fault("check-crashed", check=check.__name__, why=why))
    return sorted(faults, key=lambda fault: fault.line)
