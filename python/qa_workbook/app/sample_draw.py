"""抽检: draws the calls to listen to out of a call list, and gives out the certificate (S9)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

from qa_workbook.app.outputs import protected
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.app.sample_lists import (
    HandOut,
    ListsReport,
    called_names,
    certificate_page,
    issue_of,
)
from qa_workbook.app.sample_people import SamplePeople, sample_inspectors, sample_people
from qa_workbook.app.sample_repeats import Repeats, hidden_repeats
from qa_workbook.app.template import declared_id
from qa_workbook.errors import PathNotFound, UnknownScheme, UsageError
from qa_workbook.files import Together, refuse_if_open, written_together
from qa_workbook.frames import evidence, folded
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.assigned import agents_within
from qa_workbook.procedure.people import Post
from qa_workbook.records import RecordStore
from qa_workbook.sampling.call_list import FORM, CallList, read_calls
from qa_workbook.sampling.certificate import Certificate, certificate_of
from qa_workbook.sampling.draw import draw
from qa_workbook.sampling.model import Draw, Listener
from qa_workbook.sampling.rules import SampleRules
from qa_workbook.sampling.stored import StoredDraw, draw_name, drawn_before, read_draws, stored
from qa_workbook.sampling.wanted import Limits, Wanted
from qa_workbook.workspace import Config, Workspace


class NoSampleRulesError(UsageError):
    """No version of the rules holds in a period. Needs `period`."""

    label = "sampling.no_rules"


class AlreadyDrawnError(UsageError):
    """There is a draw of that period and scheme with another seed. Needs `period` and `seed`."""

    label = "sampling.already_drawn"


class DrawDiffersError(UsageError):
    """The seed was used for another call list or other settings. Needs `period` and `seed`."""

    label = "sampling.differs"


@dataclass(frozen=True)
class WantedDraw:
    """What the command asks for; None and "" leave it to the rules of the workspace.

    `scheme` is the id or the name of a scheme. `again` draws although there is a draw of the same
    period and scheme with another seed.
    """

    calls: Path
    period: str
    seed: str
    per_agent: int | None = None
    rounds: int | None = None
    scheme: str = ""
    shortest: int | None = None
    longest: int | None = None
    again: bool = False
    repeats: int | None = None
    """Hidden repeats of each inspector, None for the share of the rules."""
    by_points: bool = False
    """Whether points are marked on the lists instead of items, where the scheme allows either."""


@dataclass(frozen=True)
class DrawReport:
    """What was drawn, from what, and where the certificate is.

    `state` is "unchanged" where the same draw was made before. `unlisted` are agents of the draw
    whom the list of people doesn't have, where it has any.
    """

    state: Literal["drawn", "unchanged"]
    calls: CallList
    draw: Draw
    certificate: Certificate
    file: Path
    unlisted: tuple[str, ...]
    lists: ListsReport | None = None
    """What was handed out; None without a scheme with a row per recording."""
    page: Path = Path()
    """The certificate on paper."""

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object that `sample draw --json` prints."""
        content, made = self.certificate.content, self.draw
        names = ("scheme", "seed", "per_agent", "population", "filters", "shortfalls")
        return {
            "state": self.state,
            "number": self.certificate.number,
            "period": made.period,
            **{name: content[name] for name in names},
            "calls": self.calls.as_dict(language),
            "agents": len(made.agents),
            "rounds": len(made.rounds),
            "drawn": len(made.calls),
            "inspectors": [
                {"inspector": one.inspector, "name": one.name, "calls": len(one.calls)}
                for one in made.listeners
            ],
            "unassigned": len(made.unassigned),
            "unlisted": list(self.unlisted),
            "digest": self.certificate.digest,
            "handed_out": self.lists.as_dict() if self.lists else None,
            "files": {"certificate": str(self.file), "page": str(self.page)},
        }


