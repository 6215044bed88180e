"""Turns what the merge noticed (plain rows of `MergePlan`) into findings (contract 3.3)."""

from __future__ import annotations

import pandas as pd

from qa_workbook.intake.findings import Finding, finding
from qa_workbook.records import MergePlan

CODES = {
    "conflicting_rows": "conflicting-sheets",
    "replaced_rows": "recording-replaced",
    "withdrawn_rows": "recording-withdrawn",
    "kept_rows": "kept-earlier-version",
    "superseded_rows": "superseded-row",
}


def merge_findings(plan: MergePlan) -> list[Finding]:
    """Returns a finding per row that the merge replaced, withdrew, kept, passed over or refused."""
    return [_one(code, row) for name, code in CODES.items() for row in getattr(plan, name).to_dict("records")]


def _cell(row: dict) -> str:
    letters = dict(part.split("=", 1) for part in str(row["columns"]).split(";") if "=" in part)
    letter = letters.get("recording", "A")
    return f"{letter}{row['row']}" if row["row"] else ""


def _one(code: str, row: dict) -> Finding:
    day = "" if pd.isna(row["call_date"]) else f"{row['call_date']:%Y-%m-%d}"
    details = {name: str(row[name]) for name in ("recording", "inspector", "agent", "name", "changed")}
    other = {name: str(row[f"other_{name}"]) for name in ("file", "sheet", "row")}
    # a withdrawn or kept row is told where it was; the file to look at is the one that caused it
    return finding(
        code, str(row["file"]), str(row["sheet"]), _cell(row), "录音编号", str(row["recording"]), 1,
        **details, day=day, other_file=other["file"], other_sheet=other["sheet"], other_row=other["row"],
    )  # fmt: skip
