"""Upheld complaints as breaches (S12): which are some, what they cost, and what is said of them."""

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
    raw_tariff,
    schemes,
    tariff,
)

from examples import examples
from qa_workbook.config.base import Text
from qa_workbook.demo.tariff import with_complaints
from qa_workbook.numbers import period
from qa_workbook.penalties import AgentMonths, Memory, Register, assess, load_tariffs
from qa_workbook.penalties.complaints import (
    Complaints,
    ComplaintWords,
    complaints_of,
    with_people,
)
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.penalties.legality import LegalFacts
from qa_workbook.penalties.months import MONTH_COLUMNS
from qa_workbook.penalties.tariff import Tariff

WORDS = ComplaintWords(
    Text(zh="投诉表扬登记", en="Complaints"),
    {"service": Text(zh="服务", en="Service"), "business": Text(zh="业务", en="Business")},
    {"group": Text(zh="集团总部", en="Group"), "own": Text(zh="本中心", en="This centre")},
)
NOVEMBER = date(2026, 11, 1)
TEXTS = ("ticket", "kind", "source", "agent", "name", "team", "upheld", "cause", "recording")


def tickets(*rows: dict[str, Any]) -> pd.DataFrame:
    """Accepted rows of the form: by default upheld complaints about 007's service, a day each."""
    found = []
    for number, row in enumerate(rows, 1):
        own = {"ticket": f"T{number}", "received": f"2026-10-{number:02d} 09:30", "agent": "007"}
        said = {"kind": "complaint", "source": "group", "upheld": "yes", "cause": "service"}
        place = {"file": "投诉.xlsx", "sheet": "投诉表扬登记", "row": 9 + number, "version": "1"}
        found.append({**dict.fromkeys((*TEXTS, "remark"), ""), **own, **said, **place, **row})
    table = pd.DataFrame(found)
    return table.assign(received=pd.to_datetime(table["received"]).astype("datetime64[s]"))


def complaints(*rows: dict[str, Any]) -> Complaints:
    return complaints_of(tickets(*rows), WORDS)


def rule(id_: str, money: object, points: object = 0, **more: Any) -> dict[str, Any]:
    """A rule for all upheld complaints; `more` are other keys."""
    raw = raw_tariff()["rules"][0]
    return {
        **{"id": id_, "name": id_, "cause": "complaint", "scheme": "*", "codes": "all"},
        "points": {**raw["points"], "amount": Decimal(str(points))},
        "money": {**raw["money"], "amount": Decimal(str(money))},
        "legal_nature": "performance",
        **more,
    }


def second(same: str, within: object = "month") -> dict[str, Any]:
    """Only the second time."""
    return {"nth": {"first": 2, "within": within, "same": same, "source": "test"}}


def priced(*rules: dict[str, Any], **changes: Any) -> Tariff:
    return tariff(rules=list(rules), **{"caps": caps(), **changes})


def register(
    prices: Tariff, found: Complaints, asked: str = "2026-10", rows: pd.DataFrame | None = None, **more: Any
) -> Register:  # fmt: skip
    """The register of complaints, beside recordings if there are any."""
    frames = {} if rows is None else {MONITORING: rows}
    return assess(book(prices), schemes(), frames, WAGES, period(asked), complaints=found, **more)


def costs(found: Register) -> list[tuple[str, str, int]]:
    """Ticket, rule and yuan of the lines."""
    lines = found.lines
    return list(zip(lines["recording"], lines["rule"], lines["money"].map(int), strict=True))


def test_only_an_upheld_complaint_about_somebody_is_a_breach() -> None:
    """Praise, what isn't upheld, what is open cost nothing; without agent or cause it is listed apart."""
    found = complaints(
        {"ticket": "A", "name": "李四", "team": "一班", "received": "2026-10-05 23:59"},
        {"kind": "praise"},
        {"upheld": "no"},
        {"upheld": "open"},
        {"ticket": "E", "agent": "", "cause": ""},
        {"ticket": "F", "cause": ""},
    )
    made = register(priced(rule("a", 20, 5)), found)
    (line,) = made.lines.to_dict("records")
    assert (line["recording"], line["inspector"], line["scheme"]) == ("A", "", "complaints")
    assert (line["agent"], line["name"], line["team"]) == ("007", "李四", "一班")
    assert (line["call_date"], line["clause"]) == (pd.Timestamp("2026-10-05"), "服务投诉")
    assert (line["points"], line["money"], line["scheme_name"]) == (5, 20, "投诉表扬登记")
    apart = made.unattributed
    assert list(zip(apart["ticket"], apart["why"], strict=True)) == [
        ("E", "no-agent"),
        ("F", "no-cause"),
    ]
    assert (made.totals["breaches"], made.totals["by_score"]) == (0, 1)


