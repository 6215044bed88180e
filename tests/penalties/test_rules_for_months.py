"""Rules without a recording: the month's score, its budget of points, a month without a breach."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, WAGES, book, caps, frame, pay, raw_tariff, schemes, tariff

from examples import examples
from qa_workbook.numbers import period
from qa_workbook.penalties import AgentMonths, Memory, Register, assess
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.months import MONTH_COLUMNS
from qa_workbook.penalties.tariff import Tariff

NOVEMBER = date(2026, 11, 1)
OUTAGE = {"id": "outage", "name": "系统故障", "source": "test"}
SHARE = "percent of the month's performance pay"


def rule(cause: str, points: object = 0, money: object = 0, **more: Any) -> dict[str, Any]:
    """A rule for months of the one scheme; sums of money are performance pay."""
    raw = raw_tariff()["rules"][0]
    back = " back" if cause == "clean_month" else ""
    amounts = {
        "points": {**raw["points"], "amount": Decimal(str(points)), "unit": f"points{back}"},
        "money": {**raw["money"], "amount": Decimal(str(money)), "unit": more.pop("unit", "yuan")},
    }
    plain = {"id": cause.replace("_", "-"), "name": cause, "scheme": "monitoring-10x4"}
    return {**plain, "cause": cause, "legal_nature": "performance", **amounts, **more}


def below(amount: object) -> dict[str, Any]:
    """A condition on the month's score."""
    return {"score_below": threshold(amount)}


def budget(amount: object) -> dict[str, Any]:
    """A budget of points."""
    return {"points_at_least": threshold(amount)}


def threshold(amount: object) -> dict[str, Any]:
    """A number of points."""
    return {"amount": Decimal(str(amount)), "unit": "points", "source": "test"}


def fatal(number: int) -> dict[str, Any]:
    """A rule of so many points for each fatal error."""
    raw: dict[str, Any] = raw_tariff()["rules"][0]
    return {**raw, "points": {**raw["points"], "amount": Decimal(number)}}


def priced(*rules: dict[str, Any], **changes: Any) -> Tariff:
    """A tariff of these rules, without caps unless they are given."""
    return tariff(rules=list(rules), **{"caps": caps(), **changes})


def months(*rows: dict[str, Any], today: date = NOVEMBER) -> AgentMonths:
    """Months of agent 007; what a row leaves out is that of a good October."""
    default = {
        "scheme": "monitoring-10x4", "version": "2026.1", "agent": "007", "name": "李四",
        "team": "一班", "month": "2026-10", "recordings": 12, "score": Decimal(95), "band": "good",
    }  # fmt: skip
    table = pd.DataFrame([default | row for row in rows], columns=list(MONTH_COLUMNS))
    return AgentMonths(table, today)


def fatal_errors(*days: date) -> pd.DataFrame:
    """A fatal error on each day."""
    return frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))


def register(
    prices: Tariff, rows: pd.DataFrame, known: AgentMonths, asked: str = "", **more: Any
) -> Register:
    """The register of some rows and months."""
    span = period(asked) if asked else None
    wages = more.pop("wages", WAGES)
    frames = {MONITORING: rows}
    return assess(book(prices), schemes(), frames, wages, span, months=known, **more)


def made(found: Register) -> list[tuple[str, str, Any]]:
    """Rule, recording and points of the lines."""
    names = ("rule", "recording", "points")
    return list(zip(*(found.lines[name].tolist() for name in names), strict=True))


def test_a_month_below_a_score_has_one_line() -> None:
    """80.00 is not below 80; the first rule that fits counts, as for any breach."""
    low = rule("monthly_score", 10, 50, id="low", when=below(60))
    middling = rule("monthly_score", 5, 20, id="middling", when=below(80))
    for score, expected in (("59.99", ["low"]), ("60", ["middling"]), ("79.99", ["middling"])):
        found = register(priced(low, middling), frame(), months({"score": Decimal(score)}))
        assert list(found.lines["rule"]) == expected
        line = found.lines.iloc[0]
        assert line["remark"] == f"2026-10 月度评分 {score}（12 条录音）"
        assert (f"{line['call_date']:%Y-%m-%d}", line["inspector"]) == ("2026-10-31", "")
    assert register(priced(low, middling), frame(), months({"score": Decimal("80.00")})).lines.empty


