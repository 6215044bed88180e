"""What a register says beside its lines: what was booked, what is other than before, when."""

from __future__ import annotations

from decimal import Decimal

from closing_workshop import House, pays

from qa_workbook.casework.account import account_of
from qa_workbook.ledger.event import Draft
from qa_workbook.numbers import period

JULY = period("2026-07")


def test_changes__are_those_of_the_last_giving_out():
    """The first register changes nothing; the next says + n with yuan and points, also when it is
    given out again; after the close a new line is a late entry (补登)."""
    house = House(pays(A1=(6000, 900)))
    case = house.opens("2026-07-02", money=80)
    assert account_of(house.events, JULY).changes == ()
    house.at("2026-07-20")
    house.opens("2026-07-19", money=30, points=3)
    for _ in range(2):
        (change,) = account_of(house.events, JULY).changes
        assert (change.why, change.money, change.points) == ("added", Decimal(30), Decimal(3))
    house.agreed(case)
    house.closes("2026-07")
    house.opens("2026-07-30", money=20)
    found = account_of(house.events, JULY)
    assert [one.why for one in found.changes] == ["late"]
    assert found.payable(case) == Decimal(80)
    assert found.closing and found.closing.period == "2026-07"
    assert found.made_at == house.events[-1].at
    assert account_of(house.events, period("2026-08")).made_at == ""


def test_a_line_priced_anew__says_by_how_much():
    """What is about to be given out counts: from 0 yuan to 50 once the wage is known."""
    house = House()
    case = house.opens("2026-07-02", money=50, printed=0)
    line = {**house.events[-1].data["line"], "money": "50"}
    at = "2026-07-09T09:00:00+08:00"
    house.write(Draft(at, case, "price", "system", "system", data={"line": line}))
    (change,) = account_of(house.events, JULY).changes
    assert (change.why, change.money, change.points) == ("priced", Decimal(50), Decimal(0))
