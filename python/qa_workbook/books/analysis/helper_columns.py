"""Helper columns at the right end of 明细, folded away: they make live formulas short.

Whether a recording counts and for whom, how many items of it have a defect, what each node of the
index attained.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.arrays import Booleans
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.row_formulas import CRITICAL, LOW, VALUE, RowFormulas
from qa_workbook.books.analysis.row_templates import any_row, in_rows
from qa_workbook.books.cloth.row_templates import Templated, Templates, only_for
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.codes import separated
from qa_workbook.frames import MARK
from qa_workbook.scheme.model import Indicator

_PLAIN = re.compile(r"[\w\s（）()·.,/+&#-]{1,200}")
_KEYS = {"agent_row": ("agents", "agent"), "team_row": ("teams", "team")}


def helper_columns(
    sheets: SchemeSheets, frame: pd.DataFrame, rows: RowFormulas
) -> list[TableColumn]:
    """Returns the columns, none where values stand instead of formulas; `frame` is of one sheet."""
    if not sheets.live:
        return []
    return [
        *(_row_of(sheets, frame, key) for key in _KEYS),
        *_low_items(sheets, frame, rows),
        *_low(sheets, frame, rows),
        *(_values(sheets, frame, rows) if sheets.analysis.months is None else ()),
        *_critical(sheets, frame, rows),
        *_lost(sheets, frame),
    ]


def _row_of(sheets: SchemeSheets, frame: pd.DataFrame, key: str) -> TableColumn:
    """In which row of 员工 or 班组 a recording is counted; 0 where it doesn't count."""
    table, column = _KEYS[key]
    words = sheets.places.tables[table].columns
    names = next(one.cells for one in words if one.key == column)
    places = {name or "": place for place, name in enumerate(names, 1)}
    counted = frame["counted"].astype(bool).tolist()
    found = [
        places.get(name, 0) if counts else 0
        for name, counts in zip(frame[column].tolist(), counted, strict=True)
    ]

    row_of, yes = row_finder(sheets.places.tables[table], column), sheets.book.say("yes")

    def make() -> Templates:
        detail = sheets.places.tables["detail"]
        own = row_of(any_row(detail, column))
        return in_rows(f'=IF({any_row(detail, "counted")}="{yes}",{own},0)', detail)

    return _column(key, sheets.book.sayer("live_figures")(key), found, Templated(make))


def row_finder(listed: PlacedTable, column: str) -> Callable[[str], str]:
    """Returns what makes, of a cell with a name, the formula text for the row of that name.

    The rows of a table are counted from 1; the formula gives 0 for a name that isn't there. MATCH
    knows no case and has wildcards: names of which it might mistake one for another are compared
    sign by sign.
    """
    names = next(one.cells for one in listed.columns if one.key == column)
    whole = listed.range(column)
    if found_by_match(names):
        return lambda own: f"IFERROR(MATCH({own},{whole},0),0)"
    return lambda own: f"SUMPRODUCT(EXACT({own},{whole})*(ROW({whole})-{listed.first}))"


def found_by_match(names: Sequence[str | None]) -> bool:
    """Whether MATCH finds each of some names and no other in its place."""
    folded = [unicodedata.normalize("NFKC", name or "").casefold().strip() for name in names]
    different = len(set(folded)) == len(folded)
    return different and all(_PLAIN.fullmatch(name or "") for name in names)


def _low_items(sheets: SchemeSheets, frame: pd.DataFrame, rows: RowFormulas) -> list[TableColumn]:
    """How many items of each set have a defect; empty where the version doesn't have them."""
    if sheets.analysis.overall.average_defect_ratio is None:
        return []
    found, word = [], sheets.book.sayer("live_figures")("low_items")
    for place, ids in enumerate(sheets.item_sets):
        held = _held(sheets.analysis, frame, ids[0])
        flags = [_flags(frame, id_) for id_ in ids]
        values = pd.Series(np.where(held, np.sum(flags, axis=0), np.nan)).astype("Int64")
        key = f"low_items.{place}"
        found.append(_column(key, word, values, _where(held, rows.column(key))))
    return found


def _flags(frame: pd.DataFrame, item: str) -> Booleans:
    return np.asarray(frame[f"defective.{item}"], dtype=bool)


