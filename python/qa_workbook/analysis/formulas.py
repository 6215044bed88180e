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

    def in_band(self, band: str) -> str:
        """Returns the number of counted recordings in a band, by its id."""

    def row_number(self) -> str:
        """Returns the number of the formula's row in its table."""

    def own(self) -> str:
        """Returns the criteria for the counted recordings of the agent, team or day of this row."""

    def own_months(self) -> str:
        """Returns the criterion for the months of the agent or team of this row."""

    def own_in_band(self, band: str) -> str:
        """Returns how many of them are in a band, by its id."""

    def own_defect_ratio(self) -> str:
        """Returns their 平均不良比率."""

    def own_level(self) -> str:
        """Returns the name of the level of this row, of too few recordings the word for it."""

    def in_group(self, band: str = "", /) -> str:
        """Returns the number of scores in the group of this row, or of those in a band of it."""

    def scores(self) -> str:
        """Returns the number of scores that bands and groups count."""

    def own_events(self) -> str:
        """Returns the recordings with a critical error of the family of this row."""

    def own_code(self) -> str:
        """Returns the recordings with the fatal code of this row."""

    def own_family(self) -> str:
        """Returns the test, item by item, that it belongs to the family of this row."""

    def node_value(self) -> str:
        """Returns the mean of what the node of this row attained."""

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
        return f"{cells.in_band(band)}/{cells.scores()}"

    return rate


def band_count(band: str) -> Formula:
    """Returns the scores in a band."""
    return lambda cells: cells.in_band(band)


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
    return _or_blank(f"{cells.cell('defective')}/{cells.item_recordings()}")


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


def _or_blank(formula: str) -> str:
    """Whoever has no recording left, after 明细 was edited, has no figure."""
    return f'IFERROR({formula},"")'


def own_recordings(cells: Cells) -> str:
    """Returns the number of recordings of an agent, a team or a day."""
    return f"COUNTIFS({cells.own()})"


def own_mean(key: str) -> Formula:
    """Returns the mean of a column of 明细 over the recordings of an agent, a team or a day."""
    return lambda cells: _or_blank(f"AVERAGEIFS({cells.column('detail', key)},{cells.own()})")


def own_sum(key: str) -> Formula:
    """Returns the sum of a column of 明细 over the recordings of an agent, a team or a day."""
    return lambda cells: f"SUMIFS({cells.column('detail', key)},{cells.own()})"


def own_fatal(cells: Cells) -> str:
    """Returns the recordings of an agent, a team or a day with a fatal error."""
    return f"COUNTIFS({cells.column('detail', 'fatal')},{cells.word('yes')},{cells.own()})"


def own_good(cells: Cells) -> str:
    """Returns the share of the recordings of an agent, a team or a day in the band `good`."""
    return _or_blank(f"{cells.own_in_band('good')}/{cells.cell('recordings')}")


def own_defect_ratio(cells: Cells) -> str:
    """Returns 平均不良比率 of an agent, a team or a day."""
    return _or_blank(cells.own_defect_ratio())


def own_level(cells: Cells) -> str:
    """Returns the level of an agent, a team or a day."""
    return _or_blank(cells.own_level())


def share_of(table: str, key: str) -> Formula:
    """Returns the share of a row in the sum of a column of its table."""

    def share(cells: Cells) -> str:
        whole = f"SUM({cells.column(table, key)})"
        return f"IF({whole}=0,0,{cells.cell(key)}/{whole})"

    return share


def group_count(cells: Cells) -> str:
    """Returns the scores in a group of the distribution."""
    return cells.in_group()


def bar_height(band: str) -> Formula:
    """Returns the scores in a group that are in a band (all without bands), "" for none."""

    def height(cells: Cells) -> str:
        count = cells.in_group(band)
        return f'IF({count}=0,"",{count})'

    return height


def group_share(cells: Cells) -> str:
    """Returns the share of a group in all scores."""
    return f"{cells.cell('count')}/{cells.scores()}"


def node_value(cells: Cells) -> str:
    """Returns the value of a node of the index."""
    return cells.node_value()


def distinct_agents(table: str) -> Formula:
    """Returns how many agents have recordings in the team of a row.

    `table` (detail or months) says who was heard in which team. Of the classes 0, 1, 2 … one for
    each agent, it counts those that occur; 0 stands for other teams.
    """

    def agents(cells: Cells) -> str:
        team, agent = cells.column(table, "team_row"), cells.column(table, "agent_row")
        own, rows = cells.row_number(), f"ROW({cells.column('agents', 'agent')})"
        classes = f"{rows}-MIN({rows})"
        found = f"SUMPRODUCT(--(FREQUENCY(({team}={own})*{agent},{classes})>0))"
        return f"{found}-(COUNTIF({team},{own})<ROWS({team}))"

    return agents


def family_sum(key: str) -> Formula:
    """Returns the sum of a column of the items over those of a family."""
    return lambda cells: f"SUMPRODUCT({cells.own_family()}*{cells.column('items', key)})"


def family_ratio(cells: Cells) -> str:
    """Returns the mean ratio of the items of a family."""
    own, ratios = cells.own_family(), cells.column("items", "ratio")
    return _or_blank(f"SUMPRODUCT({own}*{ratios})/SUMPRODUCT({own}*ISNUMBER({ratios}))")


def critical_recordings(cells: Cells) -> str:
    """Returns the recordings with a critical error of a family."""
    return cells.own_events()


def code_recordings(cells: Cells) -> str:
    """Returns the recordings with a fatal code."""
    return cells.own_code()


def recordings_share(cells: Cells) -> str:
    """Returns the share of a row in all recordings."""
    return f"{cells.cell('recordings')}/{cells.figure('recordings')}"
