"""Values as the content of cells."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable

from qa_workbook.annotating import xml_text
from qa_workbook.annotating.cells import Cells
from qa_workbook.annotating.faults import FormulaThere
from qa_workbook.annotating.model import CellEdit
from qa_workbook.annotating.places import Place, area_of, holds, place_of

_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\0-\x08\x0b-\x1f]")
_LONGEST = 32_767  # characters that a cell holds


def inline_text(value: str) -> str:
    """Returns text as it stands inside of `t`; line breaks stay, controls are written out."""
    escaped = _LOOKS_ESCAPED.sub("_x005F_", value[:_LONGEST].replace("\r\n", "\n"))
    escaped = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", escaped)
    return xml_text.content(escaped)


def content_of(value: str | float | None, prefix: str) -> str:
    """Returns the type and the content of a cell, as `Cells.written` takes them.

    Raises ValueError for a number that no cell holds.
    """
    if value is None or value == "":
        return ">"
    if isinstance(value, str):
        is_open, is_close = f"<{prefix}is><{prefix}t", f"</{prefix}t></{prefix}is>"
        words = inline_text(value)
        return f' t="inlineStr">{is_open} xml:space="preserve">{words}{is_close}'
    if not math.isfinite(value):
        raise ValueError(value)
    number = int(value) if isinstance(value, bool) else value
    return f"><{prefix}v>{number!r}</{prefix}v>"


def edited(cells: Cells, edits: Iterable[CellEdit]) -> tuple[dict[Place, str], bool]:
    """Returns the new contents by place, and whether a formula goes.

    Raises FormulaThere where one stands that may not go, or that holds for more than its cell.
    """
    contents: dict[Place, str] = {}
    formulas = _wide_formulas(cells)
    goes = False
    for edit in edits:
        place = place_of(edit.cell)
        contents[place] = content_of(edit.value, cells.prefix)
        cell = cells.cell(place)
        found = any(holds(area, place) for area in formulas)
        own = cell is not None and any(
            True for _ in xml_text.tags(cells.text, "f", start=cell.tag.end, end=cell.content_end)
        )
        if found or (own and not edit.over_formula):
            raise FormulaThere(f"{edit.sheet}!{edit.cell}")
        goes = goes or own
    return contents, goes


def _wide_formulas(cells: Cells) -> list[tuple[Place, Place]]:
    """The areas of formulas that hold for more than one cell and can't do without one of them.

    Of a shared formula that is the cell that holds its text.
    """
    found = []
    inside = {"start": cells.data.tag.end, "end": cells.data.content_end}
    for tag in xml_text.tags(cells.text, "f", **inside):
        reference = tag.get("ref") or ""
        if ":" not in reference:
            continue
        area = area_of(reference)
        found.append((area[0], area[0]) if tag.get("t") == "shared" else area)
    return found
