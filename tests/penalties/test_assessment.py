"""What a breach costs, and where the register says it comes from."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from register_workshop import (
    LETTERS,
    MONITORING,
    NORM,
    SATISFACTION,
    WAGES,
    book,
    caps,
    frame,
    pay,
    raw_tariff,
    schemes,
    tariff,
)

from qa_workbook.numbers import period
from qa_workbook.penalties import Register, assess, whole_months
from qa_workbook.penalties.caps import Wages
from qa_workbook.penalties.model import LINE_COLUMNS, TotalsDiffer
from qa_workbook.penalties.totals import checked_totals


def assessed(
    rows: pd.DataFrame,
    key: str = MONITORING,
    wages: Wages | None = WAGES,
    **changes: object,
) -> Register:
    tariffs = book(tariff(**changes))
    return assess(tariffs, schemes(), {key: rows}, wages, letters=LETTERS)


def test_assess__every_fatal_code_is_a_line() -> None:
    """A recording with two fatal codes has two lines, each with its code in words and the cell it was entered in."""
    lines = assessed(frame({"fatal": True, "fatal_codes": "F11;F21"}, {})).lines
    assert tuple(lines.columns) == LINE_COLUMNS
    assert list(lines["code"]) == ["F11", "F21"]
    first = lines.iloc[0]
    assert (first["number"], first["cause"], first["clause"], first["cell"]) == (
        "",
        "fatal",
        "与客户争吵",
        "T8",
    )
    assert (first["points"], first["money"], first["rule"]) == (
        Decimal(10),
        Decimal("100.00"),
        "fatal",
    )
    assert (first["scheme"], first["version"], first["tariff"], first["tariff_version"]) == (
        "monitoring-10x4",
        "2026.1",
        "service-quality",
        "2026.1",
    )


def test_assess__an_error_deduction_costs_per_point() -> None:
    """差错扣分 of 7 costs seven times the amount per point."""
    lines = assessed(frame({"error_deduction": 7, "error_codes": "E1"})).lines
    shown = lines[["points", "money", "cause", "cell", "clause"]].iloc[0].tolist()
    assert shown == [Decimal(7), Decimal("35.00"), "error_deduction", "R8", "业务差错"]


def deduction_lines(codes: str, **changes: object) -> list[tuple[str, int, int, str]]:
    """Code, points, money and reason of the lines of a deduction of 7 with these codes."""
    lines = assessed(frame({"error_deduction": 7, "error_codes": codes}), **changes).lines
    shown = lines[["code", "points", "money", "why"]].itertuples(index=False, name=None)
    return [(code, int(points), int(money), why) for code, points, money, why in shown]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        ("", [("", 7, 35, "")]),
        ("E2;E1", [("E1", 0, 0, "shared"), ("E2", 7, 35, "")]),
        ("E77;E1", [("E1", 7, 35, ""), ("E77", 0, 0, "unknown-code")]),
        ("E77", [("E77", 0, 0, "unknown-code")]),
        ("E77;E78", [("E77", 0, 0, "unknown-code"), ("E78", 0, 0, "unknown-code")]),
    ],
)
def test_assess__a_deduction_is_charged_once(codes: str, expected: list) -> None:
    """Each error code is a line; the first known one carries the deduction, an unknown one nothing."""
    assert deduction_lines(codes) == expected


def test_assess__the_code_of_the_first_rule_carries_the_deduction() -> None:
    """Of several codes of a row the one whose rule comes first in the tariff is charged, once."""
    raw = raw_tariff()
    special = {**raw["rules"][1], "id": "special", "codes": ["E2"]}
    special["money"] = {**special["money"], "amount": Decimal(6)}
    listed = {**raw["rules"][1], "id": "listed", "codes": ["E3"]}
    assert deduction_lines("E1;E2", rules=[special, *raw["rules"]]) == [
        ("E1", 0, 0, "shared"),
        ("E2", 7, 42, ""),
    ]
    assert deduction_lines("E1;E3", rules=[listed]) == [("E1", 0, 0, "shared"), ("E3", 7, 35, "")]


def test_assess__an_unknown_fatal_code_costs_nothing() -> None:
    """A code that the scheme's version lacks costs neither points nor money, and the line says so."""
    lines = assessed(frame({"fatal": True, "fatal_codes": "F11;F99"})).lines
    assert lines[["code", "points", "money", "why"]].values.tolist() == [
        ["F11", Decimal(10), Decimal(100), ""],
        ["F99", Decimal(0), Decimal(0), "unknown-code"],
    ]


def test_assess__the_line_cap_cuts_and_is_named() -> None:
    """A deduction of 10 would cost 50 yuan; with a lower cap on the line it costs that, and the line says so."""
    raw = raw_tariff()
    raw["rules"][1]["caps"]["line"] = Decimal("42.5")
    lines = assessed(frame({"error_deduction": 10}), rules=raw["rules"]).lines
    assert lines[["money_before_cap", "money", "cap"]].iloc[0].tolist() == [
        Decimal("50.00"),
        Decimal("42.5"),
        "line",
    ]


