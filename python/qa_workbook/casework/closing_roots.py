"""Whether the ledger still gives the roots that closing its months wrote down and printed."""

from __future__ import annotations

from collections.abc import Iterable

from qa_workbook.casework.entries import MONTH_CLOSED
from qa_workbook.ledger.chain import Row, Verified
from qa_workbook.ledger.event import event_of
from qa_workbook.ledger.merkle import Tree

ROOT = "root"
"""Why an event doesn't fit: the events before it aren't those that its month was closed with."""
_NAME = MONTH_CLOSED.encode()


def closing_roots(rows: Iterable[Row]) -> Verified | None:
    """Returns the first close of a month whose root isn't that of the events before it.

    None where all fit. A chain that somebody rewrote from some event on has hashes that fit each
    other, but not the root on paper. `rows` are sound by themselves (`chain.verify`).
    """
    tree = Tree()
    for seen, row in enumerate(rows):
        if row.body and _NAME in row.body:
            event = event_of(row.body, row.hash)
            is_close = event.event == MONTH_CLOSED
            if is_close and (event.data["events"], event.data["root"]) != (seen, tree.root.hex()):
                return Verified(seen, row.seq, ROOT, tree.root.hex())
        tree.add(bytes.fromhex(row.leaf))
    return None
