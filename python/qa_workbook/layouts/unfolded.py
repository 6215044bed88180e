"""What a layout makes of a sheet: a plain table, and where each of its cells comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from qa_workbook.grids.grid import CellValue, Grid, Place

Kind = Literal[
    "heading",  # names a column, row or item
    "label",  # names the value beside it
    "field",  # says something of recordings that is no mark
    "mark",
    "reason",
    "full_mark",
    "total",  # what the sheet itself says that a recording comes to
    "ignored",  # by the rule that `rule` names
    "unsure",  # nobody knows what it is
]


@dataclass(frozen=True)
class Understood:
    """What a filled cell of the foreign sheet was taken for.

    `key` is the id of the form's column that it belongs to, "" for none; `rule` says by which rule
    of the layout a cell is ignored (a path such as "ignored.rows[0]"), or why it is not understood.
    """

    kind: Kind
    key: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Noted:
    """Something wrong that unfolding found: the code of a finding, where, and its details.

    `row` is the row of the plain table that it belongs to, 0 where it is about the whole table.
    What the checks of the plain table say of the same place says the same once more.
    """

    code: str
    place: Place
    value: object = ""
    details: Mapping[str, object] = field(default_factory=dict)
    heading: str = ""
    row: int = 0


@dataclass(frozen=True)
class Unfolded:
    """A foreign sheet as a plain table.

    `grid` has a header in row 0 with the canonical headings of the scheme's form and a row for each
    recording (long schemes: each breach); cells hold what the form's own sheets would hold. `keys`
    are the ids of its columns, `headings` what the foreign sheet calls them. `origin` gives the
    place in the foreign sheet of each cell of the table that comes from there; a cell that was
    said once for many (a label, the name of the sheet) has the place of that, if any.
    `written` are the cells whose notation was translated, with what really stands there.
    `cells` tells of every filled cell of the foreign sheet what it was taken for.
    `labels` are values that hold for the whole sheet (project), with their places.
    `stated` is what the sheet says itself that each recording comes to: by kind of total, heading
    and virtual rows.
    """

    grid: Grid
    keys: tuple[str, ...]
    headings: tuple[str, ...]
    origin: Mapping[Place, Place]
    cells: Mapping[Place, Understood]
    written: Mapping[Place, CellValue] = field(default_factory=dict)
    labels: Mapping[str, tuple[CellValue, int, int]] = field(default_factory=dict)
    stated: tuple[Stated, ...] = ()
    noted: tuple[Noted, ...] = ()

    def counts(self) -> dict[str, int]:
        """Returns how many filled cells were understood, ignored by a rule, and not understood."""
        kinds = [cell.kind for cell in self.cells.values()]
        unsure, ignored = kinds.count("unsure"), kinds.count("ignored")
        understood = len(kinds) - unsure - ignored
        return {"understood": understood, "unsure": unsure, "ignored": ignored}


@dataclass(frozen=True)
class Stated:
    """One kind of total of a sheet: `cells` by row of the virtual table, with their places."""

    kind: Literal["score", "marks", "lost", "band"]
    heading: str
    cells: Mapping[int, tuple[CellValue, Place]]
