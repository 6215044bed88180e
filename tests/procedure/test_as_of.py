"""What is shown of a case counts what time has brought, and is what will be written down."""

from __future__ import annotations

from datetime import timedelta

import pytest
from played import WAYS, Played, at, long_appeals

from qa_workbook.casework.as_of import as_of
from qa_workbook.casework.case_files import CaseFile
from qa_workbook.procedure.decide import due
from qa_workbook.procedure.state import CaseState


def shown(played: Played) -> CaseState:
    """Where it is shown to stand."""
    file = CaseFile(tuple(played.events))
    return as_of(file, played.people, played.procedure, played.now)


@pytest.mark.parametrize(
    ("way", "days", "state"),
    [
        ("judged", 30, "judged"),
        ("objected", 30, "objected"),
        ("agreed", 0, "agreed"),
        ("agreed", 30, "final"),
        ("signed", 1, "signed"),
        ("signed", 30, "final"),
        ("review", 30, "review"),
        ("upheld", 1, "review"),
        ("upheld", 30, "final"),
        ("arbitration", 30, "arbitration"),
        ("revoked", 30, "revoked"),
        ("final", 30, "final"),
    ],
)
def test_silence_and_the_end_of_the_window_count_as_soon_as_they_are_there(way, days, state):
    """Nobody has to enter anything for it, and nothing else moves by itself."""
    played = at(way).later(days=days)
    before = list(played.events)
    assert shown(played).state == state
    assert played.events == before


def test_consent_by_silence_waits_for_the_rest_of_the_time_for_reviews():
    """Where the time for reviews outlasts that for signatures, the case is deemed, not final."""
    played = at("agreed", long_appeals()).later(days=10)
    assert shown(played).state == "deemed"
    assert shown(played).deadline == played.case.deadlines["appeal"]


@pytest.mark.parametrize("way", [way for way in WAYS if way != "new"])
def test_what_is_shown_is_what_gets_written(way):
    """State, amounts and deadlines are those after writing down what is due, at any moment."""
    for hours in (0, 47, 48, 49, 24 * 30):
        played = at(way)
        played.now += timedelta(hours=hours)
        expected = shown(played)
        while draft := due(played.case, played.people, played.procedure, played.now):
            played.write(draft)
        assert played.case == expected


def test_a_clock_that_runs_back_moves_nothing():
    """What isn't due at the moment asked for isn't shown."""
    played = at("signed").later(days=-9)
    assert shown(played).state == "signed"
