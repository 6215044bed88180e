"""What every kind of cell has: a way to read what people write, and a way to write it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any, ClassVar, Generic, TypeVar

from qa_workbook.forms.model import Field
from qa_workbook.forms.text_cells import blank
from qa_workbook.forms.vocabulary import Vocabulary

T = TypeVar("T")
Value = str | int | bool | datetime | None
"""What records hold of a cell; None is a day that isn't there."""
Options = Mapping[str, object]
"""Options of a data validation as XlsxWriter takes them, without words."""


def spoken(value: object) -> str:
    """Returns a value as a sentence names it: days in ISO, "" for nothing."""
    if value is None or value != value:  # noqa: PLR0124 - NaT is unlike itself
        return ""
    if not isinstance(value, datetime):
        return str(value)
    at_midnight = value.time() == time()
    return value.date().isoformat() if at_midnight else value.isoformat(" ", "minutes")


@dataclass(frozen=True)
class Reading(Generic[T]):
    """What a cell says, and the code of the finding that it leads to ("" for none).

    `value` is None (of texts "") where the cell says nothing or can't be read.
    """

    value: T | None
    code: str = ""
    details: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class CellContext:
    """What reading a cell takes beside the cell: words, and how its file holds dates and numbers.

    `typed` is False for text files, where numbers and days are text like all else.
    """

    vocabulary: Vocabulary
    epoch_1904: bool = False
    typed: bool = True


class CellKind(ABC):
    """Reads and writes one kind of cell. What it writes it reads again, without a finding."""

    dtype: ClassVar[str]
    """Type of the column in the records."""
    nothing: ClassVar[Value]
    """What the records hold for an empty cell."""
    number_format: ClassVar[str] = "General"
    """Number format of its cells in blank sheets."""

    @abstractmethod
    def read(self, cell: Any, column: Field, context: CellContext) -> Reading[Any]:
        """Returns what a filled cell of `column` says."""

    @abstractmethod
    def write(self, value: Any, column: Field, context: CellContext) -> object:
        """Returns the cell for a value of the records."""

    def say(self, value: Any, column: Field) -> str:
        """Returns a value of the records as a sentence names it, "" for nothing."""
        return spoken(value)

    def validation(self, column: Field, cell: str, vocabulary: Vocabulary) -> Options:
        """Returns what a blank sheet refuses while typing; {} for nothing. `cell`: its address."""
        return {}

    def read_column(
        self, cells: Sequence[Any], column: Field, context: CellContext
    ) -> tuple[list[Any], list[tuple[int, Reading[Any]]]]:
        """Returns the values of many cells, and the readings with a finding by position.

        An empty cell says what the column's `empty` says, if anything.
        """
        values: list[Any] = []
        noted = []
        for position, cell in enumerate(cells):
            given = column.empty if blank(cell) and column.empty else cell
            reading = self.read(given, column, context)
            values.append(self.nothing if reading.value is None else reading.value)
            if reading.code:
                noted.append((position, reading))
        return values, noted
