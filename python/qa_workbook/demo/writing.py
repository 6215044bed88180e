"""Drafts to files: our own template, a plain workbook retyped, or CSV of a Chinese Excel."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format

from qa_workbook.books.cloth.style import put
from qa_workbook.books.score_sheet.page import HEADER_ROW
from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.books.score_sheet.template import Filled
from qa_workbook.demo.drafts import Draft
from qa_workbook.demo.invented import Invented
from qa_workbook.demo.mistakes import renamed_heading
from qa_workbook.demo.scores import results_of
from qa_workbook.files import written
from qa_workbook.grids.a1 import address

# A fixed stamp, so that the same seed gives the same bytes.
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001

Grid = list[list[object]]


@dataclass(frozen=True)
class Layout:
    """Where the table of a file stands: its 0-based header row, and the ids of its columns."""

    header: int
    columns: tuple[str, ...]

    def address(self, row: int, column: str) -> str:
        """Returns the A1 address of a data row (from 0) and column; of the heading for row -1."""
        return address(self.header + 1 + row, self.columns.index(column))


def layout_of(draft: Draft, words: Invented) -> Layout:
    """Returns where the table of a draft will stand in its file."""
    if draft.manner == "template":
        return Layout(HEADER_ROW, draft.form.ids())
    return Layout(len(_above(draft, words)), draft.columns)


def write_draft(path: Path, draft: Draft, words: Invented) -> None:
    """Writes one sheet as its manner says."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if draft.manner == "template":
        filled = Filled(draft.rows, results_of(draft.template, draft.rows))
        write_score_sheet(path, draft.template, filled)
    elif draft.manner == "csv-gbk":
        _write_csv(path, _grid(draft, words))
    else:
        hidden = None
        if draft.manner == "hidden-row":
            hidden = layout_of(draft, words).header + 1 + len(draft.rows) // 2
        write_plain(path, _grid(draft, words), draft.form.sheet, hidden)


def _above(draft: Draft, words: Invented) -> Grid:
    """Returns the rows above the header."""
    form, head = draft.form, draft.template.head
    title: Grid = [[words.mistakes.title], []] if draft.manner == "extra-title" else []
    scheme, version = form.label("scheme"), form.label("version")
    project, inspector, day = (form.label(key) for key in ("project", "inspector", "inspected_on"))
    return [
        *title,
        [scheme, draft.scheme.id, version, draft.scheme.version],
        [project, head.project, inspector, head.inspector, day, head.day],
    ]


def _grid(draft: Draft, words: Invented) -> Grid:
    """Returns all cells of a retyped sheet."""
    headings = {key: draft.form.by_id[key].heading for key in draft.columns}
    if draft.manner == "renamed-column":
        column, heading = renamed_heading(draft, words)
        headings[column] = heading
    grid: Grid = [*_above(draft, words), [*headings.values()]]
    for row in draft.rows:
        grid.append([row[key] for key in draft.columns])
    return grid


def write_plain(path: Path, grid: Grid, sheet_name: str, hidden: int | None = None) -> None:
    """Writes all cells of a sheet as people type them; `hidden` is the row that nobody sees."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with written(path) as beside:
        book = xlsxwriter.Workbook(beside, {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": CREATED})
        formats: dict[type, Format] = {
            date: book.add_format({"num_format": "yyyy-mm-dd"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet = book.add_worksheet(sheet_name)
        for row, values in enumerate(grid):
            for column, value in enumerate(values):
                put(sheet, row, column, value, formats.get(type(value)))
        if hidden is not None:
            sheet.set_row(hidden, None, None, {"hidden": True})
        book.close()


def _write_csv(path: Path, grid: Grid) -> None:
    with (
        written(path) as beside,
        beside.open("w", encoding="gbk", errors="replace", newline="") as file,
    ):
        csv.writer(file).writerows(grid)
