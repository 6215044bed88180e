"""退回修改: a marked copy of every file in which something was found, to be corrected."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from qa_workbook.app.inputs import read_inputs
from qa_workbook.app.outputs import protected
from qa_workbook.app.progress import Progress, silent
from qa_workbook.app.return_copy import CopyMaker, Faulty
from qa_workbook.errors import OutputHere
from qa_workbook.files import refuse_if_open, written
from qa_workbook.findings.codes import CODES
from qa_workbook.findings.finding import Finding, severities
from qa_workbook.intake.files import expand, relative
from qa_workbook.intake.reader import Intake
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.returning.copies import ReturnedCopies
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Config, Workspace

_EACH_CELL = 1_000_000_000
_MARKABLE = (".xlsx", ".xlsm")


@dataclass(frozen=True)
class ReturnedFile:
    """A faulty file, as findings name it; the copy that goes back; how many findings it tells."""

    file: str
    returned: Path
    findings: int
    mended: int = 0


@dataclass(frozen=True)
class ReturnReport:
    """What was sent back; `rejected` says whether some input would be kept out of a build.

    `clean` counts the files that needed no copy, `folder` is where the copies are.
    """

    files: list[ReturnedFile]
    rejected: bool
    clean: int
    folder: Path

    def as_dict(self) -> dict[str, Any]:
        """Returns the contract's JSON object."""
        return {
            "files": [
                {"file": one.file, "returned": str(one.returned), "findings": one.findings}
                for one in self.files
            ]
        }


def return_sheets(
    workspace: Workspace,
    paths: Sequence[Path],
    language: str,
    out: Path | None = None,
    *,
    mend: bool = False,
    progress: Progress = silent,
) -> ReturnReport:
    """Writes a marked copy of every file with findings, and remembers what was sent back.

    The originals are only read. With `mend` the copies have the corrections that nobody has to
    decide on. A copy that somebody has written into since is never overwritten. Raises
    PathNotFound, OutputHere, OutputLocked.
    """
    config = workspace.load()
    folder = _folder(workspace, paths, out or workspace.output / text("returned.folder", language))
    base = Path.cwd() if len(paths) != 1 or paths[0].is_file() else paths[0]
    intake = read_inputs(_each_cell(config), paths, base, None, progress)
    maker = CopyMaker(config, workspace.returned, language, mend=mend)
    places = _Places(folder, [workspace.inbox, base], workspace.returned, language)
    files = []
    for faulty in _faulty(intake, paths, base, config):
        copy = maker.make(faulty)
        target = places.of(faulty.path, copy.data, markable=copy.is_same_kind)
        refuse_if_open(target)  # else we would remember a copy that was never written
        workspace.returned.write(replace(copy.kept, copy=_hash(copy.data)))
        _write(target, copy.data)
        files.append(ReturnedFile(faulty.name, target, copy.findings, copy.mended))
    looked_at = {sheet.file for sheet in intake.sheets}
    clean = len(looked_at - {one.file for one in files})
    return ReturnReport(files, _is_rejected(intake), clean, folder)


def _folder(workspace: Workspace, paths: Sequence[Path], out: Path) -> Path:
    """Where copies go: not among what is read. Raises OutputHere."""
    folder, inbox = protected(workspace, out, paths), workspace.inbox.resolve()
    if folder == inbox or inbox in folder.parents:
        raise OutputHere(path=out)
    return folder


def _each_cell(config: Config) -> Config:
    """The same config, with which every cell is told by itself."""
    alone = {"group_from": _EACH_CELL, "max_same_findings": _EACH_CELL}
    limits = config.vocabulary.limits.model_copy(update=alone)
    return replace(config, vocabulary=config.vocabulary.renewed(limits=limits))


def _is_rejected(intake: Intake) -> bool:
    of_sheets = any(sheet.rejected or sheet.rows_rejected for sheet in intake.sheets)
    return of_sheets or severities(intake.findings)["error"] > 0


def _faulty(intake: Intake, paths: Sequence[Path], base: Path, config: Config) -> list[Faulty]:
    """The files with something to mend, in the order in which they were read."""
    found = expand(paths, config.vocabulary)
    where = {relative(path, base): path for path in (*found.read, *found.others)}
    findings: dict[str, list[Finding]] = defaultdict(list)
    for one in intake.findings:
        if one.file in where and CODES[one.code].is_returned:
            findings[one.file].append(one)
    sheets: dict[str, list[Sheet]] = defaultdict(list)
    for sheet in intake.sheets:
        sheets[sheet.file].append(sheet)
    return [
        Faulty(where[name], name, findings[name], sheets[name], intake.read.get(name))
        for name in where
        if name in findings
    ]


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class _Places:
    """What copies are called: like their file, with 退回修改 behind, in its folder of the inbox.

    A name that was given already, or under which somebody has written something, gets a number.
    """

    def __init__(
        self, folder: Path, roots: Sequence[Path], returned: ReturnedCopies, language: str
    ) -> None:
        """`roots` are the folders whose subfolders are kept."""
        self.folder, self.suffix = folder, text("returned.suffix", language)
        self.roots = [root.resolve() for root in roots]
        self._known = returned.known_copies()
        self._given: set[str] = set()

    def of(self, path: Path, data: bytes, *, markable: bool) -> Path:
        """Returns where the copy of a file goes."""
        kind = path.suffix if markable and path.suffix.lower() in _MARKABLE else ".xlsx"
        stem = path.stem
        for suffix in (text("returned.suffix", language) for language in LANGUAGES):
            stem = stem.removesuffix(suffix)
        parent, number = self._subfolder(path), 1
        while True:
            again = f"({number})" if number > 1 else ""
            target = self.folder / parent / f"{stem}{self.suffix}{again}{kind}"
            if str(target).casefold() not in self._given and self._is_free(target, data):
                self._given.add(str(target).casefold())
                return target
            number += 1

    def _subfolder(self, path: Path) -> Path:
        file = path.resolve()
        found = (file.parent.relative_to(root) for root in self.roots if root in file.parents)
        return next(found, Path())

    def _is_free(self, target: Path, data: bytes) -> bool:
        """Whether nothing stands there but what the program itself has written."""
        if not target.exists():
            return True
        before = _hash(target.read_bytes()) if target.is_file() else ""
        return before in self._known or before == _hash(data)


def _write(target: Path, data: bytes) -> None:
    refuse_if_open(target)
    if target.exists() and target.read_bytes() == data:
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    with written(target) as beside:
        beside.write_bytes(data)
