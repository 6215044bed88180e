"""Caps on points: per line, per person and month; none raises a sum, none is lost on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, WAGES, book, caps, frame, pay, raw_tariff, schemes, tariff

from examples import examples
from qa_workbook.penalties import Memory, Register, assess
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.tariff import Tariff

TODAY = date(2026, 11, 2)


def capped(
    each: int, line: object = None, month: object = None, whole: object = None, **more: Any
) -> Tariff:
    """A tariff of `each` points a fatal error, with caps on a line, a month, and on all rules."""
    rule: dict[str, Any] = raw_tariff()["rules"][0]
    limits = {"line": _amount(line), "agent_month": _amount(month), "unit": "points", "source": "t"}
    points = {**rule["points"], "amount": Decimal(each)}
    if "most" in more:
        points["most"] = Decimal(more["most"])
    both = caps(percent=more.get("percent"))
    if whole is not None:
        sum_ = {"amount": _amount(whole), "unit": "points per month", "source": "t"}
        both["points_agent_month"] = sum_
    return tariff(rules=[{**rule, "points": points, "points_caps": limits}], caps=both)


def _amount(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def errors(*days: int) -> pd.DataFrame:
    """A fatal error on each day of October."""
    found = {"fatal": True, "fatal_codes": "F11"}
    return frame(*({"call_date": date(2026, 10, day), **found} for day in days))


def register(prices: Tariff, rows: pd.DataFrame, **more: Any) -> Register:
    """The register of some rows."""
    wages = more.pop("wages", WAGES)
    return assess(book(prices), schemes(), {MONITORING: rows}, wages, **more)


def shown(found: Register) -> list[tuple[Any, str]]:
    """Points of the lines, and what set them."""
    return list(zip(found.lines["points"], found.lines["cap"], strict=True))


def test_each_cap_cuts_and_is_named() -> None:
    """10 points a line: at most 8, then what 15 a month of the rule, or 12 of all, leave."""
    rows = errors(1, 2, 3)
    assert shown(register(capped(10, line=8), rows)) == [(8, "points_line")] * 3
    by_rule = register(capped(10, month=15), rows)
    assert shown(by_rule) == [(10, ""), (5, "points_agent"), (0, "points_agent")]
    of_all = register(capped(10, 8, 15, 12), rows)
    assert shown(of_all) == [(8, "points_line"), (4, "points_agent"), (0, "points_agent")]
    assert of_all.totals["points"] == 12
    assert list(of_all.lines["money"]) == [100, 100, 100], "money has its own caps"
    assert of_all.agents["cap"].iloc[0] == "points_line;points_agent"


def test_both_kinds_of_caps_are_named_and_a_missing_wage_stays_open() -> None:
    """Money first, then points; a line whose wage is missing gets its money when it is known."""
    prices = capped(10, whole=10, percent="1")
    unknown = register(prices, errors(1, 2), wages=None, memory=Memory(GivenOut(), TODAY))
    assert shown(unknown) == [(10, "wage-missing"), (0, "wage-missing;points_agent")]
    assert unknown.totals["agents_without_wage"] == 1
    memory = Memory(GivenOut.of(unknown.to_remember), TODAY)
    wages = {("007", ""): pay(15000)}
    known = register(prices, errors(1, 2), wages=wages, memory=memory)
    assert list(known.lines["money"]) == [100, 50]
    assert shown(known) == [(10, ""), (0, "wage_percent;points_agent")]


def test_nobody_decides_beyond_a_cap() -> None:
    """2 to 10 points, of which the month leaves 6: the range ends there, more is cut."""
    prices = capped(2, most=10, whole=8)
    found = register(prices, errors(1, 2))
    assert list(found.lines["points_most"]) == [8, 6]
    facts = dict.fromkeys(found.lines["case"], LegalFacts(points=Decimal(7)))
    assert shown(register(prices, errors(1, 2), facts=facts)) == [(7, ""), (1, "points_agent")]


def test_what_was_given_out_keeps_its_points_and_fills_the_cap() -> None:
    """A late line with an earlier date gets what is left; a new cap changes no paper."""
    first = register(capped(10, whole=15), errors(5), memory=Memory(GivenOut(), TODAY))
    memory = Memory(GivenOut.of(first.to_remember), TODAY)
    rows = pd.concat([errors(5), errors(1).assign(recording="late")], ignore_index=True)
    late = register(capped(10, whole=15), rows, memory=memory)
    assert shown(late) == [(5, "points_agent"), (10, "")]
    assert late.differing.empty
    tighter = register(capped(10, whole=4), rows, memory=memory)
    assert shown(tighter) == [(0, "points_agent"), (10, "")]
    assert list(tighter.differing["difference_why"]) == ["cap-changed"]


@given(
    st.lists(st.tuples(st.integers(1, 31), st.sampled_from("12")), max_size=8),
    st.integers(0, 12),
    *(st.one_of(st.none(), st.integers(0, 30)) for _ in range(3)),
    st.randoms(use_true_random=False),
)
@examples(20)
def test_a_cap_never_raises_points(
    calls: list[tuple[int, str]],
    each: int,
    line: int | None,
    month: int | None,
    whole: int | None,
    chance: Any,
) -> None:
    """No line above its price, no sum above a cap, in any order of the rows."""
    found = {"fatal": True, "fatal_codes": "F11"}
    rows = frame(*({"call_date": date(2026, 10, d), "agent": who, **found} for d, who in calls))
    result = register(capped(each, line, month, whole), rows)
    again = rows.sample(frac=1, random_state=chance.randrange(99))
    pd.testing.assert_frame_equal(
        register(capped(each, line, month, whole), again).lines, result.lines
    )
    assert all(0 <= points <= each for points in result.lines["points"])
    for _, own in result.lines.groupby("agent"):
        most = [limit for limit in (month, whole) if limit is not None]
        per_line = min(each, line) if line is not None else each
        assert sum(own["points"]) == min([per_line * len(own), *most])
