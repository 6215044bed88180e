"""Closing a month books what is final, once, and never more than the law lets anybody take."""

from __future__ import annotations

from decimal import Decimal

from closing_workshop import House, pays

MONTH = "2026-07"


def test_a_final_case__is_booked_in_its_month_once():
    """What is signed and past its time for a review is settled; a second look finds nothing."""
    house = House(pays(A1=(6000, 1000)))
    case = house.opens("2026-07-02", money=80)
    house.agreed(case)
    plan = house.closes(MONTH)
    assert plan.totals == {
        "cases": 1,
        "points": "10",
        "money": "80.00",
        "contra": {"cases": 0, "points": "0", "money": "0.00"},
    }
    assert house.file(case).state.state == "settled"
    (row,) = plan.rows
    assert row == {
        "agent": "A1", "name": "座席A1", "period": MONTH, "nature": "performance",
        "due": "80.00", "limit": "1000.00", "taken": "80.00", "carried": "0.00", "cases": 1,
    }  # fmt: skip
    assert house.plan("2026-08").entries == ()


def test_what_is_not_final__waits_and_comes_as_a_late_entry():
    """An unsigned judgement stays open, is counted, and is booked by a later close as 补登."""
    house = House(pays(A1=(6000, 1000)))
    case = house.opens("2026-07-30")
    plan = house.closes(MONTH)
    assert (plan.entries, dict(plan.waiting)) == ((), {"proposed": 1})
    house.agreed(case)
    later = house.closes("2026-08")
    (entry,) = later.entries
    assert (entry.kind, entry.month, entry.period) == ("supplement", MONTH, "2026-08")
    assert later.totals["contra"] == {"cases": 1, "points": "10", "money": "100.00"}
    assert later.totals["cases"] == 0


def test_a_reversal__cancels_exactly():
    """冲销 in the next close takes back every point and yuan that was booked, and no more."""
    house = House(pays(A1=(6000, 60)))
    case = house.opens("2026-07-02", money=80)
    house.agreed(case)
    house.closes(MONTH)
    house.does(case, "reverse", "D1")
    plan = house.closes("2026-08")
    assert plan.totals["contra"] == {"cases": 1, "points": "-10", "money": "-60.00"}
    for name in ("points", "due", "money", "carried"):
        assert sum(getattr(entry, name) for entry in house.entries) == Decimal(0)
    assert house.closes("2026-09").entries == ()