def test_the_case_has_the_month_in_place_of_the_recording() -> None:
    """scheme ␟ period ␟ inspector ␟ agent ␟ cause ␟ code ␟ n, as the contract says."""
    found = register(priced(rule("monthly_score", 5, when=below(99))), frame(), months({}))
    words = "\x1f".join(["monitoring-10x4", "2026-10", "", "007", "monthly_score", "", "1"])
    assert list(found.lines["case"]) == [f"P{sha256(words.encode()).hexdigest()[:12]}"]


@pytest.mark.parametrize(
    ("asked", "today", "listed"),
    [
        ("2026-10", date(2026, 10, 31), False),  # the month is still running
        ("2026-10", date(2026, 11, 1), True),
        ("2026-10-01..2026-10-30", NOVEMBER, False),
        ("2026-10-02..2026-10-31", NOVEMBER, False),
        ("2026-09..2026-10", NOVEMBER, True),
        ("2026-11", date(2026, 12, 1), False),
    ],
)
def test_only_a_whole_month_that_is_over_has_a_line(
    asked: str, today: date, *, listed: bool
) -> None:
    """A register of part of it lists the calls alone."""
    prices = priced(rule("monthly_score", 5, when=below(99)))
    assert len(register(prices, frame(), months({}, today=today), asked).lines) == listed


def test_a_month_given_out_is_not_withdrawn_by_a_register_of_its_last_days() -> None:
    """What part of a month doesn't list is no less there."""
    prices = priced(rule("monthly_score", 5, when=below(99)))
    memory = Memory(GivenOut(), NOVEMBER)
    given = register(prices, frame(), months({}), "2026-10", memory=memory)
    memory = Memory(GivenOut.of(given.to_remember), NOVEMBER)
    part = register(prices, frame(), months({}), "2026-10-25..2026-10-31", memory=memory)
    assert (len(part.lines), len(part.withdrawn)) == (0, 0)
    again = register(prices, frame(), months({}), "2026-10", memory=memory)
    assert (again.to_remember, list(again.lines["number"])) == ((), ["2026-10-0001"])
    mended = register(prices, frame(), months({"score": Decimal(99)}), "2026-10", memory=memory)
    assert list(mended.withdrawn["case"]) == list(given.lines["case"])


def test_a_budget_is_used_up_by_the_points_of_the_month() -> None:
    """Two errors of 5 points use up 10, September's don't; money is what the month's pay leaves."""
    prices = priced(
        fatal(5), rule("points_budget", 0, 100, unit=SHARE, when=budget(10), actions=["warning"])
    )
    wages = {("007", ""): pay(4000, 500)}
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 31)]
    september = {"month": "2026-09"}
    found = register(prices, fatal_errors(*days), months({}, september), wages=wages)
    assert list(found.lines["rule"]) == ["fatal", "fatal", "fatal", "points-budget"]
    last = found.lines.iloc[-1]
    shown = (last["money_before_cap"], last["money"], last["cap"], last["actions"])
    assert shown == (500, 300, "performance", "warning")
    assert last["remark"] == "2026-10 共扣 10 分"
    assert (found.totals["breaches"], found.totals["by_score"]) == (3, 1)
    one = register(prices, fatal_errors(*days[:2]), months({}, september), wages=wages)
    assert "points-budget" not in set(one.lines["rule"])


def test_nothing_all_month_gives_points_back() -> None:
    """5 points back and the action; any breach spoils it, also one without a price."""
    prices = priced(fatal(5), rule("clean_month", 5, actions=["full-performance-pay"]))
    found = register(prices, frame({}), months({}))
    assert made(found) == [("clean-month", "2026-10", -5)]
    assert found.lines.iloc[0][["money", "actions"]].tolist() == [0, "full-performance-pay"]
    assert found.totals["points"] == found.agents["points"].iloc[0] == -5
    assert made(register(prices, fatal_errors(date(2026, 10, 1)), months({})))[0][0] == "fatal"
    unpriced = register(prices, frame({"error_deduction": 1}), months({}))
    assert (len(unpriced.lines), len(unpriced.unpriced)) == (0, 1)
    other_month = register(prices, fatal_errors(date(2026, 9, 30)), months({}))
    assert made(other_month)[-1] == ("clean-month", "2026-10", -5)


