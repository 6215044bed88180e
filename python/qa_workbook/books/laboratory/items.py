"""Sheets 单项, 相关 and 单项扣分: what the items weigh, how they go together, what they cost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from qa_workbook.arrays import Floats
from qa_workbook.books.analysis.charts.look import (
    AXIS,
    BLUE,
    GRID,
    ORANGE,
    SMALL,
    Picture,
    dress,
    new_chart,
)
from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.reconcile import Check
from qa_workbook.books.cloth.style import SEVERITY
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.books.laboratory.page import LaboratoryPage, Source
from qa_workbook.laboratory.items import Item, ItemAnalysis
from qa_workbook.statistics.reasons import Reason

_NONE = "—"
_CHART_HEIGHT = 32
_BARS = {"nominal": BLUE, "effective": ORANGE, "new_nominal": "#A9C4E6", "new_effective": "#F3D3A8"}
"""The columns that the chart draws, with their colours; paler ones are the new version's."""
_NARROW = 8.5


class CostsPage(LaboratoryPage):
    """单项扣分: the points that each item takes off each recording; formulas look at them."""

    key = "costs"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        self.items = source.tested.items
        self.table = self.place(FIRST_ROW, self._columns())
        source.places.tables["costs"] = self.table

    def _columns(self) -> list[TableColumn]:
        say, items, rows = self.say, self.items, self.items.rows
        found = [
            TableColumn("agent", say("agent"), rows["agent"], "centred", most=14),
            TableColumn("recording", say("recording"), rows["recording"], "centred", most=26),
            TableColumn("call_date", say("call_date"), rows["call_date"], "date"),
        ]
        lost = items.costs.lost
        for column, item in enumerate(items.items):
            found.append(
                TableColumn(item.id, item.name, lost[:, column].tolist(), "score", _NARROW)
            )
        first, last = items.items[0].id, items.items[-1].id
        total = TableColumn(
            "total",
            say("lost"),
            lost.sum(axis=1).tolist(),
            "score",
            formula=self._total(first, last),
        )
        return [*found, total]

    def _total(self, first: str, last: str) -> Callable[[int], str]:
        return lambda row: f"=SUM({self.table.cell(first, row)}:{self.table.cell(last, row)})"

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        self.filter(self.table, 2)
        self.close(FIRST_ROW)


