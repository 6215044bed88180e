"""What was given out stands: late lines, new tariffs and new wages change neither number nor money."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, WAGES, book, caps, frame, pay, raw_tariff, schemes, tariff

from examples import examples
from qa_workbook.ledger.event import Event, sealed
from qa_workbook.penalties import Memory, Register, TariffBook, assess
from qa_workbook.penalties.caps import Charge, Wages, capped, taken_by
from qa_workbook.penalties.case_events import drafts_of, given_lines_of
from qa_workbook.penalties.given_out import GivenOut, GivenOutDamaged, read_given_out

FIRST, SECOND = date(2026, 11, 2), date(2026, 11, 9)
CONFIRMED = {"confirmed": {"by": "王经理", "on": date(2026, 10, 1)}}
MONTHLY = {"caps": caps("120"), **CONFIRMED}
"""120 yuan a month: one fatal error of 100, and 20 of the next."""


def fatal(day: int, recording: str, **more: Any) -> dict[str, Any]:
    """A recording of October with one fatal error."""
    row = {
        "recording": recording,
        "call_date": date(2026, 10, day),
        "fatal": True,
        "fatal_codes": "F11",
    }
    return row | more


class Desk:
    """Gives registers out, one after another."""

    def __init__(self, tariffs: TariffBook | None = None, wages: Wages | None = WAGES) -> None:
        self.tariffs = tariffs or book(tariff(**MONTHLY))
        self.wages = wages
        self.lines: list = []

    def give_out(self, *rows: dict[str, Any], today: date = FIRST) -> Register:
        memory = Memory(GivenOut.of(self.lines), today)
        made = frame(*rows)
        register = assess(self.tariffs, schemes(), {MONITORING: made}, self.wages, memory=memory)
        self.lines += register.to_remember
        return register


def money(register: Register) -> dict[str, Decimal]:
    """The money of each recording."""
    lines = register.lines
    return dict(zip(lines["recording"], lines["money"], strict=True))


def changes(register: Register) -> list[tuple[str, str, str]]:
    """Recording, difference and reason of what would be priced otherwise today."""
    shown = register.differing[["recording", "difference", "difference_why"]]
    return [(name, str(yuan), why) for name, yuan, why in shown.itertuples(index=False)]


def test_a_late_line__takes_what_the_cap_leaves() -> None:
    """A line that arrives later with an earlier date changes no line that was given out."""
    desk = Desk()
    first = desk.give_out(fatal(5, "A"), fatal(6, "B"))
    assert money(first) == {"A": 100, "B": 20}
    second = desk.give_out(fatal(1, "late"), fatal(5, "A"), fatal(6, "B"), today=SECOND)
    assert money(second) == {"late": 0, "A": 100, "B": 20}
    assert second.lines["cap"].tolist() == ["agent", "", "agent"]
    assert changes(second) == []
    cases = dict(zip(second.lines["recording"], second.lines["case"], strict=True))
    assert {cases["A"], cases["B"]} == set(first.lines["case"])
    assert second.new_lines == 1
    assert second.lines["given_on"].dt.date.tolist() == [SECOND, FIRST, FIRST]


def test_a_late_line__takes_the_rest() -> None:
    """What the lines given out have left of the cap goes to the late ones, in their order."""
    desk = Desk()
    desk.give_out(fatal(6, "B"))
    second = desk.give_out(fatal(1, "late"), fatal(2, "later"), fatal(6, "B"), today=SECOND)
    assert money(second) == {"late": 20, "later": 0, "B": 100}


def test_giving_out_twice__is_giving_out_once() -> None:
    """The same register again adds nothing to the memory and shows the same lines, on any day."""
    desk = Desk()
    rows = [fatal(5, "A"), fatal(6, "B", error_deduction=3, error_codes="E1;E77")]
    first = desk.give_out(*rows)
    again = desk.give_out(*rows, today=SECOND)
    assert again.to_remember == () and again.new_lines == 0
    pd.testing.assert_frame_equal(again.lines, first.lines)


def test_a_new_price__is_shown_and_not_applied() -> None:
    """A line given out keeps points and money when the tariff changes; the difference is told."""
    desk = Desk()
    desk.give_out(fatal(5, "A"))
    raw = raw_tariff()
    raw["rules"][0]["money"]["amount"], raw["rules"][0]["points"]["amount"] = (
        Decimal(60),
        Decimal(7),
    )
    desk.tariffs = book(tariff(raw, **MONTHLY))
    second = desk.give_out(fatal(5, "A"), fatal(6, "B"), today=SECOND)
    assert money(second) == {"A": 100, "B": 20}
    assert second.lines["points"].tolist() == [Decimal(10), Decimal(7)]
    assert changes(second) == [("A", "-40.00", "tariff-changed")]


def test_a_changed_record__is_shown_and_not_applied() -> None:
    """A deduction that was corrected after it was given out keeps its money; the reason is told."""
    desk = Desk()
    row = {"recording": "A", "error_deduction": 4, "error_codes": "E1"}
    desk.give_out(row)
    second = desk.give_out(row | {"error_deduction": 2}, today=SECOND)
    assert money(second) == {"A": 20}
    assert second.lines["points"].tolist() == [Decimal(4)]
    assert changes(second) == [("A", "-10.00", "record-changed")]


def test_a_changed_wage__is_shown_and_not_applied() -> None:
    """When the cap leaves another amount today, the line keeps its own."""
    desk = Desk(book(tariff(caps=caps(percent="20"), **CONFIRMED)), {("007", ""): pay(300)})
    assert money(desk.give_out(fatal(5, "A"))) == {"A": 60}
    desk.wages = {("007", ""): pay(400)}
    assert changes(desk.give_out(fatal(5, "A"), today=SECOND)) == [("A", "20.00", "cap-changed")]
    desk.wages = None
    again = desk.give_out(fatal(5, "A"), fatal(6, "B"), today=SECOND)
    assert money(again) == {"A": 60, "B": 0}
    assert changes(again) == [("A", "-60.00", "wage-missing")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"rules": raw_tariff()["rules"][1:]}, "no-rule"),
        ({"valid_from": date(2026, 11, 1)}, "no-tariff"),
    ],
)
def test_a_line_without_a_rule_any_more__stays(changed: dict, reason: str) -> None:
    """What was given out stays a line, also when nothing would price it today."""
    desk = Desk()
    desk.give_out(fatal(5, "A"))
    desk.tariffs = book(tariff(**MONTHLY, **changed))
    second = desk.give_out(fatal(5, "A"), today=SECOND)
    assert money(second) == {"A": 100} and second.unpriced.empty
    assert changes(second) == [("A", "-100.00", reason)]


def test_an_open_line__gets_its_amount_once_it_is_mended() -> None:
    """A wage that was missing and a code that was unknown bind nobody: mended, the line is charged."""
    desk = Desk(book(tariff(caps=caps(percent="20"), **CONFIRMED)), None)
    deduction = {"recording": "E", "error_deduction": 2, "error_codes": "E77"}
    first = desk.give_out(fatal(5, "A"), deduction)
    assert money(first) == {"A": 0, "E": 0}
    desk.wages = {("007", ""): pay(1000)}
    second = desk.give_out(fatal(5, "A"), deduction | {"error_codes": "E1"}, today=SECOND)
    assert money(second) == {"A": 100, "E": 10}
    assert first.lines["case"][0] == second.lines["case"][0]
    assert second.lines["given_on"].dt.date.tolist() == [FIRST, SECOND]
    assert changes(second) == []
    assert money(desk.give_out(fatal(5, "A"), today=SECOND)) == {"A": 100}


def test_examples__bind_until_the_tariff_is_confirmed() -> None:
    """Late lines don't move example amounts, but the confirmed tariff replaces them."""
    desk = Desk(book(tariff(caps=caps("120"))))
    first = desk.give_out(fatal(5, "A"), fatal(6, "B"))
    assert first.examples
    second = desk.give_out(fatal(1, "late"), fatal(5, "A"), fatal(6, "B"), today=SECOND)
    assert second.examples and money(second) == {"late": 0, "A": 100, "B": 20}
    raw = raw_tariff()
    raw["rules"][0]["money"]["amount"] = Decimal(70)
    desk.tariffs = book(tariff(raw, **MONTHLY))
    third = desk.give_out(fatal(1, "late"), fatal(5, "A"), fatal(6, "B"), today=SECOND)
    assert not third.examples
    assert money(third) == {"late": 70, "A": 50, "B": 0}
    assert changes(third) == []
    assert desk.give_out(fatal(1, "late"), fatal(5, "A"), fatal(6, "B")).to_remember == ()


