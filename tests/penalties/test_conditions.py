"""When a rule prices a breach, and what a person may decide: worked cases in the manner of S18."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import (
    MONITORING,
    SHIPPED,
    WAGES,
    book,
    caps,
    frame,
    pay,
    raw_tariff,
    schemes,
    tariff,
)

from examples import examples
from qa_workbook.penalties import assess, load_tariffs
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import Tariff

SHARE = "percent of the month's performance pay"
OUTAGE = {"id": "outage", "name": "系统故障", "source": "test"}


def rule(number: str, amount: object, unit: str = "yuan", **more: Any) -> dict[str, Any]:
    """A rule for fatal errors of 2 points."""
    raw: dict[str, Any] = raw_tariff()["rules"][0]
    most = {"most": Decimal(str(more.pop("most")))} if "most" in more else {}
    money = {**raw["money"], "amount": Decimal(str(amount)), "unit": unit, **most}
    points = {**raw["points"], "amount": Decimal(2)}
    return {**raw, "id": number, "points": points, "money": money, **more}


def nth(first: int, last: int | None = None, within: object = "month") -> dict[str, Any]:
    """A condition on which time it is."""
    return {"nth": {"first": first, "last": last, "within": within, "source": "test"}}


def priced(*rules: dict[str, Any], **changes: Any) -> Tariff:
    """A tariff of these rules without caps."""
    return tariff(rules=list(rules), caps=caps(), **changes)


def lines(prices: Tariff, *days: date, wages: Any = WAGES, facts: Any = None) -> pd.DataFrame:
    """The lines of one fatal error on each day; `facts` are of all cases."""
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    known = {}
    if facts:
        first = assess(book(prices), schemes(), {MONITORING: rows}, wages).lines
        known = dict.fromkeys(first["case"], facts)
    return assess(book(prices), schemes(), {MONITORING: rows}, wages, facts=known).lines


def october(*days: int) -> list[date]:
    """Days of October."""
    return [date(2026, 10, day) for day in days]


def test_the_second_time_in_the_month_costs_more() -> None:
    """First a warning without money, from the second time on money; a month begins anew."""
    prices = priced(
        rule("again", 50, when=nth(2), actions=["self-criticism"]),
        rule("first", 0, actions=["warning"]),
    )
    found = lines(prices, date(2026, 9, 30), *october(1, 2, 31))
    assert list(found["money"]) == [0, 0, 50, 50]
    assert list(found["rule"]) == ["first", "first", "again", "again"]
    assert list(found["actions"]) == ["warning", "warning", "self-criticism", "self-criticism"]


def test_only_the_times_that_a_rule_names() -> None:
    """From the second to the second; the third is for another rule."""
    prices = priced(rule("second", 50, when=nth(2, 2)), rule("else", 1))
    assert list(lines(prices, *october(1, 2, 3))["money"]) == [1, 50, 1]


def test_three_times_within_seven_days() -> None:
    """Counted up to the call, its day and six before; earlier ones fall out."""
    prices = priced(
        rule("repeat", 0, when=nth(3, within=7), actions=["off-duty-training"]), rule("else", 1)
    )
    found = lines(prices, *october(1, 2, 7, 8, 20))
    assert list(found["rule"]) == ["else", "else", "repeat", "repeat", "else"]
    found = lines(prices, *october(1, 2, 8))
    assert list(found["rule"]) == ["else", "else", "else"]


def test_a_deduction_from_some_points_on() -> None:
    """差错扣分 of 5 and more has a rule of its own."""
    raw = raw_tariff()["rules"][1]
    grave = {**raw, "id": "grave", "when": {"deduction_at_least": Decimal(5)}}
    rows = frame({"error_deduction": 4}, {"error_deduction": 5})
    found = assess(book(priced(grave, raw)), schemes(), {MONITORING: rows}, WAGES).lines
    assert list(found["rule"]) == ["error-deduction", "grave"]


def test_a_share_of_the_performance_pay() -> None:
    """50 % of 333.33 are 166.67; the third line gets nothing, for all of it is gone."""
    prices = priced(rule("absence", 50, SHARE))
    found = lines(prices, *october(1, 2, 3), wages={("007", ""): pay(4000, "333.33")})
    assert list(found["money_before_cap"]) == [Decimal("166.67")] * 3
    assert list(found["money"]) == [Decimal("166.67"), Decimal("166.66"), Decimal(0)]
    unknown = lines(prices, *october(1), wages=None).iloc[0]
    assert (unknown["points"], unknown["money"], unknown["why"]) == (
        2,
        0,
        "performance-pay-missing",
    )


@pytest.mark.parametrize(
    ("unit", "chosen", "money", "why"),
    [
        ("yuan", None, "20", ""),
        ("yuan", "20", "20", ""),
        ("yuan", "50", "50", ""),
        ("yuan", "50.01", "0", "decision-outside-range"),
        ("yuan", "19.99", "0", "decision-outside-range"),
        (SHARE, None, "200", ""),
        (SHARE, "500", "500", ""),
        (SHARE, "501", "0", "decision-outside-range"),
    ],
)
def test_a_person_decides_within_the_range(
    unit: str, chosen: str | None, money: str, why: str
) -> None:
    """The lower end is proposed; more than the rule lets anybody decide takes nothing."""
    facts = LegalFacts(money=Decimal(chosen)) if chosen else None
    wages = {("007", ""): pay(4000, 1000)}
    found = lines(
        priced(rule("wrong", 20, unit, most=50)), *october(1), wages=wages, facts=facts
    ).iloc[0]
    assert (found["money"], found["why"], found["points"]) == (Decimal(money), why, 2)


def test_a_fixed_amount_leaves_nothing_to_decide() -> None:
    """Without a range another amount than the rule's takes nothing."""
    found = lines(priced(rule("fixed", 20)), *october(1), facts=LegalFacts(money=Decimal(21)))
    assert found["why"].tolist() == ["decision-outside-range"]


