"""What a proposal makes of its samples: read, checked and scored as `build` would do it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from qa_workbook.adopt.asking import About, question
from qa_workbook.adopt.proposal import Proposal, Question, SheetProposal
from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import silent
from qa_workbook.app.proposals import Kept, folder_of, sample_path
from qa_workbook.books.adoption.model import Preview, ReadSheet, Reckoned, names_of
from qa_workbook.findings.finding import Finding
from qa_workbook.forms.score_form import ScoreForm, score_form
from qa_workbook.forms.text_cells import blank
from qa_workbook.grids.a1 import address, place_of
from qa_workbook.grids.grid import CellError, CellValue, Place
from qa_workbook.grids.widths import column_widths
from qa_workbook.intake.reader import Intake
from qa_workbook.intake.unfolded_table import UnfoldedTable
from qa_workbook.layouts.book import LayoutBook
from qa_workbook.layouts.model import Layout
from qa_workbook.layouts.unfold import unfold
from qa_workbook.layouts.unfolded import Unfolded
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings
from qa_workbook.workspace import Config, Workspace

_UNGROUPED = 10**9
_MOST_CELLS = 6
"""Of the totals that differ so many are named in the question."""
_DIFFERS = "total-differs"
_Row = tuple[str, str, int]
"""File, sheet and row of a record."""


def preview_of(workspace: Workspace, config: Config, kept: Kept, proposal: Proposal) -> Preview:
    """Returns the preview of a proposal: what each sheet of the samples would come to.

    The copies of the samples are in the folder of the proposal.
    """
    wanted = {layout.scheme for layout in proposal.layouts}
    new = {scheme.id: scheme for scheme in proposal.schemes}
    schemes = {name: new.get(name) or config.schemes.latest(name) for name in sorted(wanted)}
    forms = {name: score_form(scheme, config.vocabulary) for name, scheme in schemes.items()}
    trial = _Trial(_with(config, proposal), kept, schemes, forms)
    folder = folder_of(workspace, kept.id)
    if proposal.layouts:
        trial.read([sample_path(folder, file) for file in kept.files], folder)
    layouts = {layout.id: layout for layout in proposal.layouts}
    sheets = [trial.sheet(one, layouts.get(one.layout)) for one in proposal.sheets]
    proposal = _with_doubt(proposal, kept, sheets, trial.differing())
    return Preview(kept.id, kept.name, proposal, sheets, schemes, forms)


def _with_doubt(
    proposal: Proposal, kept: Kept, sheets: Sequence[ReadSheet], differing: About
) -> Proposal:
    """The proposal with one more question where printed totals differ from ours.

    Before other questions are answered totals may well differ.
    """
    compared = sum(sheet.compared for sheet in sheets)
    agreeing = sum(sheet.agreeing for sheet in sheets)
    if proposal.open or agreeing == compared:
        return proposal
    asked = replace(totals_doubted(compared, agreeing), about=differing[:_MOST_CELLS])
    answer = kept.answers.get(asked.id, "")
    answers = {**proposal.answers, asked.id: answer}
    return replace(proposal, questions=(asked, *proposal.questions), answers=answers)


def totals_doubted(compared: int = 0, agreeing: int = 0) -> Question:
    """Returns the question whether sheets are to be read although their totals say otherwise."""
    return question("totals", "totals", ["accept"], compared=compared, agreeing=agreeing)


def _with(config: Config, proposal: Proposal) -> Config:
    """The config as it would be with the proposal, each finding told by itself."""
    new = {scheme.id for scheme in proposal.schemes}
    known = [scheme for scheme in config.schemes.schemes if scheme.id not in new]
    vocabulary = config.vocabulary
    limits = vocabulary.limits.renewed(group_from=_UNGROUPED)
    return replace(
        config,
        schemes=SchemeBook((*known, *proposal.schemes)),
        layouts=LayoutBook((*config.layouts.layouts, *proposal.layouts)),
        vocabulary=vocabulary.renewed(limits=limits),
    )


@dataclass
class _Trial:
    """The samples read by a config with the proposal."""

    config: Config
    kept: Kept
    schemes: Mapping[str, Scheme]
    forms: Mapping[str, ScoreForm]

    def __post_init__(self) -> None:
        self.scores: dict[_Row, Decimal] = {}
        self.findings: dict[tuple[str, str], list[Finding]] = defaultdict(list)

    def read(self, files: Iterable[Path], base: Path) -> None:
        """Reads, checks and scores the files; their names are as seen from the samples."""
        samples = base / "samples"
        intake = read_inputs(self.config, list(files), samples, None, silent)
        for found in intake.findings:
            self.findings[found.file, found.sheet].append(found)
        self._score(intake)

    def _score(self, intake: Intake) -> None:
        for key, table in intake.tables.items():
            scheme = self.config.schemes.version(key.id, key.version)
            if scheme is None or scheme.sheet.layout == "long" or table.frame.empty:
                continue
            final = score_recordings(scheme, table.frame)["final"].tolist()
            places = zip(*(table.frame[name] for name in ("file", "sheet", "row")), strict=True)
            for (file, sheet, row), score in zip(places, final, strict=True):
                exact = Decimal(f"{score:.{scheme.score.decimals}f}")
                self.scores[str(file), str(sheet), int(row)] = exact

    def differing(self) -> About:
        """Returns the sheets and cells of the totals that differ, in the order of the files."""
        found = [one for every in self.findings.values() for one in every]
        return tuple((one.sheet, one.cell) for one in found if one.code == _DIFFERS)

    def sheet(self, one: SheetProposal, layout: Layout | None) -> ReadSheet:
        """Returns what a sheet would come to."""
        sample, limits = one.sample, self.config.vocabulary.limits
        widths = column_widths(self.kept.files[sample.file], sample.sheet, limits)
        if layout is None:
            return ReadSheet(one, widths=widths)
        scheme, form = self.schemes[layout.scheme], self.forms[layout.scheme]
        words = self.config.vocabulary
        unfolded = unfold(sample.grid, layout, scheme, form, words, sample.file)
        reckoned = self._reckoned(sample.file, sample.sheet, layout, unfolded)
        return ReadSheet(one, layout, unfolded, names_of(form), reckoned, widths)

    def _reckoned(
        self, file: str, sheet: str, layout: Layout, unfolded: Unfolded
    ) -> dict[int, Reckoned]:
        """What each row of the plain table comes to, what the sheet says, and why it is refused."""
        rows = UnfoldedTable(unfolded, layout).numbers
        has_bands = self.schemes[layout.scheme].bands is not None
        stated = {line: _stated(unfolded, line, has_bands) for line in rows}
        lines: dict[Place, list[int]] = defaultdict(list)
        for (line, _), place in unfolded.origin.items():
            lines[place].append(line)
        differing, refused = set[str](), dict[int, Finding]()
        for found in self.findings[file, sheet]:
            if found.code == _DIFFERS:
                differing.add(found.cell)
            elif found.severity == "error" and found.cell:
                for line in lines.get(place_of(found.cell.partition(":")[0]), ()):
                    refused.setdefault(line, found)
        return {
            line: _of_line(self.scores.get((file, sheet, row)), stated[line], differing)
            if line not in refused
            else _of_line(None, stated[line], set()).refused_for(refused[line])
            for line, row in rows.items()
        }


def _of_line(
    score: Decimal | None, stated: Sequence[tuple[CellValue, Place]], differing: set[str]
) -> Reckoned:
    unlike = [value for value, place in stated if address(*place) in differing]
    shown = [*unlike, *(value for value, _ in stated), ""][0]
    agrees = None if score is None or not stated else not unlike
    return Reckoned(score, shown, agrees)


def _stated(unfolded: Unfolded, line: int, has_bands: bool) -> list[tuple[CellValue, Place]]:
    """The totals that the sheet states of a row of the plain table, and where each stands; grades
    only where the scheme has bands to compare them with.
    """
    kinds = [one for one in unfolded.stated if has_bands or one.kind != "band"]
    found = [one.cells[line] for one in kinds if line in one.cells]
    return [
        (value, place)
        for value, place in found
        if not blank(value) and not isinstance(value, CellError)
    ]
