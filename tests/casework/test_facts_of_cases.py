"""What people established about a case, as its price is made of it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from casework_workshop import decided, files_of

from qa_workbook.ledger.event import Draft
from qa_workbook.penalties.legality import LegalFacts

LINE = {
    "case": "P1", "scheme": "s", "recording": "R1", "inspector": "Q", "agent": "A", "cause": "clause",
    "code": "c", "n": 1, "entry": "c", "name": "", "day": "2026-10-05", "times": 1,
    "aggravated": False, "deducted": "0", "tariff": "t", "tariff_version": "1", "rule": "r",
    "points": "4", "money_before_cap": "100", "money": "100", "cap": "", "why": "",
    "confirmed": True, "given_on": "2026-10-31", "number": "2026-10-0001",
}  # fmt: skip


@pytest.mark.parametrize(
    ("ranges", "chosen"),
    [
        ({}, LegalFacts(loss=Decimal(100))),
        ({"points_range": ["4", "8"]}, LegalFacts(loss=Decimal(100), points=Decimal(4))),
        ({"money_range": ["20", "100"]}, LegalFacts(loss=Decimal(100), money=Decimal(100))),
    ],
)
def test_a_judgement_chooses_only_where_the_register_left_a_choice(ranges, chosen):
    """Elsewhere it takes over what caps have cut, which the rule's own amount is no choice against."""
    data = {"line": LINE, **ranges}
    begun = Draft("2026-10-31T09:00:00+08:00", "P1", "open", "system", "system", data=data)
    judged = decided("P1", "judge", points="4", money="100", loss="100")
    assert files_of([begun, judged])["P1"].facts == chosen
