"""What a QA lead scored again: some recordings of every inspector (S9), heard by other ears.

None of these numbers is policy.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from qa_workbook.books.score_sheet.template import Head
from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.demo.marks import as_typed
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.scheme.indicators import Indicator
from qa_workbook.scheme.model import Scheme

OF_INSPECTOR = 5
STRICTER, MILDER = 0.06, 0.02
STRICTER_WITH_THE_MILD = 0.3  # of the first inspector the lead finds that marks are too high


def recheck_of(
    drafts: Sequence[Draft], lead: str, day: date, file: str, rng: np.random.Generator
) -> Draft | None:
    """Returns a sheet of the lead's about recordings of each inspector; None without such sheets.

    `drafts` are sheets of one scheme version and manner. One fatal error was not seen before.
    """
    first: dict[str, Draft] = {}
    for draft in drafts:
        first.setdefault(draft.template.head.inspector, draft)
    rows: list[Row] = []
    for place, draft in enumerate(first.values()):
        stricter = STRICTER if place else STRICTER_WITH_THE_MILD
        chosen = rng.choice(len(draft.rows), min(OF_INSPECTOR, len(draft.rows)), replace=False)
        rows += [
            scored_again(draft, draft.rows[int(row)], stricter, MILDER, rng)
            for row in sorted(chosen)
        ]
    if not rows:
        return None
    some = next(iter(first.values()))
    rows = [row | {"serial": number} for number, row in enumerate(rows, 1)]
    _see_a_fatal_error(rows, some.scheme, some.form)
    head = Head(lead, day, some.template.head.project)
    template = replace(some.template, head=head, rows=len(rows))
    return Draft(PurePosixPath(file), template, tuple(rows))


def scored_again(
    draft: Draft, row: Row, stricter: float, milder: float, rng: np.random.Generator
) -> Row:
    """Returns a row about the same call, these shares of its marks a step lower or higher."""
    changed: Row = {}
    for key, node in draft.form.indicators.items():
        if node.scale:
            chance = rng.random()
            step = -1 if chance < stricter else int(chance > 1 - milder)
            changed[key] = _moved(draft.scheme, node, row[key], step)
    reasons = dict.fromkeys({"points", "remark"} & row.keys(), "")  # they were about other marks
    return {**row, **changed, **reasons}


def _moved(scheme: Scheme, node: Indicator, mark: object, step: int) -> object:
    scale = scheme.scale_of(node)
    steps = [as_typed(one) for one in scale.allowed]
    if mark not in steps:  # a percentage, or nothing
        return mark
    place = steps.index(mark) + step
    return steps[min(max(place, 0), len(steps) - 1)]


def _see_a_fatal_error(rows: list[Row], scheme: Scheme, form: ScoreForm) -> None:
    """The lead hears a fatal error where the inspector heard none."""
    if not scheme.fatal or not scheme.fatal.codes:
        return
    for row in rows:
        if row.get("fatal") != form.yes and not row.get("error_codes"):
            row |= {"fatal": form.yes, "error_codes": scheme.fatal.codes[0].id}
            return
