"""Hidden repeats: what an inspector scored before comes again on a list, and nobody is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from math import ceil

import pandas as pd

from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.frames import evidence, folded
from qa_workbook.keys import Purpose
from qa_workbook.numbers import period
from qa_workbook.records import RecordStore
from qa_workbook.sampling.issuing import ListedCall, chosen_repeats
from qa_workbook.sampling.lists import IssuedLists
from qa_workbook.sampling.model import Draw
from qa_workbook.sampling.rules import SampleRepeats
from qa_workbook.workspace import Workspace

Repeats = Mapping[str, Sequence[ListedCall]]
"""The calls that inspectors hear again, by the number of the inspector."""
_COLUMNS = ("inspector", "recording", "agent", "name", "team", "project", "call_date")


def hidden_repeats(
    workspace: Workspace,
    lists: IssuedLists,
    draw: Draw,
    called: Mapping[str, str],
    rules: SampleRepeats,
    number: int | None,
    today: date,
) -> Repeats:
    """Returns for each inspector of a draw the recordings to be scored once more.

    `number` is how many of each, None for the share of the rules. They were scored at random under
    the scheme of the draw by the same inspector long enough ago, once. Raises RecordsDamaged.
    """
    shares = {one.inspector: ceil(len(one.calls) * rules.share) for one in draw.listeners}
    wanted = shares if number is None else dict.fromkeys(shares, number)
    if not any(wanted.values()):
        return {}
    first = draw.last - timedelta(days=rules.within_days)
    span = period(f"{first}..{draw.last}")
    rows = rows_of_purpose(RecordStore(workspace.records), Purpose.RANDOM, span)
    latest = pd.Timestamp(today - timedelta(days=rules.after_days))
    scored = _scored([frame for key, frame in rows.items() if key.id == draw.scheme], latest)
    before = _repeated(lists, draw.scheme)
    found = {}
    for inspector, count in wanted.items():
        name = folded(called.get(inspector, inspector))
        known = before.get(name, set())
        able = [call for call in scored.get(name, ()) if folded(call.recording) not in known]
        chosen = chosen_repeats(able, count, draw.seed, inspector, draw)
        if chosen:
            found[inspector] = chosen
    return found


def _scored(
    frames: Sequence[pd.DataFrame], latest: pd.Timestamp
) -> Mapping[str, Sequence[ListedCall]]:
    """What each inspector (folded name) scored up to a day, by recording."""
    found: dict[str, dict[str, ListedCall]] = defaultdict(dict)
    for frame in frames:
        told = frame.assign(recording=evidence(frame))
        days = told["inspected_on"].fillna(told["call_date"])
        told = told[(days <= latest) & (told["recording"] != "")]
        for inspector, *about, moment in told[list(_COLUMNS)].itertuples(index=False, name=None):
            recording, agent, name, team, project = about
            call = ListedCall(recording, agent, name, team, project, moment.date(), 0)
            found[folded(inspector)][folded(call.recording)] = call
    return {name: tuple(calls.values()) for name, calls in found.items()}


def _repeated(lists: IssuedLists, scheme: str) -> Mapping[str, set[str]]:
    """What each inspector (folded name) was given a second time already."""
    found: dict[str, set[str]] = defaultdict(set)
    for issue in lists.issues:
        for one in issue.lists:
            if one.scheme == scheme:
                found[folded(one.inspector)].update(map(folded, one.repeats))
    return found
