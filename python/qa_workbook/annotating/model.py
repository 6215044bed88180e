"""What may be done to a workbook that is somebody else's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

AUTHOR = "质检校验"
"""Who our comments are by, unless the caller names another."""
ERROR_COLOUR, WARNING_COLOUR, CHANGED_COLOUR = "FFC2C9", "FFE9A3", "C9E7C5"
"""Colours that no palette of Excel, WPS or Calc has, so that they tell our marks from others."""
OWN_COLOURS = frozenset({ERROR_COLOUR, WARNING_COLOUR, CHANGED_COLOUR})


@dataclass(frozen=True)
class CellMark:
    """Colours cells of a sheet and hangs a comment on the first of them.

    `cells` is an address or a range ("C5", "C5:C9"), `colour` RGB in hex, `comment` "" for none. A
    cell below a merged one stands for the merged one.
    """

    sheet: str
    cells: str
    colour: str = ERROR_COLOUR
    comment: str = ""


@dataclass(frozen=True)
class CellEdit:
    """Puts a value into a cell, whose format stays; None empties it.

    Text is never a formula. A formula that stands there goes only if `over_formula` says so.
    """

    sheet: str
    cell: str
    value: str | int | float | None
    over_formula: bool = False


@dataclass(frozen=True)
class FrontCell:
    """A cell of the table on the sheet in front.

    `link` leads to cells of a sheet of the workbook: (sheet, cells). `colour` is its ground.
    """

    text: str
    link: tuple[str, str] | None = None
    colour: str = ""


@dataclass(frozen=True)
class FrontSheet:
    """The sheet in front: a title, lines of plain text, and a table with a heading row.

    `widths` are those of the columns, in characters of the default font. The sheet of an earlier
    time is replaced: the one that has this name and our tab. A sheet of this name that is not ours
    stays, and ours gets a number behind its name.
    """

    name: str
    title: str
    lines: Sequence[str]
    headings: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[FrontCell]]
