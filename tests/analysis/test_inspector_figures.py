"""What is told of inspectors, of repeated problems and of critical families."""

from __future__ import annotations

from fractions import Fraction

import pandas as pd
import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.rules import load_rules
from qa_workbook.numbers import period
from qa_workbook.workspace_paths import shipped
from scheme_factory import BANDS, FATAL, clause, frame, item, scheme

RULES = load_rules(shipped("config"))[0].versions[0]
OCTOBER = period("2026-10")


def figures(of, rows, span=OCTOBER, policy="latest", rules=RULES):
    """Publishes rows of inspector, recording, marks of a and b, and others of the sheet."""
    return published_metrics(analysed(of, rows, span, policy, rules))


def analysed(of, rows, span=OCTOBER, policy="latest", rules=RULES):
    """The analysis of such rows."""
    sheets = [
        Sheet(recording=recording, marks={"a": Fraction(a), "b": Fraction(b)}, **others)
        for _, recording, a, b, _, others in rows
    ]
    wide = frame(of, sheets)
    wide["inspector"] = pd.Series([row[0] for row in rows], dtype="str")
    wide["inspected_on"] = pd.Series(pd.NaT, index=wide.index, dtype="datetime64[s]")
    wide["remark"] = pd.Series([row[4] for row in rows], dtype="str")
    return analyse({of.key: of}, {of.key: wide}, span, policy, rules=rules)


@pytest.mark.parametrize("policy", ["latest", "mean"])
def test_inspectors__by_hand(policy):
    """Two shared recordings: 甲 gave 100 and 80, 乙 90 and 60, 丙 one of them 70; 丁 alone has no severity."""
    rows = [
        ("甲", "r1", 5, 5, "语速快", {}),
        ("甲", "r2", 5, 3, "语速 快", {}),
        ("乙", "r1", 5, 4, " 语速快 ", {}),
        ("乙", "r2", 4, 2, "", {}),
        ("丙", "r2", 4, 3, "", {}),
        ("甲", "r3", 5, 5, "语速快", {}),
        ("丁", "r4", 5, 5, "", {}),
    ]
    of = scheme([item("a"), item("b")], bands=BANDS)
    found = {one.pop("inspector"): one for one in figures(of, rows, policy=policy)["inspectors"]}
    assert list(found) == ["丁", "丙", "乙", "甲"]
    # r1: mean 95. r2: mean 70. 甲: +5 and +10; 乙: -5 and -10; 丙: 0.
    told = found["甲"]
    assert {key: told[key] for key in list(told)[:6]} == {
        "recordings": 3,
        "mean_score": 280 / 3,
        "sd": pytest.approx((400 / 3) ** 0.5),  # of 100, 80, 100
        "full_marks": 5 / 6,
        "same_remark": 2 / 3,  # the one with a blank inside is another text
        "severity": 7.5,
    }
    assert (found["乙"]["severity"], found["丙"]["severity"], found["丁"]["severity"]) == (
        -7.5,
        0,
        None,
    )
    assert (found["乙"]["same_remark"], found["丁"]["same_remark"]) == (0.0, None)
    assert (found["丙"]["sd"], found["丁"]["full_marks"]) == (None, 1.0)


def test_inspectors__what_stands_beside():
    """Shared recordings, days, and the remark that was written most often with its count."""
    rows = [
        ("甲", "r1", 5, 5, "语速快", {"day": "2026-10-01"}),
        ("甲", "r2", 5, 3, "漏报工号", {"day": "2026-10-01"}),
        ("甲", "r3", 5, 3, "漏报工号", {"day": "2026-10-02"}),
        ("甲", "r4", 5, 3, "语速快", {"day": "2026-10-02"}),
        ("甲", "r5", 5, 3, " 语速快", {"day": "2026-10-02"}),
        ("乙", "r1", 5, 4, "语速快", {"day": "2026-10-01"}),
        ("丙", "r6", 5, 4, "", {"day": "2026-10-01"}),
    ]
    of = scheme([item("a"), item("b")], bands=BANDS)
    table = analysed(of, rows).inspectors.set_index("inspector")
    beside = table[["shared", "days", "repeated_remark", "times"]]
    assert {
        name: tuple(row) for name, row in zip(beside.index, beside.to_numpy(), strict=True)
    } == {
        "甲": (1, 2, "语速快", 3),
        "乙": (1, 1, "", 0),
        "丙": (0, 1, "", 0),
    }


