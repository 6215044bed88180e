"""Two periods side by side (S14): what each figure was, is, and how far it moved."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pandas as pd
import pytest

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.analysis.comparison import Groups, Row, compared
from qa_workbook.analysis.metrics import published_metrics
from qa_workbook.analysis.rules import Branch, ProjectGroup
from qa_workbook.numbers import half_up, period
from qa_workbook.scheme.loader import load_schemes
from scheme_factory import BANDS, FATAL, clause, frame, item, scheme

BOOK, _ = load_schemes(Path(__file__).parents[2] / "config" / "schemes")
DIAL_TEST = BOOK.latest("dial-test-2011")
SEPTEMBER, OCTOBER = period("2026-09"), period("2026-10")


def analysed(of, sheets, span):
    """The analysis of some sheets, None without any."""
    return analyse({of.key: of}, {of.key: frame(of, sheets)}, span) if sheets else None


def rows_of(a, b, sites=None):
    """The rows by kind and id."""
    return {(row.kind, row.id): row for row in compared(a, b, *[Groups(sites or {})] * 2)}


# Level 3: id, weight, then the month's mean in both months, as such reports print it.
PRINTED = """
relation.tone          8   96.00  97.40   1.40
relation.phrases       4   92.50  91.00  -1.50
relation.attitude      8   97.25  97.25   0.00
skills.listening       4   98.00  97.00  -1.00
skills.confirming      8   88.75  90.05   1.30
skills.language        8   93.50  94.60   1.10
information.knowledge  36  94.10  95.30   1.20
information.initiative 12  85.60  84.20  -1.40
information.solving    12  90.30  92.15   1.85
relation               20  95.80  96.06   0.26
skills                 20  92.50  93.26   0.76
information            60  91.64  92.45   0.81
score                  100 92.64  93.33   0.69
"""
# relation, September: (8 × 96 + 4 × 92.5 + 8 × 97.25) ÷ 20 = 1916 ÷ 20. The total is 92.644 and then
# 93.334: the change is that of the months, 0.69, and not one of the printed 92.64 and 93.33 by luck.


def test_compared__a_headquarters_report_to_the_printed_digit():
    """Every level of 总部拨测分析: two calls a month whose marks lie 1.37 above and below the mean."""
    printed = [line.split() for line in PRINTED.split("\n") if line]
    calls = {}
    for column, (span, day) in enumerate(((SEPTEMBER, "2026-09-08"), (OCTOBER, "2026-10-20")), 2):
        marks = {line[0]: Fraction(line[column]) for line in printed if "." in line[0]}
        apart = (Fraction("1.37"), Fraction("-1.37"))
        sheets = [
            Sheet(
                recording=f"{day} {by}",
                day=day,
                marks={id_: mark + by for id_, mark in marks.items()},
            )
            for by in apart
        ]
        calls[span.text] = analysed(DIAL_TEST, sheets, span)
    rows = rows_of(calls["2026-09"], calls["2026-10"])
    for id_, _, before, after, change in printed:
        row = rows["index", id_]
        found = [half_up(value, 2) for value in (row.a, row.b, row.change)]
        assert found == [Decimal(before), Decimal(after), Decimal(change)], id_
    assert rows["index", "score"].as_dict() == {
        "level": 1, "id": "score", "name": "拨测总得分", "kind": "index",
        "a": 92.644, "b": 93.334, "change": 0.69,
    }  # fmt: skip
    assert [row.id for row in compared(*calls.values(), Groups(), Groups())][:3] == [
        "score",
        "relation",
        "relation.tone",
    ]


def test_compared__every_kind():
    """Items, rates, teams, sites and agents, by hand; what one period lacks has no change."""
    of = scheme([item("a"), item("b")], bands=BANDS, fatal=FATAL)
    old = scheme([item("a"), item("c")], bands=BANDS, fatal=FATAL, version="0")

    def sheet(recording, agent, team, a, b, day, other="b", **more):
        marks = {"a": Fraction(a), other: Fraction(b)}
        return Sheet(recording=recording, agent=agent, team=team, marks=marks, day=day, **more)

    before = analysed(
        old,
        [
            sheet("1", "X1", "一班", 5, 4, "2026-09-01", "c"),
            sheet("2", "X2", "二班", 4, 5, "2026-09-02", "c", name="王", fatal=True, codes=("F4",)),
            sheet("3", "X2", "二班", 5, 5, "2026-09-02", "c", name="王"),
        ],
        SEPTEMBER,
    )
    after = analysed(
        of,
        [
            sheet("4", "X2", "一班", 5, 3, "2026-10-01"),
            sheet("5", "X3", "一班", 3, 4, "2026-10-01"),
        ],
        OCTOBER,
    )
    rows = rows_of(before, after, {"x1": "北京", "x2": "上海", "x3": "北京"})
    thirds = Fraction(1, 3)
    assert {key: (row.a, row.b) for key, row in rows.items() if key[0] != "index"} == {
        ("item", "a"): (thirds, Fraction(1, 2)),
        ("item", "b"): (None, 1),
        ("item", "c"): (thirds, None),
        ("rate", "good"): (thirds, 0),
        ("rate", "minor"): (2 * thirds, 0),
        ("rate", "ordinary"): (0, Fraction(1, 2)),
        ("rate", "fail"): (0, Fraction(1, 2)),
        ("rate", "average_defect_ratio"): (thirds, Fraction(3, 4)),
        ("rate", "fatal"): (thirds, 0),
        ("team", "一班"): (90, 75),
        ("team", "二班"): (95, None),
        ("site", "上海"): (95, 80),
        ("site", "北京"): (90, 70),
        ("site_calls", "上海"): (2, 1),
        ("site_calls", "北京"): (1, 1),
        ("site_fatal", "上海"): (1, 0),
        ("site_fatal", "北京"): (0, 0),
        ("agent", "X1"): (90, None),
        ("agent", "X2"): (95, 80),
        ("agent", "X3"): (None, 70),
    }
    assert rows["agent", "X2"].name == "王" and rows["item", "a"].change == Fraction(1, 6)
    assert rows["item", "b"].change is None and rows["item", "c"].as_dict()["b"] is None
    sized = {key: (row.n_a, row.n_b) for key, row in rows.items()}
    assert sized["item", "b"] == (0, 2) and sized["rate", "good"] == (3, 2)
    assert sized["team", "二班"] == (2, 0) and sized["site_fatal", "上海"] == (2, 1)
    # a flat scheme has an index of two levels, too: 100 × mark ÷ full
    assert [(row.a, row.b) for key, row in rows.items() if key[0] == "index"] == [
        (Fraction(280, 3), 75), (Fraction(280, 3), 80), (None, 70), (Fraction(280, 3), None),
    ]  # fmt: skip


def test_compared__what_is_better_how_sure_and_when_nobody_can_say():
    """A fall of defects is good, a middling band says nothing; Wilson's interval of 81 of 263."""
    share = Row("item", None, "a", "", Fraction(81, 263), Fraction(0), 263, 4)
    assert share.by_chance
    assert not replace(share, n_b=263).by_chance
    low, high = share.intervals[0]  # Newcombe 1998, table I
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)
    assert share.intervals[1] == pytest.approx([0, 0.4899], abs=5e-5)
    assert share.is_weak(5) and not share.is_weak(4) and not share.is_weak(None)
    fatal = Row("site_fatal", None, "北京", "", Fraction(81), None, 263, 0)
    assert fatal.intervals == ([low, high], None)
    assert Row("rate", None, "average_defect_ratio", "", Fraction(1, 2), None, 9, 0).intervals == (
        None,
        None,
    )
    directions = {
        ("item", "a"): -1, ("rate", "good"): 1, ("rate", "minor"): 0, ("rate", "fail"): -1,
        ("rate", "fatal"): -1, ("team", "一班"): 1, ("site_calls", "北京"): 0, ("site_fatal", "北京"): 0,
        ("line_index", "score"): 1,
    }  # fmt: skip
    for (kind, id_), expected in directions.items():
        assert Row(kind, None, id_, "", None, None).direction == expected