def test_what_is_withdrawn__is_told_and_gives_its_share_back() -> None:
    """A line that is no longer in the records is listed apart; the cap is free for others again."""
    desk = Desk()
    desk.give_out(fatal(5, "A"), fatal(6, "B"))
    second = desk.give_out(fatal(6, "B"), fatal(7, "C"), today=SECOND)
    assert money(second) == {"B": 20, "C": 100}
    gone = second.withdrawn[["recording", "money", "clause"]].values.tolist()
    assert gone == [["A", Decimal("100.00"), "与客户争吵"]]
    assert changes(second) == [("B", "80.00", "cap-changed")]
    assert second.totals["money"] == Decimal(120)


def test_a_deduction__stays_with_the_code_that_carried_it() -> None:
    """Another code in the same row doesn't take the deduction over once it was given out."""
    desk = Desk()
    row = {"recording": "A", "error_deduction": 4, "error_codes": "E2"}
    desk.give_out(row)
    second = desk.give_out(row | {"error_codes": "E1;E2"}, today=SECOND)
    assert second.lines[["code", "money", "why"]].values.tolist() == [
        ["E1", Decimal(0), "shared"],
        ["E2", Decimal(20), ""],
    ]
    assert changes(second) == []


def test_capped__starts_from_what_is_taken() -> None:
    """Per agent and month, and per rule: other months and agents are not touched by it."""
    priced = tariff(caps=caps("120"))
    rule = priced.rules[0]
    charges = [Charge(agent, month, priced, rule, Decimal(100)) for agent, month in (
        ("007", "2026-10"), ("007", "2026-11"), ("008", "2026-10"))]  # fmt: skip
    taken = taken_by([("007", "2026-10", "other", "fine", Decimal(90))])
    found = [(result.money, result.cap) for result in capped(charges, WAGES, taken)]
    assert found == [(Decimal(30), "agent"), (Decimal(100), ""), (Decimal(100), "")]
    raw = raw_tariff()
    own = raw["rules"][1]["caps"] | {"line": None, "agent_month": Decimal(50)}
    raw["rules"][0]["caps"] = own
    priced = tariff(raw, caps=caps())
    charge = Charge("007", "2026-10", priced, priced.rules[0], Decimal(100))
    for other, left in (("fatal", 20), ("clause-10", 50)):
        taken = taken_by([("007", "2026-10", other, "fine", Decimal(30))])
        assert capped([charge], WAGES, taken)[0].money == Decimal(left)


