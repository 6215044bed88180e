"""Drawn calls that can't be used give way to the next one of their agent, and it is written down.

The trace of a draw is a file of JSON lines, only ever added to. Each line bears the digest of the
line before (the first that of the certificate), so nothing can be taken out or changed unseen; and
whether a replacement was the next in order can be told from the certificate alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from hashlib import sha256
from typing import Any, Literal

from qa_workbook.frames import folded
from qa_workbook.sampling.issuing import CallSheet, DrawIssue, ListedCall

Wrong = Literal["unreadable", "chain", "not_drawn", "not_next"]
"""What may be wrong with a trace: a line that is none; one that doesn't follow the one before; a
replaced recording that was neither drawn nor a replacement; a replacement that wasn't the next."""


@dataclass(frozen=True)
class Replacement:
    """One line: what was replaced on which list, by what ("" where none is left), and why.

    `reason` is an id of the rules, `note` what somebody adds, `at` ISO text with zone.
    """

    list: str
    agent: str
    replaced: str
    by: str
    reason: str
    note: str
    who: str
    at: str


@dataclass(frozen=True)
class TraceFault:
    """What is wrong in a line, counted from 1; `expected` is the recording that was next."""

    line: int
    what: Wrong
    recording: str = ""
    expected: str = ""


def next_reserve(issue: DrawIssue, agent: str) -> ListedCall | None:
    """Returns the next call of an agent that took nobody's place yet, None if there is none."""
    taken = {folded(by) for sheet in issue.sheets for _, by in sheet.entry.replaced if by}
    own = (call for call in issue.reserves if folded(call.agent) == folded(agent))
    return next((call for call in own if folded(call.recording) not in taken), None)


def with_replaced(
    issue: DrawIssue, sheet: CallSheet, old: ListedCall
) -> tuple[DrawIssue, ListedCall | None]:
    """Returns the lists after a call was taken off one of them, and what took its place.

    The new call has place and round of the old one. A hidden repeat just goes: no drawn call was
    missing for it.
    """
    entry = sheet.entry
    hidden = old.recording in entry.repeats
    new = None if hidden else next_reserve(issue, old.agent)
    placed = replace(new, round=old.round, project=old.project) if new else None
    calls = tuple(
        one for call in sheet.calls for one in [placed if call is old else call] if one is not None
    )
    changed = replace(
        entry,
        recordings=tuple(call.recording for call in calls),
        repeats=tuple(one for one in entry.repeats if one != old.recording),
        replaced=(*entry.replaced, (old.recording, new.recording if new else "")),
    )
    return issue.with_sheet(replace(sheet, entry=changed, calls=calls)), placed


# --- the trace -----------------------------------------------------------------------------------


def line_of(one: Replacement, before: bytes, certificate: str) -> bytes:
    """Returns the next line of a trace; `certificate` is the digest of the draw's."""
    content = {**asdict(one), "previous": _previous(before.splitlines(), certificate)}
    return (json.dumps(content, ensure_ascii=False, sort_keys=True) + "\n").encode()


def _previous(lines: Sequence[bytes], certificate: str) -> str:
    return sha256(lines[-1]).hexdigest() if lines else certificate


def trace_faults(trace: bytes, certificate: Mapping[str, Any]) -> Iterator[TraceFault]:
    """Yields what is wrong with the trace of a draw, by the content of its certificate."""
    drawn = {folded(one) for one in certificate["drawn"]}
    left = {folded(agent): list(calls) for agent, calls in certificate["reserves"].items()}
    lines = trace.splitlines()
    for number, line in enumerate(lines, 1):
        try:
            told = json.loads(line)
            agent, old, new = told["agent"], told["replaced"], told["by"]
            previous = told["previous"]
        except (ValueError, TypeError, KeyError):
            yield TraceFault(number, "unreadable")
            continue
        if previous != _previous(lines[: number - 1], certificate["digest"]):
            yield TraceFault(number, "chain", old)
        if folded(old) not in drawn:
            yield TraceFault(number, "not_drawn", old)
        own = left.get(folded(agent), [])
        expected = own.pop(0) if own else ""
        if folded(new) != folded(expected):
            yield TraceFault(number, "not_next", new, expected)
        drawn = (drawn - {folded(old)}) | ({folded(new)} if new else set())
