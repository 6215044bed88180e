"""Findings as marks on cells, and as the sheet in front of the file that goes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from qa_workbook.annotating.model import (
    CHANGED_COLOUR,
    ERROR_COLOUR,
    OWN_COLOURS,
    WARNING_COLOUR,
    CellEdit,
    CellMark,
    FrontCell,
    FrontSheet,
)
from qa_workbook.app.return_mends import Line, Mend
from qa_workbook.findings.codes import SEVERITIES
from qa_workbook.findings.finding import Finding, severities, shown
from qa_workbook.findings.report import joined
from qa_workbook.grids.limits import Limits
from qa_workbook.labels import text
from qa_workbook.sheets import Sheet

INFO_COLOUR = "D3E4F6"
COLOURS = OWN_COLOURS | {INFO_COLOUR}
_OF_SEVERITY = {"error": ERROR_COLOUR, "warning": WARNING_COLOUR, "info": INFO_COLOUR}
_WIDTHS = (6, 9, 9, 12, 14, 40, 34, 11)


@dataclass(frozen=True)
class Told:
    """What is told in one file, worst first, every cell by itself.

    `mended` says whether what can be mended was mended.
    """

    lines: Sequence[Line]
    mended: bool
    language: str

    def say(self, key: str, **details: object) -> str:
        """Returns words of labels/returned.yaml."""
        return text(f"returned.{key}", self.language, **details)

    @property
    def edits(self) -> list[Mend]:
        """The cells that were changed, each once."""
        found: dict[tuple[str, str], Mend] = {}
        for line in self.lines if self.mended else ():
            found.update({(mend.sheet, mend.cell): mend for mend in line.mends})
        return list(found.values())

    def is_done(self, line: Line) -> bool:
        """Whether the program has mended what was found."""
        return self.mended and bool(line.mends)


def cell_marks(told: Told, names: Sequence[str]) -> list[CellMark]:
    """Returns the marks on cells of the sheets `names`, worst first; notes only where all are."""
    open_ones = [line.finding for line in told.lines if not told.is_done(line)]
    only_notes = all(one.severity == "info" for one in open_ones)
    marks = []
    for one in open_ones:
        is_marked = one.severity != "info" or only_notes
        if is_marked and one.cell and one.sheet in names:
            colour = _OF_SEVERITY[one.severity]
            marks.append(CellMark(one.sheet, one.cell, colour, _comment(told, one)))
    for mend in told.edits:
        words = told.say("comment_mended", old=shown(mend.old))
        marks.append(CellMark(mend.sheet, mend.cell, CHANGED_COLOUR, words))
    return marks


def _comment(told: Told, one: Finding) -> str:
    language = told.language
    words = told.say(
        "comment",
        severity=told.say(one.severity),
        message=one.message(language),
        fix=one.fix(language),
    )
    nearest = one.details.get("nearest", "")
    said = nearest[language] if isinstance(nearest, Mapping) else nearest
    is_new = said and str(said) not in words
    return words + told.say("nearest", value=said) if is_new else words


def cell_edits(told: Told) -> list[CellEdit]:
    """Returns the changes of cells that were asked for."""
    return [CellEdit(mend.sheet, mend.cell, mend.new) for mend in told.edits]


@dataclass(frozen=True)
class About:
    """What the sheet in front says of the file: number, path, sheets, why it is of another kind."""

    number: str
    original: str
    sheets: Sequence[Sheet]
    another_kind: str = ""
    readable: bool = True


def front_sheet(
    told: Told, lines: Sequence[Line], about: About, names: Sequence[str]
) -> FrontSheet:
    """Returns the sheet in front; `names` are the sheets that its lines may lead to."""
    headings = ("severity", "in_sheet", "cell", "column", "value", "message", "fix")
    last = "has_become" if told.mended else "can_become"
    return FrontSheet(
        name=told.say("sheet"),
        title=told.say("title"),
        lines=list(_lines(told, lines, about)),
        headings=[told.say(key) for key in (*headings, last)],
        widths=_WIDTHS,
        rows=[_row(told, line, names) for line in lines],
    )


def _lines(told: Told, lines: Sequence[Line], about: About) -> Iterator[str]:
    yield told.say("number", number=about.number)
    yield told.say("keep")
    yield told.say("original", file=about.original)
    said = [(sheet.inspector or "—", str(sheet.scheme_key or "—")) for sheet in about.sheets]
    for inspector, scheme in dict.fromkeys(said):
        if (inspector, scheme) != ("—", "—"):
            yield told.say("about", inspector=inspector, scheme=scheme)
    left = [line.finding for line in lines if not told.is_done(line)]
    yield told.say("counts", **severities(left))
    if not about.readable:
        yield told.say("no_sheets")
        return
    if about.another_kind:
        yield told.say("another_kind", why=about.another_kind)
    yield told.say("colours")
    changes = sum(len(line.mends) for line in lines)
    if changes:
        yield told.say("mended" if told.mended else "offered", count=changes)


def _row(told: Told, line: Line, names: Sequence[str]) -> list[FrontCell]:
    one, done = line.finding, told.is_done(line)
    colour = CHANGED_COLOUR if done else _OF_SEVERITY[one.severity]
    link = (one.sheet, one.cell or "A1") if one.sheet in names else None
    return [
        FrontCell(told.say("done" if done else one.severity), colour=colour),
        FrontCell(one.sheet),
        FrontCell(one.cell or ("→" if link else ""), link=link),
        FrontCell(one.column),
        FrontCell(one.value),
        FrontCell(one.message(told.language)),
        FrontCell(one.fix(told.language)),
        FrontCell(_become(line)),
    ]


def _become(line: Line) -> str:
    if len(line.mends) == 1:
        return str(line.mends[0].new)
    return "、".join(f"{mend.cell}: {mend.new}" for mend in line.mends)


def told_lines(told: Told, limits: Limits) -> list[Line]:
    """Returns the lines of the sheet in front: findings as `validate` joins them, worst first.

    What can be mended, or was, has a line for each cell.
    """
    single = [line for line in told.lines if line.mends]
    others = joined([line.finding for line in told.lines if not line.mends], limits)
    lines = [*map(Line, others), *single]
    return sorted(lines, key=lambda line: SEVERITIES.index(line.finding.severity))
