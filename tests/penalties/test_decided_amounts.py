"""Whatever people decide about single cases, no line takes more than its rule and the law allow."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, book, frame, schemes
from test_conditions import OUTAGE, priced, rule

from examples import examples
from qa_workbook.penalties import assess
from qa_workbook.penalties.caps import Pay
from qa_workbook.penalties.legality import LegalFacts

LEAST, MOST = 20, 50
PEOPLE = ("A", "B", "C")
CHOSEN = st.one_of(st.none(), st.integers(0, 9000).map(lambda fen: Decimal(fen).scaleb(-2)))
FACTS = st.builds(
    LegalFacts,
    money=CHOSEN,
    exclusion=st.sampled_from(["", "", "outage", "elsewhere"]),
    evidence=st.sampled_from(["", "工单 17"]),
)
FLOATING = st.one_of(st.none(), st.integers(0, 200).map(Decimal))


@pytest.mark.slow
@given(
    st.lists(st.tuples(st.sampled_from(PEOPLE), FACTS), min_size=1, max_size=10),
    st.tuples(FLOATING, FLOATING, FLOATING),
)
@examples(8)
def test_no_decision_takes_more_than_rule_and_law_allow(
    cases: list[tuple[str, LegalFacts]], floating: tuple[Decimal | None, ...]
) -> None:
    """A choice outside the range takes nothing, an exclusion too; a month never more than its floating pay."""
    tariffs = book(priced(rule("range", LEAST, most=MOST), exclusions=[OUTAGE]))
    wages = {(who, ""): Pay(Decimal(9000), pay) for who, pay in zip(PEOPLE, floating, strict=True)}
    rows = {f"R{number}": (who, facts) for number, (who, facts) in enumerate(cases)}
    fatal = {"fatal": True, "fatal_codes": "F11"}
    frames = {
        MONITORING: frame(*({"recording": one, "agent": rows[one][0], **fatal} for one in rows))
    }
    undecided = assess(tariffs, schemes(), frames, wages).lines
    known = {
        case: rows[recording][1]
        for case, recording in zip(undecided["case"], undecided["recording"], strict=True)
    }
    register = assess(tariffs, schemes(), frames, wages, facts=known)
    lines = register.lines
    assert sorted(lines["recording"]) == sorted(rows)
    for line in lines.itertuples():
        facts = rows[line.recording][1]
        excluded = facts.exclusion == "outage" and bool(facts.evidence)
        assert line.points == (0 if excluded else 2)
        in_range = facts.money is None or LEAST <= facts.money <= MOST
        most = (facts.money or LEAST) if in_range and not excluded else 0
        assert 0 <= line.money <= most
        assert line.money == most or line.why or line.cap
    for who, pay in zip(PEOPLE, floating, strict=True):
        assert sum(lines.loc[lines["agent"] == who, "money"], Decimal(0)) <= (pay or 0)
    assert register.totals["money"] == sum(lines["money"], Decimal(0))
