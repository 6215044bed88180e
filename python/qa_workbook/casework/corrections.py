"""What the decisions on cases change in the scores (S7): derived from the ledger, kept nowhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.ledger.event import Event
from qa_workbook.numbers import decimal
from qa_workbook.penalties.given_out import GivenLine

CORRECTING = ("dismiss", "settle", "correct", "rule", "revoke", "reverse")
"""The events that may correct a score."""
UPHELD, REVOKED = "upheld", "revoked"
_TAKE_AWAY = ("dismiss", "revoke")
_DECIDED = ("breach", "times", "aggravated", "deducted", "marks")


@dataclass(frozen=True)
class Correction:
    """What the decisions on one case leave of its breach, and of the marks of its recording.

    `line` is the case as it was given out. Where `breach` is False it was none. `times` and
    `deducted` (points) are what is left, None where nothing was decided of them; `aggravated` is
    False where it is no severe one after all. `marks` are by indicator id. `on` is the day of the
    last decision that says something of it, `seq` the number of that event in the ledger.
    """

    line: GivenLine
    on: date
    seq: int
    breach: bool = True
    times: int | None = None
    deducted: Decimal | None = None
    aggravated: bool = True
    marks: Mapping[str, Decimal] = field(default_factory=dict)


def corrections_of(files: Iterable[CaseFile]) -> list[Correction]:
    """Returns what was decided of the scores, in the order of the decisions."""
    found = [correction for file in files if (correction := _correction_of(file))]
    return sorted(found, key=lambda correction: correction.seq)


def corrects(event: str, outcome: str) -> bool:
    """Returns whether a decision may say something of the score."""
    return event in CORRECTING and outcome != UPHELD


def takes_breach_away(event: str, data: Mapping[str, Any]) -> bool:
    """Returns whether by this decision the breach was none, so that the score is corrected.

    It is what the decision says under `breach`. Where it says nothing: whoever dismisses or revokes
    a case, or lets a review or ruling revoke it, says that there was no breach; unless an exclusion
    (system outage, force majeure, approved exception) is the reason, for then it happened and only
    costs nothing (S7 corrects errors of the inspection). A reversal undoes a payment, no score.
    """
    said = data.get("breach")
    if said is not None:
        return not said
    revoked = event in _TAKE_AWAY or data.get("outcome") == REVOKED
    return revoked and not data.get("exclusion")


def _correction_of(file: CaseFile) -> Correction | None:
    """Later decisions hold; of the marks each one keeps its last."""
    said: dict[str, Any] = {}
    last: Event | None = None
    for event in file.events:
        found = _said(event)
        if found:
            marks = {**said.get("marks", {}), **found.get("marks", {})}
            said |= {**found, "marks": marks}
            last = event
    if last is None:
        return None
    said["marks"] = {id_: decimal(mark) for id_, mark in said["marks"].items()}
    if "deducted" in said:
        said["deducted"] = decimal(said["deducted"])
    return Correction(file.line, datetime.fromisoformat(last.at).date(), last.seq, **said)


def _said(event: Event) -> dict[str, Any]:
    """What one event says of the score; nothing where it keeps the decision."""
    if not corrects(event.event, str(event.data.get("outcome", ""))):
        return {}
    said = {name: event.data[name] for name in _DECIDED if event.data.get(name) is not None}
    if takes_breach_away(event.event, event.data):
        said["breach"] = False
    return said