def draw_sample(
    workspace: Workspace,
    wanted: WantedDraw,
    language: str,
    out: Path | None = None,
    progress: Progress = silent,
) -> DrawReport:
    """Draws, writes certificate and lists into one folder, and keeps both in `data`.

    The same draw once more changes nothing; a list that somebody has begun with stays as it is.
    Raises Busy, ConfigError, UnknownPeriod, UnknownScheme,
    PathNotFound, NoSampleRulesError, NoWorkingDaysError, AlreadyDrawnError, DrawDiffersError,
    NoCallListError, NoColumnsError, DoubledColumnError, OutputLocked.
    """
    span = period(wanted.period)
    config = workspace.required().load()
    _check_usage(wanted)
    folder = out or workspace.output / text("sampling.folder", language, period=span.text)
    folder = protected(workspace, folder, [wanted.calls])
    form, vocabulary = config.forms.form(FORM), config.vocabulary
    with workspace.locked(config.settings.wait_for_lock):
        source = _Source(workspace, config, wanted, span)
        earlier = source.earlier()
        calls = read_calls(wanted.calls, form, vocabulary)
        report = source.repeated(calls, earlier) if earlier else source.new(calls)
        named = {"period": span.text, "number": report.certificate.number}
        file = folder / text("sampling.certificate_name", language, **named)
        refuse_if_open(file)
        with written_together() as files:
            files.add(file).write_bytes(report.certificate.bytes)
            page = certificate_page(config, report.certificate, language, folder, files)
            if not earlier:
                stored(report.draw, report.certificate).write(workspace.draws, files)
            lists = source.handed_out(report, language, folder, files, progress)
            files.publish()
    return replace(report, file=file, page=page, lists=lists)


def program_name() -> str:
    """Returns name and version of this program, as certificates have them."""
    return f"qa-workbook {version('qa-workbook')}"


def _check_usage(wanted: WantedDraw) -> None:
    if not wanted.calls.is_file():
        raise PathNotFound(path=wanted.calls)
    if not wanted.seed.strip():
        raise UsageError(what="--seed")
    try:
        wanted.seed.encode()
    except UnicodeEncodeError:
        raise UsageError(what="--seed") from None


