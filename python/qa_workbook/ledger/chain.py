"""Whether a ledger is what was written: every event in its place, unchanged, tied to the last."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from qa_workbook.ledger.event import FIRST, parsed
from qa_workbook.ledger.merkle import Tree, leaf_hash

GAP, LINK, HASH, FORM, CASE, LEAF = "gap", "link", "hash", "form", "case", "leaf"
"""Why an event does not fit: its number is not the next one; it is not tied to the event before;
its content is not that of its hash; it has no canonical form; it is filed under another case; its
place in the tree is that of another content."""


class Row(NamedTuple):
    """One event as it is stored; `body` is None once its content was deleted after its term."""

    seq: int
    case: str
    body: bytes | None
    hash: str
    leaf: str


@dataclass(frozen=True)
class Verified:
    """How many events were looked at, the first that does not fit and why, the root of the tree.

    `root` is of the events before the first bad one.
    """

    events: int
    first_bad: int | None
    why: str
    root: str

    @property
    def ok(self) -> bool:
        """Whether every event fits."""
        return self.first_bad is None


def verify(rows: Iterable[Row]) -> Verified:
    """Checks stored events in their order, and stops at the first that does not fit."""
    tree, previous, number = Tree(), FIRST, 0
    for row in rows:
        number += 1
        why = _fault(row, number, previous)
        if why:
            return Verified(number, row.seq, why, tree.root.hex())
        tree.add(bytes.fromhex(row.leaf))
        previous = row.hash
    return Verified(number, None, "", tree.root.hex())


def _fault(row: Row, number: int, previous: str) -> str:
    """Returns why the event is not the `number`th one after `previous`, "" if it is."""
    if row.seq != number:
        return GAP
    if not (_is_digest(row.hash) and _is_digest(row.leaf)):
        return HASH
    if row.body is None:
        return ""
    # SQLite keeps whatever it is given in a column, be it text or a number.
    if not isinstance(row.body, bytes) or sha256(row.body).hexdigest() != row.hash:
        return HASH
    if leaf_hash(row.body).hex() != row.leaf:
        return LEAF
    return _fault_of_content(row.body, row, previous)


def _fault_of_content(body: bytes, row: Row, previous: str) -> str:
    try:
        fields = parsed(body)
    except ValueError:
        return FORM
    expected = {"seq": (row.seq, GAP), "previous": (previous, LINK), "case": (row.case, CASE)}
    wrong = (why for name, (value, why) in expected.items() if fields.get(name) != value)
    return next(wrong, "")


_DIGEST = re.compile(r"[0-9a-f]{64}")


def _is_digest(text: object) -> bool:
    return isinstance(text, str) and _DIGEST.fullmatch(text) is not None
