"""The filled sheets of forms that stand beside the score sheets of the demo.

A form gets sheets by a function here: a line in MAKERS.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from qa_workbook.demo.centre import Agent, Employee
from qa_workbook.demo.drafts import Draft
from qa_workbook.demo.form_sheet import FormSheet
from qa_workbook.demo.invented import Invented
from qa_workbook.forms.book import FormBook
from qa_workbook.forms.model import Form
from qa_workbook.scheme.book import SchemeBook


@dataclass(frozen=True)
class DemoCentre:
    """What sheets of forms are made of: who works there, and what was heard in the month.

    `month` is "YYYY-MM"; `days` are those on which inspectors listened; `drafts` the daily score
    sheets without mistakes. Its words are those of `language`.
    """

    agents: Sequence[Agent]
    staff: Sequence[Employee]
    drafts: Sequence[Draft]
    month: str
    days: Sequence[date]
    schemes: SchemeBook
    words: Invented
    language: str


Maker = Callable[[DemoCentre, Form, np.random.Generator], Sequence[FormSheet]]
MAKERS: Mapping[str, Maker] = {}
"""By form id; each has dice of its own, so that no sheet depends on another form."""


def other_sheets(centre: DemoCentre, forms: FormBook, seed: int) -> list[FormSheet]:
    """Returns the filled sheets of the forms that the workspace has."""
    found = list[FormSheet]()
    for form_id, maker in MAKERS.items():
        form = forms.get(form_id)
        if form is not None:
            rng = np.random.default_rng([seed, *form_id.encode()])
            found += maker(centre, form, rng)
    return found
