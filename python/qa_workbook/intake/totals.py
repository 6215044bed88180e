"""What a score sheet says itself that its rows come to, beside what they come to.

Nothing here is read into the records: whoever signs a sheet that says 90 is to know that 94 counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from math import isnan
from typing import NamedTuple

import numpy as np
import pandas as pd

from qa_workbook.findings.finding import Finding
from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.kinds.numbers import read_number
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import MARK
from qa_workbook.grids.grid import CellError, CellValue
from qa_workbook.intake.frames import recordings_table
from qa_workbook.intake.sheet import SheetRows
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring import score_recordings

_RESULTS = ["raw", "final", "band", "deduction"]


class _Result(NamedTuple):
    """What a row comes to, in points; `band` is the id of its band, `marks` their plain sum."""

    raw: float
    final: float
    band: str
    deduction: float
    marks: float


class _Results(NamedTuple):
    """What rows come to, column by column."""

    raw: list[float]
    final: list[float]
    band: list[str]
    deduction: list[float]
    marks: list[float]

    def part(self, first: int, last: int) -> _Results:
        """Returns those of the rows of one sheet."""
        return _Results._make(column[first:last] for column in self)

    def row(self, position: int) -> _Result:
        """Returns what one row comes to."""
        return _Result._make(column[position] for column in self)


def without_agreeing(sheets: Sequence[SheetRows], vocabulary: Vocabulary) -> list[SheetRows]:
    """Returns the sheets without what they say of their rows where it is what we say.

    What is left has to be told, of whatever rows will count in the end.
    """
    found = list(sheets)
    for key, places in _by_key(sheets).items():
        differing = {
            (one.file, one.sheet)
            for one in _of_scheme(key, [sheets[at] for at in places], vocabulary)
        }
        for at in places:
            if (sheets[at].file, sheets[at].sheet) not in differing:
                found[at] = replace(sheets[at], stated=())
    return found


def check_totals(sheets: Sequence[SheetRows], vocabulary: Vocabulary) -> list[Finding]:
    """Returns where scores, points lost and bands of wide sheets differ from ours.

    Total and final score are both called 总分, so either will do. What is rounded in another way is
    no difference.
    """
    found: list[Finding] = []
    for key, places in _by_key(sheets).items():
        found += _of_scheme(key, [sheets[at] for at in places], vocabulary)
    return found


def _by_key(sheets: Sequence[SheetRows]) -> dict[SchemeKey, list[int]]:
    """The places of the sheets of each kind, in the order in which kinds come."""
    found: dict[SchemeKey, list[int]] = {}
    for at, sheet in enumerate(sheets):
        found.setdefault(sheet.key, []).append(at)
    return found


def _of_scheme(
    key: SchemeKey, sheets: Sequence[SheetRows], vocabulary: Vocabulary
) -> list[Finding]:
    said = [sheet for sheet in sheets if sheet.stated]
    if not said or said[0].scheme.sheet.layout == "long":
        return []  # points of breaches are set beside the scheme's row by row
    scheme, found = said[0].scheme, list[Finding]()
    results, first = _results(scheme, recordings_table(scheme, said, key.purpose).frame), 0
    for sheet in said:
        last = first + len(sheet.lines)
        found += _of_sheet(sheet, results.part(first, last), vocabulary)
        first = last
    return found


def _results(scheme: Scheme, frame: pd.DataFrame) -> _Results:
    scored = score_recordings(scheme, frame)[_RESULTS]
    return _Results._make([*(scored[name].tolist() for name in _RESULTS), _sums(scheme, frame)])


def _sums(scheme: Scheme, frame: pd.DataFrame) -> list[float]:
    """The plain sum of the marks of each row; what doesn't apply adds nothing."""
    total = np.zeros(len(frame))
    for node in scheme.graded:
        scale, ticks = scheme.scale_of(node), frame[f"{MARK}{node.id}"].to_numpy()
        given = (ticks - scale.below_zero) / 10**scale.decimals
        total += np.where(ticks >= 0, given, 0)
    return [round(number, 6) for number in total.tolist()]