class ItemsPage(LaboratoryPage):
    """单项: weights meant and in effect, full marks, n/a, losses, discrimination, remarks."""

    key = "items"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        self.items = source.tested.items
        self.live = source.live and is_whole(self.items)
        self.table = self.place(FIRST_ROW, self._columns())
        source.places.tables["items"] = self.table

    @property
    def about(self) -> str:
        """Of clauses there are no weights to explain."""
        return "items_about_clause" if self.items.by_clause else "items_about"

    def _columns(self) -> list[TableColumn]:
        say, of = self.say, self._of
        found = [TableColumn("name", say("item"), of("name"), "text", most=24)]
        if not self.items.by_clause:
            found += self._weights()
        found += [
            TableColumn("marked", say("marked"), of("marked"), "integer", _NARROW),
            TableColumn("full", say("full"), of("full"), "percent", formula=self._formula("full")),
            TableColumn("excused", say("excused"), of("excused"), "percent"),
            TableColumn("loss", say("loss"), of("loss"), "score", formula=self._formula("loss")),
            TableColumn(
                "loss_share",
                say("loss_share"),
                of("loss_share"),
                "percent",
                formula=self._formula("loss_share"),
            ),
        ]
        if not self.items.by_clause:
            found.append(
                TableColumn(
                    "discrimination",
                    say("discrimination"),
                    of("discrimination"),
                    "score",
                    formula=self._formula("discrimination"),
                )
            )
        remarks = ["；".join(say(f"flag_{flag}") for flag in one.flags) for one in self.items.items]
        return [*found, TableColumn("remark", say("remark"), remarks, "wrapped", 30)]

    def _weights(self) -> list[TableColumn]:
        say, live = self.say, self._formula("effective")
        effective = self._of("effective")
        found = [
            TableColumn("nominal", say("nominal"), self._of("nominal"), "percent"),
            TableColumn("effective", say("effective"), effective, "percent", formula=live),
        ]
        new = self.source.tested.new_items
        if new is not None:
            by_id = {one.id: one for one in new.items}
            others = [by_id.get(one.id) for one in self.items.items]
            for key in ("nominal", "effective"):
                values = [_shown(getattr(one, key)) if one else None for one in others]
                found.append(TableColumn(f"new_{key}", say(f"new_{key}"), values, "percent"))
        return found

    def _of(self, name: str) -> list[Any]:
        return [_shown(getattr(one, name)) for one in self.items.items]

    def _formula(self, name: str) -> Callable[[int], str] | None:
        """The live formula of a column over 单项扣分, where every item is marked everywhere."""
        if not self.live:
            return None
        made = {
            "effective": "=COVAR({own},{total})/VARP({total})",
            "full": "=COUNTIF({own},0)/COUNT({own})",
            "loss": "=AVERAGE({own})",
            "loss_share": "=SUM({own})/SUM({total})",
            "discrimination": "=(COVAR({own},{total})-VARP({own}))/SQRT(VARP({own})*"
            "(VARP({total})+VARP({own})-2*COVAR({own},{total})))",
        }[name]

        def formula(row: int) -> str:
            item = self.items.items[row]
            if not isinstance(getattr(item, name), float):
                return ""
            costs = self.source.places.tables["costs"]
            return made.format(own=costs.range(item.id), total=costs.range("total"))

        return formula

    def checks(self) -> list[Check]:
        """Returns that the shares add up to 1, and the losses to what is lost in all."""
        if not self.live:
            return []
        say, costs = self.say, self.source.places.tables["costs"]
        lost = float(self.items.costs.lost.sum(axis=1).mean())
        found = [
            Check(say("check_lost"), lost, f"=AVERAGE({costs.range('total')})", "score"),
            Check(say("check_losses"), lost, f"=SUM({self.table.range('loss')})", "score"),
        ]
        if all(isinstance(one.effective, float) for one in self.items.items):
            total = f"=SUM({self.table.range('effective')})"
            found.append(Check(say("check_weights"), 1, total, "percent"))
        return found

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        self._point_at()
        self.sheet.freeze_panes(self.table.first, 1)
        if not self.items.by_clause:
            self._chart()
        self.close(FIRST_ROW)
        self.sheet.set_portrait()  # so that no page ends within the chart

    def _point_at(self) -> None:
        """Colours the remarks."""
        column = self.table.index("remark")
        look = self.styles.conditional(SEVERITY["warning"])
        rule = {"type": "no_blanks", "format": look}
        self.sheet.conditional_format(self.table.first, column, self.table.last, column, rule)

    def _chart(self) -> None:
        """Bars of the weights meant and in effect."""
        chart = new_chart(self.book, "bar")
        for key, colour in _BARS.items():
            if key in self.table:
                series = {
                    "name": self.say(key),
                    "categories": self.table.chart_range("name"),
                    "values": self.table.chart_range(key),
                    "fill": {"color": colour},
                    "gap": 60,
                }
                chart.add_series(series)
        dress(chart, self.say("chart_weights"), legend=True)
        chart.set_y_axis({"num_font": SMALL, "reverse": True, "line": {"none": True}})
        chart.set_x_axis({**AXIS, "num_format": "0%", "major_gridlines": GRID, "min": 0})
        picture = Picture(chart, self.say("chart_weights_alt"))
        height = 110 + _CHART_HEIGHT * len(self.items.items)
        size = {"width": 760, "height": height}
        picture.insert(self.sheet, self.table.last + 2, 0, size, (4, 4))


class CorrelationPage(LaboratoryPage):
    """相关: how items lose marks together, a matrix of r."""

    key = "correlation"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        self.items = source.tested.items
        self.live = source.live and is_whole(self.items)
        self.table = self.place(FIRST_ROW, self._columns())

    def _columns(self) -> list[TableColumn]:
        items = self.items.items
        names = [one.name for one in items]
        known = {(pair.first, pair.second): pair.r for pair in self.items.pairs}
        found = [TableColumn("name", self.say("item"), names, "text", most=24)]
        for other in items:
            values = [
                _shown(known.get((one.id, other.id), known.get((other.id, one.id))))
                for one in items
            ]
            formula = self._formula(other, values) if self.live else None
            found.append(
                TableColumn(f"r.{other.id}", other.name, values, "score", _NARROW, formula=formula)
            )
        return found

    def _formula(self, other: Item, values: Sequence[Any]) -> Callable[[int], str]:
        def formula(row: int) -> str:
            if not isinstance(values[row], float):
                return ""
            costs = self.source.places.tables["costs"]
            one = self.items.items[row]
            return f"=CORREL({costs.range(one.id)},{costs.range(other.id)})"

        return formula

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        scale = {
            "type": "3_color_scale",
            "min_type": "num",
            "mid_type": "num",
            "max_type": "num",
            "min_value": -1,
            "mid_value": 0,
            "max_value": 1,
            "min_color": BLUE,
            "mid_color": "#FFFFFF",
            "max_color": ORANGE,
        }
        table = self.table
        left = table.left + 1
        right = table.left + len(table.columns) - 1
        self.sheet.conditional_format(table.first, left, table.last, right, scale)
        self.sheet.freeze_panes(table.first, 1)
        self.close(FIRST_ROW)


def is_whole(items: ItemAnalysis) -> bool:
    """Returns whether every item was marked everywhere, so that plain formulas give its figures."""
    brings: Floats = items.costs.brings
    same = bool(np.ptp(brings, axis=0).max(initial=0.0) < 1e-9) if len(brings) else False
    return same and not items.costs.excused.any() and bool(items.costs.marked.all())


def _shown(value: Any) -> Any:
    return _NONE if isinstance(value, Reason) else value
