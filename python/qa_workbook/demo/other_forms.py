"""The filled sheets of forms that stand beside the score sheets of the demo.

A form gets sheets by a function here: a line in MAKERS.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from qa_workbook.demo.case_library import case_sheets
from qa_workbook.demo.chat import chat_sheets
from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.exams import exam_sheets
from qa_workbook.demo.form_sheet import FormSheet
from qa_workbook.demo.tiers import tier_sheets
from qa_workbook.demo.visits import FORM, visit_sheets
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.model import Form

Maker = Callable[[DemoCentre, Form, np.random.Generator], Sequence[FormSheet]]
MAKERS: dict[str, Maker] = {
    "cases": case_sheets,
    "chat-kpi": chat_sheets,
    "exams": exam_sheets,
    "tiers": tier_sheets,
}
"""By form id; each has dice of its own, so that no sheet depends on another form."""
OWN: dict[str, Maker] = {FORM: visit_sheets}
"""Of forms that aren't shipped: the demo declares them itself."""


def other_sheets(centre: DemoCentre, forms: FormBook, seed: int) -> list[FormSheet]:
    """Returns the filled sheets of the forms that the workspace has."""
    found = list[FormSheet]()
    for form_id, maker in (MAKERS | OWN).items():
        form = forms.get(form_id)
        if form is not None:
            rng = np.random.default_rng([seed, *form_id.encode()])
            found += maker(centre, form, rng)
    return found
