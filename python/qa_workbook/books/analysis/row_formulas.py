"""The live formulas of the rows of 明细: score, band, defects and node values from the marks.

They are those of the blank score sheet, over the columns of 明细. Rows of one version in which the
same indicators were entered have the same formulas.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Integers
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.row_templates import ROW, Templated, Templates
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.books.score_sheet.formulas import LONGEST_FORMULA, ScoreFormulas
from qa_workbook.books.score_sheet.marks import Marks, quoted
from qa_workbook.books.score_sheet.terms import span
from qa_workbook.books.score_sheet.tree import Part
from qa_workbook.codes import separated
from qa_workbook.frames import COUNT, MARK
from qa_workbook.grids.a1 import runs
from qa_workbook.numbers import plain
from qa_workbook.scheme.indicators import scored
from qa_workbook.scheme.model import Indicator, Scheme

LOW, VALUE, CRITICAL, ITEM_SET = "low.", "value.", "critical.", "low_items."
_ROW = 99_999_991  # stands for the row in what is made once for many rows
_NUMBER_IN = re.compile(r"\bN\(([A-Z]+\d+)\)")  # of an empty cell, some programs have no N()
_NAMES = {"error_deduction": "deduction", "error_codes": "codes"}
"""Columns of a score sheet that 明细 calls otherwise."""


class DetailColumns:
    """The columns of 明细 as the formulas of a score sheet ask for them."""

    def __init__(
        self, table: PlacedTable, scheme: Scheme, nodes: Sequence[Indicator], not_applicable: str
    ) -> None:
        self._table = table
        self._scheme = scheme
        self.not_applicable = not_applicable
        self.marked = tuple((table.index(column_of(node)), node) for node in nodes)

    def index(self, field_id: str) -> int:
        """Returns the 0-based column. Raises KeyError for one that 明细 doesn't have."""
        return self._table.index(_NAMES.get(field_id, field_id))

    def has(self, field_id: str) -> bool:
        """Returns whether 明细 has a column."""
        return _NAMES.get(field_id, field_id) in self._table

    def ids(self, _part: str) -> Iterable[str]:
        """Returns the computed columns."""
        return ("raw", "final", "band") if self._scheme.bands else ("raw", "final")


@dataclass(frozen=True)
class DetailReadings:
    """What 明细 says for yes, and how it writes codes and counts."""

    word: str

    def yes(self, cell: str) -> str:
        """Returns the test that a cell says yes."""
        return f"{cell}={quoted(self.word)}"

    def unclear(self, cell: str) -> str:
        """Returns the test that a cell holds something else."""
        return f"AND(LEN({cell})>0,{cell}<>{quoted(self.word)})"

    def names_any(self, cell: str, codes: Iterable[str]) -> str:
        """Returns the test that a cell names one of the codes."""
        tests = [f'ISNUMBER(FIND({quoted(f";{code};")},";"&{cell}&";"))' for code in codes]
        return f"OR({','.join(tests)})"

    def allowed(self, marks: Marks, cells: str) -> list[str]:
        """Returns the terms that count allowed marks, in words that all programs know.

        Within SUMPRODUCT some apply no function to a range.
        """
        numbers = f"COUNT({cells})"
        if marks.listed:
            several = [f'COUNTIF({cells},"={plain(mark)}")' for mark in marks.listed]
            found = "+".join(several)
            numbers = f"MIN(COUNT({cells}),{found})"
        else:
            between = f'">={plain(marks.scale.lowest)}",{cells},"<={plain(marks.scale.full)}"'
            numbers = f"COUNTIFS({cells},{between})"
        excuse = [f"COUNTIF({cells},{quoted(marks.excuse)})"] if marks.excuse else []
        return [numbers, *excuse]

    def are_counts(self, cells: str) -> list[str]:
        """Returns the terms that say how many of the cells hold a number or nothing."""
        return [f"COUNT({cells})", f"COUNTBLANK({cells})"]


def column_of(node: Indicator) -> str:
    """Returns the key of the column of 明细 with the marks or counts of an indicator."""
    return f"{COUNT if node.count else MARK}{node.id}"


