"""Sheet 热力图: the defect ratio of every agent in every item, of clause schemes points lost."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from qa_workbook.analysis.coaching import by_team
from qa_workbook.books.analysis.heat_formulas import HeatFormulas, written
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW, Total
from qa_workbook.books.cloth.style import MUTED, put
from qa_workbook.books.cloth.table import TableColumn

LABELS = "coaching_sheet"
_FROZEN = 3  # columns that stay in sight: agent, name, team
_WIDTH = 7.5
_LEAST, _MOST = "#FFFFFF", "#D9822B"  # one hue, from light to dark, is safe for colour-blind people
_MOST_FEW = "#F3D3A8"


class HeatMapPage(AnalysisPage):
    """Agents × items: everybody above the headings, so that the rows below can be sorted."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "heat", labels=LABELS)
        self.by_clause = self.analysis.months is not None
        self.few = 0 if self.by_clause else self.sheets.small_sample or 0
        self.cells = self._cells()
        self.agents = self._rows()
        self.table = self.place(FIRST_ROW + 1, self._columns())
        self.places.tables["heat"] = self.table

    def _cells(self) -> pd.DataFrame:
        """Agents × items: ratios; of clauses points lost, and only those that took any off."""
        key = "lost" if self.by_clause else "ratio"
        table = self.analysis.agent_items
        rows, agents = pd.factorize(table["agent"])
        columns, items = pd.factorize(table["item"])
        values = np.full((len(agents), len(items)), np.nan)
        values[rows, columns] = table[key].to_numpy()
        found = pd.DataFrame(values, index=agents, columns=items)
        found = found.reindex(columns=[id_ for id_ in self.analysis.items["id"] if id_ in found])
        if self.by_clause:
            found = found.where(found > 0)
            found = found.dropna(how="all").dropna(axis=1, how="all")
        return found

    def _rows(self) -> pd.DataFrame:
        """Large samples worst first, below them small ones by team and number."""
        agents = self.analysis.agents
        agents = agents[agents["agent"].isin(self.cells.index)]
        if self.by_clause:
            return agents.sort_values(["lost", "agent"], ascending=[False, True], kind="stable")
        keys = ["average_defect_ratio", "mean_final", "agent"]
        worst = agents.sort_values(keys, ascending=[False, True, True], kind="stable")
        few = worst["recordings"] < self.few
        return pd.concat([worst[~few], by_team(worst[few])])

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        if len(self.table):
            self.write_table(self.table)
            self._everybody()
            self._colours()
            self.filter(self.table, _FROZEN)
            self._hide()
        self.close(self.table.header)

    def _hide(self) -> None:
        """Hides the column that only formulas look at."""
        if "agent_row" in self.table:
            place = self.table.index("agent_row")
            self.sheet.set_column(place, place, 8, None, {"hidden": True})
            del self.widths[place]

    def _columns(self) -> list[TableColumn]:
        say, frame = self.say, self.agents
        columns = [
            TableColumn(key, say(key), frame[key], "centred", most=20)
            for key in ("agent", "name", "team")
        ]
        live = HeatFormulas(self.sheets)
        heading = say("breaches" if self.by_clause else "n")
        sizes = frame["recordings"]
        columns.append(
            TableColumn("recordings", heading, sizes, "integer", _WIDTH, formula=live.size)
        )
        if (frame["recordings"] < self.few).any():
            few = frame["recordings"] < self.few
            marks = [say("few") if one else "" for one in few]
            columns.append(TableColumn("few", say("hint"), marks, "centred", 9, formula=live.few))
        columns += self._items(live)
        columns.append(self._whole(live))
        if self.sheets.live:
            columns.append(
                TableColumn(
                    "agent_row", say("agent_row"), self._places(), "integer", formula=live.agent_row
                )
            )
        return columns

    def _places(self) -> list[int]:
        """In which row of 员工 each agent stands."""
        listed = self.places.tables["agents"].columns[0].cells
        places = {agent: place for place, agent in enumerate(listed, 1)}
        return [places[agent] for agent in self.agents["agent"]]

    def _items(self, live: HeatFormulas) -> Iterator[TableColumn]:
        items, known = self.analysis.items, self.analysis.scheme.by_id
        names = dict(zip(items["id"].tolist(), items["name"].tolist(), strict=True))
        cells = self.cells.reindex(self.agents["agent"])
        for id_ in map(str, cells):
            node = known.get(id_)
            name = node.name.say(self.book.language) if node else names[id_]
            key, values = f"item.{id_}", cells[id_]
            if self.by_clause:
                yield TableColumn(key, name, values, "mark", _WIDTH)
            else:
                yield TableColumn(key, name, values, "percent", _WIDTH, formula=live.item(id_))

    def _whole(self, live: HeatFormulas) -> TableColumn:
        if self.by_clause:
            lost = self.agents["lost"]
            return TableColumn("whole", self.say("lost"), lost, "mark", 9, formula=live.lost)
        ratio = self.agents["average_defect_ratio"]
        if ratio.isna().all():
            ratio = self.cells.mean(axis=1).reindex(self.agents["agent"])
        return TableColumn("whole", self.say("average"), ratio, "percent", 9, formula=live.mean)

    def _everybody(self) -> None:
        """Writes the row of everybody above the headings."""
        row = self.table.header - 1
        totals = {"agent": Total(self.say("everybody_row"))} | self._totals()
        for column in self._shown():
            total = totals.get(column.key, Total(None))
            style = self.styles("total", total.number, align="center")
            put(self.sheet, row, self.table.index(column.key), total.value, style, total.formula)

    def _totals(self) -> dict[str, Total]:
        overall, live = self.analysis.overall, HeatFormulas(self.sheets)
        found = {"recordings": Total(overall.recordings, "integer", live.size_of_all())}
        if self.by_clause:
            for column in self.table.columns:
                if column.key.startswith("item.") or column.key == "whole":
                    lost = float(np.nansum(np.array(column.cells, dtype=np.float64)))
                    formula = f"=SUM({self.table.range(column.key)})"
                    found[column.key] = Total(lost, "General", formula)
            return found
        ratios = dict(zip(self.analysis.items["id"], self.analysis.items["ratio"], strict=True))
        for id_ in self.cells:
            formula = live.item_of_all(str(id_))
            found[f"item.{id_}"] = Total(ratios[str(id_)], "percent", formula)
        mean = overall.average_defect_ratio
        if mean is None:
            mean = float(np.nanmean(list(ratios.values())))
        found["whole"] = Total(mean, "percent", self._mean_of_all())
        return found

    def _mean_of_all(self) -> str:
        ends = (self.everybody(key) for key in self._ends())
        return written(self.sheets, lambda: f"AVERAGE({':'.join(ends)})")

    def everybody(self, key: str) -> str:
        """Returns the cell of everybody in a column."""
        place = self.table.index(key)
        return str(xl_rowcol_to_cell(self.table.header - 1, place, row_abs=True, col_abs=True))

    def _ends(self) -> tuple[str, str]:
        """The first and the last column of an item."""
        items = [column.key for column in self.table.columns if column.key.startswith("item.")]
        return items[0], items[-1]

    def _shown(self) -> list[TableColumn]:
        return [column for column in self.table.columns if column.key != "agent_row"]

    def _colours(self) -> None:
        """One scale for large samples and a paler one, with grey numbers, for small ones."""
        table = self.table
        left, right = (table.index(key) for key in self._ends())
        few = int((self.agents["recordings"] < self.few).sum())
        first_few = table.last + 1 - few
        for top, bottom, colour in (
            (table.first, first_few - 1, _MOST),
            (first_few, table.last, _MOST_FEW),
        ):
            if top <= bottom:
                self.sheet.conditional_format(top, left, bottom, right, _scale(colour))
        if few:
            self._grey(first_few, left, right)

    def _grey(self, first: int, left: int, right: int) -> None:
        """Greys the rows of small samples, whatever is sorted."""
        table = self.table
        size = f"${xl_col_to_name(table.index('recordings'))}{first + 1}"
        grey = self.styles.conditional_font(MUTED)
        rule = {"type": "formula", "criteria": f"={size}<{self.few}", "format": grey}
        for begin, end in ((0, left - 1), (left, right), (right + 1, table.index("whole"))):
            if begin <= end:
                self.sheet.conditional_format(first, begin, table.last, end, rule)

    def _notice(self) -> str:
        """What a cell says; and which samples are small, and that they have no order."""
        key = "heat_lost" if self.by_clause else "heat_legend"
        words = self.say(key if len(self.table) else "heat_nothing")
        return words + (self.say("heat_few", few=self.few) if "few" in self.table else "")


def _scale(most: str) -> dict[str, object]:
    """A colour scale from nothing to the highest value of its range."""
    return {
        "type": "2_color_scale",
        "min_type": "num",
        "min_value": 0,
        "min_color": _LEAST,
        "max_type": "max",
        "max_color": most,
    }
