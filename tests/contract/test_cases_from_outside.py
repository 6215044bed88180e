"""`cases` and `case`: every penalty line with its number, its state and what is payable (4.3)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from test_penalties_from_outside import LATER, NUISANCE, PERIOD, wages, write_breaches

KEYS = {
    "case", "number", "agent", "name", "team", "day", "cause", "code", "rule", "legal_nature",
    "points", "money_before_cap", "money", "caps", "carried", "state", "deadline", "payable",
    "scheme_version", "tariff_version", "source",
}  # fmt: skip


@pytest.fixture(scope="module")
def register(shared_desk):
    """Two lines that a register gave out."""
    desk = shared_desk
    wages(desk, A001=9000)
    rows = [{"条款": NUISANCE, "依据": "R1"}, {"条款": LATER, "依据": "R2"}]
    write_breaches(desk.inbox / "a.xlsx", rows)
    desk.merge()
    desk.json("register", *PERIOD)
    return desk


@pytest.fixture
def given_out(register, tmp_path):
    """A copy of them."""
    return register.copied(tmp_path)


def test_cases__have_the_keys_of_the_contract(given_out):
    """A list of objects: number, amounts as text, source cell, state, nothing payable yet."""
    found = given_out.json("cases", *PERIOD)
    assert [set(one) for one in found] == [KEYS, KEYS]
    assert [one["number"] for one in found] == ["2026-10-0001", "2026-10-0002"]
    for one in found:
        assert one["state"] == "proposed"
        assert one["payable"] in ("0", "0.00")
        assert isinstance(one["points"], str) and isinstance(one["money"], str)
        assert set(one["source"]) == {"file", "sheet", "row", "cell"}
    assert given_out.json("cases", "--period", "2026-09") == []


def test_cases__before_a_register_was_given_out(desk):
    """A line that nobody has on paper has a case and no number."""
    write_breaches(desk.inbox / "a.xlsx", [{"条款": NUISANCE, "依据": "R1"}])
    desk.merge()
    (one,) = desk.json("cases", *PERIOD)
    assert (one["number"], one["state"], one["deadline"]) == (None, "proposed", None)
    desk.json("case", one["case"], code=2)


def test_a_case_that_is_gone_from_the_records__is_still_a_case(given_out):
    """What was given out keeps its number and amounts, also when its row was taken away."""
    before = given_out.json("cases", *PERIOD)
    write_breaches(given_out.inbox / "a.xlsx", [{"条款": LATER, "依据": "R2"}])
    given_out.build()
    after = {one["case"]: one for one in given_out.json("cases", *PERIOD)}
    gone, kept = before
    assert set(after) == {gone["case"], kept["case"]}
    assert after[gone["case"]] == gone
    for key in ("number", "points", "money", "legal_nature", "state"):
        assert after[kept["case"]][key] == kept[key]


def test_a_case__shows_its_events_by_number_or_code(given_out):
    """Everything about one, with all its events; the appeal ends 48 hours after it was opened (S7)."""
    (first, _) = given_out.json("cases", *PERIOD)
    by_number = given_out.json("case", first["number"])
    assert by_number == given_out.json("case", first["case"])
    (event,) = by_number["events"]
    assert (event["event"], event["case"], event["seq"]) == ("open", first["case"], 1)
    until = datetime.fromisoformat(event["data"]["deadlines"]["appeal"])
    assert until - datetime.fromisoformat(event["at"]) == timedelta(hours=48)
    assert "待认定" in given_out.call("case", first["number"]).stdout
    assert "立案" in given_out.call("case", first["number"]).stdout
    assert "2026-10-0001" in given_out.call("cases", *PERIOD).stdout
    given_out.json("case", "2026-10-0099", code=2)
