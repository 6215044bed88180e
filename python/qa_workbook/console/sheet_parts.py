"""Small parts that the sheets of the console share: labels that follow the language cell, and names of cells."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.format import Format
from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from qa_workbook.labels import text


@dataclass(frozen=True)
class Labels:
    """Writes labels that follow the language cell; `language` is the one it starts with."""

    language: str

    def __call__(self, sheet: Worksheet, row: int, column: int, key: str, style: Format) -> None:
        """Writes the label `console.<key>` as a formula with its present text cached (0-based row and column)."""
        zh, en = (text(f"console.{key}", language) for language in ("zh", "en"))
        formula = '=IF(qa_language="en",{},{})'.format(
            *('"' + words.replace('"', '""') + '"' for words in (en, zh))
        )
        sheet.write_formula(row, column, formula, style, en if self.language == "en" else zh)


def name_cell(book: Workbook, name: str, sheet: str, row: int, column: int) -> None:
    """Defines a name of the workbook for one cell (0-based)."""
    book.define_name(
        name, f"='{sheet}'!{xl_rowcol_to_cell(row, column, row_abs=True, col_abs=True)}"
    )
