"""A score sheet while it is being written."""

from __future__ import annotations

from dataclasses import dataclass

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.input_area import Area
from qa_workbook.books.cloth.style import Styles, Tone, put_note
from qa_workbook.books.score_sheet.template import Template
from qa_workbook.books.score_sheet.words import Words
from qa_workbook.forms.score_form import ScoreForm
from qa_workbook.scheme.model import Scheme

TITLE_ROW, HINT_ROW, LABEL_ROW, SECOND_LABEL_ROW, GROUP_ROW, HEADER_ROW, FIRST_ROW = range(7)


@dataclass(frozen=True)
class Page:
    """The sheet, what it is made from, and what writing needs; `rows` counts the input rows.

    `ahead` are the columns that are filled in already and don't begin a row.
    """

    workbook: xlsxwriter.Workbook
    sheet: Worksheet
    template: Template
    form: ScoreForm
    styles: Styles
    words: Words
    rows: int
    ahead: frozenset[str] = frozenset()

    @property
    def scheme(self) -> Scheme:
        """The scheme of the sheet."""
        return self.template.scheme

    @property
    def is_long(self) -> bool:
        """Whether the sheet is 违规登记, with a row per breach."""
        return self.scheme.sheet.layout == "long"

    @property
    def last_row(self) -> int:
        """The last input row."""
        return FIRST_ROW + self.rows - 1

    @property
    def area(self) -> Area:
        """The input rows."""
        return Area(self.sheet, self.form, FIRST_ROW, self.last_row, self.ahead)

    def tone(self, tone: Tone) -> Format:
        """Returns the format of conditionally coloured cells."""
        return self.styles.conditional(tone)

    def note(self, row: int, place: int, note: str) -> None:
        """Puts a note on a cell, large enough to be read whole; an empty one is left out."""
        put_note(self.sheet, row, place, note)