@pytest.mark.parametrize(
    ("clause", "times", "aggravated", "points", "money"),
    [
        ("ten.ordering", 1, False, 10, "50"),
        ("ten.ordering", 3, False, 30, "150"),
        ("ten.nuisance", 2, True, 40, "200"),
        ("six.hanging_up", 1, True, 12, "60"),
    ],
)
def test_assess__clauses_follow_the_scheme(
    clause: str, times: int, aggravated: bool, points: int, money: str
) -> None:
    """A clause takes the scheme's points per occurrence; an aggravated one counts by the clause's factor, in money too."""
    row = {"clause": clause, "times": times, "aggravated": aggravated}
    line = assessed(frame(row), NORM).lines.iloc[0]
    assert (line["points"], line["money"], line["cell"]) == (Decimal(points), Decimal(money), "F8")
    assert (line["times"], line["aggravated"]) == (times, aggravated)


def test_assess__the_first_rule_that_fits_counts() -> None:
    """A special rule before a general one prices its codes, the general one the rest."""
    raw = raw_tariff()
    special = {**raw["rules"][0], "id": "quarrel", "codes": ["F11"]}
    special["money"] = {**special["money"], "amount": Decimal(500)}
    rows = frame({"fatal": True, "fatal_codes": "F11"}, {"fatal": True, "fatal_codes": "F12"})
    assert list(assessed(rows, rules=[special, *raw["rules"]]).lines["rule"]) == [
        "quarrel",
        "fatal",
    ]


def test_assess__a_rule_prices_only_the_schemes_it_lists() -> None:
    """With `scheme: [a, b]` the breaches of a are priced, those of c are not."""
    raw = raw_tariff()
    listed = {**raw["rules"][0], "scheme": [MONITORING.id, "dial-test-2011"]}
    rows = frame({"fatal": True, "fatal_codes": "F11"})
    frames = {MONITORING: rows, SATISFACTION: rows.assign(recording="C1")}
    register = assess(book(tariff(rules=[listed])), schemes(), frames)
    assert list(register.lines["scheme"]) == ["monitoring-10x4"]
    assert list(register.unpriced["scheme"]) == ["satisfaction-3-9-20"]


def test_assess__without_a_rule_there_is_no_price() -> None:
    """A missing rule is reported, never priced by guess: the breach stands apart with the reason."""
    register = assessed(
        frame({"fatal": True, "fatal_codes": "F11"}), rules=raw_tariff()["rules"][1:]
    )
    assert register.lines.empty
    assert register.unpriced[["why", "code", "money"]].iloc[0].tolist() == [
        "no-rule",
        "F11",
        Decimal(0),
    ]
    assert (register.totals["breaches"], register.totals["unpriced"]) == (1, 1)


def test_assess__the_tariff_of_the_call_date_holds() -> None:
    """Each call is priced by the version that held on its day; before the first one there is no price."""
    raw = raw_tariff()
    raw["rules"][0]["money"]["amount"] = Decimal(300)
    both = book(tariff(), tariff(raw, version="2026.2", valid_from=date(2026, 10, 6)))
    days = [date(2025, 12, 31), date(2026, 10, 5), date(2026, 10, 6)]
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    register = assess(both, schemes(), {MONITORING: rows}, WAGES)
    assert list(register.lines["tariff_version"]) == ["2026.1", "2026.2"]
    assert list(register.lines["money"]) == [Decimal(100), Decimal(300)]
    assert list(register.unpriced["why"]) == ["no-tariff"]
    assert [used.version for used in register.tariffs] == ["2026.1", "2026.2"]


def test_assess__wage_caps_cut_in_the_order_of_the_lines() -> None:
    """20 % of a wage of 600.55 is 120.11 (rounded down); the second fatal error gets what is left, the third nothing."""
    rows = frame(*({"fatal": True, "fatal_codes": "F11"} for _ in range(3)))
    register = assessed(rows, wages={("007", ""): pay("600.58")}, caps=caps(percent="20"))
    assert list(register.lines["money"]) == [Decimal(100), Decimal("20.11"), Decimal(0)]
    assert list(register.lines["cap"]) == ["", "wage_percent", "wage_percent"]
    assert register.agents[["money", "cap", "wage"]].iloc[0].tolist() == [
        Decimal("120.11"),
        "wage_percent",
        Decimal("600.58"),
    ]


def test_assess__the_floor_leaves_the_minimum_wage() -> None:
    """What is left of the wage never falls under the floor; nothing is taken from whoever earns less."""
    rows = frame(
        {"fatal": True, "fatal_codes": "F11"}, {"fatal": True, "fatal_codes": "F11", "agent": "008"}
    )
    wages = {("007", ""): pay(2050), ("008", ""): pay(1900)}
    lines = assessed(rows, wages=wages, caps=caps(percent="20", floor="2000")).lines
    assert list(lines["money"]) == [Decimal(50), Decimal(0)]
    assert list(lines["cap"]) == ["wage_floor", "wage_floor"]


