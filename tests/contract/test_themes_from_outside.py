"""`themes` over the weeks of a project (S4)."""

from __future__ import annotations

from datetime import date

from sheets import ITEMS, write_sheet


def _week(first: date, count: int, low: dict[str, int]) -> list[dict]:
    """Recordings of one day; of each named item so many are marked 3."""
    return [
        {
            "序号": n + 1,
            "录音编号": f"{first:%m%d}{n:04d}",
            "通话日期": first,
            "工号": "A001",
            "姓名": "甲",
            "班组": "1班",
        }
        | {item: 3 if n < low.get(item, 0) else 5 for item in ITEMS}
        for n in range(count)
    ]


def test_themes__first_week_then_the_largest(desk):
    """业务能力 first; then the largest of the week before, or of the last one with recordings; at most two."""
    weeks = [
        _week(date(2026, 10, 5), 10, {"业务能力": 4, "双向沟通": 5, "服务态度": 10}),
        _week(date(2026, 10, 12), 10, {"双向沟通": 2}),
    ]
    write_sheet(desk.inbox / "a.xlsx", [row for rows in weeks for row in rows])
    desk.build()
    first = {"item": "business", "share": None, "reason": "first_week", "before": None}
    assert desk.json("themes", "--week", "2026-W41") == [first | {"after": 0.4}]
    assert desk.json("themes", "--week", "2026-W42") == [
        {
            "item": "dialogue",
            "share": 5 / 19,
            "reason": "largest_share",
            "before": 0.5,
            "after": 0.2,
        },
        {
            "item": "business",
            "share": 4 / 19,
            "reason": "largest_share",
            "before": 0.4,
            "after": 0.0,
        },
    ]
    # Week 43 has no recordings yet, and week 44 looks back to the last that has some.
    later = {
        "item": "dialogue",
        "share": 1.0,
        "reason": "largest_share",
        "before": 0.2,
        "after": None,
    }
    assert desk.json("themes", "--week", "2026-W43") == [later]
    assert desk.json("themes", "--week", "2026年10月28日", "--scheme", "monitoring-10x4") == [later]
    assert "双向沟通：不良占比 26.3%" in desk.call("themes", "--week", "2026-W42").stdout
    assert desk.call("themes", "--week", "2026-10").returncode == 2
    assert desk.call("themes", "--scheme", "nosuch").returncode == 2
