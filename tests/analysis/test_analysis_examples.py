"""Figures worked out by hand: one rule of S2, S3 or S13 each."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.numbers import period
from qa_workbook.scheme.loader import load_schemes
from scheme_factory import ALERTS, BANDS, CLASSES, DISTRIBUTION, SOURCE, clause, frame, item, scheme

BOOK, _ = load_schemes(Path(__file__).parents[2] / "config" / "schemes")
OCTOBER = period("2026-10")
RECHECK_FIGURES = [
    *(f"recheck_{name}" for name in ("difference", "margin", "distance", "equal", "items")),
    *(f"recheck_fatal_{name}" for name in ("missed", "invented")),
    *(f"recheck_deduction_{name}" for name in ("missed", "invented")),
]
S3 = {"alerts": ALERTS, "bands": BANDS, "distribution": DISTRIBUTION, "defect_classes": CLASSES}


def analysed(of, sheets, policy="latest", **columns):
    for position, sheet in enumerate(sheets):
        sheet.recording = sheet.recording if sheet.recording != "r" else f"r{position}"
    wide = frame(of, sheets)
    for name, values in columns.items():
        wide[name] = pd.Series(values, dtype=wide[name].dtype)
    return analyse({of.key: of}, {of.key: wide}, OCTOBER, policy)


def marked(*marks, **others) -> Sheet:
    return Sheet(
        marks={id_: Fraction(mark) for id_, mark in zip("abcdefghij", marks, strict=False)},
        **others,
    )


def test_analyse__golden():
    """Four recordings of two agents on two days, every figure of the contract."""
    of = scheme(
        [item("a"), item("b")],
        **S3,
        error_deduction={"highest": 10, "step": 1, "unit": "points", **SOURCE},
    )
    sheets = [
        marked(5, 5, agent="1001", name="王", team="一班"),
        marked(5, 4, agent="1001", name="王", team="一班", deduction=Fraction(3)),
        marked(3, 5, agent="1002", name="李", team="二班", day="2026-10-02"),
        marked(4, 5, agent="1002", name="李", team="二班", day="2026-10-02", fatal=True),
    ]
    none = {"defects": 0, "error_deduction": 0.0, "fatal": 0, "n": 2}
    found = published_metrics(analysed(of, sheets))
    for agent in found["agents"]:
        del agent["good_interval"]  # `test_samples` holds it against published values
    assert found.pop("intervals").keys() == {"good", "minor", "ordinary", "fail", "items"}
    assert [one["state"] for one in found.pop("critical_accuracy")] == ["not_applicable"] * 2
    assert found == {
        "scheme": "test",
        "period": "2026-10",
        "recordings": 4,
        "mean_score": 90.0,
        "mean_final": 89.25,
        "rates": {"good": 0.25, "minor": 0.5, "ordinary": 0.25, "fail": 0.0},
        "average_defect_ratio": 0.375,
        "alert": "yellow",
        "items": [
            {"id": "a", "name": "A", "defects": {"A": 0, "B": 0, "C": 0, "D": 1, "E": 1}, "defective": 2,
             "ratio": 0.5, "share": 2 / 3, "alert": "yellow"},
            {"id": "b", "name": "B", "defects": {"A": 0, "B": 0, "C": 0, "D": 0, "E": 1}, "defective": 1,
             "ratio": 0.25, "share": 1 / 3, "alert": "white"},
        ],
        "distribution": [
            {"group": 1, "upper": 50.0, "lower": 0.0, "midpoint": 25.0, "count": 0, "share": 0.0},
            {"group": 2, "upper": 72.5, "lower": 50.0, "midpoint": 61.25, "count": 0, "share": 0.0},
            {"group": 3, "upper": 90.0, "lower": 72.5, "midpoint": 81.25, "count": 1, "share": 0.25},
            {"group": 4, "upper": 100.0, "lower": 90.0, "midpoint": 95.0, "count": 3, "share": 0.75},
        ],
        "days": [
            {"date": "2026-10-01", "recordings": 2, "average_defect_ratio": 0.25, "alert": "white"},
            {"date": "2026-10-02", "recordings": 2, "average_defect_ratio": 0.5, "alert": "black"},
        ],
        "alert_days": {"black": 1, "red": 0, "yellow": 0, "blue": 0, "white": 1},
        "agents": [
            none | {"agent": "1001", "name": "王", "team": "一班", "recordings": 2, "mean_score": 95.0,
                    "mean_final": 93.5, "defects": 1, "error_deduction": 3.0, "good": 0.5, "rank": 1},
            none | {"agent": "1002", "name": "李", "team": "二班", "recordings": 2, "mean_score": 85.0,
                    "mean_final": 85.0, "defects": 2, "fatal": 1, "good": 0.0, "rank": 2},
        ],
        "index": [],
        "inspectors": [
            {"inspector": "张三", "recordings": 4, "mean_score": 90.0, "sd": pytest.approx((200 / 3) ** 0.5), "full_marks": 0.625,
             "same_remark": None, "severity": None, "na_share": None, "na_others": None, "na_interval": None, "na_flag": None,
             "often_remark": None, "remark": None, "times": 0, "full_recordings": 0.25, "longest_run": 1, "in_runs": 0,
             "rechecked": 0, **dict.fromkeys(RECHECK_FIGURES)},
        ],
        "rechecks": [],
        "quotas": [],
        "repeats": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("defective", "colour"),
    [
        (0, "white"),
        (29, "white"),
        (30, "blue"),
        (39, "blue"),
        (40, "yellow"),
        (60, "red"),
        (79, "red"),
        (80, "black"),
    ],
)
def test_analyse__item_alert_bounds(defective, colour):
    """An item's level includes its lower bound: 30 of 100 is already blue."""
    of = scheme([item("a"), item("b")], alerts=ALERTS)
    found = analysed(of, [marked(4 if n < defective else 5, 5) for n in range(100)])
    assert published_metrics(found)["items"][0]["alert"] == colour