ROWS = st.lists(
    st.tuples(st.sampled_from(["1", "2"]), st.integers(1, 28), st.integers(0, 10), st.booleans()),
    min_size=1,
    max_size=8,
)


def recordings(rows: Sequence[tuple[str, int, int, bool]], begin: int = 0) -> list[dict[str, Any]]:
    return [
        {
            "recording": f"R{number}",
            "agent": agent,
            "call_date": date(2026, 10, day),
            "error_deduction": deduction,
            "error_codes": "E1",
            "fatal": is_fatal,
            "fatal_codes": "F11" if is_fatal else "",
        }
        for number, (agent, day, deduction, is_fatal) in enumerate(rows, begin)
    ]


@pytest.mark.slow
@given(ROWS, ROWS, st.integers(0, 300), st.integers(0, 2000))
@examples(10)
def test_late_lines__never_move_what_was_given_out(
    first: list, late: list, monthly: int, wage: int
) -> None:
    """Whatever comes later: given-out lines stay, and all lines together keep the caps."""
    tariffs = book(tariff(caps=caps(str(monthly), "20"), **CONFIRMED))
    desk = Desk(tariffs, {("1", ""): pay(wage), ("2", ""): pay(900)})
    before = recordings(first)
    given_out = desk.give_out(*before).lines.set_index("case")
    register = desk.give_out(*before, *recordings(late, len(first)), today=SECOND)
    lines = register.lines.set_index("case")
    columns = ["points", "money", "money_before_cap", "cap", "given_on"]
    assert lines.loc[given_out.index, columns].equals(given_out[columns])
    assert changes(register) == []
    for agent, own in lines.groupby("agent"):
        total = sum(own["money"], Decimal(0))
        assert total <= monthly
        assert total * 5 <= (wage if agent == "1" else 900)


