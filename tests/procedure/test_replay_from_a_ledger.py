"""What a ledger gives back of a case is the case, wherever it stands and whoever wrote in between."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import zip_longest

from played import WAYS, at

from qa_workbook.ledger.event import Draft, Event
from qa_workbook.ledger.store import Ledger, sqlite_url
from qa_workbook.procedure.state import CaseState, after, replay


def draft_of(event: Event, case: str) -> Draft:
    """What was to be written down, of another case."""
    return Draft(event.at, case, event.event, event.actor, event.role, event.reason, event.data)


def test_replay__of_cases_that_share_a_ledger(tmp_path):
    """Written alternately and read back, each case stands where it stood; only what is settled is payable."""
    played = {f"P{number:012d}": at(state) for number, state in enumerate(WAYS) if state != "new"}
    url = sqlite_url(tmp_path / "ledger.sqlite3")
    rounds = zip_longest(*([(case, event) for event in one.events] for case, one in played.items()))
    with Ledger(url) as ledger:
        for together in rounds:
            with ledger.writing() as writing:
                writing.append([draft_of(event, case) for case, event in filter(None, together)])
    with Ledger(url) as ledger:
        assert ledger.verify().ok
        for case, one in played.items():
            events = ledger.events(case)
            placed = [
                replace(was, case=case, seq=event.seq)
                for was, event in zip(one.events, events, strict=True)
            ]
            assert replay(events) == replay(placed) and replay(events).state == one.case.state
            halfway = CaseState("")
            for event in events:
                halfway = after(halfway, event)
                payable = halfway.is_payable(datetime.fromisoformat(event.at))
                assert payable == (halfway.state == "settled")
            assert halfway == replay(events)
