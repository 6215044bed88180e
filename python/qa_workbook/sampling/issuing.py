"""What is handed out after a draw: the calls of each inspector, day of work and project.

All of it is kept with the lists (`Issue.about`), so that sheets can be written again, calls be
replaced and the state of the sample be told without the call list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import Any

from qa_workbook.frames import folded
from qa_workbook.keys import Purpose
from qa_workbook.sampling.lists import Issue, ListEntry, list_number
from qa_workbook.sampling.model import Draw, DrawnAgent, DrawnCall, Listener
from qa_workbook.sampling.order import sort_key

KIND = "draw"
"""What `Issue.about` calls the lists of a draw."""


@dataclass(frozen=True)
class ListedCall:
    """A call on a list; `round` is that of the draw, counted from 1."""

    recording: str
    agent: str
    name: str
    team: str
    project: str
    day: date
    round: int


@dataclass(frozen=True)
class CallSheet:
    """A list as it is handed out: one inspector, one day of work, one project.

    `inspector` is the number of the person; `entry` has the name that the sheet bears. `day` counts
    the days of work from 1. `calls` stand in the order of the sheet.
    """

    entry: ListEntry
    inspector: str
    project: str
    day: int
    calls: tuple[ListedCall, ...]

    @property
    def number(self) -> str:
        """The number of the list."""
        return self.entry.number


@dataclass(frozen=True)
class AgentOfDraw:
    """An agent in a draw, with the number of calls that were wanted and drawn."""

    agent: str
    name: str
    team: str
    eligible: int
    wanted: int
    drawn: int
    why: str


@dataclass(frozen=True)
class DrawIssue:
    """The lists of a draw, with all that is known of their calls.

    `draw` is the number of the certificate, `digest` its whole digest. `reserves` are the next
    calls of each agent, in order. `unassigned` are drawn calls that nobody may listen to.
    """

    draw: str
    digest: str
    period: str
    first: date
    last: date
    scheme: str
    seed: str
    sheets: tuple[CallSheet, ...]
    agents: tuple[AgentOfDraw, ...]
    reserves: tuple[ListedCall, ...]
    unassigned: tuple[ListedCall, ...]
    by_points: bool = False
    """Whether points are marked on the sheets instead of items, where the scheme allows either."""

    @property
    def id(self) -> str:
        """The id of the issue."""
        return issue_id(self.draw)

    @property
    def days(self) -> int:
        """The number of days of work."""
        return max((sheet.day for sheet in self.sheets), default=0)

    @cached_property
    def sheet_of(self) -> Mapping[str, CallSheet]:
        """The lists by number."""
        return {sheet.number: sheet for sheet in self.sheets}

    def with_sheet(self, changed: CallSheet) -> DrawIssue:
        """Returns the same lists with one of them changed."""
        sheets = (changed if one.number == changed.number else one for one in self.sheets)
        return replace(self, sheets=tuple(sheets))

    def as_issue(self) -> Issue:
        """Returns what is kept with the lists that were handed out."""
        about = {
            "kind": KIND,
            "draw": self.draw,
            "digest": self.digest,
            "period": self.period,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "scheme": self.scheme,
            "seed": self.seed,
            "by_points": self.by_points,
            "sheets": [
                {
                    "number": sheet.number,
                    "inspector": sheet.inspector,
                    "project": sheet.project,
                    "day": sheet.day,
                    "calls": _told(sheet.calls),
                }
                for sheet in self.sheets
            ],
            "agents": [asdict(agent) for agent in self.agents],
            "reserves": _told(self.reserves),
            "unassigned": _told(self.unassigned),
        }
        return Issue(self.id, tuple(sheet.entry for sheet in self.sheets), about)


def issue_id(draw: str) -> str:
    """Returns the id of the lists of a draw."""
    return f"draw-{draw}"


def is_of_a_draw(issue: Issue) -> bool:
    """Returns whether lists came out of a draw."""
    return issue.about.get("kind") == KIND


def of_issue(issue: Issue) -> DrawIssue:
    """Returns what was kept of the lists of a draw. Raises KeyError, TypeError, ValueError."""
    about = issue.about
    entries = {entry.number: entry for entry in issue.lists}
    sheets = (
        CallSheet(
            entries[one["number"]],
            one["inspector"],
            one["project"],
            one["day"],
            _calls(one["calls"]),
        )
        for one in about["sheets"]
    )
    return DrawIssue(
        draw=about["draw"],
        digest=about["digest"],
        period=about["period"],
        first=date.fromisoformat(about["from"]),
        last=date.fromisoformat(about["to"]),
        scheme=about["scheme"],
        seed=about["seed"],
        sheets=tuple(sheets),
        agents=tuple(AgentOfDraw(**one) for one in about["agents"]),
        reserves=_calls(about["reserves"]),
        unassigned=_calls(about["unassigned"]),
        by_points=about.get("by_points", False),
    )


def _told(calls: Iterable[ListedCall]) -> list[dict[str, Any]]:
    return [asdict(call) | {"day": call.day.isoformat()} for call in calls]


def _calls(told: Iterable[Mapping[str, Any]]) -> tuple[ListedCall, ...]:
    return tuple(ListedCall(**{**one, "day": date.fromisoformat(one["day"])}) for one in told)


# --- lists of a draw -----------------------------------------------------------------------------


def lists_of(
    draw: Draw,
    certificate: tuple[str, str],
    scheme: str,
    called: Mapping[str, str],
    repeats: Mapping[str, Sequence[ListedCall]],
) -> DrawIssue:
    """Returns the lists of a draw with the hidden repeats of each inspector among the others.

    `certificate` is its number and its digest. `called` says by number what sheets call each
    inspector, `repeats` has by number the calls that the inspector scored before; they get rounds
    by their hashes, and within a round all calls stand in the order of their hashes. An inspector
    without a drawn call gets no repeats.
    """
    number, digest = certificate
    found: list[CallSheet] = []
    for listener in draw.listeners:
        again = repeats.get(listener.inspector, ())
        name = called.get(listener.inspector) or listener.name or listener.inspector
        found += _sheets_of(draw, issue_id(number), scheme, listener, name, again)
    return DrawIssue(
        draw=number,
        digest=digest,
        period=draw.period,
        first=draw.first,
        last=draw.last,
        scheme=scheme,
        seed=draw.seed,
        sheets=tuple(found),
        agents=tuple(_agent(one) for one in draw.agents),
        reserves=tuple(map(listed, draw.reserves)),
        unassigned=tuple(map(listed, draw.unassigned)),
    )


def listed(call: DrawnCall) -> ListedCall:
    """Returns a drawn call as a list has it."""
    about = (call.recording, call.agent, call.name, call.team, call.project)
    return ListedCall(*about, call.started.date(), call.round)


def _agent(one: DrawnAgent) -> AgentOfDraw:
    return AgentOfDraw(one.agent, one.name, one.team, one.eligible, one.wanted, one.drawn, one.why)


def _sheets_of(
    draw: Draw,
    issue: str,
    scheme: str,
    listener: Listener,
    name: str,
    repeats: Sequence[ListedCall],
) -> list[CallSheet]:
    """The lists of one inspector by day of work, then project."""
    groups: dict[tuple[int, str], list[ListedCall]] = defaultdict(list)
    own = [listed(call) for call in listener.calls]
    for call in own:
        groups[draw.day_of(call.round), call.project].append(call)
    again = [_placed(call, own, draw.seed) for call in repeats] if own else []
    for call in again:
        groups[draw.day_of(call.round), call.project].append(call)
    hidden = {call.recording for call in again}
    found = []
    for (day, project), calls in sorted(groups.items()):
        calls.sort(key=lambda call: (call.round, sort_key(draw.seed, call.recording)))
        entry = ListEntry(
            number=list_number(issue, listener.inspector, str(day), project),
            purpose=Purpose.RANDOM,
            scheme=scheme,
            inspector=name,
            recordings=tuple(call.recording for call in calls),
            round=spoken_rounds(call.round for call in calls),
            repeats=tuple(call.recording for call in calls if call.recording in hidden),
        )
        found.append(CallSheet(entry, listener.inspector, project, day, tuple(calls)))
    return found


def _placed(call: ListedCall, own: Sequence[ListedCall], seed: str) -> ListedCall:
    """A repeat in a round that its hash chooses, on a sheet that has other calls, too."""
    alike = [one for one in own if folded(one.project) == folded(call.project)]
    slots = sorted({(one.round, one.project) for one in alike or own})
    round_, project = slots[int.from_bytes(sort_key(seed, call.recording)[0]) % len(slots)]
    return replace(call, round=round_, project=project)


def spoken_rounds(rounds: Iterable[int]) -> str:
    """Returns numbers of rounds as people write them: "1-5", "1,3", "" for none."""
    numbers = sorted(set(rounds))
    if not numbers:
        return ""
    runs = [[numbers[0]]]
    for before, after in pairwise(numbers):
        if after == before + 1:
            runs[-1].append(after)
        else:
            runs.append([after])
    return ",".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)


# --- hidden repeats ------------------------------------------------------------------------------


def chosen_repeats(
    scored: Sequence[ListedCall], number: int, seed: str, inspector: str, draw: Draw
) -> tuple[ListedCall, ...]:
    """Returns so many of the calls that an inspector scored, by the hash of seed and inspector.

    Calls of the period of the draw come first: among others an older date would tell. A call that
    was drawn now is none.
    """
    drawn = {folded(call.recording) for call in draw.calls}
    able = [call for call in scored if folded(call.recording) not in drawn]
    able.sort(
        key=lambda call: (
            not draw.first <= call.day <= draw.last,
            sort_key(f"{seed}\n{inspector}", call.recording),
        )
    )
    return tuple(able[:number])
