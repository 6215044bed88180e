"""Where a case stands now: what time alone has brought counts, written down or not."""

from __future__ import annotations

from datetime import datetime

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.ledger.event import Draft, sealed
from qa_workbook.procedure.decide import due
from qa_workbook.procedure.people import People
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.state import CaseState

FINALISE = "finalise"


def brought_up_to_date(
    file: CaseFile,
    people: People,
    procedure: Procedure,
    now: datetime,
    asked: datetime | None = None,
) -> tuple[CaseFile, list[Draft]]:
    """Returns a case as time has brought it to `now` (with a zone), and the events that say so.

    They are a consent that silence has given, and an end (S7); nothing is written. A review that
    was `asked` for within its window stops the end, whenever it is entered. Raises ReplayError.
    """
    drafts = list[Draft]()
    while draft := due(file.state, people, procedure, now):
        is_end = draft.event == FINALISE
        if is_end and asked is not None and file.state.is_appeal_open(asked):
            break
        drafts.append(draft)
        last = file.events[-1]
        event, _ = sealed(draft, last.seq + 1, last.hash)
        file = CaseFile((*file.events, event))
    return file, drafts


def as_of(file: CaseFile, people: People, procedure: Procedure, now: datetime) -> CaseState:
    """Returns where a case stands at `now`, for display. Raises ReplayError."""
    return brought_up_to_date(file, people, procedure, now)[0].state
