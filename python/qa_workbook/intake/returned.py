"""Copies that were sent back and lie in the inbox again: what they replace, and what changed.

A copy is known by the number on its sheet in front. It comes in the place of the file that it was
made from, which is passed over where it still lies there, if both are about the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from qa_workbook.findings.finding import Finding, finding
from qa_workbook.findings.report import joined
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import address, letters
from qa_workbook.grids.faults import FileFault
from qa_workbook.grids.grid import Grid, Workbook
from qa_workbook.grids.workbook import read_grid
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.header import find_head
from qa_workbook.returning.changes import Changed, SheetChanges, changes
from qa_workbook.returning.copies import KeptSheet, ReturnedCopy
from qa_workbook.returning.identity import front_sheets
from qa_workbook.returning.told import spoken

_SHOWN = 4
"""So many cells tell which row is gone."""


@dataclass(frozen=True)
class CameBack:
    """A file that says that it is a copy which was sent back.

    `copy` is what is kept of it, without its cells; None where nothing is known of its number.
    `content` is a digest of its sheets, `changed` how many cells are other than when it was sent.
    `is_alike` says whether at least half of the rows that it was sent with are still there.
    """

    number: str
    copy: ReturnedCopy | None = None
    content: str = ""
    changed: int = 0
    is_alike: bool = False
    findings: Sequence[Finding] = field(default_factory=list)


def without_fronts(workbook: Workbook) -> tuple[Workbook, str]:
    """Returns the workbook without our sheets in front, and their number, "" for none."""
    fronts = front_sheets(workbook)
    if not fronts:
        return workbook, ""
    sheets = tuple(sheet for sheet in workbook.sheets if sheet[0] not in fronts)
    return Workbook(sheets, workbook.grid), next(iter(fronts.values()))


def came_back(workbook: Workbook, number: str, file: str, context: IntakeContext) -> CameBack:
    """Returns what a copy says of itself, and what was changed in it. Raises RecordsDamaged."""
    copy = context.returned.read(number)
    if copy is None:
        return CameBack(number)
    grids = list(_grids(workbook))
    found, known, rows = list[Finding](), 0, 0
    changed = 0
    for before, grid in _paired(copy, grids):
        change = changes(before, KeptSheet.of(grid))
        known, rows = known + change.known, rows + change.rows
        changed += len(change.cells) + len(change.gone)
        found += list(_told(change, grid, file, context))
    return CameBack(
        number,
        copy.without_cells(),
        _digest(grids),
        changed,
        is_alike=2 * known >= rows,
        findings=found,
    )


def is_as_it_was(workbook: Workbook, copy: ReturnedCopy) -> bool:
    """Returns whether a file says what the one said that a copy was made from."""
    pairs = list(_paired(copy, list(_grids(workbook))))
    if len(pairs) < len(copy.sheets):
        return False
    for before, grid in pairs:
        change = changes(before.uncorrected(), KeptSheet.of(grid))
        if change.cells or change.gone:
            return False
    return True


def _grids(workbook: Workbook) -> Iterator[Grid]:
    for name, _ in workbook.sheets:
        try:
            yield read_grid(workbook, name)
        except FileFault:
            continue


def _paired(copy: ReturnedCopy, grids: Sequence[Grid]) -> Iterator[tuple[KeptSheet, Grid]]:
    """The sheets that were sent back, and what they are now; one that was renamed is found, too."""
    named = {grid.name: grid for grid in grids}
    others = [grid for grid in grids if grid.name not in copy.sheets]
    lost = [name for name in copy.sheets if name not in named]
    for name, before in copy.sheets.items():
        if name in named:
            yield before, named[name]
        elif len(lost) == len(others) == 1:
            yield before, others[0]


def _digest(grids: Sequence[Grid]) -> str:
    said = [(grid.name, KeptSheet.of(grid).rows) for grid in grids]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _told(change: SheetChanges, grid: Grid, file: str, context: IntakeContext) -> Iterator[Finding]:
    """A finding for each changed cell; equal ones below one another as one."""
    headings = _headings(grid, context)
    limits = context.vocabulary.limits
    found = [_of_cell(cell, grid, file, headings) for cell in change.cells if not cell.is_new_row]
    yield from joined(found, limits, only_equal=True)
    new_rows: dict[int, list[Changed]] = {}
    for cell in change.cells:
        if cell.is_new_row:
            new_rows.setdefault(cell.row, []).append(cell)
    for row, cells in new_rows.items():
        place = f"{address(row, cells[0].column)}:{address(row, cells[-1].column)}"
        words = " ".join(spoken(cell.new) for cell in cells[:_SHOWN])
        yield finding("row-new", file, grid.name, place, "", words)
    for gone in change.gone:
        words = " ".join(spoken(cell) for cell in gone[:_SHOWN])
        yield finding("row-gone", file, grid.name, "", "", words)


def _of_cell(cell: Changed, grid: Grid, file: str, headings: dict[int, str]) -> Finding:
    old, new = spoken(cell.old, cell.new), spoken(cell.new, cell.old)
    heading = headings.get(cell.column, letters(cell.column))
    place = address(cell.row, cell.column)
    return finding("cell-changed", file, grid.name, place, heading, new, old=old, new=new)


def _headings(grid: Grid, context: IntakeContext) -> dict[int, str]:
    """What the columns of a sheet are called, as far as its header is known."""
    head = find_head(grid, context.headings.search)
    return dict(head.written) if head else {}


# --- several files of one origin -----------------------------------------------------------------


def agrees(came: CameBack, labels: Sequence[Sequence[str]], subjects: frozenset[str]) -> bool:
    """Returns whether a file is the copy that it says it is, and not a sheet pasted into another.

    At least half of what the smaller one of both is about must be in the other; where that isn't
    known of both, or its numbers were corrected, its sheets say the same of themselves and most of
    its rows are still there.
    """
    copy = came.copy
    assert copy is not None
    before = {normal(subject) for subject in copy.subjects}
    now = {normal(subject) for subject in subjects}
    common = before & now
    if common and 2 * len(common) >= min(len(before), len(now)):
        return True
    same_labels = [list(label) for label in labels] == [list(label) for label in copy.labels]
    return came.is_alike and (same_labels or not (before and now))
