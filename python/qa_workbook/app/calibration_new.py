"""校正会: announces a session and writes its blind packs (S8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from qa_workbook.app.calibration_sessions import (
    NoCalibrationRulesError,
    all_sessions,
    session_bytes,
    session_file,
)
from qa_workbook.app.outputs import protected
from qa_workbook.app.template import declared_id
from qa_workbook.books.calibration.announcement import write_announcement
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.calibration.published import about_session
from qa_workbook.calibration.rules import CalibrationRules
from qa_workbook.calibration.session import (
    Call,
    Pack,
    Person,
    Session,
    is_id,
    new_id,
    packs_of,
)
from qa_workbook.errors import UnknownScheme, UsageError
from qa_workbook.files import plain_name, refuse_if_open, written_together
from qa_workbook.findings.finding import Finding
from qa_workbook.frames import folded
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.procedure.people import People, Post
from qa_workbook.records import RecordStore
from qa_workbook.sampling.call_list import FORM, read_calls
from qa_workbook.sampling.lists import Issue, ListEntry, list_number
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace

_ROLE, _LEAD_ROLE = "inspector", "qa_lead"
_AHEAD = ("recording", "call_date", "agent", "name")
"""What a pack has filled in."""


class CalibrationRefusedError(UsageError):
    """A session that the rules don't allow; `code` names the sentence that says why."""

    label = "calibration.refused"

    def __init__(self, code: str, **details: object) -> None:
        super().__init__(code=code)
        self.code, self.about = code, details

    def say(self, language: str) -> str:
        """Returns the rule that is broken."""
        said = {
            name: value.message(language) if isinstance(value, Finding | _Calls) else value
            for name, value in self.about.items()
        }
        return text(f"calibration.{self.code}", language, **said)


@dataclass(frozen=True)
class _Calls:
    """Calls to be named with their dates."""

    calls: Sequence[Call]

    def message(self, language: str) -> str:
        """Returns their names and dates, one after the other."""
        named = (
            text("calibration.call_of_day", language, recording=one.recording, day=one.call_date)
            for one in self.calls
        )
        return text("calibration.between_names", language).join(named)


@dataclass(frozen=True)
class WantedSession:
    """The session that is asked for.

    `calls` are the recordings, or `file` a list of them. `inspectors` and `lead` are numbers or
    names; without them all inspectors and the QA lead of the list of people. `late` says why it is
    announced later than the rules want; `announced_on` is today unless given.
    """

    scheme: str
    day: date
    calls: Sequence[str] = ()
    file: Path | None = None
    inspectors: Sequence[str] = ()
    lead: str = ""
    id: str = ""
    late: str = ""
    announced_on: date | None = None