@pytest.mark.parametrize(
    ("defects", "colour"), [(5, "white"), (6, "blue"), (7, "yellow"), (8, "red"), (10, "black")]
)
def test_analyse__average_alert_bounds(defects, colour):
    """A day takes its level from 平均不良比率, bounds included: 6 defects in 20 marks are 30 %, so blue."""
    of = scheme([item(id_) for id_ in "abcdefghij"], alerts=ALERTS)
    marks = [4] * defects + [5] * (20 - defects)
    found = published_metrics(analysed(of, [marked(*marks[:10]), marked(*marks[10:])]))
    assert (found["alert"], found["days"][0]["alert"], found["alert_days"][colour]) == (
        colour,
        colour,
        1,
    )


def test_analyse__no_defects():
    """Without a defect all shares are 0, not undefined."""
    found = analysed(scheme([item("a")], **S3), [marked(5)])
    assert (
        published_metrics(found)["items"][0]["share"],
        published_metrics(found)["average_defect_ratio"],
    ) == (0.0, 0.0)
    assert found.agents["cumulative_share"].tolist() == [0.0]


def test_analyse__no_recordings():
    """A period without recordings has counts of 0 and no means."""
    of = scheme([item("a")], **S3)
    for frames in ({}, {of.key: frame(of, [])}):
        found = published_metrics(analyse({of.key: of}, frames, OCTOBER))
        assert (found["recordings"], found["mean_score"], found["alert"]) == (0, None, None)
        assert (found["days"], found["agents"], found["items"][0]["ratio"]) == ([], [], None)


def test_analyse__clause_scheme_has_no_alerts():
    """Where every item is counted, average defect ratio and alerts are null; without bands so are the rates."""
    of = scheme([clause("a", 5), clause("b", 6)], "sum", score={"base": 100}, alerts=ALERTS)
    found = published_metrics(analysed(of, [Sheet(counts={"a": (2, 0), "b": (1, 0)}), Sheet()]))
    assert (found["average_defect_ratio"], found["alert"], found["items"][0]["alert"]) == (
        None,
        None,
        None,
    )
    assert set(found["rates"].values()) == {None}
    assert (found["mean_score"], found["items"][0]["ratio"], found["agents"][0]["defects"]) == (
        92.0,
        0.5,
        2,
    )


