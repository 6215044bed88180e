"""What became of each blank sheet of a period, as programs, people and the list are told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from qa_workbook.app.blank_files import State
from qa_workbook.books.packs.book import PackList, PackRow
from qa_workbook.labels import text
from qa_workbook.numbers import Period
from qa_workbook.procedure.assigned import Assignment
from qa_workbook.procedure.people import Post
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Pack:
    """The blank sheet of one inspector; `called` is what the sheet calls that person.

    `filled` counts the rows that are filled in. A sheet that was begun is `kept`, one that another
    program has open stays as it is, too. `missing` are what is known and has no place in the sheet;
    `named_after` is somebody else whose name the sheet still bears.
    """

    assignment: Assignment
    called: str
    project: str
    file: Path
    filled: int
    state: State = "written"
    missing: tuple[str, ...] = ()
    named_after: str = ""

    @property
    def kept(self) -> bool:
        """Whether what is there was left alone."""
        return self.state in ("kept", "open")

    def rows_for(self, per_agent: int) -> list[Post]:
        """Returns the agents of the rows that are filled in, each so many times."""
        agents = self.assignment.agents if self.filled else ()
        return [agent for agent in agents for _ in range(per_agent)]


@dataclass(frozen=True)
class PacksReport:
    """What was written: a pack for each inspector and project, in the order of the list of people.

    `unassigned` are the agents of the period whom no inspector checks. `later` is a version of the
    scheme that begins within the period, of which no sheets were made.
    """

    period: Period
    scheme: Scheme
    sheet: str
    packs: Sequence[Pack]
    unassigned: Sequence[Post]
    folder: Path
    file: Path
    later: Scheme | None = None

    @property
    def counts(self) -> dict[str, int]:
        """How many sheets were written, unchanged and kept."""
        found = Counter("kept" if pack.kept else pack.state for pack in self.packs)
        return {state: found[state] for state in ("written", "unchanged", "kept")}

    @property
    def unscoped(self) -> list[str]:
        """Who has no agents because the list says neither team nor project."""
        return [one.called for one in self.packs if not one.assignment.is_scoped and not one.filled]

    def notes(self, language: str) -> list[str]:
        """Returns what has to be known beside the counts, in sentences."""
        comma = text("packs.comma", language)
        said = [text("packs.kept_file", language, path=one.file) for one in self.packs if one.kept]
        if self.unscoped and self.scheme.sheet.layout == "wide":
            said.append(text("packs.told_unscoped", language, names=comma.join(self.unscoped)))
        missing = dict.fromkeys(name for one in self.packs for name in one.missing)
        if missing:
            said.append(text("packs.told_missing", language, names=comma.join(missing)))
        if self.unassigned:
            said.append(text("packs.told_unassigned", language, count=len(self.unassigned)))
        if self.later:
            details = {"version": self.scheme.version, "next": self.later.version}
            later = self.later.valid_from
            said.append(text("packs.told_version", language, later=later, **details))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the object that `packs --json` prints."""
        return {
            "period": self.period.text,
            "scheme": self.scheme.id,
            "version": self.scheme.version,
            "inspectors": [_told(pack) for pack in self.packs],
            "unassigned": [post.number for post in self.unassigned],
            **self.counts,
            "files": {"folder": str(self.folder), "list": str(self.file)},
        }


def _told(pack: Pack) -> dict[str, Any]:
    return {
        "inspector": pack.called,
        "number": pack.assignment.inspector.number,
        "project": pack.project,
        "agents": [agent.number for agent in pack.assignment.agents],
        "rows": None if pack.kept else pack.filled,
        "state": "kept" if pack.kept else pack.state,
        "file": str(pack.file),
    }


def pack_list(report: PacksReport, language: str) -> PackList:
    """Returns the content of the list. The same sheets give the same list, whoever wrote them."""
    rows = [_row(pack, report, language) for pack in report.packs]
    unassigned = [(one.number, one.name, one.team, one.project) for one in report.unassigned]
    return PackList(report.period.text, report.sheet, rows, unassigned)


def _row(pack: Pack, report: PacksReport, language: str) -> PackRow:
    comma = text("packs.comma", language)
    teams = comma.join(pack.assignment.teams) or text("packs.all_teams", language)
    return PackRow(
        inspector=pack.called,
        number=pack.assignment.inspector.number,
        team=teams,
        project=pack.project or text("packs.all_projects", language),
        held=held_words(pack.assignment, language),
        agents=len(pack.assignment.agents),
        filled=None if pack.kept else pack.filled,
        file=pack.file,
        kept=pack.kept,
        note=text("packs.semicolon", language).join(_notes(pack, report, language)),
    )


def held_words(one: Assignment, language: str) -> str:
    """Returns from when to when somebody inspects, "" for always."""
    if one.first and one.last:
        return text("packs.from_to", language, first=one.first, last=one.last)
    if one.first:
        return text("packs.from_day", language, first=one.first)
    return text("packs.to_day", language, last=one.last) if one.last else ""


def _notes(pack: Pack, report: PacksReport, language: str) -> list[str]:
    one, span = pack.assignment, report.period
    said = []
    if pack.kept:
        said.append(
            text("packs.note_open" if pack.state == "open" else "packs.note_kept", language)
        )
    elif not one.agents and report.scheme.sheet.layout == "wide":
        key = "note_no_agents" if one.is_scoped else "note_unscoped"
        said.append(text(f"packs.{key}", language))
    if pack.missing:
        names = text("packs.comma", language).join(pack.missing)
        said.append(text("packs.note_missing", language, names=names))
    if pack.named_after:
        said.append(text("packs.note_named_after", language, sheet=pack.named_after))
    if pack.called != one.inspector.name:
        said.append(text("packs.note_same_name", language))
    return [*said, *_moves(one, span, language)]


def _moves(one: Assignment, span: Period, language: str) -> list[str]:
    """Who comes or goes within the period."""
    said = []
    if one.first and one.first in span and one.first > span.first:
        said.append(text("packs.note_joins", language, first=one.first))
    if one.last and one.last in span and one.last < span.last:
        said.append(text("packs.note_leaves", language, last=one.last))
    return said