@dataclass(frozen=True)
class NewSession:
    """A session that was announced, and where its packs are, in the order of its people."""

    session: Session
    announcement: Path
    packs: Sequence[Path]
    folder: Path = field(default_factory=Path)

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `calibration new --json`."""
        session = self.session
        packs = [
            {"name": pack.person.called, "gold": pack.gold, "list": pack.list, "file": str(file)}
            for pack, file in zip(session.packs, self.packs, strict=True)
        ]
        return {
            **about_session(session),
            "recordings": [call.recording for call in session.calls],
            "packs": packs,
            "files": {"announcement": str(self.announcement)},
        }


def new_session(
    workspace: Workspace, wanted: WantedSession, language: str, out: Path | None = None
) -> NewSession:
    """Announces a session: its file, its lists, a blind pack for each person, the announcement.

    All of it or nothing. A pack names its own person alone, and its number tells nothing of the
    others. Raises CalibrationRefusedError where the rules (S8) don't allow it,
    NoCalibrationRulesError, UnknownScheme, ConfigError, Busy, OutputLocked.
    """
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        session, scheme = _planned(workspace, config, wanted)
        folder = out or workspace.output / text("calibration.folder", language, session=session.id)
        folder = protected(workspace, folder)
        announcement = folder / text("calibration.announcement_file", language, session=session.id)
        refuse_if_open(announcement)
        with written_together() as files:
            packs = []
            for pack in session.packs:
                file = folder / _file_name(pack, session, language)
                refuse_if_open(file)
                _write_pack(files.add(file), config, scheme, session, pack, language)
                packs.append(file)
            write_announcement(files.add(announcement), session, scheme, language)
            kept = files.add(session_file(workspace, session.id), first=True)
            kept.write_bytes(session_bytes(session))
            # The lists come first of all: without them a pack that came back would count.
            issue = _issue(session)
            files.add(workspace.lists / f"{issue.id}.json", first=True).write_bytes(
                issue.as_bytes()
            )
            files.publish()
    return NewSession(session, announcement, packs, folder)


def _planned(workspace: Workspace, config: Config, wanted: WantedSession) -> tuple[Session, Scheme]:
    rules = workspace.load_calibration().at(wanted.day)
    if rules is None:
        raise NoCalibrationRulesError(day=wanted.day)
    known = [one.id for one in all_sessions(workspace)]
    session_id = wanted.id or new_id(wanted.day, known)
    if not is_id(session_id):
        raise CalibrationRefusedError("bad_id", session=session_id)
    if folded(session_id) in map(folded, known):
        raise CalibrationRefusedError("session_there", session=session_id)
    calls = tuple(_calls(workspace, config, wanted))
    _check_calls(calls, rules)
    announced_on = wanted.announced_on or date.today()  # noqa: DTZ011 - the user's own calendar
    _check_day(wanted, announced_on, rules)
    _check_dates(calls, wanted.day, announced_on)
    scheme = _scheme(config, wanted, calls)
    _, people = workspace.load_procedure(config)
    lead, inspectors = _people(people, wanted)
    numbers = [
        list_number(session_id, role, one.number, one.name)
        for role, one in (("gold", lead), *(("blind", one) for one in inspectors))
    ]
    packs = packs_of(lead, inspectors, numbers)
    late = wanted.late if announced_on > _latest(wanted.day, rules) else ""
    return (
        Session(
            session_id, scheme.key, wanted.day, announced_on, calls, packs, rules.version, late
        ),
        scheme,
    )


def _check_calls(calls: Sequence[Call], rules: CalibrationRules) -> None:
    seen: set[str] = set()
    for call in calls:
        if folded(call.recording) in seen:
            raise CalibrationRefusedError("recording_twice", recording=call.recording)
        seen.add(folded(call.recording))
    least = rules.sessions.recordings
    if len(calls) < least:
        raise CalibrationRefusedError("too_few_recordings", n=len(calls), least=least)


def _latest(day: date, rules: CalibrationRules) -> date:
    """The last day on which a session may be announced."""
    return day - timedelta(days=rules.sessions.announced)


def _check_day(wanted: WantedSession, announced_on: date, rules: CalibrationRules) -> None:
    if announced_on > _latest(wanted.day, rules) and not wanted.late.strip():
        details = {"day": wanted.day, "today": announced_on, "days": rules.sessions.announced}
        raise CalibrationRefusedError("not_ahead", **details)


def _check_dates(calls: Sequence[Call], day: date, today: date) -> None:
    """Refuses calls that can't have been recorded yet: nobody's row would be accepted."""
    late = [call for call in calls if call.call_date and call.call_date > min(day, today)]
    if late:
        raise CalibrationRefusedError("calls_later", day=day, today=today, calls=_Calls(late))


def _scheme(config: Config, wanted: WantedSession, calls: Sequence[Call]) -> Scheme:
    """The version of the days of the calls, which must be one; that of the session without days."""
    scheme_id = declared_id(config, wanted.scheme)
    if scheme_id not in config.schemes.ids:
        raise UnknownScheme(scheme=wanted.scheme, known=", ".join(config.schemes.ids))
    days = {call.call_date for call in calls if call.call_date} or {wanted.day}
    held = [config.schemes.at(scheme_id, day) for day in sorted(days)]
    if len({one.key if one else None for one in held}) > 1:
        raise CalibrationRefusedError("versions_differ", scheme=scheme_id)
    scheme = held[0] or config.schemes.latest(scheme_id)
    if scheme.sheet.layout == "long":
        raise CalibrationRefusedError("long_scheme", scheme=scheme.id)
    return scheme


def _people(people: People, wanted: WantedSession) -> tuple[Person, list[Person]]:
    """The lead and the inspectors, each once."""
    held = people.holders((_ROLE,), wanted.day)
    chosen = [_named(people, name) for name in wanted.inspectors] or _each_once(held)
    if not chosen:
        raise CalibrationRefusedError("no_inspectors", day=wanted.day)
    leads = _each_once(people.holders((_LEAD_ROLE,), wanted.day))
    if not wanted.lead and len(leads) != 1:
        names = "、".join(one.called for one in leads) or "—"
        raise CalibrationRefusedError("which_lead", names=names)
    lead = _named(people, wanted.lead) if wanted.lead else leads[0]
    known = [_identity(one) for one in chosen]
    for one in chosen:
        if known.count(_identity(one)) > 1:
            raise CalibrationRefusedError("inspector_twice", name=one.called)
    if _identity(lead) in known:
        raise CalibrationRefusedError("lead_inspects", name=lead.called)
    return lead, chosen


def _identity(person: Person) -> str:
    return folded(person.number or person.name)


def _each_once(posts: Sequence[Post]) -> list[Person]:
    found = {folded(post.number): Person(post.number, post.name) for post in reversed(posts)}
    return [found[key] for key in sorted(found)]


def _named(people: People, said: str) -> Person:
    """The person that a number or name means; where there is no list of people, as it is said."""
    if not people.posts:
        return Person("", said.strip())
    found = _each_once(people.called(said))
    if len(found) != 1:
        raise CalibrationRefusedError("unknown_person" if not found else "two_people", name=said)
    return found[0]


def _calls(workspace: Workspace, config: Config, wanted: WantedSession) -> Iterator[Call]:
    if wanted.file is not None:
        yield from _listed(config, wanted.file)
        return
    known = _known_calls(workspace, config)
    for recording in filter(None, map(str.strip, wanted.calls)):
        found = known.get(folded(recording))
        yield replace(found, recording=recording) if found else Call(recording)


def _listed(config: Config, file: Path) -> Iterator[Call]:
    """The calls of a call list; one that is faulty in any row is refused."""
    found = read_calls(file, config.forms.form(FORM), config.vocabulary)
    if found.rejected:
        first = next(one for one in found.findings if one.severity == "error")
        details = {"file": file.name, "cell": first.cell, "count": found.rejected}
        raise CalibrationRefusedError("faulty_list", **details, why=first)
    described = found.calls.described(np.arange(len(found.calls)))
    for agent, about in zip(found.calls.agents.to_pylist(), described, strict=True):
        yield Call(about["recording"], agent, about["name"], about["started"].date())


def _known_calls(workspace: Workspace, config: Config) -> dict[str, Call]:
    """What the records know of recordings: whose they are and of which day."""
    columns = ("recording", "agent", "name", "call_date")
    wanted = dict.fromkeys(config.schemes.ids, columns)
    found: dict[str, Call] = {}
    for frame in RecordStore(workspace.records).named(wanted).values():
        for recording, agent, name, day in frame.itertuples(index=False, name=None):
            found.setdefault(folded(recording), Call(recording, agent, name, day.date()))
    return found


def _write_pack(
    path: Path, config: Config, scheme: Scheme, session: Session, pack: Pack, language: str
) -> None:
    name = pack.person.called
    head = Head(name, session.day, "", pack.list, Purpose.CALIBRATION)
    template = Template(scheme, config.vocabulary, language, head, len(session.calls))
    rows = [
        {key: value for key in _AHEAD if (value := getattr(call, key))} for call in session.calls
    ]
    write_score_sheet(path, template, Filled(rows, ahead=frozenset(_AHEAD)))


def _file_name(pack: Pack, session: Session, language: str) -> str:
    key = "calibration.gold_file" if pack.gold else "calibration.pack_file"
    name = plain_name(pack.person.called)
    return text(key, language, name=name, session=session.id)


def _issue(session: Session) -> Issue:
    recordings = tuple(call.recording for call in session.calls)
    entries = [
        ListEntry(pack.list, Purpose.CALIBRATION, session.key.id, pack.person.called, recordings)
        for pack in session.packs
    ]
    return Issue(session.id, tuple(entries), {"calibration": session.id})
