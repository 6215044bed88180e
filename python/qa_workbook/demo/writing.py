"""Drafts to files: in our own template, retyped into a plain workbook as people do, or as CSV of a Chinese Excel."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.books.score_sheet.sheet import write_score_sheet
from qa_workbook.demo.drafts import Draft
from qa_workbook.demo.mistakes import renamed_heading
from qa_workbook.files import written
from qa_workbook.labels import text

SHEET = {"wide": "评分表", "long": "违规登记"}
CREATED = datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed stamp, so that the same seed gives the same bytes


def write_draft(path: Path, draft: Draft, language: str) -> tuple[int, list[str]] | None:
    """Writes one sheet as its `form` says. Returns header row (from 0) and headings, None for our own template."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if draft.form == "template":
        write_score_sheet(
            path, draft.scheme, language=language, inspector=draft.inspector, date=draft.day, project=draft.project,
            rows=len(draft.rows), filled=draft.rows,
        )  # fmt: skip
        return None
    grid, header, headings = _grid(draft, language)
    if draft.form == "csv-gbk":
        _write_csv(path, grid)
    else:
        hidden = header + 1 + len(draft.rows) // 2 if draft.form == "hidden-row" else None
        _write_plain(path, grid, SHEET[draft.scheme.sheet.layout], hidden)
    return header, headings


def _grid(draft: Draft, language: str) -> tuple[list[list[object]], int, list[str]]:
    """Returns all cells, the index of the header row, and the headings as written."""
    above: list[list[object]] = (
        [[text("demo.extra_title", language)], []] if draft.form == "extra-title" else []
    )
    above += [
        ["方案", draft.scheme.id, "方案版本", draft.scheme.version],
        ["项目", draft.project, "质检员", draft.inspector, "质检日期", draft.day],
    ]
    headings = draft.headings
    if draft.form == "renamed-column":
        renamed = renamed_heading(draft, language)
        headings = [renamed if renamed.startswith(heading) else heading for heading in headings]
    rows = [list(row.values()) for row in draft.rows]
    return [*above, list(headings), *rows], len(above), headings


def _write_plain(path: Path, grid: list[list[object]], sheet_name: str, hidden: int | None) -> None:
    with written(path) as beside:
        book = xlsxwriter.Workbook(beside, {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"created": CREATED})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(sheet_name)
        for row, values in enumerate(grid):
            for column, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(
                        row, column, datetime(value.year, value.month, value.day), day
                    )  # noqa: DTZ001
                elif isinstance(value, str) and value:
                    sheet.write_string(row, column, value)
                elif value != "":
                    sheet.write_number(row, column, value)
        if hidden is not None:
            sheet.set_row(hidden, None, None, {"hidden": True})
        book.close()


def _write_csv(path: Path, grid: list[list[object]]) -> None:
    with (
        written(path) as beside,
        beside.open("w", encoding="gbk", errors="replace", newline="") as file,
    ):
        csv.writer(file).writerows(grid)


def address(header: int, headings: list[str], row: int, column: str) -> str:
    """Returns the A1 address of a data row (from 0) and heading; the header's own cell for row -1."""
    return xl_rowcol_to_cell(header + 1 + row, headings.index(column))
