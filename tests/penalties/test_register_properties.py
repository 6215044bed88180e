"""Whatever the breaches, the register adds up, keeps its caps and doesn't depend on the order of rows."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from register_workshop import MONITORING, NORM, book, caps, frame, schemes, tariff

from examples import examples
from qa_workbook.penalties import assess
from qa_workbook.penalties.caps import Pay

pytestmark = pytest.mark.slow

ROWS = st.fixed_dictionaries(
    {
        "agent": st.sampled_from(["1", "2", "3"]),
        "call_date": st.dates(date(2026, 9, 25), date(2026, 10, 5)),
        "error_deduction": st.integers(0, 10),
        "fatal_codes": st.sampled_from(["", "", "F11", "F11;F12"]),
    }
)
CLAUSES = st.fixed_dictionaries(
    {
        "agent": st.sampled_from(["1", "2", "3"]),
        "call_date": st.dates(date(2026, 9, 25), date(2026, 10, 5)),
        "clause": st.sampled_from(["ten.nuisance", "six.hanging_up", "ten.ordering"]),
        "times": st.integers(1, 4),
        "aggravated": st.booleans(),
    }
)
AMOUNTS = st.one_of(st.none(), st.integers(0, 40000).map(lambda fen: str(Decimal(fen).scaleb(-2))))
WAGES = st.dictionaries(
    st.tuples(st.sampled_from(["1", "2", "3"]), st.sampled_from(["", "2026-09", "2026-10"])),
    st.builds(
        Pay,
        st.integers(0, 500000).map(lambda fen: Decimal(fen).scaleb(-2)),
        st.one_of(st.none(), st.integers(0, 50000).map(lambda fen: Decimal(fen).scaleb(-2))),
    ),
)


@given(
    st.lists(ROWS, max_size=12),
    st.lists(CLAUSES, max_size=8),
    AMOUNTS,
    AMOUNTS,
    WAGES,
    st.randoms(use_true_random=False),
)
@examples(25)
def test_assess__adds_up_and_keeps_the_caps(
    rows: list[dict],
    clauses: list[dict],
    monthly: str | None,
    floor: str | None,
    wages: dict,
    chance: random.Random,
) -> None:
    """Money is the sum of its lines, never above a cap, never negative, all Decimal; row order changes nothing."""
    frames = {
        MONITORING: frame(*({**row, "fatal": bool(row["fatal_codes"])} for row in rows)),
        NORM: frame(*clauses) if clauses else frame(),
    }
    tariffs = book(tariff(caps=caps(monthly, "20", floor)))
    register = assess(tariffs, schemes(), frames, wages)
    shuffled = {
        key: part.sample(frac=1, random_state=chance.randrange(99)) for key, part in frames.items()
    }
    pd.testing.assert_frame_equal(assess(tariffs, schemes(), shuffled, wages).lines, register.lines)

    lines = register.lines
    expected = sum(
        (row["error_deduction"] > 0) + len(row["fatal_codes"].split(";")) * bool(row["fatal_codes"])
        for row in rows
    )
    assert len(lines) == expected + len(clauses)
    assert (
        register.totals["money"]
        == sum(lines["money"], Decimal(0))
        == sum(register.agents["money"], Decimal(0))
    )
    assert all(
        isinstance(value, Decimal)
        for name in ("points", "money", "money_before_cap")
        for value in lines[name]
    )
    assert ((lines["money"] >= 0) & (lines["money"] <= lines["money_before_cap"])).all()
    says_why = (lines["cap"] != "") | (lines["why"] != "")
    assert ((lines["money"] < lines["money_before_cap"]) <= says_why).all()
    for (agent, month), own in lines.groupby(["agent", lines["call_date"].dt.month]):
        total = sum(own["money"], Decimal(0))
        pay = wages.get((agent, f"2026-{month:02}"), wages.get((agent, "")))
        assert total <= (pay.performance or 0 if pay else 0), "all of it is performance pay"
        wage = pay.wage if pay else None
        assert monthly is None or total <= Decimal(monthly)
        assert wage is not None or total == 0
        assert wage is None or total * 5 <= wage
        assert wage is None or floor is None or total == 0 or wage - total >= Decimal(floor)
