"""Workbooks for tests: a normalised dump, conditional formats in a real LibreOffice, and the audit for Excel."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import openpyxl
from click.testing import CliRunner
from openpyxl.formula.translate import Translator
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from openxml_audit.cli import main as openxml_audit

from shared_office import convert_in_calc


def opened(path: Path, *, data_only: bool = False) -> openpyxl.Workbook:
    """Returns a workbook to look at, not to change: opened once, which takes a second, for several tests."""
    return _opened(path, path.stat().st_mtime_ns, data_only)


@lru_cache(maxsize=4)
def _opened(path: Path, _written: int, data_only: bool) -> openpyxl.Workbook:
    return openpyxl.load_workbook(path, data_only=data_only)


def audit(path: Path) -> str:
    """Returns what openxml-audit finds fault with in a workbook or a folder of them; "" when Excel should open it."""
    arguments = [*(["-r"] if path.is_dir() else []), str(path)]
    done = CliRunner().invoke(openxml_audit, arguments)
    verdicts = [line for line in done.output.splitlines() if line.startswith("Microsoft Excel:")]
    clean = done.exit_code == 0 and verdicts and all("no findings" in line for line in verdicts)
    return "" if clean else done.output


def dump(path: Path) -> dict[str, dict]:
    """Returns what a reader of the workbook sees and may do, sheet by sheet, without dates of the file."""
    book = openpyxl.load_workbook(path)
    names = {name: found.attr_text for name, found in sorted(book.defined_names.items())}
    return {"names": names, **{sheet.title: _sheet(sheet) for sheet in book.worksheets}}


def _sheet(sheet: Worksheet) -> dict:
    return {
        "state": sheet.sheet_state,
        "cells": {
            cell.coordinate: _cell(cell)
            for row in sheet.iter_rows()
            for cell in row
            if cell.value is not None
        },
        "merged": sorted(str(found) for found in sheet.merged_cells.ranges),
        "freeze": sheet.freeze_panes,
        "filter": sheet.auto_filter.ref,
        "protected": bool(sheet.protection.sheet),
        "print": [
            sheet.print_area,
            sheet.print_title_rows,
            sheet.page_setup.orientation,
            sheet.page_setup.paperSize,
        ],
        "widths": {
            letter: round(found.width, 2)
            for letter, found in sorted(sheet.column_dimensions.items())
        },
        "validations": sorted(
            f"{found.sqref} {found.type} {found.formula1}"
            for found in sheet.data_validations.dataValidation
        ),
        "conditional": sorted(
            f"{found.sqref} {rule.formula}"
            for found in sheet.conditional_formatting
            for rule in found.rules
        ),
    }


def _cell(cell: openpyxl.cell.Cell) -> list:
    note = cell.comment.text if cell.comment else ""
    link = cell.hyperlink.target if cell.hyperlink else ""
    return [str(cell.value), cell.number_format, cell.protection.locked, note, link]


def values(path: Path) -> dict[str, list[tuple]]:
    """Returns all rows of every sheet, with formulas' results."""
    book = openpyxl.load_workbook(path, data_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def marked(path: Path, sheet: str, tmp: Path) -> dict[str, str]:
    """Returns the colour ("C62828") that conditional formats give each cell in a real LibreOffice.

    Their formulas are written beside the table, a cell for each rule, and recalculated.
    """
    book = openpyxl.load_workbook(path)
    page = book[sheet]
    place = page.max_column + 5
    rules: dict[str, list[tuple[int, str, str]]] = {}
    for found in page.conditional_formatting:
        for area in found.sqref.ranges:
            origin = f"{get_column_letter(area.min_col)}{area.min_row}"
            for rule in found.rules:
                fill = rule.dxf.fill.bgColor.rgb[-6:] if rule.dxf.fill else ""
                for row, column in area.cells:
                    cell = page.cell(row, column).coordinate
                    test = Translator(f"={rule.formula[0]}", origin).translate_formula(cell)
                    beside = page.cell(row, place + len(rules.setdefault(cell, [])) + 40 * column)
                    beside.value = test
                    rules[cell].append((rule.priority, fill, beside.coordinate))
    trial = tmp / "marked" / path.name
    trial.parent.mkdir(exist_ok=True)
    book.save(trial)
    made = openpyxl.load_workbook(convert_in_calc(trial, "xlsx", tmp), data_only=True)[sheet]
    colours = {}
    for cell, found in rules.items():
        holding = [colour for _, colour, at in sorted(found) if made[at].value is True]
        if holding:
            colours[cell] = holding[0]
    return colours
