"""A sheet as a grid of values, whatever kind of file it came from, and what they don't show."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

ERROR_WORDS = re.compile(
    r"^#(N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!|SPILL!|CALC!|FIELD!|GETTING_DATA)$", re.IGNORECASE
)


@dataclass(frozen=True)
class CellError:
    """A cell that holds an error value, or a formula without a result (`words` is "" then)."""

    words: str

    def __str__(self) -> str:
        return self.words


UNCALCULATED = CellError("")

Place = tuple[int, int]
"""Zero-based row and column of a cell."""

Size = tuple[int, int]
"""How many rows and columns a merged cell covers."""

CellValue = str | float | int | bool | date | time | timedelta | CellError
"""What a cell may hold; "" for nothing. A datetime is a date."""

Rows = list[list[CellValue]]


@dataclass(frozen=True)
class Unseen:
    """What the values of a sheet don't show; rows and columns are zero-based.

    `formulas` is None where the kind of file doesn't tell which cells hold formulas, `merged` where
    it doesn't tell which cells are merged; else it has the size of each by its first place.
    `comments` are the notes on cells, as far as the kind of file tells them.
    """

    errors: Mapping[Place, CellError] = field(default_factory=dict)
    formulas: frozenset[Place] | None = None
    merged: Mapping[Place, Size] | None = None
    hidden_rows: frozenset[int] = frozenset()
    struck_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: Mapping[Place, str] = field(default_factory=dict)


def no_percents() -> frozenset[Place]:
    """Returns the cells that show percents in a kind of file that doesn't tell: none."""
    return frozenset()


@dataclass(frozen=True)
class Grid:
    """One sheet: `rows[r][c]`, all rows equally long.

    `typed` is False for text files, where every cell is a str; `percents` looks up the cells that
    show percents (only asked for by schemes marked in percents). `open_quote` is the cell of a text
    file whose quote runs on into further rows.
    """

    name: str
    rows: Rows
    unseen: Unseen = Unseen()
    epoch_1904: bool = False
    typed: bool = True
    percents: Callable[[], frozenset[Place]] = no_percents
    open_quote: Place | None = None

    @property
    def width(self) -> int:
        """Number of columns."""
        return len(self.rows[0]) if self.rows else 0


def with_errors(rows: Rows, errors: Mapping[Place, CellError]) -> Rows:
    """Puts error values where the reader left blanks, in place; adds rows and columns for them."""
    if not errors:
        return rows
    width = max([len(rows[0]) if rows else 0, *(column + 1 for _, column in errors)])
    height = max([len(rows), *(row + 1 for row, _ in errors)])
    for cells in rows:
        cells.extend([""] * (width - len(cells)))
    rows.extend([""] * width for _ in range(height - len(rows)))
    for (row, column), error in errors.items():
        rows[row][column] = error
    return rows


@dataclass(frozen=True)
class Workbook:
    """An open file: its sheets as (name, hidden), and a function that reads one of them.

    A text file has one sheet, whose name is "".
    """

    sheets: tuple[tuple[str, bool], ...]
    grid: Callable[[str], Grid]
    values: Callable[[str], Rows] | None = None
    """Reads only what the cells of a sheet hold, where that is less work; error values are blank.
    """
