"""Closing a month books what is final, once, and never more than the law lets anybody take."""

from __future__ import annotations

from decimal import Decimal

import pytest
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


FLOOR = Decimal(2520)
"""The highest minimum wage of the shipped profile of Guangdong, yuan a month."""


def test_months_of_one_agent__by_hand():
    """Wage 3,000, floating part 300, minimum wage 2,520: at most 480 a month, 300 of it performance.

    July: performance 200; of a loss of 1,000 the floor leaves 280. August: 480 of what is carried.
    September: performance 250 of August, signed late, then 50 of 150 (floating part), -200 for the
    reversal, and the floor leaves 180 for the loss. October: the last 60.
    """
    house = House(pays(A1=(FLOOR + 480, 300)))
    july = house.opens("2026-07-02", money=200)
    loss = house.opens("2026-07-03", "loss", 1000, printed=280, carried=720)
    house.agreed(july)
    house.agreed(loss, data={"loss": "1000", "noticed_on": "2026-07-03"})
    plans = [house.closes("2026-07")]
    late = house.opens("2026-08-20", money=250)
    plans.append(house.closes("2026-08"))
    house.agreed(late)
    house.agreed(house.opens("2026-09-10", money=150))
    house.does(july, "reverse", "D1")
    plans += [house.closes("2026-09"), house.closes("2026-10"), house.closes("2026-11")]
    shown = [
        {row["nature"]: (row["due"], row["taken"], row["carried"]) for row in plan.rows}
        for plan in plans
    ]
    assert shown == [
        {"performance": ("200.00", "200.00", "0.00"), "loss": ("1000.00", "280.00", "720.00")},
        {"loss": ("720.00", "480.00", "240.00")},
        {"performance": ("200.00", "100.00", "0.00"), "loss": ("240.00", "180.00", "60.00")},
        {"loss": ("60.00", "60.00", "0.00")},
        {},
    ]
    assert plans[2].totals == {
        "cases": 1,
        "points": "10",
        "money": "50.00",
        "contra": {"cases": 3, "points": "0", "money": "230.00"},
    }


@pytest.mark.parametrize(
    ("made", "wages", "why"),
    [
        ({"confirmed": False}, {"A1": (6000, 900)}, "examples"),
        ({}, {}, "performance-pay-missing"),
        ({"nature": "loss"}, {"A1": (6000, 900)}, "loss-amount-missing"),
        ({"nature": "loss", "data": True}, {}, "wage-missing"),
    ],
)
def test_what_can_be_mended__waits_and_is_not_lost(made, wages, why):
    """Nothing is settled at 0 yuan for want of a fact: the case stays final and says why."""
    house = House(pays(**wages))
    data = {"data": {"loss": "100", "noticed_on": "2026-07-02"}} if made.pop("data", None) else {}
    case = house.opens("2026-07-02", **made)
    house.agreed(case, **data)
    plan = house.closes(MONTH)
    assert (plan.entries, dict(plan.held), dict(plan.waiting)) == ((), {why: 1}, {"final": 1})
    if why == "wage-missing":
        house.wages = pays(A1=(6000, 900))
        (entry,) = house.closes("2026-08").entries
        assert (entry.kind, entry.money) == ("supplement", Decimal(100))


def test_fines__are_settled_at_nothing_where_no_profile_allows_them():
    """The law gives the answer, so there is nothing to wait for: points stay, 0 yuan, and why."""
    house = House(pays(A1=(6000, 900)))
    house.agreed(house.opens("2026-07-02", "fine", 50))
    (entry,) = house.closes(MONTH).entries
    assert (entry.points, entry.due, entry.money) == (Decimal(10), Decimal(50), Decimal(0))
    assert entry.why == "nature-forbidden"


def test_a_nature_that_the_tariff_has_changed_since__is_waited_for():
    """A fine on paper never becomes payable because the same version calls it something else now."""
    house = House(pays(A1=(6000, 900)))
    case = house.opens("2026-07-02", "performance", 50, legal_nature="fine")
    house.agreed(case)
    plan = house.closes(MONTH)
    assert (plan.entries, dict(plan.held)) == ((), {"nature-changed": 1})


def test_a_time_for_reviews_that_runs__is_waited_for():
    """A partial ruling within the 48 hours is final, and still not payable (S7)."""
    house = House(pays(A1=(6000, 900)))
    house.at("2026-07-31")
    case = house.opens("2026-07-30")
    house.does(case, "judge", "Q1")
    house.does(case, "request-review", "T1")
    house.does(case, "correct", "Q1", outcome="partial", points=Decimal(5), money=Decimal(50))
    house.at("2026-08-01")
    plan = house.plan(MONTH)
    assert (plan.entries, dict(plan.held)) == ((), {"appeal-open": 1})
    (entry,) = house.closes(MONTH).entries
    assert (entry.points, entry.money) == (Decimal(5), Decimal(50))


def test_losses__take_what_all_else_leaves_above_the_minimum_wage():
    """A loss given out before a performance cut must not take the pay below the floor with it."""
    house = House(pays(A1=(FLOOR + 100, 80)))
    loss = house.opens("2026-07-02", "loss", 90)
    house.agreed(loss, data={"loss": "90", "noticed_on": "2026-07-02"})
    house.agreed(house.opens("2026-07-03", money=80))
    taken = {entry.nature: (entry.money, entry.carried) for entry in house.closes(MONTH).entries}
    assert taken == {
        "performance": (Decimal(80), Decimal(0)),
        "loss": (Decimal(20), Decimal(70)),
    }
