"""A sheet declared once: the blank sheet, its reader, its records and its documentation follow
from a `Form`.

Score sheets are forms computed from a scheme (`score_form`); every other sheet is a file of
`config/forms/`.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property
from typing import Annotated, Literal

from pydantic import Field as Key
from pydantic import StringConstraints

from qa_workbook.config.base import Identifier, Model, Name, Source
from qa_workbook.forms.vocabulary import normal
from qa_workbook.keys import SchemeKey

Kind = Literal[
    "serial",
    "id",
    "text",
    "day",
    "moment",
    "month",
    "count",
    "number",
    "money",
    "duration",
    "yes_no",
    "choice",
]
Need = Literal["required", "needed", "optional", "computed"]
Look = Literal["plain", "centred", "wrapped"]
Rule = Literal[
    "not_before",
    "not_in_future",
    "not_above",
    "filled_when",
    "filled_unless",
    "empty_when",
    "empty_unless",
    "ignored_unless",
    "unique",
    "counted_in",
    "by_bound",
]
Heading = Annotated[str, StringConstraints(min_length=1, max_length=60)]
Width = Annotated[int, Key(ge=4, le=80)]
MOST_ROWS = 2000


class Choice(Model):
    """One of the words that a cell of kind `choice` may hold."""

    id: Identifier
    """What the records keep."""
    name: Name
    """What the sheet offers, in Chinese; its English name is understood as well."""
    names: tuple[Heading, ...] = ()
    """Other words for it that are understood."""


class Field(Model):
    """One column of a sheet, or one label with its value above the header."""

    id: Identifier
    """Name of the column in records and exports; never changed once records exist."""
    headings: tuple[Heading, ...] = ()
    """What the column is called: first what blank sheets write, then what is understood as well.
    Left out: the names that `config/intake.yaml` has for this id."""
    kind: Kind
    """What stands in its cells."""
    need: Need = "optional"
    """required: the column must be there and filled in every row; needed: a sheet without it is
    read with a warning; optional: may be missing; computed: worked out by the sheet, never read."""
    choices: tuple[Choice, ...] = ()
    """Kind `choice`: the words that may be chosen."""
    choices_from: Literal["items"] | None = None
    """Kind `choice`: where the words come from instead of `choices`; items: the names of the scored
    items of all schemes, of which the records keep the Chinese one."""
    empty: Heading | None = None
    """What an empty cell says, as it would be written; left out: nothing."""
    unit: Heading | None = None
    """Unit of a number; it may be written behind the number."""
    lowest: Decimal | None = None
    """Smallest number that is allowed, of lengths of time in seconds; counts begin at 0 if it is
    left out."""
    highest: Decimal | None = None
    """Greatest number that is allowed, of lengths of time in seconds."""
    width: Width = 12
    """Width of the column in the blank sheet, in digits."""
    look: Look = "plain"
    """How its cells look: plain, centred, or wrapped for long text."""
    about: Name | None = None
    """What whoever fills the sheet in should know; shown at the heading and while typing."""

    @property
    def heading(self) -> str:
        """The name that blank sheets write."""
        return self.headings[0]


class Check(Model):
    """A rule for the rows of a sheet. A row that breaks it is kept out, but with ignored_unless,
    counted_in and by_bound, which only warn."""

    rule: Rule
    """not_before: the day in `column` doesn't lie before the one in `other`; not_in_future: the day
    isn't after today; not_above: the number in `column` isn't above the one in `other`, where both
    are filled in; filled_when, empty_when: `column` is filled or empty where `other` says one
    of `values`; filled_unless, empty_unless: where `other` says anything else; ignored_unless:
    what `column` says there counts as empty; unique: what `column` says stands in no other row of
    the sheet; counted_in: the label `column` says how many rows are filled in under `other`;
    by_bound: `column` says the first of two `values` where the
    number in `other` is at least `bound` or `policy`, and the second where it is less; an empty
    cell is read as what it should say."""
    column: Identifier
    """The column that the rule is about, and in which it is told."""
    other: Identifier | None = None
    """The column that it depends on."""
    values: tuple[Heading, ...] = ()
    """What `other` must say, as it is written: a choice, 是 or 否; by_bound: what `column` says."""
    bound: Decimal | None = None
    """by_bound: the number itself."""
    policy: Identifier | None = None
    """by_bound: instead of `bound` the key of a number in `config/results/<id of the form>.yaml`,
    in the version of the day that `period` names."""


class Result(Model):
    """What the rows of a period come to: which columns the result sheet counts and adds up by."""

    by: tuple[Identifier, ...] | None = None
    """A table of counts for each of these columns, a row for each of its values; left out: agent,
    team and site, where the form has them. That of agents isn't in the monthly report."""
    across: Identifier | None = None
    """The choice or yes_no that these tables count in columns of their own; left out: the first."""
    sums: tuple[Identifier, ...] = ()
    """Columns of numbers that these tables add up."""
    means: tuple[Identifier, ...] = ()
    """Columns of numbers of which these tables have the mean."""
    headline: Name | None = None
    """The first sentence, which stands on page one, too; {rows} {before} {change} {column.choice}
    {column.choice.share} {column.sum} {column.mean} {column.lowest} {column.highest} {column.count}
    become figures."""
    report: bool = True
    """Whether the result stands in the monthly report."""