def test_analyse__long_sheets():
    """Breaches are folded before they are scored; a recording of two agents is two recordings."""
    tops = [clause("a", 5, aggravated=2), clause("b", 6)]
    of = scheme(tops, "sum", score={"base": 100}, sheet={"layout": "long"})
    long = frame(of, [Sheet(recording="r1", agent=agent) for agent in ("1", "1", "2")])
    long = long.drop(columns=[name for name in long if name.startswith(("count.", "aggravated."))])
    long = long.assign(clause=["a", "b", "a"], times=[2, 1, 1], aggravated=[True, False, False])
    found = analyse({of.key: of}, {of.key: long.astype({"clause": "str"})}, OCTOBER)
    assert [one["mean_score"] for one in published_metrics(found)["agents"]] == [74.0, 95.0]
    assert found.detail[["count.a", "count.b"]].to_numpy().tolist() == [
        [2, 1],
        [1, 0],
    ]


def test_analyse__pareto():
    """Items and agents are ranked by their defects; the cumulative share reaches 1; equal ones keep their order."""
    of = scheme([item("a"), item("b"), item("c")])
    found = analysed(
        of, [marked(5, 4, 4, agent="1"), marked(5, 4, 5, agent="2"), marked(4, 4, 5, agent="2")]
    )
    assert found.items["rank"].tolist() == [2, 1, 3]
    assert found.items["cumulative_share"].tolist() == [4 / 5, 3 / 5, 1.0]
    assert (found.agents["rank"].tolist(), found.agents["cumulative_share"].tolist()) == (
        [2, 1],
        [1.0, 3 / 5],
    )


def test_analyse__hierarchy():
    """The index lists the score, then every node that was marked, parents first, as means of 0–100 values (S13)."""
    of = BOOK.latest("satisfaction-3-9-20")
    full = {one.id: Fraction(10) for one in of.items}
    found = analysed(of, [Sheet(marks=full), Sheet(marks=full | {of.items[0].id: Fraction(5)})])
    index = published_metrics(found)["index"]
    assert [row["level"] for row in index] == [1, 2, 3, 3, 3, 2, 3, 3, 3, 2, 3, 3, 3]
    assert [row["value"] for row in index[:4]] == [98.75, 95.0, 75.0, 100.0]


@pytest.mark.parametrize(
    ("policy", "inspector"),
    [("latest", "乙"), ("first", "甲"), ("highest", "甲"), ("lowest", "丙")],
)
def test_analyse__two_inspectors(policy, inspector):
    """One score of each recording counts, as the setting says; the others stay in the detail and say so."""
    of = scheme([item("a")])
    sheets = [marked(mark, recording="r1") for mark in (5, 3, 1)] + [marked(4, recording="r2")]
    days = ["2026-10-02", "2026-10-05", "2026-10-03", "2026-10-02"]
    found = analysed(of, sheets, policy, inspector=["甲", "乙", "丙", "甲"], inspected_on=days)
    chosen = found.detail[found.detail["counted"] & (found.detail["recording"] == "r1")]
    assert chosen["inspector"].tolist() == [inspector]
    assert (
        len(found.detail),
        published_metrics(found)["recordings"],
        published_metrics(found)["days"][0]["recordings"],
    ) == (4, 2, 2)


def test_analyse__two_inspectors_tie():
    """A tie goes to the inspector whose name comes first; a sheet without a date gives way to one with a date."""
    of = scheme([item("a")])
    sheets = [marked(mark, recording="r1") for mark in (5, 3, 1)]
    days = ["2026-10-02", "2026-10-02", None]
    found = analysed(of, sheets, "latest", inspector=["b", "a", "0"], inspected_on=days)
    assert found.detail.loc[found.detail["counted"], "inspector"].tolist() == ["a"]


