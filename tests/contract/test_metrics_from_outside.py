"""Every figure of `metrics` against a calculation written from the definitions alone (S1–S3)."""

from __future__ import annotations

from collections import defaultdict
from statistics import fmean, stdev

import pytest
from openpyxl import load_workbook
from sheets import ITEMS, recordings, write_sheet

ALERTS = [
    ("black", 0.8, 0.5),
    ("red", 0.6, 0.4),
    ("yellow", 0.4, 0.35),
    ("blue", 0.3, 0.3),
    ("white", 0, 0),
]

PEOPLE = """工号,姓名,班组,角色,项目,任职起,身份
Q1,质检员1,,质检员,,,正式
Q2,质检员2,,质检员,,2026-10-26,实习
"""


def _alert(ratio: float, column: int) -> str:
    return next(level[0] for level in ALERTS if ratio >= level[column])


def _average(rows: list[dict]) -> float:
    return fmean(sum(row[item] < 5 for row in rows) / len(rows) for item in ITEMS)


@pytest.fixture
def rows(desk):
    sheets = {f"组{number}/质检{number}.xlsx": recordings(40, number) for number in range(5)}
    for number, (name, of_sheet) in enumerate(sheets.items()):
        write_sheet(desk.inbox / name, of_sheet, inspector=f"质检员{number}")
    return [row for of_sheet in sheets.values() for row in of_sheet]


def test_metrics__agree_with_the_definitions(desk, rows):
    """S1–S3: scores, rates, defects, alerts, distribution, days and agents are what the definitions say."""
    (desk.root / "config" / "people.csv").write_text(PEOPLE, encoding="utf-8")
    report = desk.build()
    assert report["recordings"]["added"] == len(rows) == 200
    found = desk.json("metrics", "--period", "2026-10")
    raw = [2 * sum(row[item] for item in ITEMS) for row in rows]
    final = [max(0, score - row.get("差错扣分", 0)) for score, row in zip(raw, rows, strict=True)]
    assert found["recordings"] == 200
    assert found["mean_score"] == pytest.approx(fmean(raw), abs=1e-12)
    assert found["mean_final"] == pytest.approx(fmean(final), abs=1e-12)
    assert found["rates"] == pytest.approx(
        {
            "good": sum(score > 90 for score in raw) / 200,
            "minor": sum(85 <= score <= 90 for score in raw) / 200,
            "ordinary": sum(80 <= score < 85 for score in raw) / 200,
            "fail": sum(score < 80 for score in raw) / 200,
        }
    )
    assert found["average_defect_ratio"] == pytest.approx(_average(rows))
    assert found["alert"] == _alert(_average(rows), 2)
    every = sum(row[item] < 5 for row in rows for item in ITEMS)
    assert [item["name"] for item in found["items"]] == ITEMS
    for item in found["items"]:
        marks = [row[item["name"]] for row in rows]
        below = sum(mark < 5 for mark in marks)
        assert item["defects"] == {letter: marks.count(mark) for mark, letter in enumerate("ABCDE")}
        assert (item["defective"], item["ratio"], item["share"]) == (
            below,
            pytest.approx(below / 200),
            pytest.approx(below / every),
        )
        assert item["alert"] == _alert(below / 200, 1)
    for group in found["distribution"]:
        last = group is found["distribution"][-1]
        inside = sum(
            group["lower"] <= score < group["upper"] or (last and score == group["upper"])
            for score in raw
        )
        assert (group["count"], group["share"], group["midpoint"]) == (
            inside,
            inside / 200,
            (group["lower"] + group["upper"]) / 2,
        )
    assert sum(group["count"] for group in found["distribution"]) == 200
    _check_days(found, rows)
    _check_agents(found, rows, raw, final)
    _check_samples(found, rows, raw)
    _check_people(found, rows, raw)
    _check_workbook(report["files"]["analysis"], found)


def _check_days(found: dict, rows: list[dict]) -> None:
    by_day = defaultdict(list)
    for row in rows:
        by_day[row["通话日期"].isoformat()].append(row)
    assert [day["date"] for day in found["days"]] == sorted(by_day)
    colours = defaultdict(int)
    for day in found["days"]:
        average = _average(by_day[day["date"]])
        colours[_alert(average, 2)] += 1
        assert day["recordings"] == len(by_day[day["date"]])
        assert day["average_defect_ratio"] == pytest.approx(average)
        assert day["alert"] == _alert(average, 2)
    assert found["alert_days"] == {name: colours[name] for name, *_ in ALERTS}