def test_what_was_excluded_with_evidence_did_not_happen() -> None:
    """A system outage uses up no budget and spoils no month."""
    clean, used = rule("clean_month", 5), rule("points_budget", 1, when=budget(10))
    prices = priced(fatal(10), used, clean, exclusions=[OUTAGE])
    rows = fatal_errors(date(2026, 10, 1))
    before = register(prices, rows, months({}))
    assert [one[0] for one in made(before)] == ["fatal", "points-budget"]
    facts = {before.lines["case"][0]: LegalFacts(exclusion="outage", evidence="工单 17")}
    after = register(prices, rows, months({}), facts=facts)
    assert [one[0] for one in made(after)] == ["fatal", "clean-month"]
    assert after.lines.iloc[0][["points", "money", "why"]].tolist() == [0, 0, "excluded"]


def test_what_was_revoked_did_not_happen() -> None:
    """The paper keeps its points; budget, repeats and a clean month don't count it."""
    prices = priced(fatal(10), rule("points_budget", 1, when=budget(10)), rule("clean_month", 5))
    rows = fatal_errors(date(2026, 10, 1))
    memory = Memory(GivenOut(), NOVEMBER)
    given = register(prices, rows, months({}), memory=memory)
    memory = Memory(GivenOut.of(given.to_remember), NOVEMBER)
    facts = {given.lines["case"][0]: LegalFacts(revoked=True)}
    after = register(prices, rows, months({}), memory=memory, facts=facts)
    assert made(after) == [("fatal", "R0", 10), ("clean-month", "2026-10", -5)]
    assert list(after.withdrawn["cause"]) == ["points_budget"]


def test_all_schemes_together_or_each_by_itself() -> None:
    """`*` is one line of the month for all schemes; an id is that scheme alone."""
    other = {"scheme": "satisfaction-3-9-20"}
    rows = fatal_errors(date(2026, 10, 1))
    of_all = priced(fatal(1), rule("clean_month", 5, scheme="*"))
    assert [one[0] for one in made(register(of_all, rows, months({}, other)))] == ["fatal"]
    of_one = priced(fatal(1), rule("clean_month", 5, scheme=["satisfaction-3-9-20"]))
    assert made(register(of_one, rows, months({}, other)))[-1][0] == "clean-month"
    found = register(of_all, frame(), months({}, other)).lines
    assert found[["scheme", "scheme_name", "version"]].to_numpy().tolist() == [
        ["*", "全部方案", ""]
    ]


@given(
    st.lists(st.integers(1, 31), max_size=6),
    st.integers(1, 12),
    st.integers(0, 40),
    st.randoms(use_true_random=False),
)
@examples(15)
def test_months_add_up_whatever_the_order(
    days: list[int], each: int, most: int, chance: Any
) -> None:
    """The budget line is there exactly when the capped points reach it, and comes last."""
    whole = {"amount": Decimal(most), "unit": "points per month", "source": "test"}
    limits = caps() | {"points_agent_month": whole}
    prices = priced(
        fatal(each),
        rule("points_budget", 0, 1, when=budget(12)),
        rule("clean_month", 5),
        caps=limits,
    )
    rows = fatal_errors(*(date(2026, 10, day) for day in days))
    found = register(prices, rows.sample(frac=1, random_state=chance.randrange(99)), months({}))
    pd.testing.assert_frame_equal(found.lines, register(prices, rows, months({})).lines)
    points = sum(found.lines.loc[found.lines["cause"] == "fatal", "points"], Decimal(0))
    assert points == min(each * len(days), most)
    extra = list(found.lines["rule"][len(days) :])
    assert extra == (["points-budget"] if points >= 12 else [] if days else ["clean-month"])
