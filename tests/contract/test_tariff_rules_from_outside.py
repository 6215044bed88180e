"""Bands, repeated items, months: rules that ask more than a sheet's own words, from sheet to `cases`."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sheets import ITEMS, write_sheet

PERIOD = ("--period", "2026-10")
SCHEME = "monitoring-10x4"
TARIFF = """format: 1
id: service-quality
version: "2026.1"
valid_from: 2026-01-01
name: 考核
source: test
currency: {unit: yuan, decimals: 2, source: test}
rules:
RULES
caps:
  agent_month: {amount: null, unit: yuan per month, source: test}
  percent_of_wage: {amount: null, unit: percent of the month's wage, source: test}
  wage_floor: {amount: null, unit: yuan per month, source: test}
  points_agent_month: {amount: 9, unit: points per month, source: test}
"""
RULES = [
    ("again", "item", 1, "items: all, when: {nth: {first: 2, within: 30, source: S10}}, "
     "actions: [off-duty-training]"),
    ("failed", "band", 4, "bands: [fail]"),
    ("low", "monthly_score", 2, "when: {score_below: {amount: 80, unit: points, source: t}}"),
    ("used-up", "points_budget", 0, "when: {points_at_least: {amount: 8, unit: points, source: t}},"
     " actions: [self-criticism]"),
    ("clean", "clean_month", 5, "actions: [full-performance-pay]"),
]  # fmt: skip


def rule(name: str, cause: str, points: int, more: str) -> str:
    """A rule of points only, in one line."""
    back = " back" if cause == "clean_month" else ""
    return (
        f"  - {{id: {name}, name: {name}, cause: {cause}, scheme: {SCHEME}, legal_nature: none, "
        f"points: {{amount: {points}, per: occurrence, unit: points{back}, source: t}}, "
        f"money: {{amount: 0, per: occurrence, unit: yuan, source: t}}, {more}}}"
    )


def recording(agent: int, day: date, marks: dict[str, int]) -> dict[str, Any]:
    """A recording with full marks but for some items."""
    who = {"工号": f"A{agent:03d}", "姓名": f"座席{agent}", "班组": "1班", "通话日期": day}
    name = f"R{agent}{day:%m%d}"
    return {"录音编号": name, **who, "轮次": 1, **dict.fromkeys(ITEMS, 5), **marks}


@pytest.fixture
def cases(desk) -> dict[tuple[str, str], dict[str, Any]]:
    """A001 repeats a fault, A002 fails once, A003 does well: cases by agent and rule."""
    for file in (desk.root / "config" / "cases").glob("*.yaml"):
        file.unlink()
    words = TARIFF.replace("RULES", "\n".join(rule(*one) for one in RULES))
    (desk.root / "config" / "penalties" / "service-quality.yaml").write_text(words, "utf-8")
    failed = dict.fromkeys(ITEMS[:8], 3)
    rows = [
        recording(1, date(2026, 9, 20), {"业务能力": 4}),
        recording(1, date(2026, 10, 5), {"业务能力": 4}),
        recording(1, date(2026, 10, 30), {"服务态度": 4}),
        recording(2, date(2026, 10, 6), failed),
        recording(2, date(2026, 10, 7), dict.fromkeys(ITEMS[8:], 0)),
        recording(3, date(2026, 10, 8), {}),
    ]
    write_sheet(desk.inbox / "a.xlsx", rows)
    desk.merge(period="2026-09..2026-10")
    report = desk.json("register", *PERIOD)
    found = desk.json("cases", *PERIOD)
    assert len(found) == report["lines"]
    desk.report = report
    return {(one["agent"], one["rule"]): one for one in found}


def test_rules_beyond_the_words_of_a_sheet(cases, desk) -> None:
    """Points, caps, days and cases are what a reader of the tariff works out by hand."""
    points = {key: (one["points"], one["caps"]) for key, one in cases.items()}
    assert points == {
        ("A001", "again"): ("1", []),  # in September before: the second time within 30 days
        ("A002", "failed"): ("4", []),  # 68 and 80: A002's second recording is not below 80
        ("A003", "clean"): ("-5", []),
        ("A002", "low"): ("2", []),  # (68 + 80) / 2 = 74
    }
    low = cases["A002", "low"]
    assert (low["day"], low["money"], low["scheme_version"]) == ("2026-10-31", "0.00", "2026.1")
    words = "\x1f".join([SCHEME, "2026-10", "", "A002", "monthly_score", "", "1"])
    assert low["case"] == "P" + hashlib.sha256(words.encode()).hexdigest()[:12]
    sheet = openpyxl.load_workbook(Path(desk.report["files"]["register"]))["扣罚登记"]
    shown = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert "2026-10 月度评分 74（2 条录音）" in shown
    assert not any(str(cell).endswith("!0") for cell in shown)
