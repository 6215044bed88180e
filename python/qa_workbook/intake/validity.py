"""Columns of a sheet that say which of its rows count: 是否有效, 是否作废, 状态."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from qa_workbook.findings.places import Cell, Column, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellError, CellValue, Grid

_Verdict = Literal["counts", "void", "unclear"]


@dataclass(frozen=True)
class Validity:
    """Reads the columns of one sheet that say which rows count."""

    grid: Grid
    vocabulary: Vocabulary

    def column(self, index: int, name: str, written: str, lines: list[int]) -> Column | None:
        """Returns the column at `index` if it says which of the rows count, by its heading `name`.

        状态 does so only if it calls a row void, or if all that it says is understood: it may be
        about something else.
        """
        known = self.vocabulary
        if name in known.status_headings:
            said = {self._verdict(self.grid.rows[line][index], name) for line in lines}
            is_about_rows = "void" in said or "unclear" not in said
            return Column("", written, index) if is_about_rows else None
        is_one = name in known.validity_headings or name in known.void_headings
        return Column("", written, index) if is_one else None

    def counting(self, column: Column, name: str, lines: list[int], report: Report) -> list[int]:
        """Returns the lines that count or that nobody can tell of; the others are noted.

        A word under 状态 that nobody knows, 申诉中, is told once and its rows count.
        """
        kept = []
        unclear: dict[CellValue, list[int]] = {}
        for line in lines:
            cell = self.grid.rows[line][column.index]
            verdict = self._verdict(cell, name)
            if verdict == "void":
                report.note("row-invalid-ignored", Cell(line, column), cell)
                continue
            if verdict == "unclear" and name in self.vocabulary.status_headings:
                unclear.setdefault(cell, []).append(line)
            elif verdict == "unclear":
                report.note("validity-unclear", Cell(line, column), cell)
            kept.append(line)
        for cell, found in unclear.items():
            report.note("status-unclear", Rows(found, column), cell)
        return kept

    def note_void(self, column: Column, lines: list[int], report: Report) -> None:
        """Notes the rows that a column about something else, 处理结果, calls void; they count."""
        words_of_void = self.vocabulary.void_anywhere
        for line in lines:
            cell = self.grid.rows[line][column.index]
            if isinstance(cell, str) and cell and normal(words(cell)) in words_of_void:
                report.note("row-called-void", Cell(line, column), cell)

    def _verdict(self, cell: CellValue, name: str) -> _Verdict:
        known, said = self.vocabulary, normal(words(cell))
        if not said:
            return "unclear" if isinstance(cell, CellError) else "counts"
        if said in known.void_words:
            return "void"
        if said in known.valid_words:
            return "counts"
        if said in known.inapplicable:
            return "unclear" if name in known.validity_headings else "counts"
        if name in known.status_headings or said not in known.yes | known.no:
            return "unclear"
        return "void" if (said in known.yes) == (name in known.void_headings) else "counts"
