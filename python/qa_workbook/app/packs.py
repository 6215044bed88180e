"""批量发表: a blank score sheet for every inspector of a period, and the list of them (S9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from qa_workbook.analysis.quotas import names_of
from qa_workbook.app.blank_files import BlankFiles
from qa_workbook.app.outputs import protected
from qa_workbook.app.pack_report import Pack, PacksReport, pack_list
from qa_workbook.app.pack_sheets import OwnSheets, TheirSheets, sheets_of_layout
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.template import declared_id, entry_of, name_of_sheet
from qa_workbook.books.packs.book import write_packs_book
from qa_workbook.errors import UnknownScheme, UsageError
from qa_workbook.files import Together, plain_name, refuse_if_open, written_together
from qa_workbook.labels import text
from qa_workbook.numbers import Period, period
from qa_workbook.procedure.assigned import Assignment, agents_within, assignments
from qa_workbook.procedure.people import Post
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.policies import MOST_ROWS
from qa_workbook.workspace import Config, Workspace


class NobodyInspectsError(UsageError):
    """The list of people has no inspector. Needs `period` and `where`."""

    label = "packs.nobody"


class TooManyRowsError(UsageError):
    """More rows than a sheet has. Needs `inspector`, `rows` and `most`."""

    label = "packs.too_many_rows"


@dataclass(frozen=True)
class WantedPacks:
    """The blank sheets that are asked for: a scheme by id or name, a period, what they hold.

    `day` is 质检日期; without it that of a period of one day. `project` is for inspectors of that
    project alone. `rows` counts all input rows, None for the number that the scheme says;
    `per_agent` those of each agent whom the inspector checks.
    """

    scheme: str
    period: str
    day: date | None = None
    project: str = ""
    rows: int | None = None
    per_agent: int = 1
    by_points: bool = False
    layout: str = ""
    """The id of a layout: the centre's own sheet instead of ours."""


def write_packs(
    workspace: Workspace,
    wanted: WantedPacks,
    language: str,
    out: Path | None = None,
    progress: Progress = silent,
) -> PacksReport:
    """Writes a blank sheet for every inspector of the period into one folder, and the list of them.

    A sheet that somebody has begun to fill in stays as it is: what we wrote is known by its digest.
    A sheet names the agents of its own inspector and of nobody else. Raises Busy, ConfigError,
    UnknownPeriod, UnknownScheme, NobodyInspectsError, TooManyRowsError, OutputLocked, and with a
    layout UnknownLayoutError, LayoutOfOtherSchemeError, NoBlankSheetError.
    """
    span = period(wanted.period)
    config = workspace.required().load()
    with workspace.locked(config.settings.wait_for_lock):
        planned = _planned(workspace, config, wanted, span, language, out)
        with written_together() as files:
            return planned.write(files, progress)


@dataclass(frozen=True)
class _Planned:
    """Packs that are worked out, and of which nothing is written yet."""

    workspace: Workspace
    language: str
    report: PacksReport
    sheets: OwnSheets | TheirSheets

    def write(self, files: Together, progress: Progress) -> PacksReport:
        """Writes what is new, and puts all in place."""
        report, packs = self.report, list[Pack]()
        # the digests name nobody, and are kept for each period
        blank = BlankFiles(self.workspace.packs / f"{report.period.text}.json")
        for done, pack in enumerate(report.packs):
            progress("writing", done, len(report.packs))
            content, told = self.sheets.content(pack)
            packs.append(replace(told, state=blank.place(content, told.file, files)))
        progress("writing", len(packs), len(packs))
        report = replace(report, packs=packs)
        listed = pack_list(report, self.language)
        write_packs_book(files.add(report.file), listed, self.language, report.folder)
        blank.remember(files)
        files.publish()
        return report


