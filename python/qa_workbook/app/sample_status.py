"""抽检进度: what of the drawn calls of a period is scored, missing, replaced, or scored undrawn."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.metrics import only_within
from qa_workbook.app.outputs import protected
from qa_workbook.app.purposes import rows_of_purpose
from qa_workbook.app.template import name_of_sheet
from qa_workbook.books.samples.status_book import (
    AgentLine,
    ListLine,
    MissingLine,
    SampleStatus,
    UndrawnLine,
    write_status_book,
)
from qa_workbook.errors import ListsDamaged, UsageError
from qa_workbook.files import refuse_if_open, written
from qa_workbook.frames import evidence, folded
from qa_workbook.keys import Purpose
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.records import RecordStore
from qa_workbook.sampling.issuing import (
    CallSheet,
    DrawIssue,
    ListedCall,
    is_of_a_draw,
    of_issue,
)
from qa_workbook.workspace import Config, Workspace


class NothingDrawnError(UsageError):
    """No lists of a draw were handed out for a period. Needs `period`."""

    label = "sampling_lists.nothing_drawn"


@dataclass(frozen=True)
class StatusReport:
    """The state of each scheme that lists were drawn for, and the workbook that has it."""

    period: Period
    schemes: Sequence[SampleStatus]
    file: Path

    def notes(self, language: str) -> list[str]:
        """Returns the counts, a sentence for each scheme."""
        said = []
        for one in self.schemes:
            counts = {"calls": one.calls, "scored": one.scored, "missing": len(one.missing)}
            more = {"replaced": one.replaced, "undrawn": len(one.undrawn)}
            words = text("sampling_lists.told_status", language, sheet=one.sheet, **counts, **more)
            said.append(words)
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `sample status --json` prints."""
        return {
            "period": self.period.text,
            "schemes": [
                {
                    "scheme": one.scheme,
                    "calls": one.calls,
                    "scored": one.scored,
                    "replaced": one.replaced,
                    "lists": [asdict(line) for line in one.lists],
                    "agents": [asdict(line) for line in one.agents],
                    "missing": [
                        asdict(line) | {"day": line.day.isoformat()} for line in one.missing
                    ],
                    "undrawn": [asdict(line) for line in one.undrawn],
                }
                for one in self.schemes
            ],
            "files": {"status": str(self.file)},
        }


def sample_status(
    workspace: Workspace, period_text: str, language: str, out: Path | None = None
) -> StatusReport:
    """Writes what became of all lists that were drawn for days of a period.

    Raises UnknownPeriod, NothingDrawnError, ListsDamaged, RecordsDamaged, OutputLocked.
    """
    span = period(period_text)
    config = workspace.required().load()
    of_schemes: dict[str, list[DrawIssue]] = defaultdict(list)
    for issue in _issues(config):
        if span.first <= issue.first and issue.last <= span.last:
            of_schemes[issue.scheme].append(issue)
    if not of_schemes:
        raise NothingDrawnError(period=span.text)
    store = RecordStore(workspace.records)
    found = [
        _Scored(store, scheme, issues, span).status(_sheet(config, scheme, language))
        for scheme, issues in sorted(of_schemes.items())
    ]
    name = text("sampling_lists.status_name", language, period=span.short)
    file = protected(workspace, out or workspace.output / name)
    refuse_if_open(file)
    with written(file) as beside:
        write_status_book(beside, found, span.text, language)
    return StatusReport(span, found, file)


def _issues(config: Config) -> Sequence[DrawIssue]:
    found = []
    for issue in config.lists.issues:
        if is_of_a_draw(issue):
            try:
                found.append(of_issue(issue))
            except (KeyError, TypeError, ValueError) as error:
                raise ListsDamaged(path=f"{issue.id}.json") from error
    return found


def _sheet(config: Config, scheme: str, language: str) -> str:
    if scheme not in config.schemes.ids:
        return scheme
    return name_of_sheet(config, config.schemes.latest(scheme), language)


