"""Which columns of a table say whose recording it is, when, and by whom it was inspected."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import time

from qa_workbook.adopt.columns import Column
from qa_workbook.adopt.found import Cells, FoundField, FoundTotal, Unknown
from qa_workbook.adopt.names import TOTALS, Meaning
from qa_workbook.adopt.table_items import Table
from qa_workbook.adopt.values import (
    are_compact_days,
    day_and_month,
    day_of,
    filled,
    is_day,
    is_id,
    is_name,
    mostly,
    name_and_number,
    number_of,
    percent_of,
    tell_apart,
)
from qa_workbook.forms.text_cells import words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.grid import CellValue
from qa_workbook.layouts.model import FieldSource, RowRule, Total

FIELDS = (
    "recording", "call_date", "agent", "name", "team", "round", "inspector", "inspected_on",
    "project", "remark", "error_deduction", "error_codes", "fatal", "points", "clause", "times",
    "aggravated", "basis", "registrar",
)  # fmt: skip
_KINDS = {"total": "score", "marks_total": "marks", "lost_total": "lost", "band": "band"}
_PASSED_OVER = ("double", "serial", "aside", "scheme", "version", "statistic")
_NAMED_BY_WORDS = ("scheme", "project")
_CLOCK = re.compile(r"\d{1,3}(?:[:：]\d{2}){1,2}.*|\d+\s*(?:秒|分钟|s|min)?")
_DAYS = ("call_date", "inspected_on")
_LONG_ID, _LEAST_DISTINCT, _LEAST = 5, 0.9, 3


@dataclass
class Columned:
    """What the columns of a table were found to be, beside items."""

    fields: list[FoundField] = field(default_factory=list)
    totals: list[FoundTotal] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    rules: list[RowRule] = field(default_factory=list)
    unknown: list[Unknown] = field(default_factory=list)
    numbers: list[Unknown] = field(default_factory=list)
    """Columns passed over whose values are all different: they might tell recordings apart."""


def settled(table: Table) -> list[Column]:
    """Returns the columns, their meanings corrected by what stands in them."""
    found = []
    for column in table.columns:
        values = filled(table.cells(column.index).values)
        key = _settle(column.meaning, values) if column.meaning.key else ""
        found.append(replace(column, meaning=Meaning(key, column.meaning.sure)))
    return _without_doubles(table, _with_day(table, found))


def _with_day(table: Table, columns: Sequence[Column]) -> Sequence[Column]:
    """A column that is called a day stays the day where there is no other: its cells are told
    one by one then, instead of one day being asked for all of them.
    """
    if any(column.meaning.key in _DAYS for column in columns):
        return columns
    for known, column in zip(table.columns, columns, strict=True):
        values = filled(table.cells(known.index).values)
        named = known.meaning.sure and known.meaning.key == "call_date"
        if named and values and not mostly(values, _is_clock):
            return [replace(c, meaning=known.meaning) if c is column else c for c in columns]
    return columns


def _is_clock(value: CellValue) -> bool:
    return isinstance(value, time) or _CLOCK.fullmatch(words(value).strip()) is not None


def _settle(meaning: Meaning, values: Sequence[CellValue]) -> str:
    """The key that a column has by its heading and by its values."""
    key = meaning.key
    if not values:
        return key if meaning.sure else ""
    if key in ("agent", "name"):
        return _settle_person(meaning, values)
    if key in _DAYS and not (mostly(values, _may_be_day) or are_compact_days(values)):
        return "aside" if meaning.sure and not mostly(values, _is_number) else ""
    if not meaning.sure and not mostly(values, _LOOKS.get(key, _is_anything)):
        return ""
    return _settle_amounts(key, mostly(values, _is_amount))


def _settle_amounts(key: str, are_amounts: bool) -> str:
    """What columns are that say words or numbers: an item may be called 方案 like the scheme."""
    if are_amounts:
        return "" if key in _NAMED_BY_WORDS else "total" if key == "band" else key
    return "band" if key == "total" else key


def _settle_person(meaning: Meaning, values: Sequence[CellValue]) -> str:
    """Whether a column holds numbers of agents, or their names; both are taken for numbers."""
    key = meaning.key
    if name_and_number(values) or (key == "name" and mostly(values, is_id)):
        return "agent"
    names = mostly(values, is_name) and not any(map(_has_digit, values))
    if names:
        return "name"
    is_sure = meaning.sure or (key == "agent" and mostly(values, _is_long_id))
    return key if is_sure else ""


def _is_anything(_: CellValue) -> bool:
    return True


def _has_digit(value: CellValue) -> bool:
    return any(map(str.isdigit, words(value)))


def _may_be_day(value: CellValue) -> bool:
    return is_day(value) or day_and_month(value) is not None


def _is_number(value: CellValue) -> bool:
    return number_of(value) is not None


def _is_amount(value: CellValue) -> bool:
    return number_of(value) is not None or percent_of(value) is not None


def _is_long_id(value: CellValue) -> bool:
    return is_id(value) and len(words(value)) > 2


_LOOKS = {"inspector": is_name, "recording": _is_long_id}


def _without_doubles(table: Table, columns: Sequence[Column]) -> list[Column]:
    """Of several columns of one field the best is kept: named surely, with days or values in it."""
    best: dict[str, Column] = {}
    for column in columns:
        key = column.meaning.key
        if key in FIELDS and key != "remark":
            rival = best.get(key)
            if rival is None or _rank(table, column) > _rank(table, rival):
                best[key] = column
    return [
        column
        if column.meaning.key not in best or best[column.meaning.key] is column
        else replace(column, meaning=Meaning("double" if column.meaning.sure else ""))
        for column in columns
    ]


def _rank(table: Table, column: Column) -> tuple[bool, bool, int, int]:
    values = filled(table.cells(column.index).values)
    days = column.meaning.key not in _DAYS or any(map(day_of, values))
    order = table.looked.names.order(column.levels[-1], column.meaning.key)
    return (days and bool(values), column.meaning.sure, -order, -column.index)


def find_fields(table: Table, columns: Sequence[Column], items: frozenset[str]) -> Columned:
    """Returns fields, totals and what is passed over; `items` are the headings that items use."""
    found = Columned()
    for column in columns:
        if column.heading in items:
            continue
        _sort(table, column, found)
    _pass_over_averages(found)
    keys = {field_.key for field_ in found.fields}
    if not keys & {"recording", "basis"}:
        _take_unknown_number(found)
    if "remark" not in keys:
        _take_reasons(table, found)
    return found


def _pass_over_averages(found: Columned) -> None:
    """Averages beside a total, 人均分, are of several recordings: none is compared with them."""
    if any(one.sure and filled(one.cells.values) for one in found.totals):
        averages = [one.total.heading for one in found.totals if not one.sure]
        found.ignored += filter(None, averages)
        found.totals = [one for one in found.totals if one.sure]


def _sort(table: Table, column: Column, found: Columned) -> None:
    key, cells = column.meaning.key, table.cells(column.index)
    named = table.named(column.index)
    if key in (*TOTALS, "statistic") and table.is_merged_down(column.index):
        found.ignored.append(column.heading)  # a figure of several recordings
    elif key in TOTALS:
        total = Total(heading=column.heading, kind=_KINDS[key])  # type: ignore[arg-type]
        found.totals.append(FoundTotal(total, cells, named))
    elif key == "project" and len(set(map(words, filled(cells.values)))) > 1:
        place = named[-1] if named else (table.header.last, column.index)
        found.unknown.append(Unknown(column.heading, cells, place))  # no label of the whole sheet
    elif key in FIELDS:
        found.fields += _fields(table, column, cells)
    elif key == "valid":
        found.rules += _void_rule(table, column, cells)
        found.ignored.append(column.heading)
    elif key == "statistic" and mostly(filled(cells.values), _is_amount):
        total = Total(heading=column.heading, kind="score")
        found.totals.append(FoundTotal(total, cells, named, sure=False))
    elif key in _PASSED_OVER or column.part or not filled(cells.values):
        found.ignored.append(column.heading)
        if key in ("serial", "aside") and tell_apart(cells.values):
            place = named[-1] if named else (table.header.last, column.index)
            found.numbers.append(Unknown(column.heading, cells, place))
    else:
        place = named[-1] if named else (table.header.last, column.index)
        found.unknown.append(Unknown(column.heading, cells, place))


def _fields(table: Table, column: Column, cells: Cells) -> list[FoundField]:
    key, named = column.meaning.key, table.named(column.index)
    source = FieldSource(heading=column.heading, fill_down=table.is_merged_down(column.index))
    both = name_and_number(cells.values) if key in ("agent", "name") else None
    if not both:
        return [FoundField(key, source, cells, named, column.meaning.sure)]
    number, name = (source.model_copy(update={"pattern": pattern}) for pattern in both)
    fields = [FoundField("agent", number, cells, named), FoundField("name", name, cells, named)]
    others = {one.meaning.key for one in table.columns if one is not column}
    return [one for one in fields if one.key == "agent" or "name" not in others]


def _void_rule(table: Table, column: Column, cells: Cells) -> list[RowRule]:
    """Rows that a column of its own calls void, 是否有效 or 是否作废, are no recordings."""
    vocabulary = table.looked.vocabulary
    said = normal(column.levels[-1])
    void = vocabulary.void_words
    void = void | (vocabulary.yes if said in vocabulary.void_headings else vocabulary.no)
    texts = dict.fromkeys(words(value) for value in filled(cells.values))
    seen = tuple(text for text in texts if normal(text) in void)
    return [RowRule(words=seen, kind="other", heading=column.heading)] if seen else []


def _take_reasons(table: Table, found: Columned) -> None:
    """One column of reasons for the whole recording, 扣分说明, is its remark."""
    words_ = table.looked.names.words_of("reason")
    for unknown in found.unknown:
        if normal(unknown.heading) in words_:
            source = FieldSource(heading=unknown.heading)
            found.fields.append(FoundField("remark", source, unknown.cells, (unknown.named,)))
            found.unknown.remove(unknown)
            return


def _take_unknown_number(found: Columned) -> None:
    """A column of long texts that are all different numbers the recordings, whatever it says."""
    for unknown in found.unknown:
        texts = [words(value) for value in filled(unknown.cells.values)]
        distinct = len(set(texts)) >= _LEAST_DISTINCT * len(texts)
        long = all(len(text) >= _LONG_ID and any(map(str.isdigit, text)) for text in texts)
        if len(texts) >= _LEAST and distinct and long and not any(map(day_of, texts)):
            source = FieldSource(heading=unknown.heading)
            named = (unknown.named,)
            found.fields.append(FoundField("recording", source, unknown.cells, named, sure=False))
            found.unknown.remove(unknown)
            return
