"""What a blank sheet for an inspector is made from: our own sheet, or the centre's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path

from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.faults import FormulaThere, NotEditable
from qa_workbook.annotating.model import CellEdit
from qa_workbook.app.pack_report import Pack
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled, Head, Template
from qa_workbook.errors import UsageError
from qa_workbook.files import scratch
from qa_workbook.forms.score_form import Entry, score_form
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.a1 import address
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.layouts.book import LayoutBook, fits_pattern
from qa_workbook.layouts.filling import filled, is_for_one_agent
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace

AHEAD = ("agent", "name", "team")
"""What a row of a blank sheet has filled in: whom to check."""
_OF_POST = {"agent": "number", "name": "name", "team": "team"}


class UnknownLayoutError(UsageError):
    """Needs `layout` and `known`."""

    label = "packs.unknown_layout"


class LayoutOfOtherSchemeError(UsageError):
    """Needs `layout` and `scheme`."""

    label = "packs.other_scheme"


class NoBlankSheetError(UsageError):
    """The blank sheet of a layout isn't there, or can't be filled in. Needs `path`."""

    label = "packs.no_blank"


def agent_rows(pack: Pack, per_agent: int) -> list[dict[str, str]]:
    """Returns what is known of the agents of a sheet, a row for each recording to come."""
    agents = pack.rows_for(per_agent)
    return [{key: getattr(one, _OF_POST[key]) for key in AHEAD} for one in agents]


@dataclass(frozen=True)
class OwnSheets:
    """Our own sheets of a scheme version."""

    scheme: Scheme
    vocabulary: Vocabulary
    language: str
    day: date | None
    rows: int | None
    entry: Entry | None
    per_agent: int

    by_agent = False

    def content(self, pack: Pack) -> tuple[bytes, Pack]:
        """Returns the workbook of an inspector, and what it has filled in."""
        head = Head(pack.called, self.day, pack.project)
        words, language = self.vocabulary, self.language
        template = Template(self.scheme, words, language, head, self.rows, self.entry)
        rows = agent_rows(pack, self.per_agent)
        with scratch(pack.file) as parts:
            part = parts / "pack.xlsx"
            write_score_sheet(part, template, Filled(rows, ahead=frozenset(AHEAD)))
            return part.read_bytes(), pack

    def file_name(self, name: str) -> str:
        """Returns what a file may be called."""
        return f"{name}.xlsx"


@dataclass(frozen=True)
class TheirSheets:
    """The centre's own sheet, as it was kept without its recordings when it was adopted."""

    layout: Layout
    blank: bytes
    path: Path
    scheme: Scheme
    vocabulary: Vocabulary
    day: date | None
    per_agent: int

    @property
    def by_agent(self) -> bool:
        """Whether each agent has a file of its own."""
        return is_for_one_agent(self.layout)

    def content(self, pack: Pack) -> tuple[bytes, Pack]:
        """Returns the workbook of an inspector, and what it has filled in.

        Raises NoBlankSheetError.
        """
        day = self.day.isoformat() if self.day else ""
        values = {"inspector": pack.called, "inspected_on": day, "project": pack.project}
        agents = agent_rows(pack, self.per_agent)
        if self.by_agent:
            agents = agents[:1]
        form = score_form(self.scheme, self.vocabulary)
        edits, missing, rows = list[CellEdit](), set[str](), 0
        for grid in self._grids:
            filling = filled(grid, self.layout, self.scheme, form, self.vocabulary, values, agents)
            edits += [
                CellEdit(grid.name, address(*place), value or None)
                for place, value in filling.cells.items()
            ]
            missing |= filling.missing
            rows = max(rows, filling.rows)
        names = tuple(form.by_id[key].heading for key in form.by_id if key in missing)
        agent_names = {one["name"] for one in agents}
        people = (grid.name for grid in self._grids if self.vocabulary.is_person(grid.name))
        other = next((name for name in people if name not in agent_names), "")
        return self._edited(edits), replace(pack, filled=rows, missing=names, named_after=other)

    @cached_property
    def _grids(self) -> Sequence[Grid]:
        """The sheets that the layout reads, whatever the file is called."""
        match = self.layout.match.model_copy(update={"files": ()})
        book = LayoutBook((self.layout.model_copy(update={"match": match, "beside": ()}),))
        try:
            workbook = open_workbook(self.blank, self.vocabulary.limits)
            grids = [read_grid(workbook, name) for name, _ in workbook.sheets]
        except FileFault:
            raise NoBlankSheetError(path=self.path) from None
        found = [grid for grid in grids if book.of_sheet(grid, "")]
        if not found:
            raise NoBlankSheetError(path=self.path)
        return found

    def _edited(self, edits: Sequence[CellEdit]) -> bytes:
        """The blank sheet with the edits; where a formula works a cell out it stays."""
        left = list(edits)
        while True:
            try:
                return annotated(self.blank, (), left)
            except FormulaThere as found:
                left = [one for one in left if f"{one.sheet}!{one.cell}" != str(found)]
            except (NotEditable, KeyError, ValueError):
                raise NoBlankSheetError(path=self.path) from None

    def file_name(self, name: str) -> str:
        """Returns what a file may be called so that the layout reads it once it comes back."""
        patterns = self.layout.match.files
        if not patterns or any(fits_pattern(f"{name}.xlsx", one) for one in patterns):
            return f"{name}.xlsx"
        before, star, behind = patterns[0].partition("*")
        behind = behind.replace("*", "").removesuffix(".xlsx")
        return f"{before}{name}{behind}.xlsx" if star else f"{name}/{patterns[0]}"


def sheets_of_layout(
    workspace: Workspace,
    config: Config,
    layout_id: str,
    scheme: Scheme,
    day: date | None,
    per_agent: int,
) -> TheirSheets:
    """Returns the centre's own sheet of a layout.

    Raises UnknownLayoutError, LayoutOfOtherSchemeError, NoBlankSheetError.
    """
    layout = config.layouts.get(layout_id)
    if layout is None:
        raise UnknownLayoutError(layout=layout_id, known=", ".join(config.layouts.ids) or "—")
    if layout.scheme != scheme.id:
        raise LayoutOfOtherSchemeError(layout=layout_id, scheme=layout.scheme)
    path = workspace.config_folder / "layouts" / f"{layout.id}.xlsx"
    if not path.is_file():
        raise NoBlankSheetError(path=path)
    return TheirSheets(layout, path.read_bytes(), path, scheme, config.vocabulary, day, per_agent)
