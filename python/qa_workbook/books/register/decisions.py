"""Sheet 审批: every case, where it stands, and the cells in which people decide (S6, S7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from xlsxwriter.format import Format

from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, TO_WRITE, put
from qa_workbook.books.cloth.table import TableColumn, cell_format
from qa_workbook.books.register.page import RegisterBook, RegisterPage
from qa_workbook.casework.decision_sheet import BEHIND, INPUTS, SHOWN, heading, sheet_name
from qa_workbook.grids.a1 import runs
from qa_workbook.labels import text

_FROZEN = 3  # columns that stay in sight: number, agent, name
_MOST_SIGNS = 255  # of an Excel list that is written into its validation
_KINDS = {
    "number": ("centred", 13.0),
    "agent": ("centred", 7.5),
    "name": ("centred", 8.0),
    "clause": ("wrapped", 19.0),
    "points": ("number", 6.0),
    "money_before_cap": ("money", 10.0),
    "money": ("money", 10.0),
    "state": ("centred", 8.0),
    "deadline": ("centred", 12.0),
    "hint": ("wrapped", 26.0),
    "nature": ("centred", 10.0),
    "recording": ("centred", 22.0),
    "call_date": ("date", 12.0),
    "inspector": ("centred", 10.0),
    "remark": ("text", 28.0),
    "case": ("centred", 17.0),
}
_INPUT_WIDTHS = {
    "event": 11.0,
    "actor": 9.0,
    "reason": 22.0,
    "asked": 17.0,
    "noticed_on": 12.0,
    "evidence": 16.0,
    "contract_clause": 14.0,
    "exclusion": 14.0,
    "approvals": 14.0,
}
_INPUT_WIDTH = 10.0
_NUMBERS = {"points_decided": "General", "money_decided": "money", "loss": "money"}
_ALLOWED = {"sort": True, "autofilter": True, "format_columns": True, "format_rows": True}


class DecisionsPage(RegisterPage):
    """The first sheet: the QA lead, team leads, agents and the panel enter here what they do."""

    as_given_out = False

    def __init__(self, book: RegisterBook) -> None:
        name = sheet_name(book.language)
        super().__init__(book, name, title=text("decisions.title", book.language), colour=ACCENT)
        self.desk = book.desk
        self._may_be_filled_in = [bool(row.events) for row in self.desk.rows]
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        rows, language = self.desk.rows, self.book.language
        columns = []
        for name in (*SHOWN, *INPUTS, *BEHIND):
            is_input = name in INPUTS  # nobody has filled these in yet
            kind, width = _KINDS.get(name, ("text", _INPUT_WIDTHS.get(name, _INPUT_WIDTH)))
            values = [None] * len(rows) if is_input else [row.values[name] for row in rows]
            looks = self._looks(name, kind) if is_input else None
            columns.append(
                TableColumn(name, heading(name, language), values, kind, width, looks=looks)
            )
        return columns

    def _looks(self, name: str, kind: str) -> list[Format]:
        """Frees the cells to fill in of every case in which something may be done."""
        locked = cell_format(self.styles, kind)
        if not any(self._may_be_filled_in):
            return [locked] * len(self._may_be_filled_in)
        wrapped = "input_wrapped" if name in ("reason", "evidence") else "input_centred"
        free = self.styles(wrapped, _NUMBERS.get(name, "text"), bg_color=TO_WRITE)
        if all(self._may_be_filled_in):
            return [free] * len(self._may_be_filled_in)
        return [free if may else locked for may in self._may_be_filled_in]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading(len(self.desk.rows))
        language = self.book.language
        words = "decisions.about" if self.desk.rows else "decisions.none"
        self.warn()
        put(self.sheet, 3, 0, text(words, language), self.styles("plain", bold=True))
        self.write_table(self.table)
        self._inputs()
        self.filter(self.table, _FROZEN)
        self.sheet.protect("", _ALLOWED)
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(2, 0)
        self.sheet.repeat_columns(0, _FROZEN - 1)

    def _inputs(self) -> None:
        """Says what may be entered in the cells to fill in, by what may be done with the case."""
        by_events: defaultdict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, row in enumerate(self.desk.rows, self.table.first):
            if row.events:
                by_events[row.events].append(place)
        for events, places in by_events.items():
            self._list("event", self.desk.words(events), runs(places))
        every = runs(sorted(place for places in by_events.values() for place in places))
        self._list("outcome", self.desk.outcomes, every)
        self._list("exclusion", self.desk.exclusions, every)
        for name in INPUTS:
            if name not in ("event", "outcome", "exclusion"):
                self._validate(name, every, {"validate": "any"})

    def _list(self, name: str, words: Sequence[str], places: Sequence[tuple[int, int]]) -> None:
        """A drop-down list; one that is too long for Excel is left to the reader to check."""
        if not words or len(",".join(words)) > _MOST_SIGNS or any("," in word for word in words):
            self._validate(name, places, {"validate": "any"})
            return
        self._validate(name, places, {"validate": "list", "source": list(words)})

    def _validate(self, name: str, places: Sequence[tuple[int, int]], rule: dict[str, Any]) -> None:
        """Checks the cells of a column in `places`, runs of rows by their first and last."""
        if not places:
            return
        column, language = self.table.index(name), self.book.language
        key = name.removesuffix("_decided")
        others = [[first, column, last, column] for first, last in places]
        told = {
            "input_title": heading(name, language)[:32],
            "input_message": text(f"decisions.about_{key}", language)[:255],
        }
        top = places[0][0]
        self.sheet.data_validation(
            top, column, top, column, {**rule, **told, "other_cells": others}
        )