def test_a_tariff_that_does_not_price_it_says_nothing_of_it() -> None:
    """No rule for its cause, source or day: neither a line nor an unpriced breach, and nobody is asked for."""
    found = complaints({}, {"agent": ""})
    fatal = raw_tariff()["rules"][0]
    for prices in (
        priced(fatal),
        priced(fatal, rule("a", 5), valid_from=NOVEMBER),
    ):
        made = register(prices, found)
        assert (len(made.lines), len(made.unpriced), len(made.unattributed)) == (0, 0, 0)
    for one in (rule("a", 5, codes=["business"]), rule("a", 5, sources=["own"])):
        made = register(priced(one), found)
        assert (len(made.lines), len(made.unpriced), len(made.unattributed)) == (0, 0, 1)


def test_cause_and_source_choose_the_rule() -> None:
    """The first rule that fits counts; a rule without sources is for all of them."""
    found = complaints(
        {"source": "own"}, {"cause": "business", "source": "own"}, {"cause": "business"}
    )
    rules = (rule("above", 90, sources=["group"]), rule("service", 20, codes=["service"]))
    made = register(priced(*rules, rule("other", 5)), found)
    assert costs(made) == [("T1", "service", 20), ("T2", "other", 5), ("T3", "above", 90)]


@pytest.mark.parametrize(
    ("when", "dear"),
    [
        (second("cause"), ["T2", "T3"]),
        (second("code"), ["T3"]),
        (second("cause", 1), []),
        (second("cause", 2), ["T2", "T3"]),
    ],
)
def test_the_second_complaint_may_cost_more(when: dict[str, Any], dear: list[str]) -> None:
    """`cause` counts every upheld complaint of the agent, `code` those of the same kind only."""
    found = complaints({}, {"cause": "business"}, {}, {"agent": "008"})
    made = register(priced(rule("again", 100, when=when), rule("first", 10)), found)
    assert [one for one, by, _ in costs(made) if by == "again"] == dear


def test_the_second_complaint_of_a_day_is_the_one_that_came_second() -> None:
    """The time of receipt says which is the second, and the number only of equal times."""
    early, late = "2026-10-06 08:00", "2026-10-06 10:00"
    prices = priced(rule("again", 100, when=second("cause")), rule("first", 10))
    found = complaints({"ticket": "A8", "received": late}, {"ticket": "Z8", "received": early})
    assert costs(register(prices, found)) == [("Z8", "first", 10), ("A8", "again", 100)]
    found = complaints({"ticket": "Z8", "received": late}, {"ticket": "A8", "received": late})
    assert costs(register(prices, found)) == [("A8", "first", 10), ("Z8", "again", 100)]


def test_what_was_revoked_is_no_first_time() -> None:
    """The second complaint is the first one after all, if the first one was none."""
    prices = priced(rule("again", 100, when=second("cause")), rule("first", 10))
    found = complaints({}, {})
    case = register(prices, found).lines["case"].iloc[0]
    made = register(prices, found, facts={case: LegalFacts(revoked=True)})
    assert [by for _, by, _ in costs(made)] == ["first", "first"]


def test_days_before_the_period_are_counted() -> None:
    """A complaint of September is the first time within 30 days, and no line of October."""
    found = complaints({"received": "2026-09-28 10:00"}, {"ticket": "X"})
    prices = priced(rule("again", 100, when=second("cause", 30)), rule("first", 10))
    assert costs(register(prices, found)) == [("X", "again", 100)]