def _held(analysis: Analysis, frame: pd.DataFrame, item: str) -> Booleans:
    """The recordings whose version has an item."""
    versions = [
        one.version for one in analysis.versions if any(its.id == item for its in one.items)
    ]
    return np.asarray(frame["version"].isin(versions), dtype=bool)


def _where(held: Booleans, formula: Callable[[int], str]) -> Callable[[int], str]:
    return only_for(lambda: held, formula)


def _low(sheets: SchemeSheets, frame: pd.DataFrame, rows: RowFormulas) -> list[TableColumn]:
    """Whether an item has a defect, for items whose own column of marks doesn't say it all."""
    found, analysis = [], sheets.analysis
    excused = [separated(text) for text in frame["excused"].tolist()]
    for item in _items(analysis):
        if item.count:
            continue
        marks = frame.get(f"{MARK}{item.id}")
        there = [False] * len(frame) if marks is None else marks.notna().tolist()
        direct = all(
            seen or item.id in skipped for seen, skipped in zip(there, excused, strict=True)
        )
        if direct and sheets.one_version:
            continue
        held = _held(analysis, frame, item.id)
        values = pd.Series(np.where(held, _flags(frame, item.id), np.nan)).astype("Int64")
        key, name = f"{LOW}{item.id}", item.name.say(sheets.book.language)
        words = sheets.book.sayer("live_figures")("low_of", item=name)
        found.append(_column(key, words, values, _where(held, rows.column(key))))
    return found


def _items(analysis: Analysis) -> list[Indicator]:
    found: dict[str, Indicator] = {}
    for scheme in analysis.versions:
        found |= {item.id: item for item in scheme.items}
    return list(found.values())


def _values(sheets: SchemeSheets, frame: pd.DataFrame, rows: RowFormulas) -> list[TableColumn]:
    """What each node attained, for nodes whose own column of marks doesn't say it all."""
    found, index = [], sheets.analysis.index
    for id_, name in zip(index["id"].tolist(), index["name"].tolist(), strict=True):
        key = f"{VALUE}{id_}"
        if sheets.one_version and _is_its_mark(sheets.analysis, frame, id_):
            continue
        node = sheets.analysis.scheme.by_id.get(id_)
        shown = node.name.say(sheets.book.language) if node else name
        words = sheets.book.sayer("live_figures")("value_of", node=shown)
        found.append(_column(key, words, frame[key], rows.column(key), "number"))
    return found


def _is_its_mark(analysis: Analysis, frame: pd.DataFrame, id_: str) -> bool:
    node = analysis.scheme.by_id.get(id_)
    if node is None or not node.scale or f"{MARK}{id_}" not in frame:
        return False
    scale = analysis.scheme.scale_of(node)
    width = float(scale.full - scale.zero)
    of_marks = 100 * (frame[f"{MARK}{id_}"].to_numpy() - float(scale.zero)) / width
    values = frame[f"{VALUE}{id_}"].to_numpy(dtype=np.float64)
    return bool(np.allclose(of_marks, values, rtol=0, atol=1e-9, equal_nan=True))


def _critical(sheets: SchemeSheets, frame: pd.DataFrame, rows: RowFormulas) -> list[TableColumn]:
    families = sheets.analysis.critical
    found = []
    for id_, name in zip(families["id"].tolist(), families["name"].tolist(), strict=True):
        key = f"{CRITICAL}{id_}"
        words = sheets.book.sayer("live_figures")("critical_of", family=name)
        values = [int(id_ in separated(text)) for text in frame["critical"]]
        found.append(_column(key, words, values, rows.column(key)))
    return found


def _lost(sheets: SchemeSheets, frame: pd.DataFrame) -> list[TableColumn]:
    if sheets.analysis.months is None:
        return []
    words = sheets.book.sayer("live_figures")("lost")
    return [TableColumn("lost", words, frame["lost"], "number", width=9)]


def _column(
    key: str,
    heading: str,
    values: Sequence[object] | pd.Series,
    formula: Callable[[int], str],
    kind: str = "integer",
) -> TableColumn:
    return TableColumn(key, heading, values, kind, 9, formula=formula)