class Form(Model):
    """One input sheet: what it is called, what stands above its header, its columns, its key."""

    format: Literal[1]
    """Version of this file format; always 1."""
    id: Identifier
    """Id of the form; the same in all its versions. `template ID` and `export ID` use it."""
    version: Annotated[
        str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)
    ]
    """Name of this version, in quotes, e.g. "2026.1"; kept with every row."""
    name: Name
    """What the form is called."""
    source: Source
    """Where the form comes from."""
    note: Name | None = None
    """What whoever fills it in should know; stands under the title of blank sheets."""
    place: Literal["inbox", "config"] = "inbox"
    """inbox: filled sheets are put into the inbox and their rows are kept in the records;
    config: one list in the folder config, named like the form, e.g. config/roster.xlsx."""
    sheets: tuple[Heading, ...] = Key(min_length=1)
    """Names of sheets that hold this form: first the one that blank sheets have."""
    rows: Annotated[int, Key(ge=1, le=MOST_ROWS)] = 60
    """Rows of a blank sheet."""
    labels: tuple[Field, ...] = ()
    """Label/value pairs above the header; they hold for every row of the sheet."""
    columns: tuple[Field, ...] = Key(min_length=1)
    """The columns, in the order of the blank sheet."""
    key: tuple[Identifier, ...] = Key(min_length=1)
    """The columns (or labels) that make a row itself: a row with the same key replaces the older.
    """
    whole: tuple[Identifier, ...] = ()
    """Rows that are equal in these columns are accepted, refused and kept together;
    empty: each row alone."""
    period: Identifier | None = None
    """The column with the day, moment or month that says which period a row belongs to."""
    checks: tuple[Check, ...] = ()
    """Rules that the rows of a sheet must keep."""
    result: Result | None = None
    """What the rows of a period come to; without it every choice is counted and every number added
    up. A form that has a result of its own in the program gets this one instead."""

    # --- read off once ---------------------------------------------------------------------------

    @property
    def scheme_key(self) -> SchemeKey:
        """What the records know this version by."""
        return SchemeKey(self.id, self.version)

    @cached_property
    def _places(self) -> dict[str, int]:
        return {field.id: place for place, field in enumerate(self.columns)}

    @cached_property
    def by_id(self) -> dict[str, Field]:
        """Columns and labels by id; a column wins over a label."""
        return {field.id: field for field in (*self.labels, *self.columns)}

    @property
    def sheet(self) -> str:
        """The name of the sheet in a blank workbook."""
        return self.sheets[0]

    def has(self, field_id: str) -> bool:
        """Returns whether the form has a column of that id."""
        return field_id in self._places

    def index(self, field_id: str) -> int:
        """Returns the 0-based place of a column. Raises KeyError for an unknown one."""
        return self._places[field_id]

    @cached_property
    def entered(self) -> tuple[tuple[int, Field], ...]:
        """Every (0-based place, column) that a person fills in."""
        return tuple(
            (place, field) for place, field in enumerate(self.columns) if field.need != "computed"
        )

    @cached_property
    def kept(self) -> tuple[Field, ...]:
        """The labels and columns that the records keep."""
        unread = {"serial"}
        return tuple(
            field
            for field in (*self.labels, *self.columns)
            if field.need != "computed" and field.kind not in unread
        )

    @cached_property
    def lookup(self) -> dict[str, str]:
        """Id of each column by every normalised heading; "computed" for computed columns."""
        found: dict[str, str] = {}
        for field in reversed(self.columns):
            key = "computed" if field.need == "computed" else field.id
            found |= dict.fromkeys(map(normal, reversed(field.headings)), key)
        return found

    @property
    def orders(self) -> tuple[tuple[str, ...], ...]:
        """The orders of entered columns that need no remark; the first is that of a blank sheet."""
        return (tuple(field.id for _, field in self.entered),)

    def ids(self, *needs: Need) -> tuple[str, ...]:
        """Returns the ids of the columns, in order; only those with one of `needs` if given."""
        return tuple(field.id for field in self.columns if not needs or field.need in needs)
