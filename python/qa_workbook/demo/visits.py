"""A form of the demo's own, the worked example of docs/forms.md: from a YAML file to a result."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from qa_workbook.demo.demo_centre import DemoCentre
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.form_sheet import FormSheet, word
from qa_workbook.files import written
from qa_workbook.forms.model import Form
from qa_workbook.labels import text

FORM = "visits"
DECLARED = Path(__file__).with_name("visits.yaml")
"""The file as the document prints it."""
VISITS, UNTIMED, BAD = 24, 4, 0.25
"""Visits of a month, those of which nobody wrote down the minutes, and the part that went badly."""
SHORTEST, LONGEST = 15, 60
_REASONS = ("late", "again", "unclear")


def write_visits_form(folder: Path) -> None:
    """Writes the form into the folder of forms, where it isn't yet."""
    file = folder / DECLARED.name
    if folder.is_dir() and not file.exists():
        with written(file) as beside:
            beside.write_bytes(DECLARED.read_bytes())


def visit_sheets(centre: DemoCentre, form: Form, rng: np.random.Generator) -> list[FormSheet]:
    """Returns the sheet of a month: visits to agents, some of them without minutes."""
    if not centre.agents or not centre.days:
        return []
    rows = []
    for number in range(VISITS):
        day = centre.days[number * len(centre.days) // VISITS]
        agent = centre.agents[int(rng.integers(len(centre.agents)))]
        is_bad = rng.random() < BAD
        details = {"day": f"{day:%y%m%d}", "number": number + 1}
        row: Row = {
            "serial": number + 1,
            "number": text("demo_visits.number", centre.language, **details),
            "day": day,
            "agent": agent.number,
            "team": agent.team,
            "result": word(form, "result", "bad" if is_bad else "good"),
            "minutes": int(rng.integers(SHORTEST, LONGEST)) if number >= UNTIMED else "",
            "why": "",
        }
        if is_bad:
            reason = _REASONS[int(rng.integers(len(_REASONS)))]
            row["why"] = text(f"demo_visits.{reason}", centre.language)
        rows.append(row)
    name = text("demo_visits.file", centre.language, month=centre.month)
    return [FormSheet(f"{name}.xlsx", form, tuple(rows), {"month": centre.month})]
