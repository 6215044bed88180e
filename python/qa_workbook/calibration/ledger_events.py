"""What a session writes into the ledger: marks that stay disputed, and what arbitration ruled.

Each disputed mark has an identity of its own, made by the rule of penalty cases but with another
first letter. Registers, pay and figures know only cases that were opened, so they never see these.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256
from typing import Any

from qa_workbook.calibration.session import Kind, Session, Settled
from qa_workbook.ledger.event import Draft

DISPUTED, RULED = "calibration_disputed", "calibration_ruled"
LEAD_ROLE, PANEL_ROLE = "qa_lead", "panel"
_SEPARATOR = "\x1f"
_CAUSE = "calibration"
_DIGITS = 12


def dispute_case(session: Session, recording: str, item: str) -> str:
    """Returns the lasting name of a disputed mark: J and twelve hex digits.

    SHA-256 over scheme, recording, session, agent, "calibration", item and 1, with U+001F between:
    the rule of penalty cases, with the session in the place of the inspector.
    """
    call = session.call(recording)
    agent = call.agent if call else ""
    spelt = call.recording if call else recording
    words = [session.key.id, spelt, session.id, agent, _CAUSE, item, "1"]
    return f"J{sha256(_SEPARATOR.join(words).encode()).hexdigest()[:_DIGITS]}"


def drafts_of(session: Session, settled: Iterable[Settled]) -> list[Draft]:
    """Returns the events of what was settled: of agreed marks there are none."""
    return [_draft(session, one) for one in settled if one.kind is not Kind.AGREED]


def _draft(session: Session, one: Settled) -> Draft:
    about = {
        "session": session.id,
        "scheme": session.key.id,
        "version": session.key.version,
        "recording": one.recording,
        "item": one.item,
    }
    case = dispute_case(session, one.recording, one.item)
    if one.kind is Kind.DISPUTED:
        data: dict[str, Any] = {**about, "disputed_by": list(one.disputed_by)}
        return Draft(one.at, case, DISPUTED, one.by, LEAD_ROLE, one.reason, data)
    return Draft(one.at, case, RULED, one.by, PANEL_ROLE, one.reason, {**about, "mark": one.mark})
