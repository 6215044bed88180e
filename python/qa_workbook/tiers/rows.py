"""The accepted rows of the form `tiers`, as steps."""

from __future__ import annotations

import pandas as pd

from qa_workbook.tiers.steps import STEPS, StepRow

FORM = "tiers"
"""Id of the form."""
_TEXTS = ("application", "agent", "name", "team", "from", "to", "step", "result", "actor")
_MORE = ("score", "remark", "file", "sheet", "row")


def step_rows(rows: pd.DataFrame) -> list[StepRow]:
    """Returns rows of the form by day, on a day by step.

    `rows` has the columns of the form and of the origin; a form without one of them gives no rows.
    """
    if rows.empty or not {*_TEXTS, *_MORE, "on"} <= set(rows.columns):
        return []
    known = rows[rows["step"].isin(STEPS) & rows["on"].notna()]
    texts = [known[name] for name in _TEXTS]
    more = [known[name] for name in _MORE]
    columns = zip(*texts, known["on"].dt.date, *more, strict=True)
    found = [StepRow(*values) for values in columns]
    return sorted(found, key=lambda one: one.order)