def test_caps_hold_for_complaints() -> None:
    """Of a rule, and of all rules together with those of recordings."""
    limits = {"agent_month": 30, "unit": "yuan", "source": "test"}
    made = register(priced(rule("a", 20, caps=limits)), complaints({}, {}, {}))
    assert [money for *_, money in costs(made)] == [20, 10, 0]
    fatal = {"call_date": date(2026, 10, 1), "fatal": True, "fatal_codes": "F11"}
    both = priced(rule("a", 50), raw_tariff()["rules"][0], caps=caps(agent_month="120"))
    made = register(both, complaints({}), rows=frame(fatal))
    assert sum(made.lines["money"]) == 120


def test_rules_for_months_count_complaints() -> None:
    """A budget is used up by tickets alone, also of somebody without any recording; such a month isn't clean."""
    raw = rule("budget", 0, scheme="*")
    budget = {key: value for key, value in raw.items() if key != "codes"} | {
        "cause": "points_budget",
        "when": {"points_at_least": {"amount": Decimal(10), "unit": "points", "source": "test"}},
    }
    clean = {key: value for key, value in raw.items() if key != "codes"} | {
        "id": "clean",
        "cause": "clean_month",
        "points": {**raw["points"], "amount": Decimal(5), "unit": "points back"},
    }
    default = {"scheme": "monitoring-10x4", "version": "2026.1", "month": "2026-10", "score": Decimal(95)}  # fmt: skip
    people = [{"agent": "007", "name": "李四"}, {"agent": "008", "name": "王五"}]
    table = [{**default, "team": "一班", "recordings": 12, "band": "good", **one} for one in people]
    known = AgentMonths(pd.DataFrame(table, columns=list(MONTH_COLUMNS)), NOVEMBER)
    found = complaints({}, {}, {"agent": "009", "name": "赵六"}, {"agent": "009"})
    made = register(priced(rule("a", 0, 5), budget, clean), found, months=known)
    monthly = made.lines[made.lines["recording"] == "2026-10"]
    assert list(zip(monthly["agent"], monthly["rule"], strict=True)) == [
        ("007", "budget"),
        ("008", "clean"),
        ("009", "budget"),
    ]
    gone = made.lines["case"][made.lines["agent"] == "009"]
    facts = {case: LegalFacts(revoked=True) for case in gone}
    after = register(priced(rule("a", 0, 5), budget, clean), found, months=known, facts=facts)
    assert "009" not in set(after.lines["agent"][after.lines["recording"] == "2026-10"])


def test_the_same_recording_is_told_also_across_months() -> None:
    """The call in September, the complaint in October; a case that was revoked is no other line."""
    fatal = {"recording": "R1", "call_date": date(2026, 9, 30), "fatal": True, "fatal_codes": "F11"}
    prices = priced(rule("a", 20), raw_tariff()["rules"][0])
    memory = Memory(GivenOut(), NOVEMBER)
    given = register(prices, Complaints(WORDS), "2026-09", rows=frame(fatal), memory=memory)
    memory = Memory(GivenOut.of(given.to_remember), NOVEMBER)
    found = complaints({"recording": "r 1"}, {"recording": "R2", "remark": "有录音"})
    remarks = list(register(prices, found, memory=memory).lines["remark"])
    assert remarks == [
        "同一录音另有扣罚：致命性错误；来源：集团总部；录音：r 1",
        "来源：集团总部；录音：R2；有录音",
    ]
    facts = {given.lines["case"].iloc[0]: LegalFacts(revoked=True)}
    after = register(prices, found, memory=memory, facts=facts).lines["remark"]
    assert after.iloc[0] == "来源：集团总部；录音：r 1"


def test_what_was_given_out_stays_without_a_rule() -> None:
    """A paper is out: a tariff without the rule neither drops the line nor changes its amount."""
    found, memory = complaints({}), Memory(GivenOut(), NOVEMBER)
    given = register(priced(rule("a", 20, 5), confirmed={"by": "x", "on": NOVEMBER}), found, memory=memory)  # fmt: skip
    memory = Memory(GivenOut.of(given.to_remember), NOVEMBER)
    later = register(priced(raw_tariff()["rules"][0]), found, memory=memory)
    assert later.withdrawn.empty
    (line,) = later.lines.to_dict("records")
    assert (line["points"], line["money"], line["difference_why"]) == (5, 20, "no-rule")


