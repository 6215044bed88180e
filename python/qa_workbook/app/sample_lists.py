"""抽检清单: after a draw a blank sheet for each inspector and day of work, and what goes along."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_workbook.analysis.quotas import names_of
from qa_workbook.app.blank_files import BlankFiles, State
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.sample_repeats import Repeats
from qa_workbook.app.sample_sheets import ListSheets, file_of_list, row_of, scheme_of_lists
from qa_workbook.app.template import entry_of, name_of_sheet
from qa_workbook.books.samples.certificate_page import write_certificate_page
from qa_workbook.books.samples.list_book import (
    ListRow,
    Load,
    SampleLists,
    Short,
    Unheard,
    write_list_book,
)
from qa_workbook.errors import ListsDamaged
from qa_workbook.files import Together, refuse_if_open
from qa_workbook.labels import text
from qa_workbook.numbers import period
from qa_workbook.procedure.assigned import INSPECTOR
from qa_workbook.procedure.people import People
from qa_workbook.sampling.certificate import Certificate
from qa_workbook.sampling.issuing import (
    CallSheet,
    DrawIssue,
    ListedCall,
    issue_id,
    lists_of,
    of_issue,
)
from qa_workbook.sampling.model import Draw
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class PlacedSheet:
    """A list and its file; what somebody has begun with is kept as it is."""

    sheet: CallSheet
    file: Path
    state: State

    @property
    def kept(self) -> bool:
        """Whether what is there was left alone."""
        return self.state in ("kept", "open")


@dataclass(frozen=True)
class ListsReport:
    """What was handed out: `lists` in the order of the workbook `book`."""

    issue: DrawIssue
    lists: Sequence[PlacedSheet]
    folder: Path
    book: Path

    @property
    def counts(self) -> dict[str, int]:
        """How many lists were written, unchanged and kept."""
        found = Counter("kept" if one.kept else one.state for one in self.lists)
        return {state: found[state] for state in ("written", "unchanged", "kept")}

    @property
    def repeats(self) -> list[ListedCall]:
        """The calls that were scored before."""
        return [
            call
            for sheet in self.issue.sheets
            for call in sheet.calls
            if call.recording in sheet.entry.repeats
        ]

    def notes(self, language: str) -> list[str]:
        """Returns what became of the lists, in sentences."""
        said = [text("sampling_lists.told_lists", language, count=len(self.lists), **self.counts)]
        kept = [one.file for one in self.lists if one.kept]
        said += [text("sampling_lists.kept_file", language, path=path) for path in kept]
        issue = self.issue
        if self.repeats:
            said.append(text("sampling_lists.told_repeats", language, count=len(self.repeats)))
        old = [call for call in self.repeats if not issue.first <= call.day <= issue.last]
        if old:
            said.append(text("sampling_lists.told_old_repeats", language, count=len(old)))
        if issue.unassigned:
            count = len(issue.unassigned)
            said.append(text("sampling_lists.told_unheard", language, count=count))
        return said

    def as_dict(self) -> dict[str, Any]:
        """Returns the object about lists that `sample draw --json` prints."""
        return {
            "lists": [
                {
                    "list": one.sheet.number,
                    "inspector": one.sheet.entry.inspector,
                    "number": one.sheet.inspector,
                    "project": one.sheet.project,
                    "day": one.sheet.day,
                    "rounds": one.sheet.entry.round,
                    "calls": len(one.sheet.calls),
                    "state": "kept" if one.kept else one.state,
                    "file": str(one.file),
                }
                for one in self.lists
            ],
            "repeats": len(self.repeats),
            "unassigned": [call.recording for call in self.issue.unassigned],
            **self.counts,
            "files": {"folder": str(self.folder), "list": str(self.book)},
        }


def certificate_page(
    config: Config, certificate: Certificate, language: str, folder: Path, files: Together
) -> Path:
    """Adds the certificate on paper to `files`; returns where it will be. Raises OutputLocked."""
    span, scheme = certificate.content["period"]["text"], certificate.content["scheme"]
    named = f"{period(span).short}_{certificate.number}"
    path = folder / text("sample_certificate.file_name", language, name=named)
    refuse_if_open(path)
    declared = config.schemes.latest(scheme) if scheme in config.schemes.ids else None
    write_certificate_page(
        files.add(path),
        certificate.content,
        language,
        organisation=config.settings.organisation,
        scheme=name_of_sheet(config, declared, language) if declared else scheme,
    )
    return path


def called_names(people: People) -> Mapping[str, str]:
    """Returns what sheets call each person of the list of people, by number."""
    return names_of(people.posts)


def issue_of(
    config: Config,
    draw: Draw,
    certificate: Certificate,
    called: Mapping[str, str],
    repeats: Repeats,
    *,
    by_points: bool = False,
) -> DrawIssue:
    """Returns the lists of a draw: those that were handed out already, else new ones.

    What was handed out stays, with its repeats and replacements. Raises ListsDamaged.
    """
    known = config.lists.issue(issue_id(certificate.number))
    if known is None:
        about = (certificate.number, certificate.digest)
        made = lists_of(draw, about, draw.scheme, called, repeats)
        return replace(made, by_points=by_points)
    try:
        return of_issue(known)
    except (KeyError, TypeError, ValueError) as error:
        raise ListsDamaged(path=f"{known.id}.json") from error


@dataclass(frozen=True)
class HandOut:
    """The lists of a draw that are written into a folder."""

    workspace: Workspace
    config: Config
    issue: DrawIssue
    language: str
    folder: Path

    def write(self, files: Together, progress: Progress = silent) -> ListsReport:
        """Adds sheets, the workbook of lists and the registry to `files`.

        They are in place once `files` is published. Raises UnknownScheme, LongSheetError,
        LongListError, OutputLocked.
        """
        issue, language = self.issue, self.language
        scheme = scheme_of_lists(self.config, issue.scheme, issue.first)
        entry = entry_of(scheme, language, by_points=issue.by_points)
        sheets = ListSheets(scheme, self.config.vocabulary, language, entry)
        named = f"{period(issue.period).short}_{issue.draw}"
        book = self.folder / text("sampling_lists.list_name", language, name=named)
        refuse_if_open(book)
        blank = BlankFiles(blank_memory(self.workspace, issue))
        placed = []
        for done, sheet in enumerate(issue.sheets):
            progress("writing", done, len(issue.sheets))
            file = self.folder / file_of(issue, sheet, language)
            rows = [row_of(call) for call in sheet.calls]
            content = sheets.content(sheet.entry, sheet.project, rows, file)
            placed.append(PlacedSheet(sheet, file, blank.place(content, file, files)))
        progress("writing", len(placed), len(placed))
        name = name_of_sheet(self.config, scheme, language)
        rules = self.config.rules.at(issue.last)
        roles = rules.quotas.roles if rules else ()
        quota = next(
            (one.count for one in roles if (one.role, one.per) == (INSPECTOR, "day")), None
        )
        listed = _listed(issue, placed, name, quota, language)
        write_list_book(files.add(book), listed, language, self.folder)
        blank.remember(files)
        kept = issue.as_issue()
        files.add(self.workspace.lists / f"{kept.id}.json").write_bytes(kept.as_bytes())
        return ListsReport(issue, placed, self.folder, book)


def blank_memory(workspace: Workspace, issue: DrawIssue) -> Path:
    """Returns the file with the digests of the sheets of a draw."""
    return workspace.packs / f"{issue.id}.json"


def file_of(issue: DrawIssue, sheet: CallSheet, language: str, extra: int = 0) -> str:
    """Returns the name of the file of a list."""
    projects = {one.project for one in issue.sheets}
    day = text("sampling_lists.nth_day", language, day=sheet.day) if issue.days > 1 else ""
    parts = [sheet.project if len(projects) > 1 else "", day, period(issue.period).short]
    return file_of_list(sheet.entry, parts, language, extra)


def _listed(
    issue: DrawIssue, placed: Sequence[PlacedSheet], name: str, quota: int | None, language: str
) -> SampleLists:
    """The content of the workbook of lists."""
    rows = [
        ListRow(
            one.sheet.entry.inspector,
            one.sheet.inspector,
            one.file,
            one.sheet.day,
            one.sheet.entry.round,
            len(one.sheet.calls),
            one.sheet.project,
            one.sheet.number,
            one.kept,
        )
        for one in placed
    ]
    return SampleLists(
        period=issue.period,
        sheet=name,
        draw=issue.draw,
        rows=rows,
        loads=_loads(issue, quota),
        shortfalls=[
            Short(
                one.agent,
                one.name,
                one.team,
                one.eligible,
                one.wanted,
                one.drawn,
                text(f"sampling_lists.why_{one.why}", language),
            )
            for one in issue.agents
            if one.why
        ],
        unheard=[
            Unheard(one.recording, one.agent, one.name, one.team, one.round)
            for one in issue.unassigned
        ],
    )


def _loads(issue: DrawIssue, quota: int | None) -> list[Load]:
    counts: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for sheet in issue.sheets:
        counts[sheet.entry.inspector, sheet.inspector][sheet.day] += len(sheet.calls)
    days = range(1, issue.days + 1)
    return [
        Load(name, number, tuple(of_days[day] for day in days), quota)
        for (name, number), of_days in counts.items()
    ]
