"""Sheet 单项不良 (S3): defects of every item by class, ratios, alert levels, Pareto.

Below them: families, critical errors, fatal codes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.analysis.formulas import (
    Formula,
    code_recordings,
    critical_recordings,
    family_ratio,
    family_sum,
    recordings_share,
    share_of,
)
from qa_workbook.analysis.items import LETTERS
from qa_workbook.analysis.model import Analysis
from qa_workbook.analysis.ratios import lower_bound
from qa_workbook.books.analysis.charts.look import Picture
from qa_workbook.books.analysis.charts.pareto import BRIEF, most_column, pareto, said, vital_few
from qa_workbook.books.analysis.live import live_cells, live_column, reference, sum_of
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.scheme.model import Family, FatalCode, Indicator

_ONE_PAGE = 30  # items that fit on one page with the chart and the small tables
SHOWN = 20  # items in the Pareto chart; more would be unreadable
_CHART_SIZE = {"width": 980, "height": 13 * 24}
_CHART_ROWS = 15
_LEAST_COLUMNS = 10  # that the chart covers
_HIDDEN = 26  # column of what only the chart looks at, right of all tables


class ItemsPage(AnalysisPage):
    """The items in falling order of their defects, the chart and the small tables below them."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "items")
        self.frame = sheets.once(ranked_items)
        self.items = self.place(FIRST_ROW, self._item_columns())
        self.places.tables["items"] = self.items
        self.chart_row = self.items.last + 3  # below the total and an empty row
        row = self.chart_row
        if shown := min(SHOWN, int((self.frame["defective"] > 0).sum())):
            row += _CHART_ROWS
            line = self.place(self.chart_row, [most_column(shown)], left=_HIDDEN, boxed=False)
            self.places.tables["items_most"] = line
        self.small: list[tuple[str, PlacedTable]] = []
        for title, columns in self._small_tables().items():
            if len(columns[0].values):
                table = self.place(row + 1, columns)
                self.places.tables[title] = table
                self.small.append((title, table))
                row = table.last + 3
        self._below = row

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.items)
        self.total(self.items, self._totals())
        self._chart()
        for title, table in self.small:
            self.section(table.header - 1, self.say(title), len(table.columns))
            self.write_table(table)
        bottom = self._legend(self._below)
        wide = max(len(self.items.columns), _LEAST_COLUMNS)
        self.sheet.print_area(0, 0, bottom, wide - 1)  # without what only the chart looks at
        self.filter(self.items)
        self.close()
        if len(self.items) <= _ONE_PAGE:
            self.sheet.set_portrait()  # higher than wide
            self.sheet.fit_to_pages(1, 1)

    def _chart(self) -> None:
        """The Pareto chart and, above it, the vital few in words."""
        picture = items_chart(self.sheets)
        if picture is None:
            return
        self.write_hidden(self.places.tables["items_most"])
        put(self.sheet, self.chart_row, 0, items_said(self.sheets), self.styles("plain", bold=True))
        picture.insert(self.sheet, self.chart_row + 1, 0, _CHART_SIZE, (4, 0))

    def _legend(self, row: int) -> int:
        """Writes below everything what letters, levels and owners mean. Returns the last row."""
        lines = self._explained()
        if lines:
            row = self.section(row, self.say("legend"), 3)
        for number, words in enumerate(lines, row):
            put(self.sheet, number, 0, words, self.styles("plain"))
        return row + len(lines)

    def _explained(self) -> list[str]:
        scheme, lines = self.analysis.scheme, []
        if "A" in self.items and scheme.defect_classes:
            marks = [
                f"{one.id} = {one.mark.normalize():f}" for one in scheme.defect_classes.classes
            ]
            lines.append(self.say("legend_classes", marks=self.say("and").join(marks)))
        if "alert" in self.items and scheme.alerts:
            *worse, mildest = scheme.alerts.levels
            names = self.sheets.levels()
            levels = self.say("and").join(
                f"{names[level.colour]} ≥ {float(lower_bound(level, 'item')) * 100:g}%"
                for level in worse
            )
            lines.append(self.say("legend_alerts", levels=levels, last=names[mildest.colour]))
        if any(family.owner for family in scheme.families):
            lines.append(self.say("legend_owner"))
        return lines

    def _item_columns(self) -> list[TableColumn]:
        say, frame, scheme = self.say, self.frame, self.analysis.scheme
        names = self._names(frame["id"], frame["name"], scheme.items)
        families = self._names(frame["family"], frame["family"], scheme.families)
        levels = self.sheets.level_names(frame["alert"])
        columns = [
            self._figure("rank", "integer"),
            TableColumn("name", say("item"), names, "wrapped"),
        ]
        if any(families):
            columns.append(TableColumn("family", say("family"), families, "centred"))
        if scheme.defect_classes is not None:
            columns += [self._figure(letter, "integer", 7, letter) for letter in LETTERS]
        columns += [self._figure("defective", "integer", 9), self._figure("ratio", "percent", 11)]
        if any(levels):
            alert = self._figure("alert", "centred")
            columns.append(replace(alert, values=levels, tones=self.sheets.level_tones()))
        return [
            *columns,
            self._figure("share", "percent", 11),
            self._figure("cumulative_share", "percent", 11),
        ]

    def _figure(
        self, key: str, kind: str, width: float | None = None, heading: str = ""
    ) -> TableColumn:
        """A column of the catalogue, its cells live where this workbook can compute them."""
        figure = find_figure(f"items.{key}")
        formula = live_column(self.sheets, figure, self.frame["id"].tolist())
        words = heading or self.say(key)
        return TableColumn(key, words, self.frame[key], kind, width, formula=formula)

    def _totals(self) -> dict[str, Total]:
        totals = {"name": Total(self.say("total_average"))}
        for key in (*LETTERS, "defective"):
            if key in self.items:
                whole = int(self.frame[key].sum())
                totals[key] = Total(whole, "integer", sum_of(self.sheets, "items", key))
        ratio = self.analysis.overall.average_defect_ratio
        if ratio is not None:
            formula = reference(self.sheets, find_figure("average_defect_ratio"))
            totals["ratio"] = Total(ratio, "percent", formula)
        if level := self.sheets.level_name():
            totals["alert"] = Total(level, None, reference(self.sheets, find_figure("alert")))
        return totals

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
            self._small("families", "defective", frame, "integer", family_sum("defective")),
            self._small("families", "ratio", frame, "percent", family_ratio),
            self._small("families", "share", frame, "percent", share_of("items", "defective")),
        ]

    def _critical(self) -> list[TableColumn]:
        say, frame = self.say, self.analysis.critical
        families = self.analysis.scheme.critical_families
        names = self._names(frame["id"], frame["name"], families)
        return [
            TableColumn("id", say("code"), frame["id"], "centred", most=14),
            TableColumn("name", say("critical_family"), names, "wrapped"),
            self._small("critical", "recordings", frame, "integer", critical_recordings),
            self._small("critical", "ratio", frame, "percent", recordings_share, "rate"),
        ]

    def _fatal_codes(self) -> list[TableColumn]:
        say, frame, fatal = self.say, self.analysis.fatal_codes, self.analysis.scheme.fatal
        names = self._names(frame["code"], frame["name"], fatal.codes if fatal else ())
        return [
            TableColumn("code", say("code"), frame["code"], "centred", most=14),
            TableColumn("name", say("fatal_code"), names, "wrapped"),
            self._small("fatal_codes", "recordings", frame, "integer", code_recordings),
            self._small("fatal_codes", "ratio", frame, "percent", recordings_share, "rate"),
        ]

    def _small(
        self,
        table: str,
        key: str,
        frame: pd.DataFrame,
        kind: str,
        formula: Formula,
        heading: str = "",
    ) -> TableColumn:
        """A column of a small table; of a family `critical` knows the id alone."""
        live = live_cells(self.sheets, table, formula, frame[frame.columns[0]].tolist())
        width = 7 if kind == "percent" else None
        return TableColumn(key, self.say(heading or key), frame[key], kind, width, formula=live)

    def _names(
        self, ids: pd.Series, names: pd.Series, known: Sequence[Indicator | Family | FatalCode]
    ) -> list[str]:
        """Returns the names in the workbook's language.

        What only an older version of the scheme has is called as `names` has it.
        """
        words = {one.id: one.name.say(self.book.language) for one in known}
        return [words.get(id_, name) for id_, name in zip(ids, names, strict=True)]