class _Pattern:
    """Rows of one version in which the same indicators were entered."""

    def __init__(
        self, sheets: SchemeSheets, table: PlacedTable, scheme: Scheme, entered: frozenset[str]
    ) -> None:
        self._sheets, self._table, self._scheme = sheets, table, scheme
        hidden = {
            below.id
            for id_ in entered
            for child in scheme.by_id[id_].children
            for below in child.walk()
        }
        self._marked = [node for node in scheme.graded if node.id in entered - hidden]
        self._counted = [
            node
            for node in scheme.counted
            if node.id not in hidden and column_of(node) in table and node.count
        ]
        self._visible = frozenset(node.id for node in (*self._marked, *self._counted))
        self.complete = self._is_complete(scored(scheme.indicators))

    def _is_complete(self, nodes: Sequence[Indicator]) -> bool:
        """Whether everything that is scored was entered, or something above it."""
        return all(
            node.id in self._visible
            or (node.count is not None)
            or (bool(node.children) and self._is_complete(scored(node.children)))
            for node in nodes
        )

    def formula(self, key: str) -> str:
        """Returns the formula of a column for the row _ROW, "" where there is none."""
        try:
            text = self._formula(key)
        except KeyError:  # a version asks for what the newest one has no column for
            return ""
        text = _NUMBER_IN.sub(r"SUM(\1)", text)
        return text if len(text) < LONGEST_FORMULA else ""

    def _formula(self, key: str) -> str:
        kind, _, id_ = key.partition(".")
        counts = {
            "low_items": lambda: self._low_items(self._sheets.item_sets[int(id_)]),
            "defects": lambda: self._below_full(self._marked, self._counted),
        }
        if kind in counts:
            return f"={'+'.join(counts[kind]()) or 0}"
        if kind == "low":
            return f"=IF({'+'.join(self._low(self._scheme.by_id[id_]))}>0,1,0)"
        if kind == "critical":
            return self._critical(id_)
        return self._score(kind, id_) if self.complete else ""

    def _score(self, kind: str, id_: str) -> str:
        if kind == "value":
            return self._value(id_)
        maker = self._scores.formulas().get(kind)
        return maker(_ROW) if maker else ""

    @cached_property
    def _scores(self) -> ScoreFormulas:
        say = self._sheets.book.sayer("live_figures")
        nodes = [*(node for node in self._marked if node.scored), *self._counted]
        columns = DetailColumns(self._table, self._scheme, nodes, say("not_applicable"))
        readings = DetailReadings(self._sheets.book.say("yes"))
        return ScoreFormulas(self._scheme, columns, readings, self._sheets.book.language)

    def _low(self, node: Indicator) -> list[str]:
        """The terms that together are above 0 where a node has a defect, "0" for nothing."""
        below = {one.id for one in node.walk()}
        marked = [one for one in self._marked if one.id in below]
        counted = [one for one in self._counted if one.id in below]
        return self._below_full(marked, counted) or ["0"]

    def _low_items(self, items: Sequence[str]) -> list[str]:
        """The terms that together are how many of some items have a defect."""
        nodes = [self._scheme.by_id[id_] for id_ in items]
        direct = [node for node in nodes if node.id in self._visible]
        terms = self._below_full(
            [node for node in direct if not node.count], [node for node in direct if node.count]
        )
        for node in nodes:
            if node.id not in self._visible:
                terms.append(f"({'+'.join(self._low(node))}>0)")
        return terms

    def _below_full(self, marked: Sequence[Indicator], counted: Sequence[Indicator]) -> list[str]:
        """Counts of the marks below full and of the clauses that occurred, run by run."""
        places: dict[str, list[int]] = {}
        for node in marked:
            if node.scored:
                full = f'"<{plain(self._scheme.scale_of(node).full)}"'
                places.setdefault(full, []).append(self._table.index(column_of(node)))
        for node in counted:
            if node.count and node.count.direction == "deduct":
                places.setdefault('">0"', []).append(self._table.index(column_of(node)))
        return [
            f"COUNTIF({span(first, last, _ROW)},{test})"
            for test, columns in places.items()
            for first, last in runs(sorted(columns))
        ]

    def _critical(self, family: str) -> str:
        terms: list[str] = []
        for node in self._scheme.nodes:
            if node.critical == family:
                terms += self._low(node)
        fatal = self._scheme.fatal
        codes = [code.id for code in fatal.codes if code.critical == family] if fatal else []
        tests = [f"{'+'.join(terms)}>0"] if terms else []
        if codes:
            place = self._table.index("codes")
            word = DetailReadings(self._sheets.book.say("yes"))
            tests.append(word.names_any(span(place, place, _ROW), codes))
        return f"=IF(OR({','.join(tests)}),1,0)" if tests else "=0"

    def _value(self, id_: str) -> str:
        """100 × the fraction that a node attained; empty where it doesn't apply."""
        raw = span(self._table.index("raw"), self._table.index("raw"), _ROW)
        if id_ == self._scheme.score.id:
            part, full = self._scores.score, self._scheme.score.full
            value = f"({part.points.formula(_ROW)})*100/{plain(full)}"
        else:
            part = self._scores.tree.part(self._scheme.by_id[id_])
            value = f"100*({part.fraction.formula(_ROW)})"
        return f'=IF({_applies(part, raw)},{value},"")'


