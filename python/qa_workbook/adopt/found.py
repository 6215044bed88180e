"""What a recogniser of a shape finds in one sheet: the record from which everything else is made.

A recogniser only says what stands where and what it is called. What kind of marks they are, which
scheme they belong to and what has to be asked is worked out from the record, for all shapes alike.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from qa_workbook.adopt.names import Names
from qa_workbook.adopt.proposal import Sample
from qa_workbook.adopt.words import AdoptWords
from qa_workbook.forms.text_cells import words as spoken
from qa_workbook.forms.vocabulary import Vocabulary
from qa_workbook.grids.grid import CellValue, Place, Rows, Size
from qa_workbook.layouts.model import FieldSource, FormShape, Ignored, Shape, Tick, Total


@dataclass(frozen=True)
class Cells:
    """One value per recording of the sheet, in their order, and where each stands.

    "" and None where a recording has none.
    """

    values: tuple[CellValue, ...] = ()
    places: tuple[Place | None, ...] = ()


@dataclass(frozen=True)
class Opinion:
    """One of several columns that might be the mark of an item: 初评, 复评."""

    word: str
    heading: str
    cells: Cells


@dataclass(frozen=True)
class FoundItem:
    """Something that is marked: `heading` as the layout names it, `name` without numbering, points.

    `group` are the headings above it, from the top, `full` and `weight` what the sheet says of it
    (a weight as written: 10 for 10 %). `named` are the cells with its name. `marks` hold what is
    written; with `ticks` the words of the columns that are ticked. `deducted`: the sheet says that
    points taken off are written. `reason` and `full_heading` as in `MarkPlace`. Where several
    columns might be the mark (初评, 复评), `opinions` are all of them and `marks` the last.
    """

    heading: str
    name: str
    marks: Cells = Cells()
    named: tuple[Place, ...] = ()
    group: tuple[str, ...] = ()
    full: Decimal | None = None
    weight: Decimal | None = None
    ticks: tuple[Tick, ...] = ()
    deducted: bool = False
    reason: str = ""
    full_heading: str = ""
    opinions: tuple[Opinion, ...] = ()


@dataclass(frozen=True)
class FoundField:
    """Something said of recordings that is no mark: its key in the layout and where it comes from.

    `named` are the cells of its heading or label; `sure` says whether words or values leave no
    doubt.
    """

    key: str
    source: FieldSource
    cells: Cells = Cells()
    named: tuple[Place, ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class FoundTotal:
    """What the sheet itself says that each recording comes to; not `sure` where it may be a figure
    of something else.
    """

    total: Total
    cells: Cells = Cells()
    named: tuple[Place, ...] = ()
    sure: bool = True


@dataclass(frozen=True)
class Unknown:
    """A column with values that nobody knows the meaning of."""

    heading: str
    cells: Cells
    named: Place


@dataclass(frozen=True)
class FoundSheet:
    """One score sheet as a recogniser sees it.

    `headings` are what all sheets of its kind have (for `match.headings`); `recordings` the number
    of recordings; `confidence` from 0 to 1 says how well the shape fits, so that the best of
    several recognisers is taken; `unknown` are columns that nothing is read from because nobody
    knows what they are, `numbers` those passed over that might tell recordings apart, `unsure` such
    cells. `signed` are names behind words like 制表人, by word,
    with their places.
    `clauses` says that a row is a breach of a list (long schemes), not a recording.
    """

    sample: Sample
    shape: Shape
    items: tuple[FoundItem, ...]
    headings: tuple[str, ...]
    recordings: int
    confidence: float
    levels: int = 1
    form: FormShape = field(default_factory=FormShape)
    fields: tuple[FoundField, ...] = ()
    totals: tuple[FoundTotal, ...] = ()
    ignored: Ignored = field(default_factory=Ignored)
    title: str = ""
    unknown: tuple[Unknown, ...] = ()
    numbers: tuple[Unknown, ...] = ()
    signed: tuple[tuple[str, str, Place], ...] = ()
    unsure: tuple[Place, ...] = ()
    clauses: Literal["", "listed"] = ""


@dataclass(frozen=True, eq=False)
class Looked:
    """A sheet under the eyes of a recogniser, with the words that it may go by."""

    sample: Sample
    names: Names

    @property
    def vocabulary(self) -> Vocabulary:
        """The words of config/intake.yaml."""
        return self.names.vocabulary

    @property
    def words(self) -> AdoptWords:
        """The further words of words.yaml."""
        return self.names.words

    @property
    def rows(self) -> Rows:
        """The cells."""
        return self.sample.grid.rows

    def text(self, row: int, column: int) -> str:
        """Returns what a cell says; "" outside the sheet. Merged cells say it in the first one."""
        cells = self.rows[row] if 0 <= row < len(self.rows) else []
        return spoken(cells[column]) if 0 <= column < len(cells) else ""

    def size(self, row: int, column: int) -> Size:
        """Returns how many rows and columns a cell is merged over."""
        return (self.sample.grid.unseen.merged or {}).get((row, column), (1, 1))


Recogniser = Callable[[Looked], FoundSheet | None]
"""Returns what a sheet of one shape holds, None where the sheet isn't of that shape."""
