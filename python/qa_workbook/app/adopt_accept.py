"""Puts a proposal into use: scheme and layout go into the config, with a blank sheet for packs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from qa_workbook.adopt.proposal import Proposal, Question, Sample
from qa_workbook.app.adopt import (
    AdoptReport,
    preview_file,
    proposed,
    typed_answers,
    write_proposal,
)
from qa_workbook.app.adopt_reading import preview_of
from qa_workbook.app.blank_copy import blank_copy
from qa_workbook.app.proposals import Kept, UnknownProposal, forget, kept_proposal
from qa_workbook.books.adoption.answers import Answers, RefusedAnswer, read_answer_sheet
from qa_workbook.books.adoption.model import ReadSheet
from qa_workbook.config.faults import ConfigError
from qa_workbook.config.writing import as_yaml
from qa_workbook.errors import UsageError
from qa_workbook.files import written_together
from qa_workbook.grids.faults import FileFault
from qa_workbook.labels import text
from qa_workbook.layouts.model import Layout
from qa_workbook.scheme.model import Scheme
from qa_workbook.workspace import Config, Workspace

_MOST_ROUNDS = 5
"""Answers bring questions, whose answers may bring some more; but not for ever."""
_MOST_OF_A_NAME = 1000


class NoPreview(UsageError):
    """A file that is no preview of a proposal. Needs `path`."""

    label = "adopting.no_preview"


@dataclass(frozen=True)
class Acceptance:
    """What became of a proposal: put into use, or what stands in the way.

    `open` are questions without an answer, `refused` answers that are none. `is_new` is False where
    it was in use before. `schemes` are those that were added; `files` what was written, by kind.
    """

    id: str
    preview: Path
    open: tuple[Question, ...] = ()
    refused: tuple[RefusedAnswer, ...] = ()
    is_new: bool = True
    layouts: tuple[str, ...] = ()
    schemes: tuple[str, ...] = ()
    files: Mapping[str, Path] = field(default_factory=dict)
    sheets: tuple[ReadSheet, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the sheets are read from now on."""
        return not self.open and not self.refused

    @property
    def compared(self) -> int:
        """How many totals the sheets state."""
        return sum(sheet.compared for sheet in self.sheets)

    @property
    def agreeing(self) -> int:
        """How many of them are what the recording comes to."""
        return sum(sheet.agreeing for sheet in self.sheets)

    def as_dict(self, language: str) -> dict[str, Any]:
        """Returns the object that `adopt --accept --json` prints."""
        names = ("scheme", "layout", "blank")
        return {
            "proposal": self.id,
            "accepted": self.is_accepted,
            "layouts": list(self.layouts),
            "schemes": list(self.schemes),
            "totals": {"compared": self.compared, "agree": self.agreeing},
            "open": [{"question": one.id, "words": one.words.say(language)} for one in self.open],
            "findings": [one.as_dict(language) for one in self.refused],
            "files": {
                name: str(self.files[name]) if name in self.files else None for name in names
            },
        }


def accept_proposal(workspace: Workspace, proposal: Path | str, language: str) -> Acceptance:
    """Puts a proposal into use, all of it or nothing; with open questions nothing.

    `proposal` is a preview workbook with answers, the folder of a proposal, or its id. Twice is
    once. Raises NoPreview, UnknownProposal, ConfigError, Busy, OutputLocked.
    """
    config = workspace.required().load()
    proposal_id, file = _named(config, proposal)
    with workspace.locked(config.settings.wait_for_lock):
        try:
            kept = kept_proposal(workspace, proposal_id)
        except UnknownProposal:
            layouts = _accepted_before(workspace, proposal_id)
            if not layouts:
                raise
            return Acceptance(proposal_id, file or Path(), is_new=False, layouts=layouts)
        file = file or preview_file(workspace, kept.name, language)
        return _Accepting(workspace, config, language, kept, file).done()


def _named(config: Config, proposal: Path | str) -> tuple[str, Path | None]:
    """The id of a proposal, and the preview in which it is named. Raises NoPreview."""
    path = Path(proposal)
    if not path.is_file():
        return path.name, None
    try:
        sheet = read_answer_sheet(path.read_bytes(), config.vocabulary.limits)
    except FileFault:
        raise NoPreview(path=path) from None
    if not sheet.proposal:
        raise NoPreview(path=path)
    return sheet.proposal, path


def _accepted_before(workspace: Workspace, proposal_id: str) -> tuple[str, ...]:
    """The layouts that came from a proposal: their first line names it."""
    folder = workspace.root / "config" / "layouts"
    found = []
    for path in sorted(folder.glob("*.yaml")):
        first = path.read_text("utf-8", "replace").partition("\n")[0]
        if first.startswith("#") and proposal_id in first:
            found.append(path.stem)
    return tuple(found)


