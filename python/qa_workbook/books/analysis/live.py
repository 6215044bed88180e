"""Live formulas: the figures of the catalogue once more, over the cells of this workbook.

A formula is asked for while the sheets are written, when everything has its place. Where the
workbook lacks the cells it would need, the figure stands there as a value alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Literal

from qa_workbook.analysis.figure import Figure
from qa_workbook.analysis.formulas import NotInWorkbook
from qa_workbook.analysis.ratios import Graded, lower_bound
from qa_workbook.books.analysis.page import SchemeSheets
from qa_workbook.books.cloth.table import PlacedTable
from qa_workbook.frames import COUNT, MARK
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import Indicator

_WILDCARD = re.compile(r"([~*?])")
_READ_AS_NUMBER = re.compile(r"\s*[-+.,\d%]")
_ALMOST = 12  # decimals of a ratio that meets a bound: sums of binary fractions are a little off


def live_formula(sheets: SchemeSheets, figure: Figure) -> str:
    """Returns the formula of a figure of the whole period, "" where its value stands alone."""
    return _formula(figure, _LiveCells(sheets))


def live_column(
    sheets: SchemeSheets, figure: Figure, items: Sequence[str] = ()
) -> Callable[[int], str]:
    """Returns the formulas of the rows of a table called like the figure's list, for a TableColumn.

    `items` are the ids of the items in the rows, for figures that look at the marks of one.
    """

    def formula(row: int) -> str:
        table, item = sheets.places.tables[figure.of], ""
        if items:
            item = items[row]
        return _formula(figure, _LiveCells(sheets, table, row, item))

    return formula


def reference(sheets: SchemeSheets, figure: Figure) -> str:
    """Returns a formula that repeats the cell in which a figure stands; else the figure's own."""
    if cell := sheets.places.figures.get(figure.key):
        return f"={cell}"
    return live_formula(sheets, figure)


def _formula(figure: Figure, cells: _LiveCells) -> str:
    if figure.formula is None or not cells.sheets.analysis.overall.recordings:
        return ""
    by_month = figure.of == "rates" or figure.key in ("mean_score", "mean_final")
    try:
        if by_month and cells.sheets.analysis.months is not None:
            return f"={_by_month(figure, cells)}"
        return f"={figure.formula(cells)}"
    except NotInWorkbook:
        return ""


def _by_month(figure: Figure, cells: _LiveCells) -> str:
    """A mean or rate of agent-months: 明细 has the recordings, 员工 has the months of one month."""
    months, bands = cells.sheets.analysis.months, cells.scheme.bands
    if months is None or months["agent"].duplicated().any():
        raise NotInWorkbook
    scores = cells.column("agents", "mean_score")
    if figure.of != "rates":
        return f"AVERAGE({scores})"
    named = {band.id: band for band in bands.bands} if bands else {}
    band = named.get(figure.name)
    if band is None:
        raise NotInWorkbook
    edges = ((">", band.above), (">=", band.from_), ("<", band.below), ("<=", band.to))
    tests = [f'{scores},"{sign}{plain(edge)}"' for sign, edge in edges if edge is not None]
    if not tests:
        raise NotInWorkbook
    return f"COUNTIFS({','.join(tests)})/COUNT({scores})"