def test_analyse__latest_name_and_team():
    """An agent is shown under the latest name and team that were written down; a team's figures follow its rows."""
    of = scheme([item("a")])
    sheets = [
        marked(5, agent="1", name="旧名", team="一班", day="2026-10-01"),
        marked(4, agent="1", name="新名", team="二班", day="2026-10-09"),
        marked(5, agent="1", name="", team="", day="2026-10-10"),
    ]
    found = analysed(of, sheets)
    assert found.agents[["name", "team"]].to_numpy().tolist() == [["新名", "二班"]]
    assert dict(zip(found.teams["team"], found.teams["recordings"], strict=True)) == {
        "": 1,
        "一班": 1,
        "二班": 1,
    }


def test_analyse__versions():
    """Each recording is scored by its own version; order and alerts are the newest one's; old items come last."""
    old = scheme([item("a"), item("gone", weight=30)], version="1", valid_from="2026-01-01")
    new = scheme(
        [item("b"), item("a")],
        version="2",
        valid_from="2026-10-15",
        alerts=ALERTS,
        score={"decimals": 1},
    )
    before = Sheet(marks={"a": Fraction(4), "gone": Fraction(2)}, recording="r1")
    after = Sheet(marks={"a": Fraction(5), "b": Fraction(4)}, recording="r2", day="2026-10-20")
    frames = {old.key: frame(old, [before]), new.key: frame(new, [after])}
    found = analyse({new.key: new, old.key: old}, frames, OCTOBER)
    assert found.scheme is new
    assert [one["id"] for one in published_metrics(found)["items"]] == ["b", "a", "gone"]
    assert [one["ratio"] for one in published_metrics(found)["items"]] == [1, 0.5, 1]
    assert published_metrics(found)["mean_score"] == (50 + 90) / 2
    assert published_metrics(found)["average_defect_ratio"] == 2.5 / 3
    assert [day["average_defect_ratio"] for day in published_metrics(found)["days"]] == [1, 0.5]
    assert found.detail["version"].tolist() == ["1", "2"]
    assert found.detail["mark.gone"].isna().tolist() == [False, True]
    assert found.detail["counted"].dtype == "bool"


def test_analyse__an_item_with_another_name_is_the_same_item():
    """Items go by their ids: renamed in a new version, an item is measured by the recordings of both."""
    old = scheme([item("a"), item("b")], version="1", valid_from="2026-01-01")
    new = scheme([item("a", name="新名"), item("b")], version="2", valid_from="2026-10-15")
    frames = {
        old.key: frame(old, [marked(4, 5, recording="r1")]),
        new.key: frame(new, [marked(5, 5, recording="r2", day="2026-10-20")]),
    }
    found = analyse({new.key: new, old.key: old}, frames, OCTOBER)
    assert found.items[["name", "defective", "ratio"]].to_numpy().tolist()[0] == ["新名", 1, 0.5]
    assert found.overall.average_defect_ratio == 0.25


def test_analyse__families_and_fatal_codes():
    """A family's ratio is the mean of its items' ratios; fatal codes are counted per recording, all of them listed."""
    of = BOOK.latest("monitoring-10x4")
    full = {one.id: Fraction(5) for one in of.items}
    sheets = [
        Sheet(marks=full | {"opening": Fraction(3)}, fatal=True, codes=("F11", "F21")),
        Sheet(marks=full),
    ]
    found = analysed(of, sheets)
    assert found.families[["id", "defective", "ratio", "share"]].to_numpy().tolist() == [
        ["quality", 1, 0.125, 1.0],
        ["ability", 0, 0.0, 0.0],
    ]
    counts = dict(zip(found.fatal_codes["code"], found.fatal_codes["recordings"], strict=True))
    assert {code for code, times in counts.items() if times} == {"F11", "F21"}
    assert len(counts) == len(of.fatal.codes)


def test_analyse__language():
    """Names come in the language asked for; nothing else changes."""
    of = BOOK.latest("monitoring-10x4")
    frames = {of.key: frame(of, [Sheet(marks={one.id: Fraction(5) for one in of.items})])}
    english = analyse({of.key: of}, frames, OCTOBER, language="en")
    assert english.items["name"].iloc[0] == "Opening and closing"
