"""Layouts by which a sheet is read while it is not yet known what all of it means."""

from __future__ import annotations

import re
from collections.abc import Iterable

from qa_workbook.adopt.found import Looked
from qa_workbook.adopt.line_table import LineTable
from qa_workbook.adopt.names import IDENTITY
from qa_workbook.adopt.outside import Around
from qa_workbook.adopt.values import number_of
from qa_workbook.config.base import Text
from qa_workbook.grids.grid import Place
from qa_workbook.layouts.model import FieldSource, Ignored, Layout, MarkPlace, Match, RowRule, Shape

_LONGEST = 10
_COLON = re.compile("[:：]")


def draft(
    shape: Shape,
    table: LineTable,
    items: Iterable[str] = (),
    labels: Iterable[str] = (),
    lines: Iterable[str] = (),
    rules: Iterable[RowRule] = (),
) -> Layout:
    """Returns a layout whose items are called i0, i1 …, and whose fields are labels (f0 …) and
    lines (l0 …); `rules` are about what is no recording.
    """
    fields: dict[str, tuple[FieldSource, ...]] = {}
    fields |= {f"f{n}": (FieldSource(label=name),) for n, name in enumerate(labels)}
    fields |= {f"l{n}": (FieldSource(heading=name),) for n, name in enumerate(lines)}
    return Layout(
        format=1,
        id="draft",
        name=Text(zh="draft", en="draft"),
        source="draft",
        scheme="draft",
        match=Match(headings=(table.form.items or "",)),
        shape=shape,
        levels=len(table.header),
        form=table.form,
        fields=fields,
        marks={f"i{n}": MarkPlace(heading=name) for n, name in enumerate(items)},
        ignored=Ignored(headings=table.aside, rows=tuple(rules)),
    )


def names_of_labels(found: Around) -> list[str]:
    """Returns the names of all labels that stand around a table."""
    read = [field.source.label for field in found.fields]
    return list(dict.fromkeys(name for name in (*read, *found.labels) if name))


def plain_texts(found: Around) -> tuple[str, ...]:
    """Returns the texts around a table that are passed over; a number is none of them."""
    return tuple(text for text in found.texts if number_of(text) is None)


def loose_labels(looked: Looked, places: Iterable[Place]) -> list[str]:
    """Returns the texts that end like a field, with something beside them: 回访日期 | 10月5日."""
    found = []
    for row, column in places:
        text = looked.text(row, column)
        beside = looked.text(row, column + looked.size(row, column)[1])
        short = len(text) <= _LONGEST and not _COLON.search(text)
        if short and beside and looked.names.meaning(text).key in IDENTITY:
            found.append(text)
    return list(dict.fromkeys(found))


def labels_beside(looked: Looked, places: Iterable[Place], known: Iterable[str]) -> list[str]:
    """Returns the texts that nobody knows in rows of labels, each before a value of its own."""
    labels = set(known)
    by_row: dict[int, list[int]] = {}
    for row, column in sorted(places):
        by_row.setdefault(row, []).append(column)
    found = []
    for row, columns in by_row.items():
        texts = [looked.text(row, column) for column in columns]
        if not labels.intersection(texts):
            continue
        value_of = -1
        for column in columns:
            text, beside = looked.text(row, column), column + looked.size(row, column)[1]
            if column == value_of:
                continue
            value_of = beside
            if text in labels or not looked.text(row, beside) or beside not in columns:
                continue
            if looked.text(row, beside) not in labels and not _COLON.search(text):
                found.append(text)
    return list(dict.fromkeys(found))
