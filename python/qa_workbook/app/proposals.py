"""Proposals of how foreign sheets are read: the folder that keeps one until it is put into use.

`config/proposals/<id>/` holds copies of the sheets that were looked at (samples/), what is known of
them (proposal.yaml: their names and the answers so far), and the proposed layout and scheme.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from pydantic import Field as Key

from qa_workbook.adopt.proposal import Proposal, Sample
from qa_workbook.config.base import Model
from qa_workbook.config.faults import ConfigError
from qa_workbook.config.strict import read_model
from qa_workbook.config.writing import as_yaml
from qa_workbook.errors import UsageError
from qa_workbook.files import Together, written_together
from qa_workbook.grids.limits import Limits
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.labels import text
from qa_workbook.workspace import Workspace

_FOLDER, _SAMPLES, _FILE = "proposals", "samples", "proposal.yaml"
_DIGITS = 10
_ID = re.compile(rf"p-[0-9a-f]{{{_DIGITS}}}")


class UnknownProposal(UsageError):
    """There is no such proposal, or it was put into use long ago. Needs `proposal`."""

    label = "adopting.unknown_proposal"


class ProposalFile(Model):
    """proposal.yaml: what is known of a proposal beside its samples."""

    format: Literal[1]
    """Version of this file format; always 1."""
    name: str
    """What the preview is called."""
    files: tuple[str, ...]
    """The sheets that were looked at, as findings name them; their copies are in samples/."""
    scheme: str = ""
    """The scheme that was chosen on the command line."""
    answers: dict[str, str] = Key(default_factory=dict)
    """The answers so far, by question."""


@dataclass(frozen=True)
class Kept:
    """A proposal that is kept: its samples by the names of their files, and the answers so far."""

    id: str
    name: str
    files: Mapping[str, bytes]
    scheme: str = ""
    answers: Mapping[str, str] = field(default_factory=dict)

    def samples(self, limits: Limits) -> list[Sample]:
        """Returns every sheet of the samples. Raises FileFault."""
        found = []
        for file, data in self.files.items():
            book = open_workbook(data, limits)
            for sheet, hidden in book.sheets:
                found.append(Sample(file, sheet, read_grid(book, sheet), hidden))
        return found


def new_proposal(files: Mapping[str, bytes], name: str, scheme: str) -> Kept:
    """Returns the proposal of these files: the same files give the same id."""
    known = hashlib.sha256(scheme.encode())
    for file, data in sorted(files.items()):
        known.update(file.encode("utf-8", "surrogateescape"))
        known.update(hashlib.sha256(data).digest())
    return Kept(f"p-{known.hexdigest()[:_DIGITS]}", name, files, scheme)


def folder_of(workspace: Workspace, proposal_id: str) -> Path:
    """Returns the folder of a proposal, which need not be there."""
    return workspace.root / "config" / _FOLDER / proposal_id


def kept_proposal(workspace: Workspace, proposal_id: str) -> Kept:
    """Returns a proposal that is kept. Raises UnknownProposal, ConfigError."""
    folder = folder_of(workspace, proposal_id)
    if not _ID.fullmatch(proposal_id) or not (folder / _FILE).is_file():
        raise UnknownProposal(proposal=proposal_id)
    known, faults = read_model(folder / _FILE, ProposalFile)
    if known is None:
        raise ConfigError(faults)
    files = {file: sample_path(folder, file).read_bytes() for file in known.files}
    return Kept(proposal_id, known.name, files, known.scheme, known.answers)


def kept_proposals(workspace: Workspace) -> list[Kept]:
    """Returns every proposal that waits for answers. Raises ConfigError."""
    folder = workspace.root / "config" / _FOLDER
    found = sorted(folder.glob(f"p-*/{_FILE}"))
    return [kept_proposal(workspace, path.parent.name) for path in found]


def answers_so_far(workspace: Workspace, proposal_id: str) -> Mapping[str, str]:
    """Returns the answers that a proposal of an earlier time has, {} for a new one."""
    try:
        return kept_proposal(workspace, proposal_id).answers
    except UnknownProposal:
        return {}


def sample_path(folder: Path, file: str) -> Path:
    """Returns where the copy of a file lies: under its own name, which layouts may go by."""
    parts = [part for part in PurePath(file).parts if part not in ("..", "/")]
    return folder.joinpath(_SAMPLES, *parts)


def keep(workspace: Workspace, kept: Kept, proposal: Proposal, language: str) -> dict[str, Path]:
    """Writes a proposal into its folder, all of it or nothing.

    Returns the files of the layouts and schemes by "layout:<id>" and "scheme:<id>".
    """
    folder = folder_of(workspace, kept.id)
    made = written_names(folder, proposal)
    known = ProposalFile(
        format=1,
        name=kept.name,
        files=tuple(kept.files),
        scheme=kept.scheme,
        answers=dict(kept.answers),
    )
    with written_together() as together:
        for file, data in kept.files.items():
            _add(together, sample_path(folder, file), data)
        note = text("adopting.file_note", language, id=kept.id)
        _add(together, folder / _FILE, as_yaml(known, [note]).encode())
        for scheme in proposal.schemes:
            _add(together, made[f"scheme:{scheme.id}"], as_yaml(scheme, [note]).encode())
        for layout in proposal.layouts:
            _add(together, made[f"layout:{layout.id}"], as_yaml(layout, [note]).encode())
        together.publish()
    _remove_others(folder, made.values())
    return made


def written_names(folder: Path, proposal: Proposal) -> dict[str, Path]:
    """Returns where layouts and schemes are written: layout.yaml, or a file for each of several."""
    found = {}
    for kind, ids in (
        ("scheme", [one.id for one in proposal.schemes]),
        ("layout", [one.id for one in proposal.layouts]),
    ):
        for one in ids:
            name = f"{kind}.yaml" if len(ids) == 1 else f"{kind}-{one}.yaml"
            found[f"{kind}:{one}"] = folder / name
    return found


def _add(together: Together, path: Path, content: bytes) -> None:
    """Adds a file unless it stands there with the same content."""
    if not path.exists() or path.read_bytes() != content:
        together.add(path).write_bytes(content)


def _remove_others(folder: Path, made: Iterable[Path]) -> None:
    """Removes layouts and schemes of an earlier time that this proposal no longer has."""
    wanted = set(made)
    for kind in ("scheme", "layout"):
        for path in folder.glob(f"{kind}*.yaml"):
            if path not in wanted:
                path.unlink()


def forget(workspace: Workspace, proposal_id: str) -> None:
    """Removes the folder of a proposal, with the names and marks in its samples."""
    shutil.rmtree(folder_of(workspace, proposal_id), ignore_errors=True)
