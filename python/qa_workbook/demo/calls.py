"""The call list of the demo month: every call of every agent, those that were inspected among them.

None of these numbers is policy.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

import numpy as np

from qa_workbook.demo.centre import Agent, call_moments, recording_number
from qa_workbook.demo.drafts import Row
from qa_workbook.demo.invented import Invented
from qa_workbook.numbers import Period

CALLS_A_DAY = 10
ABSENT = 0.25  # an agent has a day off
NOT_RECORDED = 0.03
OUTGOING = 0.2
# The lengths are lognormal, as those of calls are: this is the middle one, in seconds.
MIDDLE_LENGTH, SPREAD = 170.0, 0.7
SHORTEST, LONGEST = 6, 2400
SHORTEST_HEARD = 45  # nobody inspects a call that was over at once
_DIGITS_OF_TIME = 14
_TIME = "%Y%m%d%H%M%S"


def calls_of_month(
    heard: Iterable[Row],
    agents: Sequence[Agent],
    span: Period,
    words: Invented,
    rng: np.random.Generator,
) -> list[Row]:
    """Returns the rows of a call list in the order of the calls, without the yes-or-no column.

    `heard` are rows of score sheets. Whether there is a recording is a bool (`has_recording`).
    """
    known = {agent.number: agent for agent in agents}
    rows = [_heard(row, known[str(row["agent"])], words, rng) for row in heard]
    taken = {str(row["recording"]) for row in rows}
    for day in _days(span):
        for agent in agents:
            if rng.random() >= ABSENT:
                rows += _of_day(agent, day, taken, words, rng)
    rows.sort(key=lambda row: (str(row["started"]), str(row["recording"])))
    return rows


def call_of(row: Row, agents: Sequence[Agent], words: Invented, rng: np.random.Generator) -> Row:
    """Returns the call that a row of a score sheet is about, as a row of a call list."""
    agent = next(one for one in agents if one.number == row["agent"])
    return _heard(row, agent, words, rng)


def _days(span: Period) -> list[date]:
    count = (span.last - span.first).days + 1
    return [span.first + timedelta(days=number) for number in range(count)]


def _heard(row: Row, agent: Agent, words: Invented, rng: np.random.Generator) -> Row:
    """A call that was inspected; its number says when it began."""
    recording = str(row["recording"])
    started = datetime.strptime(recording[:_DIGITS_OF_TIME], _TIME)  # noqa: DTZ007 - centre's clock
    seconds = max(SHORTEST_HEARD, _length(rng))
    return _call(recording, agent, started, words, rng) | {
        "seconds": seconds,
        "has_recording": True,
    }


def _of_day(
    agent: Agent, day: date, taken: set[str], words: Invented, rng: np.random.Generator
) -> list[Row]:
    """The calls of a day that nobody has heard."""
    rows = []
    for moment in call_moments(day, CALLS_A_DAY, rng):
        recording = recording_number(moment, agent.line)
        if recording in taken:
            continue
        taken.add(recording)
        rows.append(
            _call(recording, agent, moment, words, rng)
            | {"seconds": _length(rng), "has_recording": rng.random() >= NOT_RECORDED}
        )
    return rows


def _call(
    recording: str, agent: Agent, started: datetime, words: Invented, rng: np.random.Generator
) -> Row:
    incoming, outgoing = words.directions
    return {
        "recording": recording,
        "agent": agent.number,
        "name": agent.name,
        "team": agent.team,
        "project": words.project,
        "started": started,
        "direction": outgoing if rng.random() < OUTGOING else incoming,
    }


def _length(rng: np.random.Generator) -> int:
    seconds = MIDDLE_LENGTH * float(np.exp(rng.normal(0, SPREAD)))
    return int(min(max(seconds, SHORTEST), LONGEST))