LINES = [
    ProjectGroup(id="mobile", name="移动", projects=("手机 A", "宽带")),
    ProjectGroup(id="fixed", name="固网", projects=("家庭",)),
]
BRANCHES = [Branch(id="east", name="东区", size="large", projects=("家庭", "宽带"))]


def test_compared__lines_and_branches():
    """Every node per line and the mean of each; projects of no line come last; order of the rules."""
    weights = {one.id: Fraction(one.weight) for one in DIAL_TEST.items}
    calls, found = {}, []
    for span, day, lift in ((SEPTEMBER, "2026-09-08", 0), (OCTOBER, "2026-10-20", 3)):
        sheets = []
        for number, project in enumerate(("手机 a", "宽带", "家庭", "别的")):
            marks = {
                id_: Fraction(70 + 5 * number + place + lift) for place, id_ in enumerate(weights)
            }
            sheets.append(Sheet(recording=f"{day} {project}", day=day, marks=marks))
            calls[span.text, project] = marks
        rows = frame(DIAL_TEST, sheets).assign(project=["手机 a", "宽带", "家庭", "别的"])
        found.append(analyse({DIAL_TEST.key: DIAL_TEST}, {DIAL_TEST.key: rows}, span))
    by = Groups(lines=LINES, branches=BRANCHES)
    rows = [row for row in compared(*found, by, by) if row.kind in ("line", "branch", "line_index")]

    def total(month, project):
        marks = calls[month, project]
        return sum(marks[id_] * weight for id_, weight in weights.items()) / 100

    def mean(month, *projects):
        return sum(total(month, project) for project in projects) / len(projects)

    expected = {
        ("line", "mobile"): ("手机 a", "宽带"), ("line", "fixed"): ("家庭",), ("line", ""): ("别的",),
        ("branch", "east"): ("宽带", "家庭"), ("branch", ""): ("手机 a", "别的"),
    }  # fmt: skip
    means = [row for row in rows if row.kind != "line_index"]
    assert [(row.kind, row.id) for row in means] == list(expected)
    for row, projects in zip(means, expected.values(), strict=True):
        assert [row.a, row.b] == [half(mean(month, *projects)) for month in ("2026-09", "2026-10")]
        assert (row.n_a, row.n_b, row.change) == (len(projects), len(projects), 3)
    nodes = {(row.group, row.id): row for row in rows if row.kind == "line_index"}
    assert [group for group, id_ in nodes if id_ == "score"] == ["mobile", "fixed", ""]
    assert nodes["mobile", "score"].a == mean("2026-09", "手机 a", "宽带")
    assert nodes["mobile", "relation.tone"].b == Fraction(73 + 78, 2)
    assert nodes["fixed", "relation"].level == 2 and len(nodes) == 3 * 13
    assert nodes["fixed", "relation"].as_dict()["id"] == "fixed/relation"
    assert by.name(nodes["fixed", "relation"], "zh") == by.name(means[1], "zh") == "固网"
    assert by.name(means[2], "zh") == by.name(nodes["", "score"], "zh") == ""


