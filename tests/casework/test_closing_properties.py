"""What holds of every way in which months are closed: cases, wages, late signatures, reversals."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise

from closing_workshop import BOOK, House, law
from hypothesis import given
from hypothesis import strategies as st

from examples import examples
from qa_workbook.casework.entries import REVERSAL, booked_of
from qa_workbook.penalties.caps import Pay

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10")
AGENTS = ("A1", "A2")
ZERO = Decimal(0)

amounts = st.integers(1, 3000).map(lambda quarters: Decimal(quarters) / 4)
cases = st.fixed_dictionaries(
    {
        "agent": st.sampled_from(AGENTS),
        "nature": st.sampled_from(["performance", "loss", "performance", "loss", "fine", "none"]),
        "money": amounts,
        "cut": st.sampled_from([0, 1, 50]),
        "confirmed": st.sampled_from([True, True, True, True, False]),
        "signed": st.sampled_from([0, 0, 1, 2]),
        "reversed": st.sampled_from([None, None, 0, 1, 2]),
    }
)
months = st.lists(st.lists(cases, min_size=1, max_size=4), min_size=4, max_size=4)
floating = st.integers(0, 900).map(Decimal)
of_month = st.builds(Pay, st.integers(2400, 6000).map(Decimal), floating)
rare = st.none() | st.builds(Pay, st.just(Decimal(5000)), st.none())


def _known(everybody: dict, odd: dict) -> dict:
    """The wages in which some agents have no pay, or no floating part of it, in some months."""
    found = {**everybody, **odd}
    return {key: pay for key, pay in found.items() if pay is not None}


places = [(agent.casefold(), month) for agent in AGENTS for month in MONTHS]
pays = st.builds(
    _known,
    st.fixed_dictionaries(dict.fromkeys(places, of_month)),
    st.dictionaries(st.sampled_from(places), rare, max_size=1),
)


def lived(wages, played, *, turned=False) -> tuple[House, list]:
    """Four months: cases are given out, some are signed late, months closed, some reversed.

    With `turned` people sign in the opposite order.
    """
    house, plans, known = House(wages), [], []
    for number, (month, opened) in enumerate(zip(MONTHS, played, strict=True)):
        house.at(f"{month}-05")
        for one in opened:
            printed = max(one["money"] - one["cut"], ZERO)
            carried = one["money"] - printed if one["nature"] == "loss" else 0
            case = house.opens(
                f"{month}-02", one["nature"], one["money"], agent=one["agent"], printed=printed,
                carried=carried, confirmed=one["confirmed"],
            )  # fmt: skip
            known.append((case, number, one))
        ready = [one for one in known if one[1] + one[2]["signed"] == number]
        for case, _, one in reversed(ready) if turned else ready:
            data = {"loss": f"{one['money']}", "noticed_on": f"{month}-04"}
            house.agreed(case, data=data)
        plans.append(house.closes(month))
        for case, begun, one in known:
            after = one["reversed"]
            is_settled = house.file(case).state.state == "settled"
            if after is not None and is_settled and begun + one["signed"] + after <= number:
                house.does(case, "reverse", "D1")
    return house, plans


@given(pays, months)
@examples(25)
def test_no_path__takes_more_than_the_law_allows(wages, played):
    """Per agent and month that pays: losses within 20 % and above the floor, performance within the
    floating part, no fine, nothing where the pay is unknown; never more than printed or decided."""
    house, _ = lived(wages, played)
    sums: defaultdict[tuple[str, str], defaultdict[str, Decimal]]
    sums = defaultdict(lambda: defaultdict(lambda: ZERO))
    for entry in house.entries:
        if entry.kind != REVERSAL:
            assert ZERO <= entry.money <= entry.due and entry.carried >= 0
            sums[entry.agent.casefold(), entry.period][entry.nature] += entry.money
        assert house.file(entry.case).state.deadlines["appeal"] < house.now
        assert house.file(entry.case).line.confirmed
    for (agent, month), of_nature in sums.items():
        pay = wages.get((agent, month))
        assert not (of_nature["fine"] or of_nature["none"])
        if pay is None:
            assert not any(of_nature.values())
            continue
        floor = law().minimum_wage(house.now.date())
        assert of_nature["performance"] <= (pay.performance or 0)
        assert of_nature["loss"] <= max(pay.wage / 5, ZERO)
        if of_nature["loss"]:
            assert sum(of_nature.values()) <= max(pay.wage - floor, of_nature["performance"])
    by_call: defaultdict[tuple[str, str], Decimal] = defaultdict(lambda: ZERO)
    for case, booked in booked_of(house.entries).items():
        file, first = house.file(case), booked.entries[0]
        printed = file.line.money + Decimal(file.about["carried"])
        assert booked.money <= min(printed, first.due)
        if first.nature == "loss" and not booked.is_reversed:
            assert booked.money + booked.carried == min(printed, first.due), "nothing is lost"
        if first.nature == "performance":
            by_call[first.agent.casefold(), first.month] += booked.money
    for key, money in by_call.items():
        assert money <= (wages[key].performance if money else ZERO)


@given(pays, months)
@examples(15)
def test_sums__agree_cancel_and_replay(wages, played):
    """Totals are the sum of the lines; reversals cancel exactly; replaying gives the same; the order
    in which people sign changes nothing."""
    house, plans = lived(wages, played)
    for plan in plans:
        whole = sum((entry.money for entry in plan.entries), ZERO)
        totals = plan.totals
        assert Decimal(totals["money"]) + Decimal(totals["contra"]["money"]) == whole
        assert sum((Decimal(row["taken"]) for row in plan.rows), ZERO) == whole
        assert sum(row["cases"] for row in plan.rows) == len({e.case for e in plan.entries})
        cases_of = [entry.case for entry in plan.entries]
        assert len(cases_of) == len(set(cases_of))
    assert house.entries == [entry for plan in plans for entry in plan.entries]
    for case, booked in booked_of(house.entries).items():
        state = house.file(case).state.state
        assert state in ("settled", "reversed")
        if booked.is_reversed:
            own = booked.entries
            assert state == "reversed"
            assert (booked.points, booked.money, booked.carried) == (ZERO, ZERO, ZERO)
            assert own[0].due + own[-1].due == 0
    other, _ = lived(wages, played, turned=True)
    assert sorted(map(str, other.entries)) == sorted(map(str, house.entries))


@given(st.lists(amounts, min_size=1, max_size=4), pays)
@examples(15)
def test_a_lower_wage__never_takes_more(money, wages):
    """A cap never raises: less pay, and each of the same cases costs no more."""
    taken = []
    for factor in (1, 2):
        pay = {key: Pay(one.wage * factor, one.performance) for key, one in wages.items()}
        house = House(pay, BOOK)
        for amount in money:
            house.agreed(
                house.opens("2026-07-02", "loss", amount),
                data={"loss": f"{amount}", "noticed_on": "2026-07-02"},
            )
        taken.append(sum((entry.money for entry in house.closes("2026-07").entries), ZERO))
    assert all(less <= more for less, more in pairwise(taken))
