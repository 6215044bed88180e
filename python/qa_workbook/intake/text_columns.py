"""Columns of free text, and what every row of a sheet has in common."""

from __future__ import annotations

import re

from qa_workbook.findings.places import Cell
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import half_width, names
from qa_workbook.forms.vocabulary import normal
from qa_workbook.intake.values import SheetValues

_ROUND = re.compile(r"[1-9][0-9]{0,2}")


def read_texts(sheet: SheetValues, report: Report) -> None:
    """轮次 and 备注 of a wide sheet. Its rows have one inspector, and each is a whole recording."""
    sheet.columns["round"] = sheet.table.texts("round")
    for position, text in enumerate(sheet.columns["round"]):
        if text and not _ROUND.fullmatch(half_width(text)):
            report.note("round-unclear", sheet.cell(position, "round"), text)
    sheet.columns["remark"] = sheet.table.texts("remark")
    sheet.columns["inspector"] = [sheet.labels.inspector] * sheet.count
    sheet.columns["entry"] = [""] * sheet.count


def read_remarks_of_breaches(sheet: SheetValues, _report: Report) -> None:
    """备注, with 登记人 where that is somebody else than the inspector."""
    found = sheet.table.texts("remark")
    sheet.columns["remark"] = found
    if "registrar" not in sheet.table.columns:
        return
    heading = sheet.table.columns["registrar"].heading
    registrars, inspectors = names(sheet.table.values("registrar")), sheet.columns["inspector"]
    for position, (registrar, inspector) in enumerate(zip(registrars, inspectors, strict=True)):
        if registrar and registrar != inspector:
            parts = [found[position], f"{heading}：{registrar}"]
            found[position] = "；".join(filter(None, parts))


def check_void_remarks(sheet: SheetValues, report: Report) -> None:
    """A remark that calls the row void is told, for the row counts all the same."""
    column = sheet.table.columns.get("remark")
    words = sheet.context.vocabulary.void_remarks
    if column is None or not words:
        return
    remarks = sheet.table.texts("remark")
    suspicious = {remark for remark in set(remarks) if normal(remark).startswith(words)}
    for line, remark in zip(sheet.table.lines, remarks, strict=True):
        if remark in suspicious:
            report.note("remark-void", Cell(line, column), remark)
