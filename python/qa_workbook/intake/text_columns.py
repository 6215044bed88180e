"""Columns of free text, and what every row of a sheet has in common."""

from __future__ import annotations

import re

from qa_workbook.findings.places import Cell, Rows
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import half_width, names
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellError
from qa_workbook.intake.values import SheetValues

_PARTS = re.compile(r"[,，。.;；、:：!！()（）\n]")
_BEFORE = 4  # signs before the word: 该录音已作废 has as many
_AFTER = 2  # and behind it: 作废重抽
_ROUND = re.compile(r"[1-9][0-9]{0,2}")


def read_texts(sheet: SheetValues, report: Report) -> None:
    """轮次, 备注 and the inspector of a wide sheet, each row of which is a whole recording."""
    sheet.columns["round"] = sheet.table.texts("round")
    said = set(sheet.columns["round"]) - {""}
    unclear = {text for text in said if not _ROUND.fullmatch(half_width(text))}
    for position, text in enumerate(sheet.columns["round"] if unclear else ()):
        if text in unclear:
            report.note("round-unclear", sheet.cell(position, "round"), text)
    sheet.columns["remark"] = sheet.table.texts("remark")
    sheet.columns["inspector"] = _inspectors(sheet, report)
    sheet.columns["entry"] = [""] * sheet.count


def _inspectors(sheet: SheetValues, report: Report) -> list[str]:
    """质检员 of each row: its own, else that of the sheet."""
    label = sheet.labels.inspector
    if "inspector" not in sheet.table.columns:
        return [label] * sheet.count
    values = sheet.table.values("inspector")
    own = names(values)
    found = [name or label for name in own]
    for position, name in enumerate(found):
        if not name and not isinstance(values[position], CellError):
            report.note("inspector-missing", sheet.cell(position, "inspector"))
    lines = sheet.table.lines
    others = [line for line, name in zip(lines, own, strict=True) if name and name != label]
    if label and others:
        place = Rows(others, sheet.table.columns["inspector"])
        value = sheet.table.grid.rows[others[0]][place.column.index]
        report.note("row-against-label", place, value, label=label)
    return found


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


def calls_void(remark: str, words: tuple[str, ...]) -> bool:
    """Returns whether a remark begins with one of the words, or a part of it hardly says more."""
    parts = list(map(normal, _PARTS.split(remark)))
    return parts[0].startswith(words) or any(_is_void(part, words) for part in parts)


def _is_void(part: str, words: tuple[str, ...]) -> bool:
    """Whether a part is 此条作废 or 作废重抽; 撤销致命错误 is about something else."""
    return any(
        (part.endswith(word) and len(part) <= len(word) + _BEFORE)
        or (part.startswith(word) and len(part) <= len(word) + _AFTER)
        for word in words
    )


def check_example_remarks(sheet: SheetValues, report: Report) -> None:
    """A remark, team or number that begins with 示例 is told, for the row counts all the same."""
    words = sheet.context.vocabulary.sure_examples
    for key in ("team", "remark", "recording", "basis"):
        column = sheet.table.columns.get(key)
        if not sheet.table.may_say(key, words):
            continue
        for line, text in zip(sheet.table.lines, sheet.table.texts(key), strict=True):
            if column and text and normal(text).lstrip("([【").startswith(words):
                report.note("remark-example", Cell(line, column), text)


def check_void_remarks(sheet: SheetValues, report: Report) -> None:
    """A remark that calls the row void is told, for the row counts all the same."""
    column = sheet.table.columns.get("remark")
    words = sheet.context.vocabulary.void_remarks
    if column is None or not sheet.table.may_say("remark", words):
        return
    remarks = sheet.table.texts("remark")
    suspicious = {remark for remark in set(remarks) if calls_void(remark, words)}
    for line, remark in zip(sheet.table.lines, remarks, strict=True):
        if remark in suspicious:
            report.note("remark-void", Cell(line, column), remark)