class _LiveCells:
    """The cells of a scheme's sheets, for formulas in a row of a table or anywhere."""

    def __init__(
        self,
        sheets: SchemeSheets,
        table: PlacedTable | None = None,
        row: int = 0,
        item: str = "",
    ) -> None:
        self.sheets = sheets
        self.scheme = sheets.analysis.scheme
        self.table = table
        self.row = row
        self.item = item

    def column(self, table: str, key: str) -> str:
        """Returns all cells of a column; an empty table has none."""
        found = self.sheets.places.tables.get(table)
        if found is None or key not in found or not len(found):
            raise NotInWorkbook
        return found.range(key)

    def cell(self, key: str) -> str:
        """Returns the cell of `key` in the same row."""
        if self.table is None or key not in self.table:
            raise NotInWorkbook
        return self.table.cell(key, self.row)

    def so_far(self, key: str) -> str:
        """Returns the cells of `key` from the first row to this one."""
        last = self.cell(key)
        assert self.table is not None
        return f"{self.table.cell(key, 0, row_abs=True)}:{last}"

    def figure(self, name: str) -> str:
        """Returns the cell on 总览."""
        try:
            return self.sheets.places.figures[name]
        except KeyError:
            raise NotInWorkbook from None

    def word(self, key: Literal["yes", "no"]) -> str:
        """Returns 是 or 否 in quotes."""
        return _quoted(self.sheets.book.say(key))

    def band(self, band: str) -> str:
        """Returns the criterion for a band, by the name that 明细 shows."""
        bands = self.scheme.bands.bands if self.scheme.bands else ()
        names = {one.id: one.name.say(self.sheets.book.language) for one in bands}
        return _criterion(names, band)

    def level_of(self, colour: str) -> str:
        """Returns the criterion for the level of a colour."""
        return _criterion(self.sheets.levels(), colour)

    def level(self, kind: Graded, ratio: str) -> str:
        """Returns IFs from the worst level to the last, which begins at 0."""
        if self.scheme.alerts is None:
            raise NotInWorkbook
        language = self.sheets.book.language
        *worse, last = self.scheme.alerts.levels
        expression = _quoted(last.name.say(language))
        for level in reversed(worse):
            bound = plain(lower_bound(level, kind))
            name = _quoted(level.name.say(language))
            expression = f"IF(ROUND({ratio},{_ALMOST})>={bound},{name},{expression})"
        return expression

    def item_recordings(self) -> str:
        """Returns all recordings: with one version they all could."""
        self._item()
        return self.figure("recordings")

    def item_letter(self, letter: str) -> str:
        """Returns how many direct marks of the item have a letter."""
        item, classes = self._item(), self.scheme.defect_classes
        marks = {one.id: one.mark for one in classes.classes} if classes else {}
        if letter not in marks:
            raise NotInWorkbook
        column = self.column("detail", f"{MARK}{item.id}")
        return f"COUNTIFS({column},{plain(marks[letter])},{self._counted()})"

    def item_defects(self) -> str:
        """Returns how many recordings have a defect in the item or below it."""
        item = self._item()
        if item.count:
            column = self._clause(item)
            return f'COUNTIFS({column},">0",{self._counted()})'
        low = "+".join(f"({condition})" for condition in self._conditions(item))
        if low:
            return self._defects_below(item, low)
        column, full = self.column("detail", f"{MARK}{item.id}"), self._full(item)
        return f'COUNTIFS({column},"<"&{full},{self._counted()})'

    def _defects_below(self, item: Indicator, low: str) -> str:
        """`low` is a condition on what was entered below the item.

        A direct mark hides that; so does 不适用, which 明细 can't show.
        """
        if self.scheme.not_applicable_rule(item) != "refuse":
            raise NotInWorkbook
        direct = f"{MARK}{item.id}"
        if direct in self.sheets.places.tables["detail"]:
            mark = self.column("detail", direct)
            low = f"{self._below_full(item)}+(1-ISNUMBER({mark}))*({low})"
        column, yes = self.column("detail", "counted"), self.word("yes")
        return f"SUMPRODUCT(({column}={yes})*(({low})>0))"

    def _conditions(self, item: Indicator) -> list[str]:
        """The conditions of a defect in what lies below an item, for the columns of 明细."""
        detail = self.sheets.places.tables["detail"]
        found = []
        for node in item.walk():
            if node is item:
                continue
            if f"{MARK}{node.id}" in detail:
                found.append(self._below_full(node))
            if node.count and f"{COUNT}{node.id}" in detail:
                found.append(f"{self._clause(node)}>0")
        return found

    def _below_full(self, node: Indicator) -> str:
        mark = self.column("detail", f"{MARK}{node.id}")
        return f"ISNUMBER({mark})*({mark}<{self._full(node)})"

    def _clause(self, node: Indicator) -> str:
        """The counts of a clause that deducts: a bonus is never a defect."""
        if node.count is None or node.count.direction == "bonus":
            raise NotInWorkbook
        return self.column("detail", f"{COUNT}{node.id}")

    def _full(self, node: Indicator) -> str:
        return plain(Decimal(self.scheme.scale_of(node).full))

    def _counted(self) -> str:
        return f"{self.column('detail', 'counted')},{self.word('yes')}"

    def _item(self) -> Indicator:
        """The item of this row, if one version (and so one scale) scored all recordings."""
        item = self.scheme.by_id.get(self.item)
        if item is None or not self.sheets.one_version:
            raise NotInWorkbook
        if "detail" not in self.sheets.places.tables:
            raise NotInWorkbook
        return item


def _quoted(words: str) -> str:
    doubled = words.replace('"', '""')
    return f'"{doubled}"'


def _criterion(names: dict[str, str], key: str) -> str:
    """The name of `key` as a criterion of COUNTIFS, which knows no case and has wildcards.

    A name that it would take for a number or a comparison, or that two have, is no criterion.
    """
    name = names.get(key, "")
    same = [other for other in names.values() if other.casefold() == name.casefold()]
    if not name or len(same) > 1 or _READ_AS_NUMBER.match(name) or name[0] in "<>=":
        raise NotInWorkbook
    return _quoted(_WILDCARD.sub(r"~\1", name))
