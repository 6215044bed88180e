"""Counted clauses as columns of a wide sheet: read from their cells, taken off the score, and priced (S15)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
import yaml
from sheets_for_intake import Reader, codes, totals

import scheme_factory as made
from qa_workbook.intake.reader import Intake
from qa_workbook.penalties import TariffBook, assess
from qa_workbook.penalties.tariff import Tariff
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from sheet_text import with_cell, write_sheet

SHEET = """
方案 | mixed | 方案版本 | '1
质检员 | 李晓 | 质检日期 | 2026-10-05
序号 | 录音编号 | 通话日期 | 工号 | 姓名 | 班组 | 轮次 | 态度 | 迟到 | 早退 | 备注
1 | R1 | 2026-10-05 | A1 | 王一 | 一班 | 1 | 5 | 2 | |
2 | R2 | 2026-10-05 | A2 | 王二 | 一班 | 1 | 4 | 0 | 1次 |
3 | R3 | 2026-10-05 | A3 | 王三 | 一班 | 1 | 5 | | |
"""
TARIFF = Path(__file__).parents[2] / "config" / "penalties" / "service-quality.yaml"


@pytest.fixture
def scheme() -> Scheme:
    """Half of the score is an item, the other half what two clauses leave of 20 points."""
    clauses = [
        made.clause("late", 2) | {"name": "迟到"},
        made.clause("early", 5) | {"name": "早退"},
    ]
    register = {"id": "r", "name": "违规", "weight": 10, "aggregate": "sum", "base": 20}
    return made.scheme(
        [made.item("a", 10) | {"name": "态度"}, register | {"children": clauses}], id="mixed"
    )


@pytest.fixture
def intake(tmp_path: Path, read: Reader, scheme: Scheme) -> Intake:
    return read(write_sheet(tmp_path / "a.xlsx", SHEET), book=SchemeBook((scheme,)))


def tariff() -> Tariff:
    """3 yuan for each time of lateness; any other clause costs nothing."""
    raw = yaml.safe_load(TARIFF.read_text("utf-8"))
    rule = next(rule for rule in raw["rules"] if rule["id"] == "clause-other")
    late = rule | {"id": "late", "scheme": "mixed", "clauses": ["late"]}
    late["money"] = rule["money"] | {"amount": 3}
    return Tariff.model_validate(raw | {"rules": [late, rule]})


def test_counts_are_read(intake: Intake, scheme: Scheme) -> None:
    """A number of occurrences is read as one, blank is none, and "1次" is read with a warning in its cell."""
    frame = intake.frames[scheme.key]
    assert codes(intake) == [("count-as-text", "J5")] and totals(intake) == (3, 3, 0)
    assert list(frame["count.late"]) == [2, 0, 0]
    assert list(frame["count.early"]) == [0, 1, 0]


def test_what_is_not_a_number_of_occurrences_keeps_its_row_out(
    tmp_path: Path, read: Reader, scheme: Scheme
) -> None:
    """Half an occurrence is an error in its cell; the other rows count."""
    sheet = with_cell(SHEET.replace("1次", "1"), 5, "早退", "0.5")
    intake = read(write_sheet(tmp_path / "a.xlsx", sheet), book=SchemeBook((scheme,)))
    assert codes(intake) == [("count-invalid", "J5")] and totals(intake) == (3, 2, 1)


def test_counts_are_scored(intake: Intake, scheme: Scheme) -> None:
    """Each occurrence takes its points off what the clauses leave, weighed with the item."""
    scored = score_recordings(scheme, intake.frames[scheme.key])
    # 50 for a full item; 50 × what is left of 20 points: 16, 15, 20
    assert list(scored["raw"]) == [90.0, 77.5, 100.0]


def test_counts_are_priced(intake: Intake, scheme: Scheme) -> None:
    """Every count is a line of the register: its cell, its points as the scheme has them, its money by the tariff."""
    letters = {sheet.place: sheet.columns for sheet in intake.sheets}
    register = assess(TariffBook((tariff(),)), {scheme.key: scheme}, intake.frames, letters=letters)
    lines = register.lines.set_index("recording")
    assert list(lines.index) == ["R1", "R2"]
    assert list(lines["code"]) == ["late", "early"]
    assert list(lines["points"]) == [Decimal(4), Decimal(5)]
    assert list(lines["money_before_cap"]) == [Decimal(6), Decimal(0)]
    assert list(lines["cell"]) == ["I4", "J5"]
    assert pd.unique(lines["cause"]).tolist() == ["clause"]