def _check_agents(found: dict, rows: list[dict], raw: list[int], final: list[int]) -> None:
    agents = sorted({row["工号"] for row in rows})
    assert [agent["agent"] for agent in found["agents"]] == agents
    for agent in found["agents"]:
        mine = [index for index, row in enumerate(rows) if row["工号"] == agent["agent"]]
        assert agent["recordings"] == len(mine)
        assert agent["mean_score"] == pytest.approx(fmean(raw[index] for index in mine))
        assert agent["mean_final"] == pytest.approx(fmean(final[index] for index in mine))
        assert agent["defects"] == sum(rows[index][item] < 5 for index in mine for item in ITEMS)
        assert agent["error_deduction"] == sum(rows[index].get("差错扣分", 0) for index in mine)
        assert agent["fatal"] == sum(rows[index].get("致命错误") == "是" for index in mine)


def _wilson(hits: int, size: int) -> list[float]:
    z, rate = 1.959963984540054, hits / size
    centre = rate + z * z / (2 * size)
    spread = z * (rate * (1 - rate) / size + z * z / (4 * size * size)) ** 0.5
    ends = [(centre + sign * spread) / (1 + z * z / size) for sign in (-1, 1)]
    return [
        pytest.approx(max(0.0, ends[0]), abs=1e-12),
        pytest.approx(min(1.0, ends[1]), abs=1e-12),
    ]


def _check_samples(found: dict, rows: list[dict], raw: list[int]) -> None:
    """Statistics: n, intervals, and no place for fewer than 30 recordings."""
    assert found["intervals"]["good"] == _wilson(sum(score > 90 for score in raw), 200)
    assert found["intervals"]["fail"] == _wilson(sum(score < 80 for score in raw), 200)
    for item in found["items"]:
        assert found["intervals"]["items"][item["id"]] == _wilson(item["defective"], 200)
    for agent in found["agents"]:
        mine = [index for index, row in enumerate(rows) if row["工号"] == agent["agent"]]
        good = sum(raw[index] > 90 for index in mine)
        assert (agent["n"], agent["good"]) == (len(mine), good / len(mine))
        assert agent["good_interval"] == _wilson(good, len(mine))
        assert agent["rank"] is None or agent["n"] >= 30
    assert [one["state"] for one in found["critical_accuracy"]] == ["not_configured"] * 3


def _check_people(found: dict, rows: list[dict], raw: list[int]) -> None:
    """S8–S10: inspectors, quotas and repeats."""
    assert [one["inspector"] for one in found["inspectors"]] == [f"质检员{n}" for n in range(5)]
    for number, one in enumerate(found["inspectors"]):
        own = slice(40 * number, 40 * number + 40)
        marks = [row[item] for row in rows[own] for item in ITEMS]
        assert (one["recordings"], one["mean_score"]) == (40, pytest.approx(fmean(raw[own])))
        assert one["sd"] == pytest.approx(stdev(raw[own]))
        assert one["full_marks"] == pytest.approx(marks.count(5) / 400)
        assert (one["same_remark"], one["severity"]) == (1.0, None)
    # October 2026 has 18 working days; from the 26th on there are 5, and an intern owes half.
    assert found["quotas"] == [
        {"who": "质检员1", "role": "inspector", "required": 18 * 60, "done": 40},
        {"who": "质检员2", "role": "inspector", "required": 5 * 30, "done": 40},
    ]
    low = defaultdict(int)
    for row in rows:
        for item in found["items"]:
            low[row["工号"], item["id"]] += row[item["name"]] < 5
    assert {(one["agent"], one["item"]): one["times"] for one in found["repeats"]} == {
        pair: times for pair, times in low.items() if times >= 3
    }
    assert {(one["window"], one["proposal"]) for one in found["repeats"]} == {
        ("2026-10", "off_duty_training")
    }


def _check_workbook(path: str, found: dict) -> None:
    """The same figures stand in the workbook, unrounded."""
    book = load_workbook(path, read_only=True, data_only=True)
    assert {"总览", "明细", "分数分布", "单项不良", "每日警示", "员工", "班组"} <= set(
        book.sheetnames
    )
    numbers = {
        name: [cell for row in book[name].values for cell in row if isinstance(cell, int | float)]
        for name in book.sheetnames
    }
    for item in found["items"]:
        assert any(cell == pytest.approx(item["ratio"], abs=1e-12) for cell in numbers["单项不良"])
    for agent in found["agents"]:
        assert any(cell == pytest.approx(agent["mean_final"], abs=1e-9) for cell in numbers["员工"])
    assert any(cell == pytest.approx(found["mean_score"], abs=1e-9) for cell in numbers["总览"])
