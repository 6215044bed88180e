"""How the figures are computed once more in the workbook, over the cells of 明细 and other sheets.

A formula is written once, for whoever says what its cells are called: the workbook gives addresses,
the documentation names.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from qa_workbook.analysis.ratios import Graded
from qa_workbook.statistics.intervals import TWO_SIDED


class NotInWorkbook(LookupError):
    """The workbook has no cells from which the figure could be computed: its value stands alone."""


class Cells(Protocol):
    """What a formula may ask for; raises NotInWorkbook where the workbook doesn't have it."""

    def column(self, table: str, key: str) -> str:
        """Returns all cells of a column of a table."""

    def cell(self, key: str) -> str:
        """Returns the cell of `key` in the row that the formula stands in."""

    def figure(self, name: str) -> str:
        """Returns the cell of a figure of the whole period."""

    def word(self, key: Literal["yes", "no"]) -> str:
        """Returns what 明细 says for yes and no, in quotes."""

    def band(self, band: str) -> str:
        """Returns a criterion for the recordings in a band, by its id."""

    def level(self, kind: Graded, ratio: str) -> str:
        """Returns an expression for the name of the alert level that `ratio` has."""

    def level_of(self, colour: str) -> str:
        """Returns a criterion for the alert level of a colour."""

    def so_far(self, key: str) -> str:
        """Returns the cells of `key` from the first row of the table to that of the formula."""

    def item_defects(self) -> str:
        """Returns the number of counted recordings with a defect in the item of this row."""

    def item_recordings(self) -> str:
        """Returns the number of counted recordings that could have a defect in it."""

    def item_letter(self, letter: str) -> str:
        """Returns the number of counted recordings whose mark of this row's item has a letter."""


Formula = Callable[[Cells], str]


def counted(cells: Cells) -> str:
    """Returns the criterion "it counts", as COUNTIFS and its kin take it."""
    return f"{cells.column('detail', 'counted')},{cells.word('yes')}"


def recordings(cells: Cells) -> str:
    """Returns the number of recordings that count."""
    return f"COUNTIFS({counted(cells)})"


def uncounted(cells: Cells) -> str:
    """Returns the number of scores that don't count."""
    return f"COUNTIFS({cells.column('detail', 'counted')},{cells.word('no')})"


def mean_of(key: str) -> Formula:
    """Returns the mean of a column of 明细 over the recordings that count."""
    return lambda cells: f"AVERAGEIFS({cells.column('detail', key)},{counted(cells)})"


def sum_of(key: str) -> Formula:
    """Returns the sum of a column of 明细 over the recordings that count."""
    return lambda cells: f"SUMIFS({cells.column('detail', key)},{counted(cells)})"


def fatal(cells: Cells) -> str:
    """Returns the number of recordings that count with a fatal error."""
    return f"COUNTIFS({cells.column('detail', 'fatal')},{cells.word('yes')},{counted(cells)})"


def agents(cells: Cells) -> str:
    """Returns the number of agents."""
    return f"COUNTA({cells.column('agents', 'agent')})"


def rate_of(band: str) -> Formula:
    """Returns the share of the recordings that count in a band."""

    def rate(cells: Cells) -> str:
        inside = f"{cells.column('detail', 'band')},{cells.band(band)}"
        return f"COUNTIFS({inside},{counted(cells)})/{cells.figure('recordings')}"

    return rate


def average_defect_ratio(cells: Cells) -> str:
    """Returns 平均不良比率: the plain mean of the items' ratios."""
    return f"AVERAGE({cells.column('items', 'ratio')})"


def alert(cells: Cells) -> str:
    """Returns the level of 平均不良比率."""
    return cells.level("average", cells.figure("average_defect_ratio"))


def wilson_ends(hits: str, size: str) -> tuple[str, str]:
    """Returns the lower and upper end of Wilson's interval, as `intervals.wilson` computes them.

    `hits` and `size` are cells or expressions; `size` is above 0.
    """
    squared = repr(TWO_SIDED * TWO_SIDED)
    centre = f"2*({hits})+{squared}"
    spread = f"SQRT({squared}*({squared}+4*({hits})*(({size})-({hits}))/({size})))"
    whole = f"(2*({size}+{squared}))"
    return f"MAX(0,({centre}-{spread})/{whole})", f"MIN(1,({centre}+{spread})/{whole})"


def item_defective(cells: Cells) -> str:
    """Returns the recordings with a defect in an item."""
    return cells.item_defects()


def item_letter(letter: str) -> Formula:
    """Returns the recordings in which the direct mark of an item has a letter."""
    return lambda cells: cells.item_letter(letter)


def item_ratio(cells: Cells) -> str:
    """Returns 不良比率 of an item."""
    return f"{cells.cell('defective')}/{cells.item_recordings()}"


def item_share(cells: Cells) -> str:
    """Returns 不良占比 of an item."""
    whole = f"SUM({cells.column('items', 'defective')})"
    return f"IF({whole}=0,0,{cells.cell('defective')}/{whole})"


def item_alert(cells: Cells) -> str:
    """Returns the level of an item's ratio."""
    return cells.level("item", cells.cell("ratio"))


def item_cumulative_share(cells: Cells) -> str:
    """Returns the share of all items whose rank is not below that of this one."""
    defects, ranks = cells.column("items", "defective"), cells.column("items", "rank")
    reached = f'SUMIFS({defects},{ranks},"<="&{cells.cell("rank")})'
    return f"IF(SUM({defects})=0,0,{reached}/SUM({defects}))"


def item_rank(cells: Cells) -> str:
    """Returns the rank of an item by its defects; equal ones in the order of their rows."""
    defects, own = cells.column("items", "defective"), cells.cell("defective")
    return f"RANK({own},{defects})+COUNTIF({cells.so_far('defective')},{own})-1"


def days_of(colour: str) -> Formula:
    """Returns the number of days with a colour."""
    return lambda cells: f"COUNTIFS({cells.column('days', 'alert')},{cells.level_of(colour)})"
