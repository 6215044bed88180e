"""Sheet 评分对照: every mark of every inspector beside the gold mark, and the scores below."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import SEVERITY
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.calibration.disputes import limit_of
from qa_workbook.calibration.panel import Marks
from qa_workbook.grids.a1 import letters

_BETWEEN = 3  # rows between the two tables
_RATER_WIDTH = 9.5


class MarksPage(CalibrationPage):
    """A row per recording and item, then a row per recording with the scores."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "marks")
        panel = self.panel
        rows = [(unit, item) for unit in range(len(panel.units)) for item in panel.items]
        given = [panel.marks[item.id].given[unit] for unit, item in rows]
        gold = [panel.marks[item.id].gold[unit] for unit, item in rows]
        items = [sheets.names[item.id] for _, item in rows]
        units = [panel.units[unit] for unit, _ in rows]
        marks = Marks(np.array(given).reshape(len(rows), -1), np.array(gold))
        tolerance = self.report.rules.tolerance
        limits = [limit_of(item, tolerance) for _, item in rows]
        columns = self._columns("marks", units, items, marks, limits)
        self.marks = self.place(FIRST_ROW + 1, columns)
        below = self.marks.last + _BETWEEN
        scores = [self.say("score")] * len(panel.units)
        limits = [float(tolerance.total)] * len(panel.units)
        columns = self._columns("totals", list(panel.units), scores, panel.total, limits)
        self.totals = self.place(below, columns)
        self.places.tables |= {"marks": self.marks, "totals": self.totals}

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.section(FIRST_ROW, self.say("by_item"), len(self.marks.columns))
        self.write_table(self.marks)
        self.section(self.totals.header - 1, self.say("by_score"), len(self.totals.columns))
        self.write_table(self.totals)
        self._colour()
        self.lines(self.totals.last + 2, [self.say("marks_legend"), self.say("marks_helpers")])
        self.filter(self.marks, 3)
        self.close(self.marks.header)

    def _columns(
        self,
        table: str,
        units: list[str],
        items: list[str],
        marks: Marks,
        limits: list[float],
    ) -> list[TableColumn]:
        kind = "score" if table == "totals" else "mark"
        names = zip(self.sheets.raters, self.panel.inspectors, marks.given.T, strict=True)
        return [
            TableColumn("unit", self.say("recording"), units, "text", most=24),
            TableColumn("item", self.say("item"), items, "text", most=24),
            TableColumn("gold", self.say("gold"), marks.gold.tolist(), kind, _RATER_WIDTH),
            *(
                TableColumn(key, name, column.tolist(), kind, _RATER_WIDTH)
                for key, name, column in names
            ),
            *self._computed(table, marks),
            TableColumn("limit", self.say("limit"), limits, "number", 8),
        ]

    def _computed(self, table: str, marks: Marks) -> Iterator[TableColumn]:
        """What formulas of other sheets look at: counts, means, equal pairs, spreads, distances."""
        found = computed_of(marks)
        for key, kind in _COMPUTED.items():
            formula = self._formula(table, key)
            heading = self.say(f"helper_{key}")
            yield TableColumn(key, heading, found[key].tolist(), kind, 8, formula=formula)

    def _formula(self, name: str, key: str) -> Callable[[int], str]:
        def of_row(row: int) -> str:
            table = self.places.tables[name]
            marks = row_block(self.sheets, table, row)
            return f"={_FORMULAS[key](marks, table.cell('gold', row))}"

        return of_row

    def _colour(self) -> None:
        """Marks beyond the tolerance, and equal ones, can be told at a glance."""
        red = self.styles.conditional(SEVERITY["error"])
        for table in (self.marks, self.totals):
            left, right = table.index(self.sheets.raters[0]), table.index(self.sheets.raters[-1])
            last = max(table.last, table.first)
            first = f"{letters(left)}{table.first + 1}"
            gold, limit = table.cell("gold", 0), table.cell("limit", 0)
            known = f"ISNUMBER({first}),ISNUMBER({gold})"
            far = f"=AND({known},ABS({first}-{gold})>{limit}+1E-9)"
            options = {"type": "formula", "criteria": far, "format": red}
            self.sheet.conditional_format(table.first, left, last, right, options)


def computed_of(marks: Marks) -> dict[str, Floats]:
    """Returns what the formulas of each row come to, by key of the column; NaN for blank."""
    given, away = marks.given, np.abs(marks.away)
    there = np.isfinite(given)
    n = there.sum(axis=1)
    mean = np.where(n > 0, np.nansum(given, axis=1) / np.maximum(n, 1), np.nan)
    equal = (given[:, :, None] == given[:, None, :]).sum(axis=(1, 2)) - n
    squares = np.nansum((given - mean[:, None]) ** 2, axis=1)
    pairs = n > 1
    most = np.nan_to_num(away, nan=0.0).max(axis=1, initial=0.0)
    return {
        "n": n.astype(np.float64),
        "mean": mean,
        "equal": np.where(pairs, equal / np.maximum(n * (n - 1), 1), np.nan),
        "variance": np.where(pairs, squares / np.maximum(n - 1, 1), np.nan),
        "far": np.where(np.isfinite(away).any(axis=1), most, np.nan),
    }


_COMPUTED = {
    "n": "integer",
    "mean": "score",
    "equal": "percent",
    "variance": "score",
    "far": "score",
}
_FORMULAS: dict[str, Callable[[str, str], str]] = {
    "n": lambda marks, _: f"COUNT({marks})",
    "mean": lambda marks, _: f'IF(COUNT({marks})=0,"",AVERAGE({marks}))',
    "equal": lambda marks, _: (
        f'IF(COUNT({marks})<2,"",(SUMPRODUCT(ISNUMBER({marks})*COUNTIF({marks},{marks}))'
        f"-COUNT({marks}))/(COUNT({marks})*(COUNT({marks})-1)))"
    ),
    "variance": lambda marks, _: f'IF(COUNT({marks})<2,"",VAR({marks}))',
    "far": lambda marks, gold: (
        f'IF(OR(COUNT({marks})=0,NOT(ISNUMBER({gold}))),"",'
        f"SUMPRODUCT(MAX(ISNUMBER({marks})*ABS({marks}-{gold}))))"
    ),
}


def row_block(sheets: CalibrationSheets, table: PlacedTable, row: int) -> str:
    """Returns the marks of the inspectors in one row of a table, as its own sheet names them."""
    first, last = table.cell(sheets.raters[0], row), table.cell(sheets.raters[-1], row)
    return f"{first}:{last}"


def block(sheets: CalibrationSheets, table: PlacedTable) -> str:
    """Returns all marks of the inspectors in a table, as any sheet names them."""
    first, last = table.range(sheets.raters[0]), table.range(sheets.raters[-1])
    return f"{first.partition(':')[0]}:{last.partition(':')[2]}"
