"""`laboratory` against a calculation from the marks alone; it writes nothing but its workbook."""

from __future__ import annotations

import hashlib
from collections import Counter
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
import yaml
from sheets import ITEMS, recordings, write_sheet

FILE = "monitoring-10x4.yaml"


def digests(folder: Path) -> dict[str, str]:
    """The content of every file of a workspace but its results."""
    files = (file for file in folder.rglob("*") if file.is_file())
    found = {str(file.relative_to(folder)): file.read_bytes() for file in files}
    return {
        name: hashlib.sha256(data).hexdigest()
        for name, data in found.items()
        if not name.startswith("output")
    }


def draft(desk, out: Path, change) -> Path:
    """A draft of the next version: the shipped file as somebody edits it."""
    content = yaml.safe_load((desk.root / "config" / "schemes" / FILE).read_text("utf-8"))
    content |= {"version": "2027.1", "valid_from": date(2027, 1, 1)}
    change(content)
    out.write_text(yaml.safe_dump(content, allow_unicode=True, default_flow_style=False), "utf-8")
    return out


def half_up(score: Fraction) -> float:
    return int(score * 100 + Fraction(1, 2)) / 100


def scores(row: dict, weight: int) -> float:
    """The score with another weight of the last item; error deductions off, never below 0."""
    marks = [Fraction(row[item], 5) for item in ITEMS]
    whole = sum(marks[:-1]) * 10 + marks[-1] * weight
    raw = Fraction(half_up(whole * 100 / (90 + weight))).limit_denominator(100)
    return half_up(max(raw - row.get("差错扣分", 0), Fraction(0)))


@pytest.fixture(scope="module")
def filled(shared_desk):
    """A month of 60 recordings, merged."""
    rows = [
        {key: value for key, value in row.items() if key != "致命错误"}
        | ({"差错代码": "E1"} if "差错扣分" in row else {"差错代码": None})
        for row in recordings(60, 3)
    ]
    write_sheet(shared_desk.inbox / "十月.xlsx", rows, inspector="质检员1")
    shared_desk.build()
    shared_desk.call("register", "--period", "2026-10")
    return shared_desk, rows


def test_laboratory__agrees_with_the_marks(filled, tmp_path):
    """Every recording, agent and mean is what the weights say, and nothing but the workbook is written."""
    desk, rows = filled
    file = draft(desk, tmp_path / "草稿.yaml", lambda c: c["indicators"][-1].update(weight=20))
    before = digests(desk.root)
    out = tmp_path / "实验室.xlsx"
    asked = ("laboratory", "monitoring-10x4", "--period", "2026-10", "--against", str(file))
    found = desk.json(*asked, "--out", str(out))
    assert digests(desk.root) == before
    result = found["backtest"]["outcome"]
    old, new = ([scores(row, weight) for row in rows] for weight in (10, 20))
    assert result["units"] == len(rows)
    assert result["mean"]["before"] == pytest.approx(sum(old) / 60)
    assert result["mean"]["after"] == pytest.approx(sum(new) / 60)
    moved = {
        row["录音编号"]: (one, other)
        for row, one, other in zip(rows, old, new, strict=True)
        if one != other
    }
    told = {one["recording"]: (one["old_final"], one["new_final"]) for one in result["changes"]}
    assert {key: told[key] for key in moved} == moved
    numbers = Counter(row["工号"] for row in rows)
    assert {one["agent"]: one["units"] for one in result["agents"]} == numbers
    assert sum(cell["count"] for cell in result["matrix"]) == 60
    (change,) = found["backtest"]["differences"]
    assert (change["kind"], change["before"], change["after"]) == ("weight", "10", "20")
    money = found["backtest"]["money"]
    assert money["before"] == money["after"] and int(money["before"]["lines"]) > 0
    assert sum(one["effective"] for one in found["items"]["items"]) == pytest.approx(1)
    sheets = openpyxl.load_workbook(out, read_only=True).sheetnames
    assert sheets == [
        "总览",
        "单项",
        "相关",
        "试算",
        "等级变化",
        "座席",
        "扣罚",
        "单项扣分",
        "核对",
    ]


def test_laboratory__asks_before_it_guesses(filled, tmp_path):
    """A new item is refused with exit code 1 unless an assumption is chosen; faulty drafts and names end with 2."""
    desk, _ = filled
    extra = {"id": "extra", "name": "总结", "weight": 10, "scale": "five"}
    file = draft(desk, tmp_path / "新.yaml", lambda c: c["indicators"].append(extra))
    asked = ("laboratory", "monitoring-10x4", "--period", "2026-10", "--against", str(file))
    where = ("--out", str(tmp_path / "x.xlsx"))
    refused = desk.json(*asked, *where, code=1)["backtest"]
    assert refused["outcome"] is None and refused["money"] is None
    (why,) = refused["obstacles"]
    assert (why["kind"], why["id"], why["recordings"]) == ("new-item", "extra", 60)
    assert desk.json(*asked, *where, "--assume", "full")["backtest"]["outcome"]["units"] == 60
    assert desk.json(*asked, *where, "--assume", "na", code=1)["backtest"]["outcome"] is None
    bad = draft(desk, tmp_path / "坏.yaml", lambda c: c["indicators"][0].update(weight=-1))
    for wrong in (bad, tmp_path / "没有.yaml"):
        desk.json(*asked[:-1], str(wrong), *where, code=2)
    desk.json("laboratory", "monitoring-10x4", "--period", "2020-01", *where, code=2)
