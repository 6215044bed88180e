"""How a foreign score sheet is read: the file format of `config/layouts/*.yaml`.

A layout names what stands in the sheet in the sheet's own words and says which column of the
scheme's form it is. It holds no rule of scoring: whatever marks come to is the scheme's business.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from qa_workbook.config.base import Identifier, Model, Name, Source

Heading = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A heading as the sheet writes it. Levels are joined from above: "开场白 / 得分"; the second
column of one name is "得分#2"; "@2" is the second column of the sheet (of blocks beside each other:
of each block), where it has no heading. Blanks, width and line breaks don't matter; numbering,
points in brackets and upper levels may be left out where one column alone is meant then."""
Pattern = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""Text in which `*` stands for anything."""
Expression = Annotated[str, StringConstraints(min_length=1, max_length=200)]
"""A regular expression; what its first group holds is taken, all of it without a group."""
Shape = Literal["rows", "columns", "forms", "answers"]
RowKind = Literal[
    "title", "total", "subtotal", "average", "example", "weights", "note", "signature", "other"
]
LEVELS = " / "


class Match(Model):
    """Which sheets a layout is for. Whatever is given must hold."""

    files: tuple[Pattern, ...] = ()
    """Names of files, e.g. "*门店*质检*"; any of them."""
    sheets: tuple[Pattern, ...] = ()
    """Names of sheets, e.g. "10.*"; any of them."""
    headings: tuple[Heading, ...] = Key(min_length=1)
    """Headings (or names of items and labels) that all stand in the sheet."""
    not_sheets: tuple[Pattern, ...] = ()
    """Names of sheets that are never read by it, e.g. 汇总."""


class FieldSource(Model):
    """Where something that is no mark comes from; exactly one of the places."""

    heading: Heading | None = None
    """The column with this heading; in sheets of shape `columns` the row that begins so."""
    label: Heading | None = None
    """A label with its value beside it, below it, or behind its colon in the same cell."""
    sheet_name: Expression | None = None
    """A part of the name of the sheet."""
    file_name: Expression | None = None
    """A part of the name of the file, without its ending."""
    title: Expression | None = None
    """A part of a text above the table, up to the first label in it, e.g. "(20\\d\\d年)"; the first
    such text that has it."""
    group_row: Expression | None = None
    """A row with nothing else in it that holds for the rows below; the expression must match all
    of its text."""
    head: bool = False
    """Shape `columns`: what stands at the head of the recording's own column."""
    constant: Heading | None = None
    """The same for the whole sheet."""
    made_of: tuple[Identifier, ...] = ()
    """Only for `recording`: the sheet has no number of recordings; these fields together, and a
    number where they are equal, tell them apart, e.g. [agent, call_date]."""
    pattern: Expression | None = None
    """The part of the text that is meant, e.g. "(\\d+)" for the number in 王佳(001); a text without
    such a part says nothing."""
    words: dict[Heading, Heading] = Key(default_factory=dict)
    """Words that mean something else here: as written in the sheet → as the form has it, e.g.
    {"触犯": "是"}."""
    year: Annotated[int, Key(ge=2000, le=2100)] | None = None
    """Of days that are written without a year: 10月5日, 10.5, 1005."""
    month: Annotated[int, Key(ge=1, le=12)] | None = None
    """Of days that are written without a month: 3号."""
    day_first: bool | None = None
    """Of days such as 5/10/2026 whether the day stands first; unsaid they are asked about."""
    within: Identifier | None = None
    """Another of `fields` that says the year, or year and month, of days written without it, e.g.
    one that takes 2026年10月 from the name of the file."""
    fill_down: bool = False
    """An empty cell holds what stands above it, as in merged cells."""


class Notation(Model):
    """How marks are written."""

    reads: Literal["mark", "deduction"] = "mark"
    """mark: what was given; deduction: what was taken off the full mark, whatever its sign: -2,
    扣2分."""
    words: dict[Heading, Heading] = Key(default_factory=dict)
    """Words for marks: as written in the sheet → as the scheme has it, the number or the name of a
    choice, or 不适用; e.g. {"√": "5", "×": "0"}."""
    blank: Literal["scheme", "missing", "full", "zero", "not_applicable"] = "scheme"
    """What an empty cell means; scheme: what the scheme says of empty cells."""
    number_in_text: bool = False
    """Whether 5（语速快） is the mark 5; the rest goes into the remark."""
    times: Annotated[Decimal, Key(gt=0)] | None = None
    """What a number is multiplied by, e.g. 100 where 0.9 is meant as 90."""


class Tick(Model):
    """One of several columns of which one is ticked."""

    heading: Heading
    """The heading of the column."""
    mark: Heading
    """The mark that a tick there stands for, as the scheme has it."""


