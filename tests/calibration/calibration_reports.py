"""Reports of believable sessions for the tests."""

from __future__ import annotations

import random

import pandas as pd
from calibration_sessions import INSPECTORS, believable, rows_of, session

from made_recordings import scheme
from qa_workbook.calibration.panel import panel_of
from qa_workbook.calibration.repeats import Repeats, repeats_of
from qa_workbook.calibration.report import CalibrationReport, report_of
from qa_workbook.calibration.rules import load_calibration
from qa_workbook.workspace_paths import shipped

RULES = load_calibration(shipped("config"))[0].versions[0]


def repeats(count: int = 8, seed: int = 3) -> Repeats:
    """Returns hidden repeats of two inspectors."""
    dice, rows = random.Random(seed), []
    for number in range(count):
        who, score = ("陈静", "何敏")[number % 2], dice.randrange(60, 100, 2)
        marks = {f"mark.{item}": float(dice.randrange(3, 6)) for item in "abc"}
        rows.append({"inspector": who, "recording": f"R{number}", "total": float(score), **marks})
    first = pd.DataFrame(rows)
    again = first.copy()
    again["total"] += [dice.choice([-4.0, -2.0, 0.0, 2.0]) for _ in rows]
    again["mark.a"] = 4.0
    return repeats_of(first, again)


def report(
    scheme_id: str = "monitoring-10x4", recordings: int = 4, sessions: int = 3, together: int = 1
) -> CalibrationReport:
    """Returns the report of the last of some weekly sessions."""
    rules = scheme(scheme_id)
    held = [session(rules, recordings, tuple(INSPECTORS), 5 + 7 * week) for week in range(sessions)]
    panels = {
        one.id: panel_of(
            one, {rules.key: rules}, {rules.key: rows_of(rules, one, believable(rules, one, seed))}
        )
        for seed, one in enumerate(held, 11)
    }
    return report_of(held, panels, RULES, repeats(), together)
