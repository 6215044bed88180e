"""Values above the header that hold an error or a formula without a result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sheets_for_intake import (
    FIXED,
    LABELS,
    Reader,
    codes,
    edit_part,
    forget_results,
    rows,
    totals,
    write,
)

CALCULATED = {"error": "formula-error", "nothing": "formula-not-calculated"}
CASES = [
    ("方案", "B2", "warning", ["scheme-missing"]),
    ("方案版本", "E2", "warning", ["version-missing"]),
    ("项目", "H2", "warning", []),
    ("质检员", "B3", "error", []),
    ("质检日期", "E3", "warning", []),
]


@pytest.mark.parametrize("kind", CALCULATED)
@pytest.mark.parametrize(("label", "cell", "severity", "told_too"), CASES)
def test_formulas(
    tmp_path: Path,
    read: Reader,
    kind: str,
    label: str,
    cell: str,
    severity: str,
    told_too: list[str],
) -> None:
    """An error value or a formula without a result is called so, with its cell; only a sheet of nobody is kept out."""
    file = write(tmp_path / "a.xlsx", rows(2), labels=LABELS | {label: "=1/0"})
    if kind == "nothing":
        edit_part(file, "xl/worksheets/sheet1.xml", forget_results)
    intake = read(file)
    first = intake.findings[0]
    value = "#DIV/0!" if kind == "error" else ""
    assert (first.code, first.severity, first.cell, first.column, first.value) == (
        CALCULATED[kind],
        severity,
        cell,
        label,
        value,
    )
    assert codes(intake)[1:] == [(code, cell) for code in told_too]
    assert totals(intake) == ((2, 2, 0) if severity == "warning" else (2, 0, 2))


@pytest.mark.parametrize("value", ["#N/A", "2099-01-01"])
def test_date_that_counts_as_none(tmp_path: Path, read: Reader, value: Any) -> None:
    """An error value pasted as text and a day to come are no 质检日期."""
    intake = read(write(tmp_path / "a.xlsx", rows(1), labels=LABELS | {"质检日期": value}))
    assert intake.sheets[0].labels["inspected_on"] == ""
    assert all(pd.isna(day) for frame in intake.frames.values() for day in frame["inspected_on"])
    assert codes(intake) == [
        ("formula-error" if value == "#N/A" else "inspected-on-in-future", "E3")
    ]


def test_scheme_that_cannot_be_told(tmp_path: Path, read: Reader) -> None:
    """Where the headings don't tell the scheme either, its cell is named."""
    file = write(tmp_path / "a.xlsx", rows(1), headings=FIXED, labels=LABELS | {"方案": ""})
    assert codes(read(file), "error") == [("scheme-undetermined", "B2")]
