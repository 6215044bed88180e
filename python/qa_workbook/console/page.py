"""A sheet of the console while it is written: its labels follow the language cell."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.books.cloth.style import Styles
from qa_workbook.labels import text


@dataclass(frozen=True)
class Page:
    """One sheet; `language` is the one that the workbook starts with. Rows and columns: 0-based."""

    book: Workbook
    sheet: Worksheet
    styles: Styles
    language: str

    def label(self, row: int, column: int, key: str, style: Format) -> None:
        """Writes the label `console.<key>` as a formula, its present text cached."""
        zh, en = text(f"console.{key}", "zh"), text(f"console.{key}", "en")
        formula = f'=IF(qa_language="en",{literal(en)},{literal(zh)})'
        shown = en if self.language == "en" else zh
        self.sheet.write_formula(row, column, formula, style, shown)

    def name(self, name: str, row: int, column: int, rows: int = 1) -> None:
        """Defines a name of the workbook for one cell, or for several below each other."""
        place = xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)
        if rows > 1:
            last = xl_rowcol_to_cell(row + rows - 1, column, row_abs=True, col_abs=True)
            place = f"{place}:{last}"
        self.book.define_name(name, f"='{self.sheet.get_name()}'!{place}")


def literal(words: str) -> str:
    """Returns a text as it stands in a formula."""
    return '"' + words.replace('"', '""') + '"'
