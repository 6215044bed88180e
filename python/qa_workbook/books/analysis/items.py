"""Sheet 单项不良 (S3): defects of every item by class, ratios, alert levels, Pareto.

Below them: families, critical errors, fatal codes.
"""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
from xlsxwriter.chart import Chart

from qa_workbook.books.analysis import charts
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.scheme.model import Family, FatalCode, Indicator

CLASSES = ("A", "B", "C", "D", "E")
_ONE_PAGE = 30  # items that fit on one page with the chart and the small tables
SHOWN = 20  # items in the Pareto chart; more would be unreadable
_CHART_SIZE = {"width": 980, "height": 13 * 24}
_CHART_ROWS = 14


class ItemsPage(AnalysisPage):
    """The items in falling order of their defects, the chart and the small tables below them."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "items")
        self.frame = self.analysis.items.sort_values("rank", kind="stable")
        self.items = self.place(FIRST_ROW, self._item_columns())
        self.places.tables["items"] = self.items
        self.chart_row = self.items.last + 3  # below the total and an empty row
        row = self.chart_row + (_CHART_ROWS if len(self.items) else 0)
        self.small: list[tuple[str, PlacedTable]] = []
        for title, columns in self._small_tables().items():
            if len(columns[0].values):
                table = self.place(row + 1, columns)
                self.small.append((title, table))
                row = table.last + 3

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.items)
        self.total(self.items, self._totals())
        if len(self.items):
            chart = items_chart(self.sheets)
            chart.set_size(_CHART_SIZE)
            place = {"object_position": 2, "x_offset": 4}
            self.sheet.insert_chart(self.chart_row, 0, chart, place)
        for title, table in self.small:
            self.section(table.header - 1, self.say(title), len(table.columns))
            self.write_table(table)
        self.filter(self.items)
        self.close()
        if len(self.items) <= _ONE_PAGE:
            self.sheet.fit_to_pages(1, 1)

    def _item_columns(self) -> list[TableColumn]:
        say, frame, scheme = self.say, self.frame, self.analysis.scheme
        names = self._names(frame["id"], frame["name"], scheme.items)
        columns = [
            TableColumn("rank", say("rank"), frame["rank"], "integer"),
            TableColumn("name", say("item"), names, "wrapped"),
        ]
        families = self._names(frame["family"], frame["family"], scheme.families)
        if any(families):
            columns.append(TableColumn("family", say("family"), families, "centred"))
        if scheme.defect_classes is not None:
            columns += [
                TableColumn(letter, letter, frame[letter], "integer", width=7) for letter in CLASSES
            ]
        defective, ratios = frame["defective"], frame["ratio"]
        columns += [
            TableColumn("defective", say("defective"), defective, "integer", width=9),
            TableColumn("ratio", say("ratio"), ratios, "percent", width=11),
        ]
        levels = self.sheets.level_names(frame["alert"])
        if any(levels):
            tones = self.sheets.level_tones()
            columns.append(TableColumn("alert", say("alert"), levels, "centred", tones=tones))
        shares, reached = frame["share"], frame["cumulative_share"]
        heading = say("cumulative_share")
        return [
            *columns,
            TableColumn("share", say("share"), shares, "percent", width=11),
            TableColumn("cumulative_share", heading, reached, "percent", width=11),
        ]

    def _totals(self) -> dict[str, Total]:
        totals = {
            key: Total(int(self.frame[key].sum()), "integer") for key in (*CLASSES, "defective")
        }
        ratio = self.analysis.overall.average_defect_ratio
        return totals | {
            "name": Total(self.say("total_average")),
            "ratio": Total(ratio, "percent"),
            "alert": Total(self.sheets.level_name()),
        }

    def _small_tables(self) -> dict[str, list[TableColumn]]:
        """The small tables by the key of their heading; those without rows are left out."""
        return {
            "families": self._families(),
            "critical": self._critical(),
            "fatal_codes": self._fatal_codes(),
        }

    def _families(self) -> list[TableColumn]:
        say, frame, families = self.say, self.analysis.families, self.analysis.scheme.families
        language = self.book.language
        owners = {one.id: one.owner.say(language) for one in families if one.owner}
        owned = [owners.get(id_, "") for id_ in frame["id"]]
        names = self._names(frame["id"], frame["name"], families)
        return [
            TableColumn("owner", say("owner"), owned, "centred"),
            TableColumn("name", say("family"), names, "wrapped"),
            TableColumn("defective", say("defective"), frame["defective"], "integer"),
            TableColumn("ratio", say("ratio"), frame["ratio"], "percent", width=7),
            TableColumn("share", say("share"), frame["share"], "percent", width=7),
        ]

    def _critical(self) -> list[TableColumn]:
        say, frame = self.say, self.analysis.critical
        families = self.analysis.scheme.critical_families
        names = self._names(frame["id"], frame["name"], families)
        return [
            TableColumn("id", say("code"), frame["id"], "centred", most=14),
            TableColumn("name", say("critical_family"), names, "wrapped"),
            TableColumn("recordings", say("recordings"), frame["recordings"], "integer"),
            TableColumn("ratio", say("rate"), frame["ratio"], "percent", width=7),
        ]

    def _fatal_codes(self) -> list[TableColumn]:
        say, frame, fatal = self.say, self.analysis.fatal_codes, self.analysis.scheme.fatal
        names = self._names(frame["code"], frame["name"], fatal.codes if fatal else ())
        return [
            TableColumn("code", say("code"), frame["code"], "centred", most=14),
            TableColumn("name", say("fatal_code"), names, "wrapped"),
            TableColumn("recordings", say("recordings"), frame["recordings"], "integer"),
            TableColumn("ratio", say("rate"), frame["ratio"], "percent", width=7),
        ]

    def _names(
        self, ids: pd.Series, names: pd.Series, known: Sequence[Indicator | Family | FatalCode]
    ) -> list[str]:
        """Returns the names in the workbook's language.

        What only an older version of the scheme has is called as `names` has it.
        """
        words = {one.id: one.name.say(self.book.language) for one in known}
        return [words.get(id_, name) for id_, name in zip(ids, names, strict=True)]


def items_chart(sheets: SchemeSheets) -> Chart:
    """Returns the Pareto chart of the items with the most defects, without those that have none."""
    book, items = sheets.book, sheets.places.tables["items"]
    defective = int((sheets.analysis.items["defective"] > 0).sum())
    title = book.say("pareto_items")
    if defective > SHOWN:
        title = book.say("pareto_items_top", count=SHOWN)
    return charts.pareto(book, items, title, "defective", min(SHOWN, max(1, defective)))
