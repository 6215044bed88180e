"""Recognises lists of breaches: a row is a breach of a clause (or a bonus), not a recording."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from qa_workbook.adopt.columns import Column
from qa_workbook.adopt.found import Cells, FoundItem, FoundSheet, FoundTotal, Looked
from qa_workbook.adopt.names import IDENTITY, Meaning
from qa_workbook.adopt.rows import read_table, sheet_of
from qa_workbook.adopt.table_fields import find_fields, settled
from qa_workbook.adopt.table_items import Table
from qa_workbook.adopt.values import filled, number_of
from qa_workbook.forms.text_cells import blank, half_width, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.model import RowRule, Total

_SURE = 0.93
_LIST_FIELDS = ("clause", "times", "aggravated")


@dataclass(frozen=True)
class _Columns:
    """The columns of a list: the clause, the points that it moves, and whether off or on."""

    clause: Column
    points: Column | None
    direction: Column | None


def recognise_clauses(looked: Looked) -> FoundSheet | None:
    """Returns a sheet with a breach a row, None where no column names clauses."""
    table = read_table(looked)
    found = _columns(table) if table else None
    if table is None or found is None:
        return None
    own = {column.index for column in (found.points, found.direction) if column}
    freed = [replace(c, meaning=Meaning()) if c.index in own else c for c in table.columns]
    table = replace(table, columns=freed)
    columns = settled(table)
    used = frozenset(column.heading for column in columns if column.index in own)
    columned = find_fields(table, columns, used)
    items = _clauses(table, found)
    keys = {field.key for field in columned.fields}
    if not items or "clause" not in keys or not keys & {"agent", "name"}:
        return None
    sheet = sheet_of(table, items, columned)
    identity = [f for f in columned.fields if f.key in (*IDENTITY, *_LIST_FIELDS)]
    passed = [found.direction.heading] if found.direction else []
    return replace(
        sheet,
        clauses="listed",
        headings=tuple(f.source.heading for f in identity if f.source.heading),
        confidence=_SURE,
        totals=_totals(table, found),
        ignored=sheet.ignored.model_copy(
            update={
                "rows": (*sheet.ignored.rows, *_no_breach_rule(table, found.clause)),
                "headings": (*sheet.ignored.headings, *passed),
            }
        ),
    )


def _no_breach_rule(table: Table, clause: Column) -> list[RowRule]:
    """Rows that say 无 instead of a clause: a list of breaches has no place for recordings without
    any, and the score of an agent and month doesn't need them.
    """
    none = table.looked.names.words_of_list("no_breach")
    said = [words(value) for value in filled(table.cells(clause.index).values)]
    seen = tuple(dict.fromkeys(text for text in said if normal(text) in none))
    return [RowRule(words=seen, kind="other", heading=clause.heading)] if seen else []


def _columns(table: Table) -> _Columns | None:
    names = table.looked.names
    named = [c for c in table.columns if c.meaning.key == "clause" and c.meaning.sure]
    clause = next((c for c in named if _holds_words(table, c)), None)
    if clause is None:
        return None
    moved = names.words_of_list("moved")
    points = [c for c in table.columns if normal(c.levels[-1]) in moved and c is not clause]
    numbers = [c for c in points if _holds_numbers(table, c)]
    signs = names.words_of_list("plus") | names.words_of_list("minus")
    direction = [c for c in table.columns if _says_only(table, c, signs)]
    return _Columns(clause, _one(numbers), _one(direction))


def _one(columns: Sequence[Column]) -> Column | None:
    return columns[0] if columns else None


def _holds_words(table: Table, column: Column) -> bool:
    values = filled(table.cells(column.index).values)
    return bool(values) and not any(number_of(value) is not None for value in values)


def _holds_numbers(table: Table, column: Column) -> bool:
    values = filled(table.cells(column.index).values)
    return bool(values) and all(_points(value) is not None for value in values)


def _points(value: CellValue) -> Decimal | None:
    """The points of a row; +3 and 扣5分 as well."""
    number = number_of(value)
    if number is not None:
        return number
    text = half_width(words(value)).removesuffix("分")
    signed = {"+": Decimal(1), "扣": Decimal(-1), "加": Decimal(1), "减": Decimal(-1)}
    amount = number_of(text[1:]) if text[:1] in signed else number_of(text)
    return None if amount is None else amount * signed.get(text[:1], Decimal(1))


def _says_only(table: Table, column: Column, known: frozenset[str]) -> bool:
    said = {normal(words(value)) for value in filled(table.cells(column.index).values)}
    return bool(said) and said <= known


def _clauses(table: Table, found: _Columns) -> list[FoundItem]:
    """Each clause with the points of its rows, and whether it takes them off."""
    names = table.cells(found.clause.index)
    points = table.cells(found.points.index) if found.points else Cells()
    signs = table.cells(found.direction.index) if found.direction else Cells()
    plus = table.looked.names.words_of_list("plus")
    none = table.looked.names.words_of_list("no_breach")
    lines: dict[str, list[int]] = {}
    for line, value in enumerate(names.values):
        if not blank(value) and normal(words(value)) not in none:
            lines.setdefault(words(value), []).append(line)
    items = []
    for name, of_clause in lines.items():
        own = [points.values[line] for line in of_clause] if points.values else []
        amounts = [amount for value in own if (amount := _points(value)) is not None]
        added = [normal(words(signs.values[n])) in plus for n in of_clause] if signs.values else []
        is_bonus = any(added) or any(words(value).strip().startswith(("+", "加")) for value in own)
        items.append(
            FoundItem(
                heading=name,
                name=name,
                marks=Cells(tuple(own), tuple(points.places[n] for n in of_clause) if own else ()),
                named=tuple(p for p in [names.places[of_clause[0]]] if p),
                full=max(map(abs, amounts), default=None) or None,
                deducted=not is_bonus and not _all_positive_beside_negative(amounts, points),
            )
        )
    return items


def _all_positive_beside_negative(amounts: Sequence[Decimal], points: Cells) -> bool:
    """Whether points are added: they have no sign in a column where others have a minus."""
    every = [amount for value in points.values if (amount := _points(value)) is not None]
    return bool(amounts) and min(amounts) > 0 and min(every) < 0


def _totals(table: Table, found: _Columns) -> tuple[FoundTotal, ...]:
    if found.points is None:
        return ()
    total = Total(heading=found.points.heading, kind="lost")
    return (FoundTotal(total, table.cells(found.points.index), table.named(found.points.index)),)
