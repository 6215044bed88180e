"""采用现有表格: works out how foreign sheets are read, and shows it with questions."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import Any

from qa_workbook.adopt.proposal import Proposal, Sample
from qa_workbook.adopt.propose import propose
from qa_workbook.app.adopt_reading import preview_of, totals_doubted
from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.proposals import (
    Kept,
    answers_so_far,
    forget,
    keep,
    new_proposal,
)
from qa_workbook.books.adoption.answers import Answers, answers_in, read_answer_sheet
from qa_workbook.books.adoption.book import write_adoption_book
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.errors import PathNotFound, UnknownScheme
from qa_workbook.files import RESULT, refuse_if_open
from qa_workbook.findings.finding import Finding
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.workbook import category_of, open_workbook, read_grid
from qa_workbook.labels import text
from qa_workbook.workspace import Config, Workspace


@dataclass(frozen=True)
class Known:
    """A file that is read already: by the layout of that id, or "" as one of ours."""

    file: str
    layout: str = ""
    is_result: bool = False


@dataclass(frozen=True)
class AdoptReport:
    """What was made of the files: those that are `known` already, `unread` ones, and the proposal.

    `made` are the files of layouts and schemes, as `proposals.keep` gives them.
    """

    files: tuple[str, ...]
    known: tuple[Known, ...] = ()
    unread: tuple[Finding, ...] = ()
    id: str = ""
    proposal: Proposal | None = None
    sheets: tuple[ReadSheet, ...] = ()
    made: Mapping[str, Path] | None = None
    preview: Path | None = None

    @property
    def is_whole(self) -> bool:
        """Whether every file was read before or can be read now."""
        return not self.unread and (self.proposal is None or bool(self.proposal.layouts))

    @property
    def compared(self) -> int:
        """How many totals the sheets state."""
        return sum(sheet.compared for sheet in self.sheets)

    @property
    def agreeing(self) -> int:
        """How many of them are what the recording comes to."""
        return sum(sheet.agreeing for sheet in self.sheets)

    def as_list(self) -> list[dict[str, Any]]:
        """Returns the contract's object of each file (4.2)."""
        return [self._of_file(file) for file in self.files]

    def _of_file(self, file: str) -> dict[str, Any]:
        sheets = [sheet for sheet in self.sheets if sheet.place[0] == file]
        layouts = [sheet.proposed.layout for sheet in sheets if sheet.proposed.layout]
        files: dict[str, str | None] = {"scheme": None, "layout": None, "preview": None}
        if sheets:
            files["preview"] = str(self.preview)
        if layouts and self.made and self.proposal:
            scheme = next(one.scheme for one in self.proposal.layouts if one.id == layouts[0])
            made = {"layout": f"layout:{layouts[0]}", "scheme": f"scheme:{scheme}"}
            files |= {kind: str(self.made[key]) for kind, key in made.items() if key in self.made}
        return {"file": file, "sheets": [_counted(sheet) for sheet in sheets], "files": files}


def _counted(sheet: ReadSheet) -> dict[str, Any]:
    """What became of the filled cells of a sheet; those of one that is passed over are ignored."""
    if sheet.unfolded is not None:
        counts = sheet.unfolded.counts()
    else:
        filled = sum(cell != "" for row in sheet.proposed.sample.grid.rows for cell in row)
        counts = {"understood": 0, "unsure": 0, "ignored": filled}
    return {"sheet": sheet.place[1], "layout": sheet.proposed.layout or None, **counts}


def adopt_files(
    workspace: Workspace,
    files: Sequence[Path],
    language: str,
    scheme: str | None = None,
    progress: Progress = silent,
) -> AdoptReport:
    """Proposes how foreign sheets are read, and writes the proposal and its preview workbook.

    A file that is read already is told and left out. Answers of an earlier time hold. Twice is
    once. Raises PathNotFound, UnknownScheme, ConfigError, OutputLocked.
    """
    config = workspace.required().load()
    if scheme and scheme not in config.schemes.ids:
        raise UnknownScheme(scheme=scheme, known=", ".join(config.schemes.ids))
    contents = _contents(files)
    known, unread = [], []
    foreign: dict[str, bytes] = {}
    for number, (name, (path, data)) in enumerate(contents.items()):
        progress("reading", number, len(contents))
        try:
            found = _known(config, name, path, data)
        except FileFault:
            unread += _findings_of(config, path, name)
            continue
        if found:
            known.append(found)
        else:
            foreign[name] = data
    report = AdoptReport(tuple(contents), tuple(known), tuple(unread))
    if not foreign:
        return report
    kept = new_proposal(foreign, _name(list(foreign), language), scheme or "")
    return write_proposal(workspace, config, kept, language, report)