class _Scored:
    """The lists of a scheme beside what the records have."""

    def __init__(
        self, store: RecordStore, scheme: str, issues: Sequence[DrawIssue], span: Period
    ) -> None:
        self.scheme, self.issues = scheme, issues
        self.sheets = [sheet for issue in issues for sheet in issue.sheets]
        self.span = span
        days = [call.day for sheet in self.sheets for call in sheet.calls]
        wide = period(f"{min([span.first, *days])}..{max([span.last, *days])}")
        self.random = self._rows(rows_of_purpose(store, Purpose.RANDOM, wide))
        self.repeats = self._rows(rows_of_purpose(store, Purpose.REPEAT, wide))

    def _rows(self, frames: Mapping[Any, Any]) -> list[tuple[str, str, str, str, bool, str]]:
        """Recording, agent, name, inspector, whether the call is of the period, list."""
        found = []
        for key, frame in frames.items():
            if key.id != self.scheme:
                continue
            inside = only_within({key: frame.assign(place=range(len(frame)))}, self.span)[key]
            within = set(inside["place"])
            lists = frame["list"] if "list" in frame else [""] * len(frame)
            columns = (evidence(frame), frame["agent"], frame["name"], frame["inspector"])
            rows = enumerate(zip(*columns, lists, strict=True))
            found += [(*row[:4], place in within, row[4]) for place, row in rows]
        return [row for row in found if row[0]]

    def status(self, sheet: str) -> SampleStatus:
        """Returns the state of all lists."""
        done = {folded(row[0]) for row in self.random}
        again = {(row[5], folded(row[0])) for row in self.repeats}
        lists, missing = list[ListLine](), list[MissingLine]()
        of_agents: dict[str, Counter[str]] = defaultdict(Counter)
        for one in self.sheets:
            left = []
            for call in one.calls:
                hidden = call.recording in one.entry.repeats
                name = folded(call.recording)
                has_score = (one.number, name) in again if hidden else name in done
                if not has_score:
                    left.append(call)
                if not hidden:
                    key = "scored" if has_score else "missing"
                    of_agents[folded(call.agent)][key] += 1
            missing += [_missing(one, call) for call in left]
            lists.append(_line(one, len(left)))
        return SampleStatus(
            self.scheme,
            sheet,
            lists,
            self._agents(of_agents),
            missing,
            self._undrawn(),
        )

    def _agents(self, counts: Mapping[str, Counter[str]]) -> list[AgentLine]:
        """Every agent of the draws; what several draws wanted is added up."""
        replaced = self._replaced()
        undrawn = Counter(folded(one.agent) for one in self._undrawn())
        found: dict[str, AgentLine] = {}
        for issue in self.issues:
            for one in issue.agents:
                key = folded(one.agent)
                known = found.get(key)
                wanted = one.wanted + (known.wanted if known else 0)
                drawn = one.drawn + (known.drawn if known else 0)
                done = (counts[key]["scored"], counts[key]["missing"]) if key in counts else (0, 0)
                about = (one.agent, one.name, one.team, wanted, drawn)
                found[key] = AgentLine(*about, *done, replaced[key], undrawn[key])
        return list(found.values())

    def _replaced(self) -> Counter[str]:
        """How many calls of each agent were replaced."""
        agents = {
            folded(call.recording): folded(call.agent)
            for issue in self.issues
            for call in (*issue.reserves, *(c for s in issue.sheets for c in s.calls))
        }
        found: Counter[str] = Counter()
        for sheet in self.sheets:
            for _, new in sheet.entry.replaced:
                found[agents.get(folded(new), "")] += 1
        return found

    def _undrawn(self) -> list[UndrawnLine]:
        """Random scores of calls of the period that stand on no list."""
        drawn = {folded(call.recording) for sheet in self.sheets for call in sheet.calls}
        drawn |= {folded(old) for sheet in self.sheets for old, _ in sheet.entry.replaced}
        rows = {
            folded(row[0]): UndrawnLine(row[0], row[1], row[2], row[3])
            for row in self.random
            if row[4] and folded(row[0]) not in drawn
        }
        return [rows[key] for key in sorted(rows)]


def _line(sheet: CallSheet, missing: int) -> ListLine:
    entry, calls = sheet.entry, len(sheet.calls)
    done, replaced = calls - missing, len(entry.replaced)
    return ListLine(
        entry.inspector, sheet.number, sheet.day, entry.round, calls, done, missing, replaced
    )


def _missing(sheet: CallSheet, call: ListedCall) -> MissingLine:
    about = (call.recording, call.agent, call.name, call.team, call.day, call.round)
    return MissingLine(sheet.entry.inspector, sheet.number, *about)
