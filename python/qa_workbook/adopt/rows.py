"""Recognises sheets in which a recording is a row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache

from qa_workbook.adopt.columns import columns_of
from qa_workbook.adopt.found import Cells, FoundField, FoundItem, FoundSheet, Looked
from qa_workbook.adopt.header import find_header
from qa_workbook.adopt.mark_words import MarkWords
from qa_workbook.adopt.names import IDENTITY
from qa_workbook.adopt.outside import around, is_title, text_pattern
from qa_workbook.adopt.table_fields import Columned, find_fields, settled
from qa_workbook.adopt.table_items import Table, find_items
from qa_workbook.adopt.table_rows import rows_of
from qa_workbook.adopt.values import day_of, is_day
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue, Place
from qa_workbook.layouts.model import FieldSource, Ignored, RowKind, RowRule

DAY_IN_TEXT = (
    r"(\d{4}\s*[年./-]\s*\d{1,2}\s*[月./-]\s*\d{1,2}日?"
    r"|\d{1,2}\s*月\s*\d{1,2}\s*[日号]?|\d{1,2}[日号])"
)
"""A day in a row of its own."""
TELLING = ("recording", "agent", "name", "call_date")
"""Fields whose columns tell sheets of a kind from others."""
_TEAM_ENDS = ("班", "组", "部", "店", "队", "中心", "团队")
_LEAST_ITEMS = 2


def recognise_rows(looked: Looked) -> FoundSheet | None:
    """Returns a sheet with a recording a row; None for one without header, or without items."""
    table = read_table(looked)
    if table is None:
        return None
    columns = settled(table)
    named = {column.index: column.meaning for column in columns}
    table = replace(table, columns=columns, rows=rows_of(looked, table.header, named))
    open_columns = [c for c in columns if not c.meaning.key and not c.part]
    items = find_items(table, open_columns)
    used = {item.heading for item in items} | {item.reason for item in items}
    used |= {item.full_heading for item in items}
    used |= {tick.heading for item in items for tick in item.ticks}
    columned = find_fields(table, columns, frozenset(used))
    if len(items) < _LEAST_ITEMS:
        return None
    return sheet_of(table, items, columned)


@lru_cache(maxsize=1)
def read_table(looked: Looked) -> Table | None:
    """Returns the table of a sheet with its rows sorted, None where it has no header."""
    header = find_header(looked)
    if header is None:
        return None
    columns = columns_of(looked, header)
    meanings = {column.index: column.meaning for column in columns}
    found = rows_of(looked, header, meanings)
    return Table(looked, header, columns, found, MarkWords(looked.names))


def sheet_of(table: Table, items: Sequence[FoundItem], columned: Columned) -> FoundSheet:
    """Returns a sheet with a recording a row, with all that stands around its table."""
    looked, header, rows = table.looked, table.header, table.rows
    grouped = _group_rows(table)
    in_groups = {place for field in grouped for place in field.named}
    keys = {field.key for field in columned.fields}
    bottom = max(rows.recordings, default=header.last)
    inside = {row for row in rows.others if row < bottom}
    outside = around(looked, _places_around(table, in_groups), keys, bottom, inside)
    fields = [*columned.fields, *outside.fields, *grouped]
    aside = [text for levels in header.aside.values() for text in levels[-1:]]
    ignored = Ignored(
        rows=(*_row_rules(table), *columned.rules),
        headings=(*columned.ignored, *_numbered_aside(table, aside)),
        labels=tuple(outside.labels),
        texts=tuple(outside.texts),
    )
    return FoundSheet(
        sample=looked.sample,
        shape="rows",
        items=tuple(items),
        headings=_headings(columned, items),
        recordings=len(rows.recordings),
        confidence=_confidence(columned, items),
        levels=header.last - header.first + 1,
        fields=tuple(fields),
        totals=tuple(columned.totals),
        ignored=ignored,
        title=outside.title,
        unknown=tuple(columned.unknown),
        numbers=tuple(columned.numbers),
        unsure=tuple(outside.unsure),
        signed=tuple(outside.signed),
    )


def _headings(columned: Columned, items: Sequence[FoundItem]) -> tuple[str, ...]:
    """What all sheets of the kind must have: the columns of fields, and those of the items."""
    fields = [f.source.heading for f in columned.fields if f.source.heading and f.key in TELLING]
    of_items = [item.ticks[0].heading if item.ticks else item.heading for item in items]
    return tuple(dict.fromkeys([*fields, *of_items]))


def _confidence(columned: Columned, items: Sequence[FoundItem]) -> float:
    known = len({field.key for field in columned.fields} & set(IDENTITY))
    return min(1.0, 0.4 + 0.1 * known + 0.02 * len(items))


def _numbered_aside(table: Table, texts: Iterable[str]) -> list[str]:
    """The headings of a table beside the main one, as layouts name them."""
    seen = [normal(text) for column in table.columns for text in [column.heading]]
    found = []
    for text in texts:
        number = seen.count(normal(text)) + 1
        seen.append(normal(text))
        found.append(f"{text}#{number}" if number > 1 else text)
    return found


def _places_around(table: Table, taken: set[Place]) -> list[Place]:
    """The filled cells outside of the table and those rows in it that belong to nothing."""
    looked, rows = table.looked, table.rows
    inside = set(rows.recordings) | set(rows.headers) | {row for row, _, _ in rows.ruled}
    inside |= set(rows.empty) | set(range(table.header.first, table.header.last + 1))
    width = looked.sample.grid.width
    places = [
        (row, column)
        for row in range(len(looked.rows))
        for column in range(width)
        if row not in inside and looked.text(row, column)
    ]
    return [place for place in places if place not in taken and not _below_aside(table, place)]


def _below_aside(table: Table, place: Place) -> bool:
    return place[1] in table.header.aside and place[0] >= table.header.first


def _row_rules(table: Table) -> list[RowRule]:
    """One rule per kind of row, with the words that say so in this sheet."""
    by_kind: dict[RowKind, list[str]] = {}
    for _, word, kind in table.rows.ruled:
        words = by_kind.setdefault(kind, [])
        general = text_pattern(table.looked, word) if any(map(str.isdigit, word)) else word
        general = word if general.strip("* ") == "" else general
        if general not in words:
            words.append(general)
    return [RowRule(words=tuple(words), kind=kind) for kind, words in by_kind.items()]


# --- rows that hold for those below them ---------------------------------------------------------


def _group_rows(table: Table) -> list[FoundField]:
    """Fields that stand in a row of their own: a day, an agent, a team."""
    looked = table.looked
    said: dict[str, dict[int, Place]] = {}
    for row, column in table.rows.alone:
        key = _group_key(looked, looked.rows[row][column], (row, column))
        if key and _recording_follows(table, row):
            said.setdefault(key, {})[row] = (row, column)
    expressions = {"call_date": rf"{DAY_IN_TEXT}.*"}
    found = []
    for key, places in said.items():
        source = FieldSource(group_row=expressions.get(key, _group_expression(looked, places)))
        cells = _spread(table, places)
        found.append(FoundField(key, source, cells, tuple(places.values())))
    return found


def _group_key(looked: Looked, value: CellValue, place: Place) -> str:
    text = looked.text(*place).strip()
    if day_of(value) or is_day(value):
        return "call_date"
    if looked.vocabulary.is_person(text):
        return "name"
    is_short = len(text) <= 10 and not is_title(looked, place)
    return "team" if is_short and text.endswith(_TEAM_ENDS) else ""


def _group_expression(looked: Looked, places: dict[int, Place]) -> str:
    texts = [looked.text(*place) for place in places.values()]
    ends = "|".join(_TEAM_ENDS)
    return rf"^(\S{{1,9}}(?:{ends}))$" if all(t.endswith(_TEAM_ENDS) for t in texts) else r"^(\S+)$"


def _recording_follows(table: Table, row: int) -> bool:
    after = [one for one in table.rows.recordings if one > row]
    between = [one for one, _ in table.rows.alone if after and row < one < after[0]]
    return bool(after) and len(between) <= 1


def _spread(table: Table, places: dict[int, Place]) -> Cells:
    values: list[CellValue] = []
    sources: list[Place | None] = []
    for row in table.rows.recordings:
        above = [one for one in places if one < row]
        place = places[max(above)] if above else None
        sources.append(place)
        values.append(table.looked.rows[place[0]][place[1]] if place else "")
    return Cells(tuple(values), tuple(sources))