def _planned(
    workspace: Workspace,
    config: Config,
    wanted: WantedPacks,
    span: Period,
    language: str,
    out: Path | None,
) -> _Planned:
    scheme, later = _scheme(config, wanted, span)
    if wanted.rows is not None and not 1 <= wanted.rows <= MOST_ROWS:
        rows = wanted.rows
        raise UsageError(what=text("cli.template_rows", language, rows=rows, most=MOST_ROWS))
    _, people = workspace.load_procedure(config)
    agents = agents_within(people, _roster(config), span)
    found = assignments(people, agents, span, wanted.project)
    if not found:
        where = ""
        if wanted.project:
            where = text("packs.nobody_of_project", language, project=wanted.project)
        raise NobodyInspectsError(period=span.text, where=where)
    folder = out or workspace.output / text("packs.folder", language, period=span.text)
    folder = protected(workspace, folder)
    sheets = _sheets(workspace, config, wanted, scheme, span, language)
    sheet = _sheet_name(config, scheme, wanted, language)
    packs = _packs(found, names_of(people.posts), sheets, wanted, span, sheet, folder)
    listed = [sheet, *_parts(wanted, span), span.text]
    file = folder / text("packs.list_name", language, name="_".join(listed))
    refuse_if_open(file)
    checked = {agent.number for one in found for agent in one.agents}
    unassigned = [agent for agent in agents if agent.number not in checked]
    if scheme.sheet.layout == "long":
        unassigned = []  # no agents are filled in there, so nobody is missing
    report = PacksReport(span, scheme, sheet, packs, unassigned, folder, file, later)
    return _Planned(workspace, language, report, sheets)


def _sheets(
    workspace: Workspace,
    config: Config,
    wanted: WantedPacks,
    scheme: Scheme,
    span: Period,
    language: str,
) -> OwnSheets | TheirSheets:
    day = wanted.day or (span.first if span.first == span.last else None)
    per_agent = wanted.per_agent
    if wanted.layout:
        return sheets_of_layout(workspace, config, wanted.layout, scheme, day, per_agent)
    entry = entry_of(scheme, language, by_points=wanted.by_points)
    return OwnSheets(scheme, config.vocabulary, language, day, wanted.rows, entry, per_agent)


def _scheme(config: Config, wanted: WantedPacks, span: Period) -> tuple[Scheme, Scheme | None]:
    """The version of the first day of the period, and one that follows it within the period."""
    schemes, scheme_id = config.schemes, declared_id(config, wanted.scheme)
    if scheme_id not in schemes.ids:
        raise UnknownScheme(scheme=wanted.scheme, known=", ".join(schemes.ids))
    first, last = wanted.day or span.first, wanted.day or span.last
    chosen = schemes.at(scheme_id, first) or schemes.at(scheme_id, last)
    chosen = chosen or schemes.latest(scheme_id)
    following = [one for one in schemes.versions(scheme_id) if one.valid_from > chosen.valid_from]
    return chosen, next((one for one in following if one.valid_from <= last), None)


def _roster(config: Config) -> list[Post]:
    """The agents of the roster, as if they stood in the list of people."""
    if config.roster is None:
        return []
    people = config.roster.people.values()
    return [Post(one.agent, one.name, "agent", one.team) for one in people if one.agent]


def _sheet_name(config: Config, scheme: Scheme, wanted: WantedPacks, language: str) -> str:
    points = text("cli.template_by_points", language) if wanted.by_points else ""
    return plain_name(f"{name_of_sheet(config, scheme, language)}{points}")


def _parts(wanted: WantedPacks, span: Period) -> list[str]:
    """What tells the files of several runs of one period apart."""
    day = [wanted.day.isoformat()] if wanted.day and span.first != span.last else []
    return [*([plain_name(wanted.project)] if wanted.project else []), *day]


def _packs(
    found: Sequence[Assignment],
    names: Mapping[str, str],
    sheets: OwnSheets | TheirSheets,
    wanted: WantedPacks,
    span: Period,
    sheet: str,
    folder: Path,
) -> list[Pack]:
    several = Counter(one.inspector.number for one in found)
    packs = []
    for one in (part for whole in found for part in _parted(whole, sheets)):
        called, project = names[one.inspector.number], wanted.project or one.inspector.project
        parts = [plain_name(called), sheet, *_parts(wanted, span), span.text]
        if several[one.inspector.number] > 1 and project:
            parts.insert(2, plain_name(project))
        if sheets.by_agent and one.agents:
            parts.insert(1, plain_name(f"{one.agents[0].name} {one.agents[0].number}"))
        filled = 0 if sheets.scheme.sheet.layout == "long" else len(one.agents) * wanted.per_agent
        if filled > MOST_ROWS:
            raise TooManyRowsError(inspector=called, rows=filled, most=MOST_ROWS)
        file = folder / sheets.file_name("_".join(parts))
        packs.append(Pack(one, called, project, file, filled))
    return packs


def _parted(one: Assignment, sheets: OwnSheets | TheirSheets) -> list[Assignment]:
    """One part for each agent, where the sheets are about one agent each."""
    if not sheets.by_agent or not one.agents:
        return [one]
    return [replace(one, agents=(agent,)) for agent in one.agents]