def _contents(files: Sequence[Path]) -> dict[str, tuple[Path, bytes]]:
    """Returns the files by what findings call them: their names, as far as those are different."""
    for path in files:
        if not path.is_file():
            raise PathNotFound(path=path)
    resolved = list(dict.fromkeys(path.resolve() for path in files))
    base = Path(os.path.commonpath([path.parent for path in resolved]))
    names = [path.name for path in resolved]
    if len(set(names)) < len(names):
        names = [PurePath(path.relative_to(base)).as_posix() for path in resolved]
    pairs = zip(names, resolved, strict=True)
    return {name: (path, path.read_bytes()) for name, path in pairs}


def _name(files: Sequence[str], language: str) -> str:
    """What the preview is called: like the file, or like the first of several."""
    stem = PurePath(files[0]).stem
    if len(files) == 1:
        return stem
    return text("adopting.name_of_several", language, name=stem, count=len(files))


def _known(config: Config, file: str, path: Path, data: bytes) -> Known | None:
    """What reads a file already, None for one that nobody can read. Raises FileFault."""
    if category_of(data) == RESULT:
        return Known(file, is_result=True)
    book = open_workbook(data, config.vocabulary.limits)
    for sheet, hidden in book.sheets:
        found = () if hidden else config.layouts.of_sheet(read_grid(book, sheet), file)
        if found:
            return Known(file, found[0].id)
    intake = read_inputs(config, [path], path.parent, None, silent)
    ours = any(sheet.scheme_key and not sheet.rejected for sheet in intake.sheets)
    return Known(file) if ours else None


def _findings_of(config: Config, path: Path, name: str) -> list[Finding]:
    """Why a file can't be read."""
    found = read_inputs(config, [path], path.parent, None, silent).findings
    return [replace(one, file=name) for one in found if one.severity == "error"]


def write_proposal(
    workspace: Workspace, config: Config, kept: Kept, language: str, report: AdoptReport
) -> AdoptReport:
    """Proposes by the answers so far, and writes the proposal and its preview.

    Raises OutputLocked, FileFault.
    """
    samples = kept.samples(config.vocabulary.limits)
    file = preview_file(workspace, kept.name, language)
    refuse_if_open(file)
    answers = dict(kept.answers or answers_so_far(workspace, kept.id))
    kept = replace(kept, answers=answers)
    proposal = proposed(config, kept, samples)
    typed = typed_answers(config, kept, proposal, file)
    if typed.after(answers) != answers:
        kept = replace(kept, answers=typed.after(answers))
        proposal = proposed(config, kept, samples)
    made = keep(workspace, kept, proposal, language)
    preview = preview_of(workspace, config, kept, proposal)
    write_adoption_book(file, preview, language=language)
    if not proposal.layouts and not proposal.open:
        forget(workspace, kept.id)  # nothing will ever be accepted: names and marks needn't stay
    return replace(
        report,
        id=kept.id,
        proposal=preview.proposal,
        sheets=tuple(preview.sheets),
        made=made,
        preview=file,
    )


def proposed(config: Config, kept: Kept, samples: Sequence[Sample]) -> Proposal:
    """Returns what is proposed by the answers of a proposal."""
    return propose(samples, config.schemes, config.vocabulary, kept.answers, kept.scheme)


def preview_file(workspace: Workspace, name: str, language: str) -> Path:
    """Returns where the preview of a proposal is written."""
    return workspace.output / text("adopting.preview_name", language, name=name)


def typed_answers(config: Config, kept: Kept, proposal: Proposal, file: Path) -> Answers:
    """Returns what somebody answered in a preview of this proposal; nothing in any other file."""
    if not file.is_file():
        return Answers({})
    try:
        sheet = read_answer_sheet(file.read_bytes(), config.vocabulary.limits)
    except FileFault:
        return Answers({})
    if sheet.proposal != kept.id:
        return Answers({})
    return answers_in(sheet, file.name, (*proposal.questions, totals_doubted()))