def ranked_items(analysis: Analysis) -> pd.DataFrame:
    """Returns the items in falling order of their defects, as the sheet shows them."""
    return analysis.items.sort_values("rank", kind="stable")


def items_said(sheets: SchemeSheets) -> str:
    """Returns in a sentence which items make up 80 % of the defects."""
    items = {column.key: column.cells for column in sheets.places.tables["items"].columns}
    few = vital_few(items["name"], items["defective"], items["cumulative_share"])
    return said(sheets.book.sayer("charts_sheet"), few, "items")


def items_chart(
    sheets: SchemeSheets, *, brief: bool = False, named: bool = False
) -> Picture | None:
    """Returns the Pareto chart of the items with the most defects, without those that have none.

    None where no item has any. A `brief` one, for a small picture, has fewer columns; the title
    of a `named` one says of which scheme it is.
    """
    book, tables = sheets.book, sheets.places.tables
    defective = int((sheets.analysis.items["defective"] > 0).sum())
    if not defective:
        return None
    title, most = book.say("pareto_items"), BRIEF if brief else SHOWN
    if defective > most:
        title = book.say("pareto_items_top", count=most)
    if named:
        title = sheets.of_scheme(title)
    series, line = book.say("defective"), tables["items_most"]
    words = items_said(sheets)
    return pareto(book, tables["items"], title, series, "defective", line, words, brief=brief)