def test_repeats__three_times_in_a_month():
    """Three recordings with a defect are a repeat, two aren't; each month of a period stands alone."""
    days = ["2026-09-29", "2026-09-30", "2026-10-01", "2026-10-02", "2026-10-31"]
    rows = [
        ("甲", f"r{number}", 4, 5 - number % 2, "", {"day": day, "agent": "7"})
        for number, day in enumerate(days)
    ]
    of = scheme([item("a"), item("b")])
    assert figures(of, rows, period("2026-09..2026-10"))["repeats"] == [
        {
            "agent": "7",
            "item": "a",
            "times": 3,
            "window": "2026-10",
            "proposal": "off_duty_training",
        }
    ]
    assert figures(of, rows, period("2026-10-01..2026-10-30"))["repeats"] == []


def test_repeats__in_a_week():
    """A week runs from Monday to Sunday and is cut by the period; the most frequent comes first."""
    rules = RULES.model_copy(
        update={"repeats": RULES.repeats.model_copy(update={"window": "week", "times": 2})}
    )
    days = [
        ("2026-10-11", 5),
        ("2026-10-12", 4),
        ("2026-10-15", 4),
        ("2026-10-18", 5),
        ("2026-10-19", 4),
    ]
    rows = [("甲", f"r{day}", 4, second, "", {"day": day, "agent": "7"}) for day, second in days]
    of = scheme([item("a"), item("b")])
    found = figures(of, rows, period("2026-10-11..2026-10-31"), rules=rules)["repeats"]
    assert [(one["item"], one["times"], one["window"], one["proposal"]) for one in found] == [
        ("a", 3, "2026-10-12..2026-10-18", "off_duty_training"),
        ("b", 2, "2026-10-12..2026-10-18", ""),
    ]


def test_critical_accuracy__four_answers():
    """Not configured, not applicable, 0 and 1 are different answers."""
    families = [{"id": id_, "name": id_} for id_ in ("customer", "business", "extra")]
    of = scheme(
        [item("a", critical="customer"), item("b", critical="business")],
        critical_families=families,
        not_applicable="respread",
        fatal={**FATAL, "codes": [{"id": "F1", "name": "一"}]},
    )
    rows = [("甲", "r1", 4, 5, "", {}), ("甲", "r2", 4, 5, "", {})]
    found = figures(of, rows)["critical_accuracy"]
    assert [(one["family"], one["state"], one["accuracy"]) for one in found] == [
        ("customer", "measured", 0.0),
        ("business", "measured", 1.0),
        ("compliance", "not_configured", None),
        ("extra", "not_applicable", None),
    ]
    assert found[1]["interval"] == [pytest.approx(0.3424, abs=1e-4), 1.0]


def test_inspectors__long_sheets_have_no_mean():
    """A sheet of breaches has no score of a recording: how many and the remarks alone are told."""
    of = scheme([clause("a", 10)], "sum", score={"base": 100}, sheet={"layout": "long"})
    long = frame(of, [Sheet(recording="r1"), Sheet(recording="r2")])
    long = long.drop(columns=[name for name in long if name.startswith(("count.", "aggravated."))])
    long = long.assign(clause="a", times=1, aggravated=False, remark="同")
    found = published_metrics(analyse({of.key: of}, {of.key: long}, OCTOBER))["inspectors"][0]
    assert (found["recordings"], found["same_remark"]) == (2, 1.0)
    assert [found[key] for key in ("mean_score", "sd", "full_marks", "severity")] == [None] * 4
