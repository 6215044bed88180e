"""The live formulas of 热力图 over 明细, and of 辅导名单 over 热力图 and 员工."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.analysis.formulas import NotInWorkbook
from qa_workbook.books.analysis.helper_columns import row_finder
from qa_workbook.books.analysis.live import RowFormula, few_mark
from qa_workbook.books.analysis.live_cells import LiveCells
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.analysis.row_templates import any_row, in_rows
from qa_workbook.books.cloth.row_templates import Templated
from qa_workbook.books.cloth.table import PlacedTable


class HeatFormulas:
    """Formulas for the rows of the table `heat`, "" where values stand alone.

    Its hidden column agent_row says in which row of 员工 an agent stands; 明细 says the same of
    every counted recording, so that no name has to be a criterion.
    """

    def __init__(self, sheets: SchemeSheets) -> None:
        self.sheets = sheets
        self.tables = sheets.places.tables

    @property
    def agent_row(self) -> RowFormula:
        """The rows of 员工."""
        return self._of_rows(lambda: _row_of(self.sheets, "agents", self._own("agent")))

    @property
    def size(self) -> RowFormula:
        """The recordings of the agents."""
        return self._of_rows(lambda: self._count(self._own("agent_row")))

    @property
    def few(self) -> RowFormula:
        """The marks of small samples."""
        return few_mark(self.sheets, "heat")

    def item(self, id_: str) -> RowFormula:
        """Returns the defect ratios of the agents in an item."""
        return self._of_rows(
            lambda: self._ratio(id_, self._own("agent_row"), self._own("recordings"))
        )

    @property
    def mean(self) -> RowFormula:
        """The means of the agents' ratios."""

        def mean() -> str:
            items = [column.key for column in self._heat.columns if column.key.startswith("item.")]
            return f"AVERAGE({self._own(items[0])}:{self._own(items[-1])})"

        return self._of_rows(mean)

    @property
    def lost(self) -> RowFormula:
        """The points that the agents lost."""

        def points() -> str:
            found = self._column("lost")
            return f"SUMIFS({found},{self._column('agent_row')},{self._own('agent_row')})"

        return self._of_rows(points)

    def size_of_all(self) -> str:
        """Returns the recordings of everybody."""
        return self._formula(lambda: self._count(_ANY))

    def item_of_all(self, id_: str) -> str:
        """Returns the defect ratio of everybody in an item."""
        return self._formula(lambda: self._ratio(id_, _ANY, self._count(_ANY)))

    def _ratio(self, id_: str, who: str, size: str) -> str:
        """The defects of recordings over those whose version has the item."""
        low = LiveCells(self.sheets, id_=id_).item_low()
        if len(self.sheets.item_sets) > 1:
            size = self._count(f'{who},{self._column(f"low.{id_}")},">=0"')
        return f'IF({size}=0,"",{self._count(f"{who},{low}")}/{size})'

    def _count(self, criteria: str) -> str:
        """How many recordings of 明细 have an agent row, and whatever else is asked."""
        return f"COUNTIFS({self._column('agent_row')},{criteria})"

    @property
    def _heat(self) -> PlacedTable:
        return self.tables["heat"]

    def _own(self, key: str) -> str:
        return any_row(self._heat, key)

    def _column(self, key: str) -> str:
        return LiveCells(self.sheets).column("detail", key)

    def _of_rows(self, expression: Callable[[], str]) -> RowFormula:
        """The formulas of the rows: thousands of cells, but one expression for each column."""
        return Templated(lambda: in_rows(self._formula(expression), self._heat))

    def _formula(self, expression: Callable[[], str]) -> str:
        return written(self.sheets, expression)


_ANY = '">0"'


def repeated(sheets: SchemeSheets, agent: str, times: int, what: str) -> str:
    """Returns the formula of an agent's items with a defect in `times` recordings or more.

    `what` is "repeated_items" for their number, "times" for the sum of those recordings.
    """

    def expression() -> str:
        heat = sheets.places.tables["heat"]
        items = [column.key for column in heat.columns if column.key.startswith("item.")]
        row = _row_of(sheets, "heat", agent)
        # not INDEX(area, row, 0): Gnumeric knows no column 0
        ends = (f"INDEX({heat.range(key)},{row})" for key in (items[0], items[-1]))
        size = f"INDEX({heat.range('recordings')},{row})"
        found = f"ROUND(({':'.join(ends)})*{size},0)"
        often = f"({found}>={times})"
        return (
            f"SUMPRODUCT({often}*1)"
            if what == "repeated_items"
            else (f"SUMPRODUCT({often}*{found})")
        )

    if len(sheets.item_sets) > 1:
        return ""  # an item that a version lacks has no number there
    return written(sheets, expression)


def looked_up(sheets: SchemeSheets, table: str, key: str, agent: str) -> str:
    """Returns the formula for what a table says of the agent in a cell, "" for values alone."""

    def expression() -> str:
        found = sheets.places.tables[table]
        if key not in found:
            raise NotInWorkbook
        return f"INDEX({found.range(key)},{_row_of(sheets, table, agent)})"

    return written(sheets, expression)


def written(sheets: SchemeSheets, expression: Callable[[], str]) -> str:
    """Returns a formula, "" where values stand alone."""
    if not sheets.live or "detail" not in sheets.places.tables:
        return ""
    try:
        return f"={expression()}"
    except NotInWorkbook:
        return ""


def _row_of(sheets: SchemeSheets, table: str, agent: str) -> str:
    """The text for the row of an agent; what makes it looks at all names, so it is kept."""
    finders = sheets.places.row_finders
    if table not in finders:
        finders[table] = row_finder(sheets.places.tables[table], "agent")
    return finders[table](agent)