@pytest.mark.parametrize(
    ("reason", "evidence", "points"), [("outage", "工单 17", 0), ("outage", "", 2), ("x", "y", 2)]
)
def test_an_exclusion_needs_a_listed_reason_and_evidence(
    reason: str, evidence: str, points: int
) -> None:
    """Then the case costs neither points nor money, and says so."""
    facts = LegalFacts(exclusion=reason, evidence=evidence)
    found = lines(priced(rule("a", 20), exclusions=[OUTAGE]), *october(1), facts=facts).iloc[0]
    assert (found["points"], found["money"]) == (points, 20 if points else 0)
    assert found["why"] == ("" if points else "excluded")


@given(st.lists(st.integers(1, 31), min_size=1, max_size=8), st.randoms(use_true_random=False))
@examples(20)
def test_the_order_of_input_changes_no_line(days: list[int], chance: Any) -> None:
    """Which time it is follows the day of the call, not the order of arrival in the frame."""
    prices = priced(rule("again", 50, when=nth(2, within=10)), rule("first", 5))
    rows = frame(*({"call_date": d, "fatal": True, "fatal_codes": "F11"} for d in october(*days)))
    shuffled = rows.sample(frac=1, random_state=chance.randrange(99))
    one, other = (
        assess(book(prices), schemes(), {MONITORING: part}, WAGES).lines
        for part in (rows, shuffled)
    )
    pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        (
            "    codes: all\n    points: {amount: 10",
            "    codes: all\n    when: {deduction_at_least: 5}\n    points: {amount: 10",
            "tariff-when",
        ),
        ("money: {amount: 100,", "money: {amount: 100, most: 50,", "tariff-range"),
        ("money: {amount: 100,", "money: {amount: 100, most: 150.001,", "tariff-too-fine"),
        (
            "money: {amount: 100, per: occurrence, unit: yuan,",
            f'money: {{amount: 101, per: occurrence, unit: "{SHARE}",',
            "tariff-percent",
        ),
        (
            "    codes: all\n    points: {amount: 10",
            "    codes: all\n    when: {nth: {first: 3, last: 2, within: month, source: x}}\n"
            "    points: {amount: 10",
            "tariff-range",
        ),
    ],
)
def test_conditions_that_cannot_hold_are_faults(
    tmp_path: Path, old: str, new: str, code: str
) -> None:
    """Each has a code and its words in both languages."""
    words = SHIPPED.read_text("utf-8")
    assert old in words
    (tmp_path / "t.yaml").write_text(words.replace(old, new, 1), "utf-8")
    faults = load_tariffs(tmp_path)[1]
    assert [fault.code for fault in faults] == [code]
    assert faults[0].zh != faults[0].en
