"""Rows of a foreign table that are no recordings: by the rules of the layout, or by words that
everybody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from qa_workbook.forms.text_cells import blank, words
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.expressions import fits
from qa_workbook.layouts.model import Layout

_IN_BRACKETS = re.compile(r"[(（\[【][^()（）]*[)）\]】]$")
_LONGEST_WORD = 40
_FEW_DIGITS = 2
"""An example has a number of few digits: 例1."""
_AROUND = "()[]【】:-_."


@dataclass(frozen=True)
class RowCells:
    """The filled cells of a row of a table that are no marks, by column.

    `fields` are the ids of what the columns hold; `has_marks` says whether marks stand beside them.
    """

    cells: Mapping[int, CellValue]
    fields: Mapping[int, str]
    has_marks: bool

    def texts(self, *but: str) -> Iterable[tuple[int, str]]:
        """Yields the words in the cells, those of some fields left out."""
        for column, cell in self.cells.items():
            if isinstance(cell, str) and self.fields.get(column) not in but:
                yield column, words(cell)

    def has(self, *fields: str) -> bool:
        """Returns whether one of some fields is filled."""
        filled = {self.fields.get(column) for column, cell in self.cells.items() if not blank(cell)}
        return not filled.isdisjoint(fields)


class RowKinds:
    """Tells which rows are no recordings."""

    def __init__(self, layout: Layout, vocabulary: Vocabulary) -> None:
        self.layout, self.vocabulary = layout, vocabulary
        self._han_totals = tuple(word for word in vocabulary.totals if not word.isascii())

    def rule(self, row: RowCells, columns: Mapping[str, int]) -> str:
        """Returns the rule by which a row is passed over: a path of the layout, or of the words in
        config/intake.yaml; "" for a row that may be a recording. `columns` are those of headings.
        """
        return self._of_layout(row, columns) or self._of_words(row)

    def of_text(self, cell: CellValue, *, alone: bool) -> str:
        """Returns the rule by which a title or note is passed over, "" for none; words that
        everybody knows count where a cell stands `alone` in its row.
        """
        said = words(cell)
        for index, pattern in enumerate(self.layout.ignored.texts):
            if fits(pattern, said):
                return f"ignored.texts[{index}]"
        label, colon, _ = normal(said).partition(":")
        is_note = alone and bool(colon) and label in self.vocabulary.notes
        return "words.note_rows" if is_note else ""

    def _of_layout(self, row: RowCells, columns: Mapping[str, int]) -> str:
        for index, rule in enumerate(self.layout.ignored.rows):
            if rule.heading is None:
                cells = [words(cell) for cell in row.cells.values()]
            else:
                cells = [words(row.cells.get(columns.get(rule.heading, -1), ""))]
            if any(cell and fits(pattern, cell) for cell in cells for pattern in rule.words):
                return f"ignored.rows[{index}]"
        return ""

    # --- words that everybody knows --------------------------------------------------------------

    def _of_words(self, row: RowCells) -> str:
        vocabulary = self.vocabulary
        is_numbered = row.has("recording", "basis")
        for column, text in row.texts("remark", "reason", "points", "clause"):
            said = normal(text)
            of_recording = row.fields.get(column) in ("recording", "basis")
            alone = not is_numbered or of_recording
            if alone and (said in vocabulary.totals or self._ends_as_total(text)):
                return "words.total_rows"
            if alone and said in vocabulary.full_mark_rows:
                return "words.full_mark_rows"
            if self._is_example(row.fields.get(column, ""), said):
                return "words.examples"
        return "" if row.has_marks else self._of_note(row)

    def _ends_as_total(self, text: str) -> bool:
        """Whether a cell reads like 001 汇总, 本页合计 or 合计(2条)."""
        if len(text) > _LONGEST_WORD:
            return False
        parts = _IN_BRACKETS.sub("", text).split()
        name = normal(parts[-1]) if parts else ""
        return name in self.vocabulary.totals or name.endswith(self._han_totals)

    def _is_example(self, field: str, said: str) -> bool:
        vocabulary = self.vocabulary
        sure = vocabulary.sure_examples
        if field in ("agent", "name"):
            return said in sure or said.endswith(tuple(f"({word})" for word in sure))
        if field not in ("serial", "recording", "basis"):
            return said in sure
        found = [word for word in vocabulary.examples if said.lstrip("([【").startswith(word)]
        if not found or field == "serial":
            return bool(found)
        rest = said.lstrip("([【").removeprefix(max(found, key=len)).strip(_AROUND)
        what = rest.rstrip("0123456789")
        is_named = any(name.startswith(what) for name in vocabulary.naming_headings)
        return is_named and len(rest) - len(what) <= _FEW_DIGITS

    def _of_note(self, row: RowCells) -> str:
        """Notes and signatures below a table begin with their word: 注：…, 审核人：…"""
        if row.has("recording", "basis", "agent"):
            first = next(iter(row.texts()), (0, ""))
            if row.fields.get(first[0]) not in ("recording", "basis", "agent", "serial"):
                return ""
        for _, text in row.texts("remark"):
            label, _, _ = normal(text).partition(":")
            return "words.note_rows" if label in self.vocabulary.notes else ""
        return ""
