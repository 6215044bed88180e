"""Fields of sheets whose items run down: from labels, and from lines and heads over columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from qa_workbook.adopt.found import Cells, FoundField, FoundTotal, Looked
from qa_workbook.adopt.names import IDENTITY, TOTALS
from qa_workbook.adopt.values import (
    day_of,
    filled,
    is_day,
    is_id,
    is_name,
    mostly,
    name_and_number,
    number_of,
)
from qa_workbook.forms.text_cells import words
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.fields import Cell
from qa_workbook.layouts.model import LEVELS, FieldSource, Total

OF_LINES = (*IDENTITY, "project", "remark", "error_deduction", "error_codes", "fatal", "round")
"""Fields that a line, a label or the head of a column may say."""
KINDS = {"total": "score", "marks_total": "marks", "lost_total": "lost", "band": "band"}
_PERSON = ("agent", "name")
_LONG_NUMBER = re.compile(r"[A-Za-z]{0,8}[-_]?\d{6,30}")
_WHOLE = rf"\s*(.+?)\s*(?:{LEVELS}|$)"
_START = r"^\s*"


@dataclass
class Sorted:
    """What labels, lines and heads were found to be; `left` are names that nothing is read from."""

    fields: list[FoundField] = field(default_factory=list)
    totals: list[FoundTotal] = field(default_factory=list)
    left: list[str] = field(default_factory=list)


def cells_of(cells: Iterable[Cell]) -> Cells:
    """Returns cells of recordings as a recogniser tells them."""
    every = list(cells)
    return Cells(tuple(cell.value for cell in every), tuple(cell.place for cell in every))


def is_signature(looked: Looked, name: str) -> bool:
    """Returns whether a label stands before a signature."""
    return looked.names.is_signature(name)


def sort_names(
    looked: Looked,
    said: Mapping[str, Cells],
    named: Mapping[str, tuple[Place, ...]],
    kind: str,
) -> Sorted:
    """Returns what names stand for, by what they are called and what their values are.

    `said` are the values per recording by name, `kind` is "label" or "heading".
    """
    found = Sorted()
    for name, cells in said.items():
        key = meaning_of(looked, name, cells.values)
        source = FieldSource.model_validate({kind: name})
        if key in TOTALS and kind == "heading":
            found.totals.append(FoundTotal(_total(key, heading=name), cells, named.get(name, ())))
        elif key in TOTALS and any(number_of(v) is not None for v in filled(cells.values)):
            found.totals.append(FoundTotal(_total(key, label=name), cells, named.get(name, ())))
        elif key in OF_LINES and not is_signature(looked, name):
            _add(found, key, source, cells, named.get(name, ()))
        else:
            found.left.append(name)
    return found


def _total(key: str, **place: str) -> Total:
    return Total.model_validate({"kind": KINDS[key], **place})


def _add(
    found: Sorted, key: str, source: FieldSource, cells: Cells, named: tuple[Place, ...]
) -> None:
    """Adds a field, number and name of an agent apart; of two of one key the first is right."""
    known = {one.key for one in found.fields}
    both = name_and_number(cells.values) if key in _PERSON else None
    if both:
        for each, pattern in zip(_PERSON, both, strict=True):
            if each not in known:
                part = source.model_copy(update={"pattern": pattern})
                found.fields.append(FoundField(each, part, cells, named))
    elif key not in known:
        found.fields.append(FoundField(key, source, cells, named))
    else:
        found.left.append(source.label or source.heading or "")


def meaning_of(looked: Looked, name: str, values: Sequence[CellValue]) -> str:
    """Returns the key of a name, agents by whether its values are numbers or names."""
    key = looked.names.meaning(name).key
    said = filled(values)
    if key in _PERSON and said and not name_and_number(said):
        names = mostly(said, is_name) and not any(map(str.isdigit, "".join(map(words, said))))
        return "name" if names else "agent" if key == "agent" or mostly(said, is_id) else "name"
    if key == "total" and said and not any(number_of(value) is not None for value in said):
        return "band"
    return key


def key_of_heads(looked: Looked, heads: Sequence[CellValue]) -> str:
    """Returns what stands at the heads of columns: the key of a field, "" for nothing known."""
    said = filled(heads)
    if name_and_number(said):
        return "agent"
    if mostly(said, lambda value: day_of(value) is not None or is_day(value)):
        return "call_date"
    if mostly(said, lambda value: looked.vocabulary.is_person(words(value))):
        return "name"
    texts = list(map(words, said))
    if mostly(said, _is_long_number) and len(set(texts)) == len(texts):
        return "recording"
    return "agent" if mostly(said, is_id) else ""


def _is_long_number(value: CellValue) -> bool:
    return _LONG_NUMBER.fullmatch(words(value).strip()) is not None


def head_fields(looked: Looked, cells: Cells, named: tuple[Place, ...]) -> list[FoundField]:
    """Returns the fields that are read from the heads of columns.

    A head of several levels, 王佳（001） / 第1通 / LY100001, may say something in each of them.
    """
    heads = [words(value).split(LEVELS) for value in cells.values]
    depth = max(map(len, heads), default=0)
    if depth <= 1:
        return _of_heads(looked, cells, named)
    found: dict[str, FoundField] = {}
    for level in range(depth):
        texts = tuple(parts[level] if level < len(parts) else "" for parts in heads)
        for one in _of_heads(looked, Cells(texts, cells.places), named):
            pattern = _in_level(level, one.source.pattern)
            source = one.source.model_copy(update={"pattern": pattern})
            found.setdefault(one.key, replace(one, source=source))
    return list(found.values())


def _of_heads(looked: Looked, cells: Cells, named: tuple[Place, ...]) -> list[FoundField]:
    found = Sorted()
    if key := key_of_heads(looked, cells.values):
        _add(found, key, FieldSource(head=True), cells, named)
    return found.fields


def _in_level(level: int, pattern: str | None) -> str:
    """The expression for what stands in one level of a head: all of it, or what a pattern takes."""
    inner = _WHOLE if pattern is None else f".*?{pattern.removeprefix(_START)}"
    return f"^(?:.*?{LEVELS}){{{level}}}{inner}" if level else f"^{inner}"
