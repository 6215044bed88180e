"""What a form comes to in a period: sentences, figures and tables, before anybody draws them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from math import isnan
from typing import Any, Literal

import pandas as pd

from qa_workbook.numbers import Period

Value = str | int | float | Decimal | date | None
"""What a cell holds; None is a blank one."""
Kind = Literal[
    "text", "wrapped", "centred", "integer", "number", "score", "percent", "date", "money",
    "change", "change_of_count", "change_of_share",
]  # fmt: skip
"""How a column looks; the names are those of the tables of every workbook."""
Mood = Literal["good", "warning", "bad", "plain"]


def compared_exactly(word: str) -> bool:
    """Returns whether formulas compare a word sign by sign, and not as they do without case.

    Programs differ in what is the same letter where an alphabet other than ours has case.
    """
    return any(sign.lower() != sign.upper() for sign in word if not sign.isascii())


@dataclass(frozen=True)
class Of:
    """The cell of the same row in the column `key` of the same table."""

    key: str


@dataclass(frozen=True)
class Counted:
    """Counts the rows of the table `table` that say `equal` in its columns, by key.

    In a row of totals what is compared with `Of` a column is left out: all of them count.
    """

    table: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Averaged:
    """The mean of the numbers in `column` of the rows that `Counted` counts; "" without any."""

    table: str
    column: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Summed:
    """The sum of the numbers in `column` of the rows that `Counted` counts."""

    table: str
    column: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Weighted:
    """The mean of `part` weighted by `whole`, of the rows that `Counted` counts; "" without any.

    Rows that lack one of the two numbers are left out.
    """

    table: str
    part: str
    whole: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Share:
    """The sum of `part` by the sum of `whole`, of the rows that `Counted` counts; "" where it's 0.

    Rows that lack one of the two numbers are left out.
    """

    table: str
    part: str
    whole: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Base:
    """What a `Share` is of, or the weights of a `Weighted`; "" where no row has both numbers."""

    table: str
    part: str
    whole: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Numbered:
    """Counts the numbers in `column` of the rows that `Counted` counts."""

    table: str
    column: str
    equal: Mapping[str, str | Of] = field(default_factory=dict)


@dataclass(frozen=True)
class Filled:
    """Counts the rows of the table `table` that have anything in `column`."""

    table: str
    column: str


@dataclass(frozen=True)
class Lowest:
    """The smallest number in `column` of all rows of the table `table`; "" without any."""

    table: str
    column: str


@dataclass(frozen=True)
class Highest:
    """The greatest number in `column` of all rows of the table `table`; "" without any."""

    table: str
    column: str


@dataclass(frozen=True)
class Ratio:
    """The column `part` of the same row by the column `whole`; "" where that is 0 or blank."""

    part: str
    whole: str


@dataclass(frozen=True)
class Less:
    """The column `one` of the same row less the column `other`; "" where one of them is blank.

    Multiplied by `times`: 100 for a change of shares in points.
    """

    one: str
    other: str
    times: int = 1


@dataclass(frozen=True)
class Portion:
    """The column `part` of the same row by the one of the last row; "" where that is 0."""

    part: str


Formula = (
    Counted
    | Averaged
    | Summed
    | Weighted
    | Share
    | Base
    | Numbered
    | Filled
    | Lowest
    | Highest
    | Ratio
    | Less
    | Portion
)


@dataclass(frozen=True)
class ResultColumn:
    """A column: `values` as computed, and the `live` formula that stands beside them in a workbook.

    `live` is one formula for all rows, or one for each (None for a value). `blank` is the word that
    stands for an empty cell: a formula that compares with it looks for empty ones. `moods`
    colours cells by their value. `width` is in digits, None for as wide as it needs; `span` so many
    columns of a printed page; `in_report`: it stands there, too, which those of people don't.
    `number` is the format of its numbers where that of its kind won't do.
    """

    key: str
    heading: str
    values: Sequence[Value]
    kind: Kind = "text"
    live: Formula | Sequence[Formula | None] | None = None
    moods: Mapping[Value, Mood] = field(default_factory=dict)
    width: float | None = None
    span: int = 1
    blank: str = ""
    in_report: bool = True
    number: str = ""

    def live_at(self, row: int) -> Formula | None:
        """Returns the formula of a row counted from 0, None where the value stands alone."""
        return self.live[row] if isinstance(self.live, Sequence) else self.live


@dataclass(frozen=True)
class ResultTable:
    """A table; the last `totals` of its rows are totals.

    `place`: on the sheet of the result, or, for rows as they came in and long lists, on a sheet of
    their own.
    `in_report`: it stands in the monthly report too. Without rows `empty` says why. `note` stands
    below it.
    """

    key: str
    title: str
    columns: tuple[ResultColumn, ...]
    totals: int = 0
    place: Literal["sheet", "detail"] = "sheet"
    in_report: bool = False
    note: str = ""
    empty: str = ""

    def __len__(self) -> int:
        return len(self.columns[0].values)

    def column(self, key: str) -> ResultColumn:
        """Returns a column. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(key)

    def rows(self) -> Iterator[dict[str, Value]]:
        """Yields the rows by key of their columns, without the totals."""
        cells = [column.values[: len(self) - self.totals] for column in self.columns]
        for row in zip(*cells, strict=True):
            yield {one.key: value for one, value in zip(self.columns, row, strict=True)}


@dataclass(frozen=True)
class FormResult:
    """What a form comes to.

    `sentences`: the first is the headline of page one. `figures` are those that other programs ask
    for, by name. `asked`: what the monthly report leaves room to write about, "" for nothing.
    `attention`: somebody should look. `in_report`: the monthly report has a section for it.
    `sentences_in_report`: what it says there, without single people; None for the same.
    """

    form: str
    name: str
    period: Period
    sentences: tuple[str, ...]
    figures: Mapping[str, Value] = field(default_factory=dict)
    tables: tuple[ResultTable, ...] = ()
    asked: str = ""
    attention: bool = False
    in_report: bool = True
    sentences_in_report: tuple[str, ...] | None = None

    def table(self, key: str) -> ResultTable:
        """Returns a table. Raises KeyError."""
        for table in self.tables:
            if table.key == key:
                return table
        raise KeyError(key)

    def as_dict(self) -> dict[str, Any]:
        """Returns the object of `results --json`: rows without totals, days as ISO text."""
        return {
            "form": self.form,
            "name": self.name,
            "period": self.period.text,
            "sentences": list(self.sentences),
            "figures": {key: _plain(value) for key, value in self.figures.items()},
            "tables": {
                table.key: [
                    {key: _plain(value) for key, value in row.items()} for row in table.rows()
                ]
                for table in self.tables
            },
        }


def _plain(value: Any) -> Any:
    """A value as JSON has it: exact numbers as text, days and moments in ISO, nothing as null."""
    if value is None or value is pd.NaT or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    return value.item() if hasattr(value, "item") else value