class _Source:
    """What a draw is made of, beside the call list: rules, people, what was checked before."""

    def __init__(
        self, workspace: Workspace, config: Config, wanted: WantedDraw, span: Period
    ) -> None:
        self.workspace, self.config, self.asked, self.span = workspace, config, wanted, span
        self.scheme = _scheme(config, wanted.scheme)
        rules = workspace.load_sampling().at(span.last)
        if rules is None:
            raise NoSampleRulesError(period=span.text)
        self.rules = _with_options(rules, wanted)
        procedure, self.people = workspace.load_procedure(config)
        self.roster = _roster(config)
        self.of_people: SamplePeople = sample_people(
            self.people, self.roster, procedure.calendar, span, self.rules, wanted.per_agent
        )
        self.draws = read_draws(workspace.draws)
        self.called = called_names(self.people)
        self.repeats: Repeats = {}

    def earlier(self) -> StoredDraw | None:
        """The same draw, if it was made before. Raises AlreadyDrawnError."""
        own = [one for one in self.draws if one.period == self.span.text]
        own = [one for one in own if one.scheme == self.scheme]
        same = draw_name(self.span.text, self.scheme, self.asked.seed)
        found = next((one for one in own if one.name == same), None)
        if found is None and own and not self.asked.again:
            raise AlreadyDrawnError(period=self.span.text, seed=own[0].seed)
        return found

    def new(self, calls: CallList) -> DrawReport:
        """Draws."""
        made = draw(calls.calls, self._wanted())
        self.repeats = self._repeats(made)
        hidden = sum(map(len, self.repeats.values()))
        certificate = certificate_of(made, program_name(), hidden)
        return DrawReport("drawn", calls, made, certificate, Path(), self._unlisted(made))

    def repeated(self, calls: CallList, earlier: StoredDraw) -> DrawReport:
        """Draws as before, whatever was checked since. Raises DrawDiffersError."""
        was, now = earlier.certificate.wanted(), self._wanted()
        names = ("per_agent", "rounds_per_day", "limits")
        same = all(getattr(was, name) == getattr(now, name) for name in names)
        made = draw(calls.calls, was)
        again = tuple(call.recording for call in made.calls)
        told = earlier.certificate.content["population"]["digest"]
        if not same or made.population.digest != told or again != earlier.certificate.drawn:
            raise DrawDiffersError(period=self.span.text, seed=self.asked.seed)
        made = with_inspectors(made, earlier)
        certificate = earlier.certificate
        return DrawReport("unchanged", calls, made, certificate, Path(), self._unlisted(made))

    def handed_out(
        self,
        report: DrawReport,
        language: str,
        folder: Path,
        files: Together,
        progress: Progress,
    ) -> ListsReport | None:
        """Adds the lists to `files`; None where the sheets of the scheme can't be lists."""
        if not self._has_lists:
            return None
        about = (report.draw, report.certificate, self.called, self.repeats)
        issue = issue_of(self.config, *about, by_points=self.asked.by_points)
        lists = HandOut(self.workspace, self.config, issue, language, folder)
        return lists.write(files, progress)

    @property
    def _has_lists(self) -> bool:
        if not self.scheme:
            return False
        return self.config.schemes.latest(self.scheme).sheet.layout != "long"

    def _repeats(self, made: Draw) -> Repeats:
        if not self._has_lists:
            return {}
        today = date.today()  # noqa: DTZ011 - the user's own calendar
        rules, number = self.rules.repeats, self.asked.repeats
        lists = self.config.lists
        return hidden_repeats(self.workspace, lists, made, self.called, rules, number, today)

    def _wanted(self) -> Wanted:
        agents = agents_within(self.people, self.roster, self.span)
        filters, asked = self.rules.filters, self.asked
        return Wanted(
            period=self.span.text,
            first=self.span.first,
            last=self.span.last,
            seed=asked.seed,
            per_agent=self.of_people.per_agent,
            rounds_per_day=self.rules.numbers.rounds_per_day,
            scheme=self.scheme,
            limits=Limits(filters.recorded, filters.shortest, filters.longest),
            reserves=self.rules.numbers.reserves,
            agents=self.of_people.agents,
            checked=self._checked(),
            drawn=drawn_before(self.draws, self.scheme) | self.config.lists.random(self.scheme),
            away=self.of_people.away,
            inspectors=sample_inspectors(self.people, agents, self.span, self.rules.inspectors),
        )

    def _checked(self) -> frozenset[str]:
        """The recordings of the period that have a random score under the scheme."""
        store = RecordStore(self.workspace.records)
        rows = rows_of_purpose(store, Purpose.RANDOM, self.span)
        own = [frame for key, frame in rows.items() if self.scheme in ("", key.id)]
        numbers = {number for frame in own for number in evidence(frame).unique()}
        return frozenset(map(folded, numbers)) - {""}

    def _unlisted(self, made: Draw) -> tuple[str, ...]:
        known = self.of_people.agents
        return tuple(one.agent for one in made.agents if known and folded(one.agent) not in known)


def with_inspectors(made: Draw, earlier: StoredDraw) -> Draw:
    """Returns a draw whose calls have the inspectors that they were given to before."""
    entries = earlier.certificate.content["assignment"]
    given = {number: one["inspector"] for one in entries for number in one["recordings"]}
    calls = tuple(replace(one, inspector=given.get(one.recording, "")) for one in made.calls)
    listeners = []
    for number in (one["inspector"] for one in entries):
        own = tuple(call for call in calls if call.inspector == number)
        listeners.append(Listener(number, earlier.names.get(number, ""), own))
    return replace(made, calls=calls, listeners=tuple(listeners))


def _scheme(config: Config, said: str) -> str:
    if not said:
        return ""
    scheme_id = declared_id(config, said)
    if scheme_id not in config.schemes.ids:
        raise UnknownScheme(scheme=said, known=", ".join(config.schemes.ids))
    return scheme_id


def _with_options(rules: SampleRules, asked: WantedDraw) -> SampleRules:
    """The rules with what the command says instead."""
    numbers, filters = rules.numbers, rules.filters
    if asked.rounds is not None:
        numbers = numbers.model_copy(update={"rounds_per_day": asked.rounds})
    lengths = {"shortest": asked.shortest, "longest": asked.longest}
    chosen = {name: value for name, value in lengths.items() if value is not None}
    return rules.model_copy(
        update={"numbers": numbers, "filters": filters.model_copy(update=chosen)}
    )


def _roster(config: Config) -> Sequence[Post]:
    """The agents of the roster, as if they stood in the list of people."""
    people = config.roster.people.values() if config.roster else ()
    return [Post(one.agent, one.name, "agent", one.team) for one in people if one.agent]