@given(st.permutations(range(5)))
@examples(10)
def test_the_order_of_rows_does_not_matter(order: list[int]) -> None:
    """Cases, rules and remarks follow what the tickets say."""
    rows = [{"ticket": f"T{n}", "received": "2026-10-05 08:00", "recording": f"R{n % 2}"} for n in range(5)]  # fmt: skip
    prices = priced(rule("again", 100, when=second("cause")), rule("first", 10))
    names = ["case", "recording", "rule", "money", "remark"]
    one, other = (
        register(prices, complaints(*(rows[place] for place in places))).lines[names]
        for places in (range(5), order)
    )
    pd.testing.assert_frame_equal(one, other)


NTH = "when: {nth: {first: 2, within: month, same: cause, source: x}}"
COMPLAINT = """  - id: all-complaints
    name: 投诉
    cause: complaint
    scheme: "*"
    codes: all
    sources: [group]
    points: {amount: 1, per: occurrence, unit: points, source: x}
    money: {amount: 0, per: occurrence, unit: yuan, source: x}
    legal_nature: none
"""


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("    codes: all\n", "    codes: all\n    sources: [group]\n", "tariff-sources"),
        ("    codes: all\n", f"    codes: all\n    {NTH}\n", "tariff-same-cause"),
        (
            "rules:",
            f"rules:\n{COMPLAINT}{COMPLAINT.replace('all-complaints', 'again').replace('codes: all', 'codes: [service]')}#",
            "tariff-rule-hidden",
        ),
        (
            "rules:",
            f"rules:\n{COMPLAINT.replace('codes: all', 'clauses: all')}#",
            "tariff-selector",
        ),
        (
            "rules:",
            f"rules:\n{COMPLAINT.replace('sources: [group]', 'when: {bands: [good]}')}#",
            "tariff-when",
        ),
    ],
)
def test_faults_of_a_tariff(tmp_path: Path, old: str, new: str, code: str) -> None:
    """Each has a code and its words in both languages."""
    words = SHIPPED.read_text("utf-8").replace(old, new, 1)
    (tmp_path / "t.yaml").write_text(words, "utf-8")
    faults = load_tariffs(tmp_path)[1]
    assert [fault.code for fault in faults] == [code]
    assert faults[0].zh != faults[0].en


def test_a_rule_for_some_sources_does_not_hide_one_for_all(tmp_path: Path) -> None:
    """What comes from elsewhere is left to the rule behind it."""
    wide = COMPLAINT.replace("all-complaints", "rest").replace("    sources: [group]\n", "")
    words = SHIPPED.read_text("utf-8").replace("rules:", f"rules:\n{COMPLAINT}{wide}#", 1)
    (tmp_path / "t.yaml").write_text(words, "utf-8")
    assert load_tariffs(tmp_path)[1] == []


def test_the_rule_that_the_shipped_tariff_offers_is_sound(tmp_path: Path) -> None:
    """Taking off the signs in front of it is all it needs; until then complaints cost nothing."""
    words = SHIPPED.read_text("utf-8")
    assert "complaint" not in {rule.cause for rule in tariff().rules}
    (tmp_path / "t.yaml").write_text(with_complaints(words), "utf-8")
    found, faults = load_tariffs(tmp_path)
    assert faults == []
    assert found.tariffs[0].rules[-1].cause == "complaint"


def test_a_ticket_may_leave_out_name_and_team() -> None:
    """They are those that recordings and roster have of the agent, the latest that says it; what a ticket says stays."""
    people = pd.DataFrame(
        [("0 07", "李 四", "一班"), ("007", "李四", ""), ("008", "王五", "二班")],
        columns=["agent", "name", "team"],
        dtype="str",
    )
    found = complaints({}, {"agent": "008", "name": "小王"}, {"agent": "009"})
    rows = with_people(found, people).breaches
    assert list(zip(rows["name"], rows["team"], strict=True)) == [
        ("李四", "一班"),
        ("小王", "二班"),
        ("", ""),
    ]
