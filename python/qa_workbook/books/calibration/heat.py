"""Sheet 单项热图: how far each inspector's marks lie from the gold marks, item by item."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.disputes import distances, limit_of, mean_distance

_WIDTH = 9.5
_LEAST, _MOST = "#FFFFFF", "#D9822B"  # one hue, from light to dark, is safe for colour-blind people


class HeatPage(CalibrationPage):
    """Items down, inspectors across: the mean of |mark − gold mark|, in marks of the item."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "heat")
        panel = self.panel
        found = [distances(panel)[item.id] for item in panel.items]
        found.append(mean_distance(panel.total))
        values = np.array(found)
        tolerance = self.report.rules.tolerance
        self.limits = [limit_of(item, tolerance) for item in panel.items]
        self.limits.append(float(tolerance.total))
        names = [*(sheets.names[item.id] for item in panel.items), self.say("score")]
        inspectors = zip(sheets.raters, panel.inspectors, values.T, strict=True)
        columns = [
            TableColumn("item", self.say("item"), names, "text", most=28),
            TableColumn("limit", self.say("limit"), self.limits, "number", _WIDTH),
            *(
                TableColumn(key, name, column.tolist(), "score", _WIDTH, formula=self._live(key))
                for key, name, column in inspectors
            ),
        ]
        self.table = self.place(FIRST_ROW, columns)
        self.places.tables["heat"] = self.table

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading("" if self.panel.has_gold else self.say("no_gold"))
        self.write_table(self.table)
        left, right = (
            self.table.index(self.sheets.raters[0]),
            self.table.index(self.sheets.raters[-1]),
        )
        for row, limit in enumerate(self.limits, self.table.first):
            options = {
                "type": "2_color_scale",
                "min_type": "num",
                "min_value": 0,
                "max_type": "num",
                "max_value": 2 * limit or 1,
                "min_color": _LEAST,
                "max_color": _MOST,
            }
            self.sheet.conditional_format(row, left, row, right, options)
        self.lines(self.table.last + 2, [self.say("heat_legend")])
        self.filter(self.table, 1)
        self.close(self.table.header)

    def _live(self, key: str) -> Callable[[int], str]:
        def formula(row: int) -> str:
            is_score = row == len(self.panel.items)
            marks = self.places.tables["totals" if is_score else "marks"]
            given, gold = marks.range(key), marks.range("gold")
            both = f"ISNUMBER({given})*ISNUMBER({gold})"
            if not is_score:
                both = f"({marks.range('item')}={self.table.cell('item', row)})*{both}"
            return f'=IFERROR(SUMPRODUCT({both}*ABS({given}-{gold}))/SUMPRODUCT({both}),"")'

        return formula