class MarkPlace(Model):
    """Where the mark of an item stands."""

    heading: Heading | None = None
    """The column of the mark; in shapes `columns`, `forms` and `answers` the name of the item as
    the sheet writes it."""
    ticks: tuple[Tick, ...] = ()
    """Shape `rows`: instead of `heading`, the columns of which one is ticked."""
    reason: Heading | None = None
    """The column that says why marks were lost; goes into the remark behind the item's name."""
    full: Heading | None = None
    """The column that repeats the full mark; compared with the scheme's."""
    notation: Identifier | None = None
    """One of `notations`; without it "default"."""


class FormShape(Model):
    """Shapes `columns`, `forms` and `answers`: where items and their marks stand."""

    items: Heading | None = None
    """Heading of the column with the names of the items (the questions); `columns` without such a
    heading: the first name in that column, e.g. 姓名."""
    marks: Heading | None = None
    """Heading of the column with the marks; `columns`: what stands above the marks of each
    recording, if anything does."""
    ticks: tuple[Tick, ...] = ()
    """`forms`: instead of `marks`, the columns of which one is ticked per item."""
    reason: Heading | None = None
    """Heading of the column that says why marks were lost."""
    full: Heading | None = None
    """Heading of the column with the full marks."""
    recordings_after: Heading | None = None
    """`columns`: heading of the last column before those of the recordings."""


class RowRule(Model):
    """Rows (in shape `columns`: columns) that are no recording, and why."""

    words: tuple[Pattern, ...] = Key(min_length=1)
    """The row is meant where a cell says one of these."""
    kind: RowKind
    """What it is."""
    heading: Heading | None = None
    """Only where that column says so; without it any of the columns that are no marks."""


class Ignored(Model):
    """What in the sheet is passed over, each by a rule that says why."""

    rows: tuple[RowRule, ...] = ()
    """Rows that are no recordings."""
    headings: tuple[Heading, ...] = ()
    """Columns (in shape `columns`: rows, and columns left of the recordings) that nothing is read
    from."""
    labels: tuple[Heading, ...] = ()
    """Labels above, below or beside the table whose values aren't read, e.g. 审核人."""
    texts: tuple[Pattern, ...] = ()
    """Cells that stand alone: titles and notes, e.g. "*质检评分表", "注：*"."""


class Total(Model):
    """What the sheet itself says that a recording comes to; only compared."""

    heading: Heading | None = None
    """The column (shape `columns`: the row; shape `forms`: the item) with it."""
    label: Heading | None = None
    """Shape `forms`: the label with it."""
    kind: Literal["score", "marks", "lost", "band"] = "score"
    """score: the score of the scheme; marks: the plain sum of the marks; lost: points taken off;
    band: the name of the band."""


class Layout(Model):
    """How the sheets of one kind are read."""

    format: Literal[1]
    """Version of this file format; always 1."""
    id: Identifier
    """Id of the layout."""
    name: Name
    """What the sheet is called."""
    source: Source
    """Where the sheet comes from."""
    note: Name | None = None
    """What its users should know."""
    scheme: Identifier
    """The scheme that its marks belong to; of its versions the one of the day of the call."""
    match: Match
    """Which sheets it is for."""
    beside: tuple[Identifier, ...] = ()
    """Layouts that read other parts of the same sheet, for other schemes."""
    shape: Shape
    """rows: a recording is a row; columns: a recording is a column; forms: a recording is a form of
    its own, items below each other, several forms below or beside each other; answers: a row is one
    answer to one question."""
    levels: Annotated[int, Key(ge=1, le=4)] = 1
    """Rows that the header has. It may be repeated further down."""
    form: FormShape = FormShape()
    """Where items and marks stand in sheets of other shapes than `rows`."""
    fields: dict[Identifier, tuple[FieldSource, ...]] = Key(default_factory=dict)
    """Where the fixed columns of the score sheet and its labels come from, by id (recording,
    call_date, agent, name, team, inspector, inspected_on, project, remark, clause, fatal …); of
    several sources the first that says something."""
    marks: dict[Identifier, MarkPlace] = Key(default_factory=dict)
    """Where the marks stand, by id of the scheme's indicator."""
    notations: dict[Identifier, Notation] = Key(default_factory=dict)
    """Ways of writing marks, by a name of their own; "default" holds where none is named."""
    ignored: Ignored = Ignored()
    """What is passed over."""
    totals: tuple[Total, ...] = ()
    """What the sheet says itself that its recordings come to."""

    def notation_of(self, place: MarkPlace) -> Notation:
        """Returns how the marks of a place are written."""
        return self.notations.get(place.notation or "default", Notation())
