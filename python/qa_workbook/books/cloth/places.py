"""Where tables and figures stand, so that any sheet can point at any other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from qa_workbook.books.cloth.table import PlacedTable


@dataclass
class Places:
    """Filled while the sheets are placed, read while they are written.

    `tables`: by name. `sheets`: the name of the sheet about something, e.g. an agent. `figures`:
    the cell of a single figure as a formula on another sheet names it, e.g. "'总览'!$B$9".
    `positions`: by table, the row of the table (from 0) of each row of the frame it was made from.
    `row_finders`: by table, what makes of a cell with a name the formula text for the row of it.
    """

    tables: dict[str, PlacedTable] = field(default_factory=dict)
    sheets: dict[str, str] = field(default_factory=dict)
    figures: dict[str, str] = field(default_factory=dict)
    positions: dict[str, Sequence[int]] = field(default_factory=dict)
    row_finders: dict[str, Callable[[str], str]] = field(default_factory=dict)
