"""Where a case stands now: what time alone has brought counts, written down or not."""

from __future__ import annotations

from datetime import datetime

from qa_workbook.casework.case_files import CaseFile
from qa_workbook.ledger.event import sealed
from qa_workbook.procedure.decide import due
from qa_workbook.procedure.people import People
from qa_workbook.procedure.rules import Procedure
from qa_workbook.procedure.state import CaseState, after


def as_of(file: CaseFile, people: People, procedure: Procedure, now: datetime) -> CaseState:
    """Returns where a case stands at `now` (with a zone), for display; nothing is written.

    A consent that silence has given and an end that time has brought count already (S7), as the
    import of decisions and the close of a month will write them down. Raises ReplayError.
    """
    case, last = file.state, file.events[-1]
    while draft := due(case, people, procedure, now):
        last, _ = sealed(draft, last.seq + 1, last.hash)
        case = after(case, last)
    return case