def test_the_ledger__gives_back_what_was_given_out() -> None:
    """Every line comes back from its event as it was; a case that occurs again counts as last."""
    desk = Desk()
    known = GivenOut()
    events: list[Event] = []
    for rows in ([fatal(5, "A", name="李,“四”")], [fatal(5, "A"), fatal(6, "B")]):
        register = desk.give_out(*rows)
        for draft in drafts_of(register, known, "2026-11-02T09:00:00+08:00"):
            events.append(sealed(draft, len(events) + 1, "0" * 64)[0])
        known = GivenOut.of(given_lines_of(events))
    assert [event.event for event in events] == ["open", "open"]
    assert known == GivenOut.of(desk.lines)
    assert events[0].data["source"] == {"file": "a.xlsx", "sheet": "评分表", "row": 8, "cell": ""}


def as_lines(desk: Desk) -> bytes:
    """The lines as the older program kept them: without numbers."""
    plain = [{k: v for k, v in line.as_dict.items() if k != "number"} for line in desk.lines]
    return "".join(json.dumps(line) + "\n" for line in plain).encode()


def test_numbers__are_counted_in_each_month_and_never_given_again() -> None:
    """凭单号 is the month of the call and a count; what is gone keeps its number for good."""
    desk = Desk()
    rows = [fatal(5, "A"), fatal(6, "B"), fatal(5, "C") | {"call_date": date(2026, 9, 30)}]
    first = desk.give_out(*rows).lines
    assert dict(zip(first["recording"], first["number"], strict=True)) == {
        "A": "2026-10-0001",
        "B": "2026-10-0002",
        "C": "2026-09-0001",
    }
    second = desk.give_out(rows[0], fatal(1, "late"), today=SECOND).lines
    assert second["number"].tolist() == ["2026-10-0003", "2026-10-0001"]


def test_an_older_memory__is_read_and_numbered_in_its_order(tmp_path: Path) -> None:
    """What an older program kept in a file counts on; its cases get the first numbers."""
    desk = Desk()
    desk.give_out(fatal(5, "A"), fatal(6, "B"))
    path = tmp_path / "given-out.jsonl"
    path.write_bytes(as_lines(desk))
    assert read_given_out(path) == desk.lines


@pytest.mark.parametrize("damage", [b"{", b'{"case": "P1"}', b"[]", b"\xff"])
def test_an_older_memory__that_is_damaged_stops_the_register(tmp_path: Path, damage: bytes) -> None:
    """Nobody goes on with half of what was given out: file and line are named."""
    desk = Desk()
    desk.give_out(fatal(5, "A"))
    path = tmp_path / "given-out.jsonl"
    path.write_bytes(as_lines(desk) + damage + b"\n")
    with pytest.raises(GivenOutDamaged, match=r"given-out\.jsonl.*2"):
        read_given_out(path)