def _applies(part: Part, raw: str) -> str:
    if part.applicable is None:
        return f'{raw}<>""'
    return f'AND({raw}<>"",{part.applicable.formula(_ROW)}>0)'


class RowFormulas:
    """The formulas of all rows of one 明细 sheet; asked for while it is written."""

    def __init__(self, sheets: SchemeSheets, frame: pd.DataFrame) -> None:
        self._sheets, self._frame = sheets, frame

    def column(self, key: str) -> Templated:
        """Returns the formula of each row (counted from 0), "" where its value stands alone."""

        def make() -> Templates:
            patterns, codes = self._patterns
            texts = [one.formula(key).replace(str(_ROW), ROW) for one in patterns]
            found = Templates(texts, self._first, codes if len(texts) > 1 else None)
            if key.startswith((LOW, ITEM_SET, "defects")):
                return found
            return found.only(~self._averaged)

        return Templated(make)

    @cached_property
    def _first(self) -> int:
        return self._sheets.places.tables["detail"].first + 1

    @cached_property
    def _averaged(self) -> Booleans:
        """The rows whose scores are means of several inspectors, not those of their marks."""
        if "averaged" not in self._frame:
            return np.zeros(len(self._frame), dtype=bool)
        found: Booleans = (self._frame["averaged"] != "").to_numpy(dtype=bool)
        return found

    @cached_property
    def _patterns(self) -> tuple[list[_Pattern], Integers]:
        """All patterns, and which one each row has."""
        table = self._sheets.places.tables["detail"]
        versions = {one.version: one for one in self._sheets.analysis.versions}
        ids = [key.removeprefix(MARK) for key in self._frame if key.startswith(MARK)]
        there = self._entered(ids)
        names, version = np.unique(self._frame["version"].to_numpy(dtype=str), return_inverse=True)
        states, kind = np.unique(np.column_stack([version, there]), axis=0, return_inverse=True)
        found = []
        for state in states.tolist():
            scheme = versions[names[state[0]]]
            entered = [id_ for id_, used in zip(ids, state[1:], strict=True) if used]
            here = frozenset(id_ for id_ in entered if id_ in scheme.by_id)
            found.append(_Pattern(self._sheets, table, scheme, here))
        return found, kind.reshape(-1)

    def _entered(self, ids: Sequence[str]) -> Integers:
        """1 where an indicator was marked or said not to apply, a column for each of `ids`."""
        columns = [self._frame[f"{MARK}{id_}"].notna().to_numpy() for id_ in ids]
        there = np.zeros((len(self._frame), len(ids)), dtype=np.int64)
        for place, column in enumerate(columns):
            there[:, place] = column
        places = {id_: place for place, id_ in enumerate(ids)}
        for row, text in enumerate(self._frame["excused"].tolist()):
            for id_ in separated(text):
                if id_ in places:
                    there[row, places[id_]] = 1
        return there
