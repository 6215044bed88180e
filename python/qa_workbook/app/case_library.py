"""The case library, out of the records (S22)."""

from __future__ import annotations

from datetime import date

from qa_workbook.analysis.case_library import CaseLibrary, item_words
from qa_workbook.app.form_results import StoredForms
from qa_workbook.form_results.case_rules import CaseRules
from qa_workbook.frames import folded
from qa_workbook.numbers import Period
from qa_workbook.records import MergePlan, RecordStore
from qa_workbook.workspace import Config, Workspace

FORM = "cases"


def case_library_of(
    workspace: Workspace, config: Config, last: date, plan: MergePlan | None = None
) -> CaseLibrary:
    """Returns the service cases that were handed in until a day; with a `plan` also its own.

    It is empty without the form, without rules, or where nobody has handed in a case. Raises
    ConfigError, RecordsDamaged.
    """
    rules = workspace.load_results()[FORM].at(last)
    if config.forms.get(FORM) is None or not isinstance(rules, CaseRules):
        return CaseLibrary()
    store = RecordStore(workspace.records)
    rows = StoredForms(config, store, plan)(FORM, Period("", date.min, last))
    rows = rows.assign(item=rows["item"].map(folded))
    return CaseLibrary(rows, item_words(config.schemes.schemes), rules.window)