def _of_sheet(sheet: SheetRows, results: _Results, vocabulary: Vocabulary) -> list[Finding]:
    report = Report(sheet.file, sheet.sheet)
    beside = _Beside(sheet.scheme, vocabulary)
    for column, cells, said in sheet.stated:
        kind = said or beside.kind_of(normal(column.heading))
        if beside.plainly_agree(kind, list(cells), results):
            continue  # as in most sheets
        compare = beside.way_of(kind)
        for position, (line, cell) in enumerate(zip(sheet.lines, cells, strict=True)):
            result = results.row(position)
            if cell in (result.raw, result.final) or beside.says_nothing(cell):
                continue
            ours = compare(cell, result)
            if ours:
                report.note("total-differs", Cell(line, column), cell, ours=ours)
    return report.findings(vocabulary.limits)


@dataclass(frozen=True)
class _Beside:
    """Sets cells of computed columns beside results: gives what we say instead, "" where it is
    the same.
    """

    scheme: Scheme
    vocabulary: Vocabulary

    def kind_of(self, name: str) -> str:
        """Returns what a column says, by its normalised heading."""
        if name in self.vocabulary.band_headings:
            return "band"
        return "lost" if name in self.vocabulary.lost_headings else "score"

    def way_of(self, kind: str) -> Callable[[CellValue, _Result], str]:
        """Returns how the cells of a column of a kind are compared."""
        ways = {"band": self._band, "lost": self._lost, "marks": self._marks}
        return ways.get(kind, self._score)

    def plainly_agree(self, kind: str, cells: list[CellValue], results: _Results) -> bool:
        """Whether all cells of a column hold just what we say."""
        if kind == "band":
            bands = self.scheme.bands.bands if self.scheme.bands else ()
            names = {band.id: band.name.zh for band in bands}
            return cells == [names.get(band) for band in results.band]
        return cells in (results.raw, results.final)

    def says_nothing(self, cell: CellValue) -> bool:
        """Whether a cell is empty, an error value, or a dash."""
        if blank(cell) or isinstance(cell, CellError):
            return True
        return isinstance(cell, str) and normal(cell) in self.vocabulary.inapplicable

    def _score(self, cell: CellValue, result: _Result) -> str:
        return self._unlike(cell, [result.raw, result.final])

    def _marks(self, cell: CellValue, result: _Result) -> str:
        return self._unlike(cell, [result.marks])

    def _lost(self, cell: CellValue, result: _Result) -> str:
        full = float(self.scheme.score.full)
        ways = [full - result.final, full - result.raw, result.deduction]
        return self._unlike(cell, [*ways, *(-way for way in ways)])

    def _unlike(self, cell: CellValue, ours: Sequence[float]) -> str:
        """The first two of our numbers in words, unless the cell says one of them."""
        known = [self._decimal(number) for number in ours if not isnan(number)]
        if not known:
            return ""
        said = read_number(cell, self.vocabulary.words.mark_units).value
        if said is not None:
            unit = Decimal(1).scaleb(-self.scheme.score.decimals)
            # 0.94 in a cell that shows percents is 94.
            readings = (said, said * 100) if 0 <= said <= 1 else (said,)
            if any(abs(number - reading) < unit for number in known for reading in readings):
                return ""
        return " / ".join(dict.fromkeys(map(plain, known[:2])))

    def _decimal(self, number: float) -> Decimal:
        return Decimal(f"{number:.{self.scheme.score.decimals}f}")

    def _band(self, cell: CellValue, result: _Result) -> str:
        bands = self.scheme.bands.bands if self.scheme.bands else ()
        ours = next((band for band in bands if band.id == result.band), None)
        if ours is None:
            return ""
        same = {normal(ours.name.zh), normal(ours.name.en), ours.id}
        return "" if normal(str(cell)) in same else ours.name.zh