@dataclass
class _Accepting:
    """A proposal on its way into the config."""

    workspace: Workspace
    config: Config
    language: str
    kept: Kept
    file: Path

    def done(self) -> Acceptance:
        """Reads the answers, proposes again, and writes what came of it."""
        samples = self.kept.samples(self.config.vocabulary.limits)
        proposal, typed = self._answered(samples)
        report = Acceptance(self.kept.id, self.file)
        if typed.refused:
            return replace(report, refused=tuple(typed.refused))
        preview = preview_of(self.workspace, self.config, self.kept, proposal)
        waiting = preview.proposal.open
        if waiting or not proposal.layouts:
            if any(question.id not in typed.asked for question in waiting):
                report = replace(report, preview=self._asked_anew())
            return replace(report, open=waiting)
        return self._put_into_use(proposal, replace(report, sheets=tuple(preview.sheets)))

    def _answered(self, samples: Sequence[Sample]) -> tuple[Proposal, Answers]:
        """Proposes by the answers of the preview; some of them bring further questions."""
        proposal, typed = proposed(self.config, self.kept, samples), Answers({})
        for _ in range(_MOST_ROUNDS):
            typed = typed_answers(self.config, self.kept, proposal, self.file)
            answers = typed.after(self.kept.answers)
            if typed.refused or answers == dict(self.kept.answers):
                break
            self.kept = replace(self.kept, answers=answers)
            proposal = proposed(self.config, self.kept, samples)
        return proposal, typed

    def _asked_anew(self) -> Path:
        """Writes the preview again, for the answers brought questions that it doesn't have."""
        report = write_proposal(
            self.workspace, self.config, self.kept, self.language, AdoptReport(())
        )
        assert report.preview
        return report.preview

    def _put_into_use(self, proposal: Proposal, report: Acceptance) -> Acceptance:
        """Writes scheme, layout and blank sheet, unless the config would be faulty with them."""
        folder = self.workspace.root / "config"
        before = self.workspace.check()[1]
        schemes = [one for one in map(self._dated, proposal.schemes) if one]
        layouts = [self._named_freely(layout) for layout in proposal.layouts]
        files: dict[str, Path] = {}
        with written_together() as together:
            for scheme in schemes:
                files["scheme"] = self._scheme_file(scheme)
                together.add(files["scheme"]).write_bytes(self._yaml(scheme, "scheme"))
            for layout, first in zip(layouts, proposal.layouts, strict=True):
                files["layout"] = folder / "layouts" / f"{layout.id}.yaml"
                together.add(files["layout"]).write_bytes(self._yaml(layout, "layout"))
                files["blank"] = folder / "layouts" / f"{layout.id}.xlsx"
                blank = self._blank(first.id, report.sheets)
                together.add(files["blank"]).write_bytes(blank)
            together.publish()
            faults = [fault for fault in self.workspace.check()[1] if fault not in before]
            if faults:
                raise ConfigError(faults)
        forget(self.workspace, self.kept.id)
        return replace(
            report,
            layouts=tuple(layout.id for layout in layouts),
            schemes=tuple(f"{scheme.id}@{scheme.version}" for scheme in schemes),
            files=files,
        )

    def _yaml(self, one: Scheme | Layout, kind: str) -> bytes:
        note = text("adopting.file_note", self.language, id=self.kept.id)
        return as_yaml(one, [note, f"yaml-language-server: $schema={kind}.schema.json"]).encode()

    def _dated(self, scheme: Scheme) -> Scheme | None:
        """A scheme as it is added: of an id that is there already as a new version from today on.

        None where a version of it says the same.
        """
        if scheme.id not in self.config.schemes.ids:
            return scheme
        known = self.config.schemes.versions(scheme.id)
        same = ("version", "valid_from")
        if any(
            one.renewed(**{key: getattr(scheme, key) for key in same}) == scheme for one in known
        ):
            return None
        today = date.today()  # noqa: DTZ011 - the user's own calendar
        first = max(today, known[-1].valid_from + timedelta(days=1))
        taken = {one.version for one in known}
        names = (f"{first.year}.{number}" for number in count(1))
        return scheme.renewed(
            version=next(name for name in names if name not in taken), valid_from=first
        )

    def _scheme_file(self, scheme: Scheme) -> Path:
        folder = self.workspace.root / "config" / "schemes"
        plain = folder / f"{scheme.id}.yaml"
        return folder / f"{scheme.id}-{scheme.version}.yaml" if plain.exists() else plain

    def _named_freely(self, layout: Layout) -> Layout:
        """A layout with an id that no other one has."""
        known = self.config.layouts
        ids = (layout.id, *(f"{layout.id}-{number}" for number in range(2, _MOST_OF_A_NAME)))
        free = next(one for one in ids if known.get(one) in (None, layout.renewed(id=one)))
        return layout.renewed(id=free)

    def _blank(self, layout: str, sheets: Sequence[ReadSheet]) -> bytes:
        """The blank sheet of a layout: the first file that it reads, without its recordings."""
        file = next(sheet.place[0] for sheet in sheets if sheet.proposed.layout == layout)
        own = [sheet for sheet in sheets if sheet.place[0] == file]
        return blank_copy(self.kept.files[file], own)
