"""The table of checks: every code of a sheet stands in it, and each check sees what stands above it."""

from __future__ import annotations

from importlib import import_module

from qa_workbook.findings.codes import CODES
from qa_workbook.intake.checks import CHECKS, NOTED_ELSEWHERE
from qa_workbook.intake.form_values import CHECKS as FORM_CHECKS


def test_every_code_is_noted_somewhere() -> None:
    """Every code but those of the merge is declared by a check, or stands with the module that notes it."""
    by_checks = {code for check in (*CHECKS, *FORM_CHECKS) for code in check.codes}
    elsewhere = {code for codes in NOTED_ELSEWHERE.values() for code in codes}
    assert by_checks | elsewhere == {
        code for code, known in CODES.items() if known.targets != ("merge",)
    }
    # What a label says may also stand in the rows, and 作废 in columns that are read or not.
    assert by_checks & elsewhere == {
        "formula-error",
        "formula-not-calculated",
        "inspector-missing",
        "inspection-date-unreadable",
        "inspected-on-in-future",
        "inspected-on-missing",
        "row-called-void",
    }


def test_modules_that_note_before_there_are_rows() -> None:
    """The modules that NOTED_ELSEWHERE names are there."""
    for name in NOTED_ELSEWHERE:
        assert import_module(f"qa_workbook.{name}").__doc__


def test_checks_say_what_they_check() -> None:
    """No check stands in the table twice, and each says in a sentence what it reads or checks."""
    for checks in (CHECKS, FORM_CHECKS):
        runs = [check.run for check in checks]
        assert len(set(runs)) == len(runs)
        assert all(run.__doc__ for run in runs)
