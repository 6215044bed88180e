"""Makes the copy of one faulty file: marked in place where that can be done, else beside."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from qa_workbook.annotating.annotate import annotated
from qa_workbook.annotating.faults import FormulaThere, NotEditable
from qa_workbook.app.return_marks import (
    COLOURS,
    About,
    Told,
    cell_edits,
    cell_marks,
    front_sheet,
    told_lines,
)
from qa_workbook.app.return_mends import Line, Mend, with_mends
from qa_workbook.books.returned.book import CopiedSheet, sheet_names, write_marked_copy
from qa_workbook.books.returned.typed import typed
from qa_workbook.findings.codes import SEVERITIES
from qa_workbook.findings.finding import Finding
from qa_workbook.grids.a1 import place_of
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid
from qa_workbook.grids.workbook import open_workbook, read_grid
from qa_workbook.intake.files import relative
from qa_workbook.intake.last_file import fate_of_reader
from qa_workbook.intake.origins import Lying
from qa_workbook.labels import text
from qa_workbook.returning.copies import KeptSheet, ReturnedCopies, ReturnedCopy
from qa_workbook.returning.identity import front_sheets, number_of
from qa_workbook.returning.told import told
from qa_workbook.sheets import Sheet
from qa_workbook.workspace import Config

_FOREIGN = "copy-of-other"


@dataclass(frozen=True)
class Faulty:
    """A file with something to mend: where it is, what it is called, what was found, its sheets."""

    path: Path
    name: str
    findings: Sequence[Finding]
    sheets: Sequence[Sheet]
    lying: Lying | None = None


@dataclass(frozen=True)
class Copy:
    """A copy to send back: its bytes, what is kept of it, and how many findings it tells.

    `is_same_kind` says whether it is the file itself, marked; `mended` counts changed cells.
    """

    data: bytes
    kept: ReturnedCopy
    findings: int
    mended: int
    is_same_kind: bool


class CopyMaker:
    """Makes the copies of one run."""

    def __init__(
        self, config: Config, returned: ReturnedCopies, language: str, *, mend: bool
    ) -> None:
        self.config, self.returned = config, returned
        self.language, self.mend = language, mend
        self.limits = config.vocabulary.limits

    def make(self, faulty: Faulty) -> Copy:
        """Returns the copy of a file. Raises OSError where it can't be read any more."""
        data = faulty.path.read_bytes()
        # A file that ends its reader isn't opened again.
        grids = {} if fate_of_reader(faulty.path) else self._grids(data)
        ordered = sorted(faulty.findings, key=lambda one: SEVERITIES.index(one.severity))
        cells = {name: grid for name, (grid, _) in grids.items()}
        lines = with_mends(ordered, cells, faulty.sheets)
        work = Told(lines, mended=self.mend, language=self.language)
        kept = self._origin(faulty, data)
        about = About(kept.number, kept.original, faulty.sheets, readable=bool(grids))
        why = "" if grids else self._kind(faulty)
        marked = b""
        if grids:
            marked, why = self._in_place(data, work, about, list(grids))
        is_same_kind = bool(marked)
        if not marked:
            about = replace(about, another_kind=why.rstrip("。.") or self._kind(faulty))
            marked, work = self._beside(faulty, work, grids, about)
        kept = replace(kept, sheets=self._cells(marked, work.edits))
        told_in_all = len(told_lines(work, self.limits))
        return Copy(marked, kept, told_in_all, len(work.edits), is_same_kind)

    def _kind(self, faulty: Faulty) -> str:
        return text("returned.kind", self.language, suffix=faulty.path.suffix)

    def _grids(self, data: bytes) -> dict[str, tuple[Grid, bool]]:
        """The sheets of a file, but for ours in front: by name, each with whether it is hidden."""
        try:
            workbook = open_workbook(data, self.limits)
        except FileFault:
            return {}
        fronts = front_sheets(workbook)
        found = {}
        for name, hidden in workbook.sheets:
            if name not in fronts:
                with suppress(FileFault):
                    found[name] = read_grid(workbook, name), hidden
        return found

    def _in_place(
        self, data: bytes, work: Told, about: About, names: Sequence[str]
    ) -> tuple[bytes, str]:
        """The file itself, marked; else nothing, and why it can't be."""
        front = front_sheet(work, told_lines(work, self.limits), about, names)
        marks, edits = cell_marks(work, names), cell_edits(work)
        try:
            marked = annotated(
                data,
                marks,
                edits,
                front,
                author=work.say("author"),
                own_colours=COLOURS,
                part_limit=self.limits.max_part_bytes,
            )
        except NotEditable as fault:
            return b"", "" if fault.why == "not_a_package" else fault.say(self.language)
        except (FormulaThere, KeyError, ValueError):
            return b"", ""
        # A copy that didn't tell its number could never come back.
        return (marked, "") if self._tells(marked, about.number) else (b"", "")

    def _tells(self, data: bytes, number: str) -> bool:
        try:
            return number in front_sheets(open_workbook(data, self.limits)).values()
        except FileFault:
            return False

    def _beside(
        self, faulty: Faulty, work: Told, grids: Mapping[str, tuple[Grid, bool]], about: About
    ) -> tuple[bytes, Told]:
        """A workbook with what stands in the file, and what is told in it."""
        names = sheet_names(list(grids), self._default_name(faulty))
        renamed = replace(work, lines=[_renamed(line, names) for line in work.lines])
        front = front_sheet(renamed, told_lines(renamed, self.limits), about, list(names.values()))
        sheets = [
            CopiedSheet(names[name], _with_edits(typed(grid), names[name], renamed.edits), hidden)
            for name, (grid, hidden) in grids.items()
        ]
        marks = cell_marks(renamed, list(names.values()))
        with TemporaryDirectory() as folder:
            path = Path(folder) / "copy.xlsx"
            write_marked_copy(path, sheets, marks, front)
            return path.read_bytes(), renamed

    def _default_name(self, faulty: Faulty) -> str:
        """What the one sheet of a text file is called: like a blank sheet of its kind."""
        names = self.config.vocabulary.sheets
        for sheet in faulty.sheets:
            key = sheet.scheme_key
            if key and key.id in self.config.forms.ids:
                return self.config.forms.form(key.id).sheet
            scheme = self.config.schemes.version(*key.plain) if key else None
            if scheme and scheme.sheet.layout == "long":
                return names.long[0]
        return names.wide[0]

    def _origin(self, faulty: Faulty, data: bytes) -> ReturnedCopy:
        """What is kept of the copy, but for its cells: where it comes from, what it is about."""
        file = relative(faulty.path, self.returned.inbox)
        digest = hashlib.sha256(data).hexdigest()
        came = faulty.lying.came if faulty.lying else None
        is_own = all(one.code != _FOREIGN for one in faulty.findings)
        before = came.copy if came and is_own else None
        original = before.original if before else file
        return ReturnedCopy(
            number=number_of(original, digest, mended=self.mend),
            original=original,
            file=file,
            sha256=digest,
            copy="",
            earlier=list(before.lineage) if before else [],
            labels=faulty.lying.labels if faulty.lying else [],
            subjects=sorted(faulty.lying.subjects) if faulty.lying else [],
        )

    def _cells(self, data: bytes, edits: Sequence[Mend]) -> dict[str, KeptSheet]:
        """What stands in a copy, as it will be found when it comes back."""
        found = {}
        for name, (grid, _) in self._grids(data).items():
            before = {edit.cell: told(edit.old) for edit in edits if edit.sheet == name}
            found[name] = KeptSheet.of(grid, before)
        return found


def _renamed(line: Line, names: Mapping[str, str]) -> Line:
    one = line.finding
    mends = tuple(replace(mend, sheet=names[mend.sheet]) for mend in line.mends)
    return Line(replace(one, sheet=names.get(one.sheet, one.sheet)), mends)


def _with_edits(grid: Grid, name: str, edits: Sequence[Mend]) -> Grid:
    rows = [list(row) for row in grid.rows]
    for edit in edits:
        if edit.sheet == name:
            row, column = place_of(edit.cell)
            rows[row][column] = edit.new
    return replace(grid, rows=rows)