def test_assess__an_unknown_wage_is_never_uncapped() -> None:
    """Where a cap needs a wage that nobody knows nothing is charged, and the line says so."""
    rows = frame(
        {"fatal": True, "fatal_codes": "F11"}, {"fatal": True, "fatal_codes": "F11", "agent": "008"}
    )
    wages = {("008", ""): pay(9000)}
    register = assessed(rows, wages=wages)
    shown = register.lines[["points", "money_before_cap", "money", "cap"]]
    assert shown.iloc[0].tolist() == [Decimal(10), Decimal(100), Decimal(0), "wage-missing"]
    assert shown.iloc[1].tolist() == [Decimal(10), Decimal(100), Decimal(100), ""]
    assert register.totals["agents_without_wage"] == 1
    assert register.agents["wage"].tolist() == [None, Decimal(9000)]


def test_assess__counts_what_takes_no_money_for_want_of_pay_or_nature() -> None:
    """Page one and the command say how many agents and lines it is."""
    raw = raw_tariff()
    raw["rules"][0].pop("legal_nature")
    rows = frame(
        {"fatal": True, "fatal_codes": "F11"},
        {"error_deduction": 5, "agent": "008"},
    )
    totals = assessed(rows, wages=None, rules=raw["rules"], caps=caps()).totals
    assert (totals["lines_without_nature"], totals["agents_without_performance_pay"]) == (1, 1)


@pytest.mark.parametrize("wages", [None, {}, {("007", "2026-09"): pay(9000)}])
def test_assess__a_cap_on_wages_needs_them(wages: Wages | None) -> None:
    """A wage of another month is none; without such a cap the floating part must still be known."""
    rows = frame({"fatal": True, "fatal_codes": "F11"})
    assert assessed(rows, wages=wages).lines["cap"].tolist() == ["wage-missing"]
    for changes in (caps("50"), caps()):
        lines = assessed(rows, wages=wages, caps=changes).lines
        shown = lines[["money", "cap", "why"]].iloc[0].tolist()
        assert shown == [Decimal(0), "", "performance-pay-missing"]
    floor = assessed(rows, wages=wages, caps=caps(floor="2000")).lines
    assert floor[["money", "cap"]].iloc[0].tolist() == [Decimal(0), "wage-missing"]


def test_assess__a_line_that_costs_nothing_needs_no_wage() -> None:
    """A rule without money charges nothing anyway, so the line isn't marked."""
    raw = raw_tariff()
    raw["rules"][0]["money"]["amount"] = Decimal(0)
    rows = frame({"fatal": True, "fatal_codes": "F11"})
    assert assessed(rows, wages=None, rules=raw["rules"]).lines["cap"].tolist() == [""]


def test_assess__the_wage_is_that_of_the_month() -> None:
    """A month's own wage counts before the one that stands for every month."""
    days = [date(2026, 9, 30), date(2026, 10, 1)]
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    wages = {("007", "2026-10"): pay(100), ("007", ""): pay(300)}
    assert assessed(rows, wages=wages).lines["money"].tolist() == [Decimal(60), Decimal(20)]


def test_assess__month_caps_begin_anew_each_month() -> None:
    """Caps fill up per agent and calendar month of the call."""
    days = [date(2026, 9, 30), date(2026, 10, 1), date(2026, 10, 2)]
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    assert list(assessed(rows, caps=caps(agent_month="120")).lines["money"]) == [
        Decimal(100),
        Decimal(100),
        Decimal(20),
    ]


def test_assess__part_of_a_month_knows_the_days_before() -> None:
    """A register of one day lists that day only, but its caps know what the month has already cost."""
    days = [date(2026, 10, 1), date(2026, 10, 2), date(2026, 10, 3)]
    rows = frame(*({"call_date": day, "fatal": True, "fatal_codes": "F11"} for day in days))
    day = period("2026-10-02")
    tariffs = book(tariff(caps=caps(agent_month="120")))
    register = assess(tariffs, schemes(), {MONITORING: rows}, WAGES, day)
    assert list(register.lines["money"]) == [Decimal(20)]
    assert (whole_months(day).first, whole_months(day).last) == (
        date(2026, 10, 1),
        date(2026, 10, 31),
    )


def test_assess__nothing_to_penalise() -> None:
    """A month without breaches gives an empty register of the same shape."""
    for frames in ({}, {MONITORING: frame({})}):
        register = assess(book(), schemes(), frames)
        assert (len(register.lines), len(register.agents), register.totals["money"]) == (
            0,
            0,
            Decimal(0),
        )
        assert tuple(register.lines.columns) == LINE_COLUMNS


def test_totals__that_disagree_stop_the_register() -> None:
    """Finance gets no register whose lines are not all the breaches of the records."""
    register = assessed(frame({"fatal": True, "fatal_codes": "F11"}))
    with pytest.raises(TotalsDiffer, match="breaches"):
        checked_totals(register.lines, register.agents, register.unpriced, breaches=2)
    with pytest.raises(TotalsDiffer, match="by_agent"):
        checked_totals(register.lines, register.agents.iloc[:0], register.unpriced, breaches=1)
