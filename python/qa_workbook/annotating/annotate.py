"""Marks a workbook: everything that `annotated` does, in its order."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence, Set

from qa_workbook.annotating.book import Book
from qa_workbook.annotating.boxes import Sizes
from qa_workbook.annotating.cells import Cells
from qa_workbook.annotating.comments import Comments
from qa_workbook.annotating.drawings import Drawing
from qa_workbook.annotating.front import put_in_front
from qa_workbook.annotating.model import AUTHOR, OWN_COLOURS, CellEdit, CellMark, FrontSheet
from qa_workbook.annotating.package import Package
from qa_workbook.annotating.places import Area, Place, area_of, places_in, references, shown_at
from qa_workbook.annotating.properties import saved_by
from qa_workbook.annotating.restored import restored
from qa_workbook.annotating.styles import Styles
from qa_workbook.annotating.values import edited

_ONE_COLOUR = "LibreOffice"  # it writes a colour of its own behind that of a plain fill
PART_LIMIT = 256 << 20
"""Bytes that a part may unpack to, unless the caller knows better."""


def annotated(
    data: bytes,
    marks: Sequence[CellMark],
    edits: Sequence[CellEdit] = (),
    front: FrontSheet | None = None,
    *,
    author: str = AUTHOR,
    own_colours: Collection[str] = OWN_COLOURS,
    part_limit: int = PART_LIMIT,
) -> bytes:
    """Returns the workbook with cells marked and edited and a sheet in front.

    What an earlier call left is taken away first: comments by `author`, the colours of
    `own_colours`, and the front sheet of the same name if a new one is given. All other parts keep
    their bytes. Of two marks on a cell the first colours it, and all comment on it.

    Raises NotEditable for a package that can't be edited, FormulaThere for an edit over a formula,
    KeyError for a sheet and ValueError for a cell that there isn't.
    """
    package = Package(data, part_limit)
    sheets = Book(package).sheets
    named = {mark.sheet for mark in marks} | {edit.sheet for edit in edits}
    unknown = named - sheets.keys()
    if unknown:
        raise KeyError(min(unknown))
    styles = Styles(package)
    ours = styles.of_colours({colour.upper() for colour in own_colours})
    keeps_both = not saved_by(package).startswith(_ONE_COLOUR)
    formulas_go = False
    for name, part in sheets.items():
        sheet_marks = [mark for mark in marks if mark.sheet == name]
        sheet_edits = [edit for edit in edits if edit.sheet == name]
        if sheet_marks or sheet_edits or ours:
            cells = Cells(package.text(part))
            contents, goes = edited(cells, sheet_edits)
            formulas_go = formulas_go or goes
            looks = _looks(cells, sheet_marks, styles, ours, keeps_both)
            package.write(part, cells.written(looks, contents))
        _comment(package, part, sheet_marks, author)
    book = Book(package)
    if edits:
        book.calculate()
    if formulas_go:
        book.forget_chain()
    if front is not None:
        put_in_front(package, styles, front)
    styles.save()
    return package.packed()


def _comment(package: Package, part: str, marks: Sequence[CellMark], author: str) -> None:
    """Hangs the comments on a sheet and takes away those of an earlier time."""
    comments = Comments(package, part, author)
    if not comments.has_ours and not any(mark.comment for mark in marks):
        return
    cells = Cells(package.text(part))
    words = _words(cells, marks)
    gone, new = comments.replace(words)
    if gone or new:
        sizes = Sizes(cells)
        boxes = {place: sizes.box(place, comments.begun(words[place])) for place in sorted(new)}
        Drawing(package, part).change(gone, boxes)


def _words(cells: Cells, marks: Sequence[CellMark]) -> dict[Place, str]:
    """What is to be said at each cell, several things below each other."""
    merged = _merged(cells)
    found: dict[Place, list[str]] = defaultdict(list)
    for mark in marks:
        place = shown_at(area_of(mark.cells)[0], merged)
        if mark.comment and mark.comment not in found[place]:
            found[place].append(mark.comment)
    return {place: "\n".join(words) for place, words in found.items() if words}


def _looks(
    cells: Cells, marks: Sequence[CellMark], styles: Styles, ours: Set[int], keeps_both: bool
) -> dict[Place, int]:
    """The new style of every cell that changes its colour."""
    colours = _colours(cells, marks)
    before = restored(cells, styles, ours, keeps_both) if ours else {}
    plain = cells.styles(colours.keys() - before.keys()) | before
    marked = {place: styles.coloured(plain[place], colours[place]) for place in colours}
    return before | marked


def _colours(cells: Cells, marks: Sequence[CellMark]) -> dict[Place, str]:
    merged = _merged(cells)
    found: dict[Place, str] = {}
    for mark in marks:
        for place in places_in(area_of(mark.cells)):
            found.setdefault(shown_at(place, merged), mark.colour.upper())
    return found


def _merged(cells: Cells) -> list[Area]:
    return references(cells.text, "mergeCell", cells.data.end)
