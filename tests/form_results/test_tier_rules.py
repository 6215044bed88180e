"""A policy of tiers that can't mean anything is refused with its line; the worked example holds."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from qa_workbook.form_results.rules import load_result_rules
from qa_workbook.form_results.tier_figures import Figure, whole_months
from qa_workbook.form_results.tier_rules import TierRules, TierRulesFile
from qa_workbook.form_results.tier_standing import judged
from qa_workbook.workspace_paths import shipped

SHIPPED = shipped("config") / "results" / "tiers.yaml"


@pytest.mark.parametrize(
    ("old", "new", "code", "path"),
    [
        ("            unit: times\n", "            unit: percent\n", "unit-of-another", "unit"),
        ("            window: 3\n", "", "no-window", "window"),
        ("            kinds: [exam, retake]\n", "", "no-kinds", "kinds"),
        ("- measure: solved", "- measure: satisfied", "twice", "measure"),
        ("        to: intermediate", "        to: senior", "skips-a-tier", "to"),
        ("      - from: intermediate", "      - from: junior", "twice", "from"),
        ("{step: own", "{step: team", "twice", "step"),
        ("limit: 90", "limit: -1", "out-of-range", "limit"),
    ],
)
def test_what_is_wrong_has_its_line(tmp_path: Path, old: str, new: str, code: str, path: str):
    """Every fault names the key that is wrong, and no rules are given."""
    file = tmp_path / "tiers.yaml"
    written = SHIPPED.read_text("utf-8")
    assert old in written
    file.write_text(written.replace(old, new, 1), "utf-8")
    book, faults = load_result_rules(file, TierRulesFile)
    assert book is None
    assert (code, path) in [(fault.code, fault.path.rpartition(".")[2]) for fault in faults]
    assert all(fault.line > 1 for fault in faults)


def test_the_worked_example_is_as_printed():
    """docs/tiers.md: an agent of October 2026 by the shipped limits."""
    book, _ = load_result_rules(SHIPPED, TierRulesFile)
    assert book is not None
    rules = book.at(date(2026, 10, 31))
    assert isinstance(rules, TierRules)
    move = rules.move_from("junior")
    assert move is not None
    values = {
        "in_time": Fraction(109_600, 1240),
        "solved": Fraction(111_600, 1240),
        "satisfied": Fraction(33_800, 402),
        "complaints": Fraction(300, 4180),
        "trainings": Fraction(3),
        "assessment": None,
        "quality": Fraction(Decimal("91.25")),
        "time": Fraction(whole_months(date(2025, 8, 31), date(2026, 10, 31))),
    }
    found = {one.measure: judged(one, Figure(values[one.measure])) for one in move.criteria}
    short = {name for name, one in found.items() if one.judgement == "short"}
    unknown = {name for name, one in found.items() if one.judgement == "unknown"}
    assert (short, unknown) == ({"satisfied"}, {"assessment"})
    assert round(float(found["satisfied"].gap), 1) == 0.9
    assert values["time"] == 14
    assert Fraction(34_200, 402) > 85