def half(value):
    """A score as sheets have it: half up to two decimals."""
    return Fraction(half_up(value, 2))


def test_compared__is_what_metrics_publishes():
    """Both sides are the figures of `metrics`; a period without recordings leaves its side empty."""
    sheets = [
        Sheet(
            recording=f"r{n}",
            marks={one.id: Fraction(60 + (7 * n + len(one.id)) % 41) for one in DIAL_TEST.items},
        )
        for n in range(5)
    ]
    only = analysed(DIAL_TEST, sheets, OCTOBER)
    shown = published_metrics(only)
    rows = rows_of(None, only)
    for node in shown["index"]:
        assert abs(rows["index", node["id"]].as_dict()["b"] - node["value"]) < 1e-9
    for one in shown["items"]:
        assert rows["item", one["id"]].as_dict()["b"] == one["ratio"]
    assert rows["rate", "average_defect_ratio"].as_dict()["b"] == shown["average_defect_ratio"]
    assert {row.a for row in rows.values()} == {row.change for row in rows.values()} == {None}
    assert {key for key in rows if key[0] == "site"} == set()


def test_compared__sheets_of_breaches():
    """Agents are compared by their months; a mean over bad calls alone is no index."""
    of = scheme(
        [clause("a", 10)], "sum", score={"base": 100}, sheet={"layout": "long"}, bands=BANDS
    )
    found = []
    for span, day, times in ((SEPTEMBER, "2026-09-01", 2), (OCTOBER, "2026-10-01", 1)):
        long = frame(of, [Sheet(recording=day, agent="1", team="一班", day=day)])
        unused = [name for name in long if name.startswith(("count.", "aggravated."))]
        long = long.drop(columns=unused).assign(
            clause=pd.Series(["a"], dtype="str"), times=times, aggravated=False
        )
        found.append(analyse({of.key: of}, {of.key: long}, span))
    rows = rows_of(*found)
    assert (rows["agent", "1"].a, rows["agent", "1"].b, rows["agent", "1"].change) == (80, 90, 10)
    assert {key[0] for key in rows} == {"item", "team", "agent"}
