"""What a written report holds: parts below one another, and long tables on sheets of their own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from qa_workbook.books.cloth.style import Tone

Cell = str | int | float | Decimal | None
"""What a cell of a table holds; None is a blank one."""


@dataclass(frozen=True)
class Column:
    """A column of a table in a report.

    `kind` is a kind of cloth's tables, `number` another number format than that of the kind.
    `span`: so many columns of the page. `tones` colours cells by their value. A column `to_fill` is
    for people: its cells are yellow.
    """

    key: str
    heading: str
    values: Sequence[Cell]
    kind: str = "centred"
    span: int = 1
    tones: Mapping[Cell, Tone] = field(default_factory=dict)
    to_fill: bool = False
    number: str = ""


@dataclass(frozen=True)
class Heading:
    """The numbered heading of a section; it never stands alone below a page."""

    words: str


@dataclass(frozen=True)
class Paragraph:
    """A text over the whole width; `strong` is what a reader must know first, a `note` is small."""

    words: str
    look: Literal["plain", "strong", "note"] = "plain"


@dataclass(frozen=True)
class Table:
    """A small table; `key` is what a chart calls it, `caption` stands above it.

    The last `totals` of its rows are totals.
    """

    columns: tuple[Column, ...]
    key: str = ""
    caption: str = ""
    totals: int = 0

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return len(self.columns[0].values)


@dataclass(frozen=True)
class Chart:
    """A chart of columns of the table `table`, which stands on the same sheet before it.

    `description` is its alternative text.
    """

    table: str
    category: str
    series: tuple[str, ...]
    title: str
    description: str
    percent: bool = False


@dataclass(frozen=True)
class Room:
    """Yellow room in which somebody writes: so many `lines` below what is asked."""

    asked: str
    lines: int = 3


Part = Heading | Paragraph | Table | Chart | Room


@dataclass(frozen=True)
class LongTable:
    """A table of many rows on a sheet of its own, with a note above it and its heading repeated.

    The first `frozen` columns stay on the screen. `widths` are those of the columns.
    """

    name: str
    columns: tuple[Column, ...]
    widths: tuple[float, ...]
    note: str = ""
    frozen: int = 2
    row_height: float = 18


@dataclass(frozen=True)
class Report:
    """A written report. `to` and `cc` are names or posts; empty ones are left to be filled."""

    title: str
    period: str
    organisation: str = ""
    subject: str = ""
    to: Sequence[str] = ()
    cc: Sequence[str] = ()
    parts: Sequence[Part] = ()
    tables: Sequence[LongTable] = ()
