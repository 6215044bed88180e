"""A chain that fits itself must also fit the roots that were printed when months were closed."""

from __future__ import annotations

from dataclasses import replace

from qa_workbook.casework.closing_roots import ROOT, closing_roots
from qa_workbook.ledger.chain import Row, verify
from qa_workbook.ledger.event import FIRST, Draft, sealed
from qa_workbook.ledger.merkle import leaf_hash, root

AT = "2026-11-02T09:00:00+08:00"


def chain(drafts: list[Draft]) -> list[Row]:
    """Returns the events of drafts as they are stored."""
    rows, previous = list[Row](), FIRST
    for number, draft in enumerate(drafts, 1):
        event, body = sealed(draft, number, previous)
        previous = event.hash
        rows.append(Row(number, event.case, body, event.hash, leaf_hash(body).hex()))
    return rows


def closed(before: list[Draft]) -> list[Draft]:
    """Returns drafts with the close of a month behind them, as it is written down."""
    leaves = [bytes.fromhex(row.leaf) for row in chain(before)]
    data = {"period": "2026-10", "root": root(leaves).hex(), "events": len(leaves)}
    return [*before, Draft(AT, "", "month-closed", "system", "system", data=data)]


def test_a_chain_that_was_rewritten_is_found_by_the_root_of_the_close():
    """Also where every hash was made anew behind the change, and whatever was written after."""
    first = [Draft(AT, "P1", "close", "system", "system", data={"money": "500"})]
    drafts = [*closed(first), Draft(AT, "P2", "open", "system", "system")]
    assert verify(chain(drafts)).ok
    assert closing_roots(chain(drafts)) is None
    rewritten = chain([replace(drafts[0], data={"money": "50"}), *drafts[1:]])
    assert verify(rewritten).ok
    found = closing_roots(rewritten)
    assert found and (found.first_bad, found.why, found.ok) == (2, ROOT, False)
