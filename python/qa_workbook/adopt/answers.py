"""Recognises sheets in which a row is the answer to one question about a recording."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_workbook.adopt.columns import Column
from qa_workbook.adopt.found import Cells, FoundField, FoundItem, FoundSheet, FoundTotal, Looked
from qa_workbook.adopt.names import Meaning
from qa_workbook.adopt.rows import TELLING, read_table, sheet_of
from qa_workbook.adopt.table_fields import find_fields, settled
from qa_workbook.adopt.table_items import Table
from qa_workbook.adopt.values import filled
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.model import FormShape

_PARTS = ("items", "mark", "full", "group", "reason", "standard", "weight")
_LEAST_ITEMS = 2
_SURE = 0.95


@dataclass(frozen=True)
class _Columns:
    """The columns of questions, answers and what is said of them."""

    items: Column
    mark: Column
    full: Column | None
    group: Column | None
    reason: Column | None
    others: tuple[Column, ...]


def recognise_answers(looked: Looked) -> FoundSheet | None:
    """Returns a sheet with an answer a row; None where no column of questions repeats."""
    table = read_table(looked)
    if table is None:
        return None
    found = _columns(table)
    if found is None:
        return None
    used = {found.items, found.mark, found.full, found.group, found.reason, *found.others}
    places = {column.index for column in used if column}
    freed = [replace(c, meaning=Meaning()) if c.index in places else c for c in table.columns]
    columns = settled(replace(table, columns=freed))
    keys = {column.meaning.key: column for column in columns}
    recording = keys.get("recording")
    if recording is None:
        return None
    rows = _rows_by_recording(table.cells(recording.index))
    items = _items(table, found, rows)
    if len(rows) * len(items) > 2 * len(table.rows.recordings) or len(items) < _LEAST_ITEMS:
        return None
    part = frozenset(column.heading for column in used if column)
    columned = find_fields(table, columns, part)
    passed = [c.heading for c in (found.group, *found.others) if c]
    sheet = sheet_of(table, items, columned)
    form = FormShape(
        items=found.items.heading,
        marks=found.mark.heading,
        full=found.full.heading if found.full else None,
        reason=found.reason.heading if found.reason else None,
    )
    identity = [f.source.heading for f in columned.fields if f.source.heading and f.key in TELLING]
    return replace(
        sheet,
        shape="answers",
        form=form,
        headings=(*identity, found.items.heading, found.mark.heading),
        recordings=len(rows),
        confidence=_SURE,
        fields=tuple(_once(one, rows) for one in sheet.fields),
        totals=tuple(_total_once(one, rows) for one in sheet.totals),
        ignored=sheet.ignored.model_copy(update={"headings": (*sheet.ignored.headings, *passed)}),
    )


def _columns(table: Table) -> _Columns | None:
    by_part: dict[str, list[Column]] = {}
    for column in table.columns:
        for part in _PARTS:
            if normal(column.levels[-1]) in _names(table, part):
                by_part.setdefault(part, []).append(column)
                break
    questions = [c for c in by_part.get("items", []) if _repeats(table, c)]
    marks = [c for c in by_part.get("mark", []) if _are_marks(table, c)]
    if not questions or not marks:
        return None
    numeric = [c for c in marks if _is_numeric(table, c)]
    mark = (numeric or marks)[0]
    rest = [*questions[:-1], *(c for c in marks if c is not mark), *by_part.get("standard", [])]
    return _Columns(
        items=questions[-1],
        mark=mark,
        full=next(iter(by_part.get("full", [])), None),
        group=next(iter(by_part.get("group", [])), None),
        reason=next(iter(by_part.get("reason", [])), None),
        others=tuple(rest),
    )


def _names(table: Table, part: str) -> frozenset[str]:
    own = table.looked.names.words_of(part)
    return own | table.looked.vocabulary.value_headings if part == "mark" else own


def _repeats(table: Table, column: Column) -> bool:
    said = [normal(words(value)) for value in filled(table.cells(column.index).values)]
    return len(set(said)) >= _LEAST_ITEMS and len(said) >= 2 * len(set(said))


def _are_marks(table: Table, column: Column) -> bool:
    return table.marks.are_marks(table.cells(column.index).values)


def _is_numeric(table: Table, column: Column) -> bool:
    values = filled(table.cells(column.index).values)
    return all(table.marks.number(value) is not None for value in values)


def _rows_by_recording(cells: Cells) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for line, value in enumerate(cells.values):
        found.setdefault(normal(words(value)), []).append(line)
    found.pop("", None)
    return found


def _items(table: Table, found: _Columns, rows: Mapping[str, Sequence[int]]) -> list[FoundItem]:
    names = table.cells(found.items.index)
    marks = table.cells(found.mark.index)
    fulls = table.cells(found.full.index) if found.full else Cells()
    groups = table.cells(found.group.index) if found.group else Cells()
    lines: dict[str, list[int]] = {}
    for line, value in enumerate(names.values):
        lines.setdefault(words(value), []).append(line)
    lines.pop("", None)
    return [
        FoundItem(
            heading=name,
            name=name,
            marks=_answers(marks, of_item, rows),
            named=tuple(p for p in [names.places[of_item[0]]] if p),
            group=tuple(filter(None, [words(groups.values[of_item[0]])] if groups.values else [])),
            full=_same(table, [fulls.values[line] for line in of_item] if fulls.values else []),
        )
        for name, of_item in lines.items()
    ]


def _answers(marks: Cells, lines: Sequence[int], rows: Mapping[str, Sequence[int]]) -> Cells:
    """The answers to one question, recording by recording."""
    own = set(lines)
    values: list[CellValue] = []
    places: list[Place | None] = []
    for of_recording in rows.values():
        line = next((one for one in of_recording if one in own), None)
        values.append("" if line is None else marks.values[line])
        places.append(None if line is None else marks.places[line])
    return Cells(tuple(values), tuple(places))


def _same(table: Table, values: Sequence[CellValue]) -> Decimal | None:
    numbers = {table.marks.number(value) for value in filled(values)}
    only = numbers.pop() if len(numbers) == 1 else None
    return only if only and only > 0 else None


def _first(cells: Cells, rows: Mapping[str, Sequence[int]]) -> Cells:
    lines = [of_recording[0] for of_recording in rows.values()]
    if len(cells.values) <= max(lines, default=0):
        return cells
    values = tuple(cells.values[line] for line in lines)
    return Cells(values, tuple(cells.places[line] for line in lines))


def _once(one: FoundField, rows: Mapping[str, Sequence[int]]) -> FoundField:
    return replace(one, cells=_first(one.cells, rows)) if one.source.heading else one


def _total_once(one: FoundTotal, rows: Mapping[str, Sequence[int]]) -> FoundTotal:
    return replace(one, cells=_first(one.cells, rows))
