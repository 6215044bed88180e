"""Long sheets from file to score and register: no row that is kept out may give points back."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook
from sheets import write_breaches

NUISANCE, LOOKUP, LATER = (
    "骚扰电话处理不当",
    "擅自反查用户资料",
    "登记错误影响后续处理",
)  # 10 (doubled when 加重), 10, 6
PERIOD = ("--period", "2026-10")


def score(desk) -> float:
    """The score of the one recording there is."""
    found = desk.json("metrics", *PERIOD)
    assert found["recordings"] == 1
    return found["mean_final"]


def says_kept_earlier(desk, report) -> bool:
    """Whether the findings workbook says that an earlier score was kept."""
    book = load_workbook(Path(desk.root) / report["files"]["findings"], read_only=True)
    cells = [
        str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row
    ]
    return any("仍按原来的统计" in cell for cell in cells)


def register(desk) -> dict:
    return desk.json("register", *PERIOD)


def test_breaches_of_a_recording__add_up_in_score_and_register(desk):
    """Every row counts, the same clause again too, whoever registered it; the register has what the score lost."""
    rows = [
        {"条款": NUISANCE, "登记人": "甲"},
        {"条款": NUISANCE, "加重": "是"},
        {"条款": NUISANCE, "备注": "又"},
        {"条款": LATER, "登记人": "乙"},
    ]
    write_breaches(desk.inbox / "a.xlsx", rows)
    assert desk.build()["recordings"]["added"] == 4
    assert score(desk) == 100 - 10 - 20 - 10 - 6
    lines = register(desk)
    assert (lines["lines"], float(lines["points"])) == (4, 46)


def test_mistyped_clause__does_not_raise_an_accepted_score(desk):
    """A corrected sheet with a fault in one row: its recording stays as accepted, and this is told; mended, it counts."""
    rows = [{"条款": NUISANCE}, {"条款": LOOKUP}, {"条款": LATER}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    assert score(desk) == 74
    write_breaches(desk.inbox / "a.xlsx", [{"条款": "反查"}, {"条款": LOOKUP, "次数": 2}])
    for _ in range(2):
        report = desk.build(code=1)
        assert report["recordings"] == {
            "read": 2,
            "added": 0,
            "replaced": 0,
            "unchanged": 0,
            "rejected": 2,
        }
        assert (score(desk), float(register(desk)["points"])) == (74, 26)
        assert report["findings"]["warning"] == 1 and says_kept_earlier(desk, report)
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}, {"条款": LOOKUP, "次数": 2}])
    assert desk.merge()["recordings"]["replaced"] == 1
    assert (score(desk), float(register(desk)["points"])) == (70, 30)


def test_agent_missing__withdraws_nothing(desk):
    """A corrected sheet that doesn't say whose breach it is takes nothing back from anybody."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}, {"条款": LOOKUP}])
    desk.merge()
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}, {"条款": LOOKUP, "工号": ""}])
    assert desk.build(code=1)["recordings"]["rejected"] == 2
    assert score(desk) == 80


def test_rows_taken_out__are_withdrawn(desk):
    """What a sheet without faults no longer has is gone, the second of two equal clauses as well."""
    rows = [{"条款": NUISANCE}, {"条款": NUISANCE, "次数": 3}, {"条款": LOOKUP}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    assert score(desk) == 50
    write_breaches(desk.inbox / "a.xlsx", [rows[1], rows[1]])
    report = desk.build(code=1)
    assert (report["recordings"]["replaced"], report["recordings"]["rejected"]) == (1, 1)
    assert score(desk) == 70


def test_sheets_that_disagree__refuse_the_whole_recording(desk):
    """Two new sheets of one inspector that disagree on one breach leave no half score behind."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE}, {"条款": LOOKUP}])
    write_breaches(
        desk.inbox / "b.xlsx", [{"条款": NUISANCE, "次数": 2}, {"条款": LATER, "依据": "R2"}]
    )
    report = desk.build(code=1)
    assert (report["recordings"]["added"], report["recordings"]["rejected"]) == (1, 3)
    assert score(desk) == 94


@pytest.mark.parametrize("cap", [30, 24])
def test_cap__holds_for_the_recording_in_score_and_register(desk, cap):
    """12 points, doubled when aggravated, capped: ×2 and ×1 加重 take the cap, in the score and in the register."""
    path = desk.root / "config" / "schemes" / "service-norm-100.yaml"
    changed = path.read_text("utf-8").replace(
        "count: {points: 10, aggravated: 2, unit",
        f"count: {{points: 12, aggravated: 2, cap: {cap}, unit",
        1,
    )
    path.write_text(changed, "utf-8")
    write_breaches(
        desk.inbox / "a.xlsx", [{"条款": NUISANCE, "次数": 2}, {"条款": NUISANCE, "加重": "是"}]
    )
    desk.merge()
    assert score(desk) == 100 - cap
    assert float(register(desk)["points"]) == cap
