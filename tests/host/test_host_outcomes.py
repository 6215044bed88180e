"""What the console says of a register: what it holds, and what was kept of the earlier one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from qa_workbook.app.register import RegisterReport
from qa_workbook.host.outcomes import of_register
from qa_workbook.numbers import period
from qa_workbook.penalties import TariffBook, assess


@pytest.fixture
def report() -> RegisterReport:
    """A register of a month without breaches."""
    register = assess(TariffBook(()), {}, {}, period=period("2026-10"))
    return RegisterReport(period("2026-10"), register, Path("x.xlsx"), 0.1, 1)


def test_a_month_without_penalties_is_told(report: RegisterReport) -> None:
    """An empty register is no success to be looked at twice: the sentence names the month."""
    assert of_register(report, "zh").message == "2026-10 没有扣罚：记录里没有这一期间的违规。"


def test_examples_and_the_kept_copy_are_told(report: RegisterReport) -> None:
    """Amounts that nobody confirmed, and where the earlier register went."""
    marked = replace(report.register, examples=True)
    said = of_register(replace(report, register=marked, kept=Path("old.xlsx")), "zh").message
    assert "示例金额，不得用于发薪" in said
    assert "old.xlsx" in said


def test_a_month_without_records_is_no_success(report: RegisterReport) -> None:
    """An empty register because nothing was merged is yellow, and says what to check."""
    outcome = of_register(replace(report, recordings=0), "zh")
    assert outcome.state == "attention"
    assert "记录里没有 2026-10 的评分" in outcome.message
    assert of_register(report, "zh").state == "done"
