"""Whether a ledger is what was written: every event in its place, unchanged, tied to the last."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, NamedTuple

from qa_workbook.ledger.event import FIRST, parsed
from qa_workbook.ledger.merkle import Tree, leaf_hash

GAP, LINK, HASH, FORM, CASE, LEAF, GONE = "gap", "link", "hash", "form", "case", "leaf", "gone"
"""Why an event does not fit: its number is not the next one; it is not tied to the event before;
its content is not that of its hash; it has no canonical form; it is filed under another case; its
place in the tree is that of another content; its content is gone, and no event says that it was
deleted after its term."""
RETENTION = "retention"
"""The event that says which contents were deleted after their term (`deletion`)."""


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

    `root` is of the events before the first bad one; `pruned` counts those whose content was
    deleted after its term.
    """

    events: int
    first_bad: int | None
    why: str
    root: str
    pruned: int = 0

    @property
    def ok(self) -> bool:
        """Whether every event fits."""
        return self.first_bad is None


def verify(rows: Iterable[Row]) -> Verified:
    """Checks stored events in their order, and stops at the first that does not fit.

    An event without content fits only if a later one says that it was deleted, with its hashes.
    """
    tree, previous, number = Tree(), FIRST, 0
    pruned: dict[int, Row] = {}
    told: set[int] = set()
    for row in rows:
        number += 1
        why = _fault(row, number, previous)
        if why:
            return Verified(number, row.seq, why, tree.root.hex())
        if row.body is None:
            pruned[row.seq] = row
        elif not row.case:
            told |= _told_deleted(row.body, pruned)
        tree.add(bytes.fromhex(row.leaf))
        previous = row.hash
    untold = pruned.keys() - told
    if untold:
        return Verified(number, min(untold), GONE, tree.root.hex())
    return Verified(number, None, "", tree.root.hex(), len(pruned))


def deletion(rows: Sequence[Row]) -> dict[str, Any]:
    """Returns what a retention event says of the events whose content is deleted with it.

    `events`: their numbers as runs of first and last; `digest`: SHA-256 over the hash and the leaf
    of each, as text, one after the other.
    """
    return {"events": _runs([row.seq for row in rows]), "digest": _digest(rows)}


def _told_deleted(body: bytes, pruned: Mapping[int, Row]) -> set[int]:
    """The numbers of the events that a retention event says were deleted, if their hashes fit."""
    fields = parsed(body)
    if fields["event"] != RETENTION:
        return set()
    seqs = [seq for first, last in fields["data"]["events"] for seq in range(first, last + 1)]
    rows = [pruned[seq] for seq in seqs if seq in pruned]
    fits = len(rows) == len(seqs) and _digest(rows) == fields["data"]["digest"]
    return set(seqs) if fits else set()


def _digest(rows: Iterable[Row]) -> str:
    return sha256("".join(row.hash + row.leaf for row in rows).encode("ascii")).hexdigest()


def _runs(numbers: Sequence[int]) -> list[list[int]]:
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


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
