"""Sheet 审批 of the register: its columns, and what people wrote into it, row by row.

Whoever writes the sheet and whoever reads it take its columns from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from hashlib import sha256
from typing import Any

from qa_workbook.forms.kinds.numbers import exact
from qa_workbook.frames import folded
from qa_workbook.grids.a1 import address
from qa_workbook.grids.grid import Workbook
from qa_workbook.labels import LANGUAGES, text
from qa_workbook.ledger.event import canonical
from qa_workbook.numbers import plain

SHOWN = (
    "number",
    "agent",
    "name",
    "clause",
    "points",
    "money_before_cap",
    "money",
    "state",
    "deadline",
)
"""Locked columns before those to fill in."""
INPUTS = (
    "event",
    "actor",
    "reason",
    "outcome",
    "points_decided",
    "money_decided",
    "correction",
    "approvals",
    "through",
    "asked",
    "loss",
    "contract_clause",
    "noticed_on",
    "exclusion",
    "evidence",
)
"""The columns to fill in, in the order of the sheet."""
BEHIND = ("hint", "nature", "recording", "call_date", "inspector", "remark", "case")
"""Locked columns behind them."""
COLUMNS = (*SHOWN, *INPUTS, *BEHIND)
FACTS = ("loss", "contract_clause", "noticed_on", "exclusion", "evidence")
FINGERPRINT = "fingerprint"
"""Under this name an event keeps `DecisionRow.fingerprint`: a row is entered once."""
_OWN_WORDS = {
    "points_decided": "decisions.points",
    "money_decided": "decisions.money",
    "nature": "decisions.nature",
    **{
        name: f"decisions.{name}"
        for name in (*INPUTS, "state", "deadline", "hint")
        if name not in ("points_decided", "money_decided")
    },
}
_MOST_ROWS_ABOVE = 20


def heading(column: str, language: str) -> str:
    """Returns the heading of a column of the sheet."""
    return text(_OWN_WORDS.get(column, f"register_book.{column}"), language)


def sheet_name(language: str) -> str:
    """Returns what the sheet is called."""
    return text("decisions.sheet", language)


@dataclass(frozen=True)
class DecisionRow:
    """One row in which somebody wrote: `inputs` by column, without blanks; `shown` the others.

    `row` is 1-based; `places` has the 0-based column of every heading that was found.
    """

    sheet: str
    row: int
    inputs: Mapping[str, Any]
    shown: Mapping[str, Any]
    places: Mapping[str, int] = field(repr=False)

    @property
    def number(self) -> str:
        """凭单号 as it stands in the row."""
        return spoken(self.shown.get("number"))

    def cell(self, column: str) -> str:
        """Returns the address of a column in this row; that of the number where there is none."""
        return address(self.row - 1, self.places.get(column, self.places["number"]))

    @property
    def fingerprint(self) -> str:
        """Tells the same decision again: what was written, about which case in which state."""
        said = {name: spoken(value) for name, value in self.inputs.items()}
        about = {"number": self.number, "state": spoken(self.shown.get("state"))}
        return sha256(canonical({**said, **about})).hexdigest()


def decision_rows(book: Workbook) -> Iterator[DecisionRow] | None:
    """Returns the rows that somebody filled in, in their order; None where there is no such sheet.

    The sheet is known by its headings, whatever it is called now and whatever stands above them.
    """
    for name, _ in book.sheets:
        rows = book.grid(name).rows
        for number, cells in enumerate(rows[:_MOST_ROWS_ABOVE]):
            places = _places(cells)
            if {"number", "event", "actor"} <= places.keys():
                return _filled(name, rows, number + 1, places)
    return None


def _places(cells: Sequence[Any]) -> dict[str, int]:
    """Where each heading stands, in either language; the first of several counts."""
    known = {
        folded(heading(column, language)): column for column in COLUMNS for language in LANGUAGES
    }
    found: dict[str, int] = {}
    for place, cell in enumerate(cells):
        column = known.get(folded(cell)) if isinstance(cell, str) else None
        if column:
            found.setdefault(column, place)
    return found


def _filled(
    sheet: str, rows: Sequence[Sequence[Any]], first: int, places: Mapping[str, int]
) -> Iterator[DecisionRow]:
    for number, cells in enumerate(rows[first:], first + 1):
        said = {name: cells[place] for name, place in places.items() if not is_blank(cells[place])}
        inputs = {name: said[name] for name in INPUTS if name in said}
        if inputs:
            shown = {name: said[name] for name in (*SHOWN, *BEHIND) if name in said}
            yield DecisionRow(sheet, number, inputs, shown, places)


def is_blank(value: Any) -> bool:
    """Returns whether a cell holds nothing."""
    return value is None or (isinstance(value, str) and not value.strip())


def spoken(value: Any) -> str:
    """Returns a cell as text that doesn't depend on the program that saved it."""
    if isinstance(value, datetime):
        moment = to_second(value)
        is_day = moment.time() == time()
        return moment.date().isoformat() if is_day else moment.isoformat(" ")
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else plain(exact(value))
    if isinstance(value, str):
        return value.replace("_x000D_", "").replace("\r\n", "\n").replace("\r", "\n").strip()
    return "" if value is None else str(value)


def to_second(moment: datetime) -> datetime:
    """Returns a moment as it was typed: some programs keep times as parts of a day, not exactly."""
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
