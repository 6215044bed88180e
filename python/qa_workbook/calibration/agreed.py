"""定稿: what the lead writes down after the discussion, as marks that are settled (S8)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from hashlib import sha256

from qa_workbook.calibration.panel import Panel, PanelItem
from qa_workbook.calibration.session import Kind, Session, Settled
from qa_workbook.frames import folded
from qa_workbook.numbers import decimal, plain

_BETWEEN = re.compile(r"[、，,；;/\n]+")
_SEPARATOR = "\x1f"


@dataclass(frozen=True)
class AgreedRow:
    """One row as it was written: marks by item, the verdict, and what stays disputed by whom.

    All are texts, "" where nothing was written.
    """

    recording: str
    verdict: str = ""
    items: str = ""
    disputed_by: str = ""
    reason: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        """Whether nobody wrote anything into it."""
        return not any([self.verdict, self.items, self.disputed_by, *self.marks.values()])

    @property
    def fingerprint(self) -> str:
        """Tells the same row again."""
        marks = [f"{item}={mark}" for item, mark in sorted(self.marks.items()) if mark]
        said = [folded(self.recording), self.verdict, self.items, self.disputed_by, self.reason]
        return sha256(_SEPARATOR.join([*said, *marks]).encode()).hexdigest()


@dataclass(frozen=True)
class Unsettled(Exception):
    """A row that can't be taken over: `code` says why, `column` where, `value` what stands there.

    Columns are verdict, items, disputed_by, or the id of an item.
    """

    code: str
    column: str
    value: str = ""


AGREED, DISPUTED = "agreed", "disputed"
"""The two verdicts, as `settled_of` knows them; people write the words of their language."""


def settled_of(
    session: Session, panel: Panel, row: AgreedRow, names: Mapping[str, str], by: str, at: str
) -> list[Settled]:
    """Returns what a row settles: every item of its recording.

    An item without a mark of its own has the gold mark; so `verdict` must say that all is agreed,
    or which items are still disputed. `names` gives the id of an item by its folded name. Raises
    Unsettled.
    """
    call = session.call(row.recording)
    if call is None:
        raise Unsettled("unknown_recording", "recording", row.recording)
    if row.verdict not in (AGREED, DISPUTED):
        raise Unsettled("verdict_missing", "verdict", row.verdict)
    disputed = list(_disputed(row, names))
    if row.verdict == AGREED and (disputed or row.disputed_by):
        raise Unsettled("verdict_differs", "verdict", row.verdict)
    if row.verdict == DISPUTED and not disputed:
        raise Unsettled("items_missing", "items")
    if row.verdict == DISPUTED and not row.disputed_by:
        raise Unsettled("disputers_missing", "disputed_by")
    who = tuple(filter(None, map(str.strip, _BETWEEN.split(row.disputed_by))))
    found = []
    for item in panel.items:
        kind, mark = Kind.DISPUTED, ""
        if item.id not in disputed:
            kind, mark = Kind.AGREED, _mark(panel, row, item, call.recording)
        disputers = who if kind is Kind.DISPUTED else ()
        about = (kind, call.recording, item.id, mark, by, at, row.reason, disputers)
        found.append(Settled(*about, row=row.fingerprint))
    return found


@dataclass(frozen=True)
class Ruling:
    """What arbitration says of one disputed mark; `at` is when, `by` who."""

    recording: str
    item: str
    mark: str
    by: str
    at: str
    reason: str


def ruled(session: Session, panel: Panel, ruling: Ruling) -> Settled:
    """Returns a ruling as what it settles. Raises Unsettled where nothing is disputed."""
    call, known = session.call(ruling.recording), panel.by_id.get(ruling.item)
    if call is None:
        raise Unsettled("unknown_recording", "recording", ruling.recording)
    last = session.last.get((folded(ruling.recording), ruling.item))
    if known is None or last is None or last.kind is not Kind.DISPUTED:
        raise Unsettled("not_disputed", "items", ruling.item)
    mark = _allowed(panel, known, ruling.mark)
    about = (Kind.RULED, call.recording, known.id, mark, ruling.by, ruling.at, ruling.reason)
    return Settled(*about)


def final_marks(session: Session) -> Mapping[tuple[str, str], Settled]:
    """Returns the last word on each recording and item of which there is a mark."""
    return {key: one for key, one in session.last.items() if one.kind is not Kind.DISPUTED}


def _disputed(row: AgreedRow, names: Mapping[str, str]) -> Iterator[str]:
    for name in filter(None, map(str.strip, _BETWEEN.split(row.items))):
        if folded(name) not in names:
            raise Unsettled("unknown_item", "items", name)
        item = names[folded(name)]
        if row.marks.get(item):
            raise Unsettled("agreed_and_disputed", item, row.marks[item])
        yield item


def _mark(panel: Panel, row: AgreedRow, item: PanelItem, recording: str) -> str:
    written = row.marks.get(item.id, "")
    if written:
        return _allowed(panel, item, written)
    gold = panel.marks[item.id].gold[panel.units.index(recording)]
    if gold == gold:  # noqa: PLR0124 - not NaN
        return plain(Decimal(repr(float(gold))))
    silent = any(
        one.not_applicable and one.item == item.id and one.recording == recording
        for one in panel.missing
    )
    if silent and not panel.lead_absent:
        return ""
    raise Unsettled("no_gold", item.id)


def _allowed(panel: Panel, item: PanelItem, written: str) -> str:
    """A mark that was written, in its one spelling."""
    try:
        mark = decimal(written.strip())
    except ValueError:
        raise Unsettled("no_mark", item.id, written) from None
    node = panel.scheme.by_id.get(item.id)
    if node is not None and node.scale and not panel.scheme.scale_of(node).allows(mark):
        raise Unsettled("mark_not_allowed", item.id, written)
    if node is None and item.allowed and float(mark) not in item.allowed:
        raise Unsettled("mark_not_allowed", item.id, written)
    return plain(mark)
