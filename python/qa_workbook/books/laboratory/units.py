"""Sheets 试算, 等级变化 and 座席: the same recordings under both versions."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.books.cloth.book import ResultBook
from qa_workbook.books.cloth.page import FIRST_ROW, Page
from qa_workbook.books.cloth.reconcile import Check
from qa_workbook.books.cloth.style import ACCENT_PALE, BETTER, WORSE, put
from qa_workbook.books.cloth.table import PlacedTable, TableColumn
from qa_workbook.books.laboratory.page import LaboratoryPage, Source
from qa_workbook.frames import evidence


class UnitsPage(LaboratoryPage):
    """试算: the recordings whose score or band changes; with live formulas also the others."""

    key = "units"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        outcome = source.outcome
        rows = outcome.units if source.live else outcome.changed
        ranked = rows.assign(size=rows["change"].abs(), same=rows["old_band"] == rows["new_band"])
        order = ["size", "same", "agent"]
        self.rows = ranked.sort_values(order, ascending=[False, True, True], kind="stable")
        self.table = self.place(FIRST_ROW, self._columns())
        source.places.tables["units"] = self.table

    def _columns(self) -> list[TableColumn]:
        say, rows, source = self.say, self.rows, self.source
        found = [
            TableColumn(key, say(key), rows[key], "centred", most=14)
            for key in ("agent", "name", "team")
        ]
        if source.outcome.by_month:
            found.append(TableColumn("month", say("month"), rows["month"], "centred"))
        else:
            recordings = evidence(rows)
            found += [
                TableColumn("recording", say("recording"), recordings, "centred", most=26),
                TableColumn("call_date", say("call_date"), rows["call_date"], "date"),
            ]
        change = rows["change"]
        found += [
            TableColumn("old_final", say("old_score"), rows["old_final"], "score", 13),
            TableColumn("new_final", say("new_score"), rows["new_final"], "score", 13),
            TableColumn("change", say("change"), change, "change", formula=self._change()),
        ]
        for side in ("old", "new"):
            bands = [source.band(id_) for id_ in rows[f"{side}_band"]]
            found.append(TableColumn(f"{side}_band", say(f"{side}_band"), bands, "centred", 12))
        words = {True: say("fatal_yes"), False: ""}
        fatal = [
            words[old] if old == new else say("fatal_new" if new else "fatal_no_more")
            for old, new in zip(rows["old_fatal"], rows["new_fatal"], strict=True)
        ]
        if any(fatal):
            found.append(TableColumn("fatal", say("fatal"), fatal, "centred", 12))
        return found

    def _change(self) -> Callable[[int], str]:
        def formula(row: int) -> str:
            new, old = self.table.cell("new_final", row), self.table.cell("old_final", row)
            return f"=ROUND({new}-{old},6)"

        return formula

    def checks(self) -> list[Check]:
        """Returns counts and means of all recordings."""
        outcome, table, say = self.source.outcome, self.table, self.say
        if not (self.source.live and len(table)):
            return []
        size = len(outcome.units)
        checks = [Check(say("check_units"), size, f"=COUNT({table.range('change')})")]
        for key, mean in (("old_final", outcome.old_mean), ("new_final", outcome.new_mean)):
            formula = f"=AVERAGE({table.range(key)})"
            checks.append(Check(say(f"check_{key}"), mean or 0, formula, "score"))
        change = f"=AVERAGE({table.range('change')})"
        checks.append(Check(say("check_change"), outcome.mean_change or 0, change, "score"))
        bands = f"=SUMPRODUCT(--({table.range('old_band')}<>{table.range('new_band')}))"
        return [*checks, Check(say("check_bands"), outcome.band_changes, bands)]

    def write(self) -> None:
        """Fills the sheet."""
        changed = len(self.source.outcome.changed)
        self.begin("" if changed else self.say("nothing_changes"))
        self.write_table(self.table)
        if len(self.table):
            colour_changes(self, self.table, "change")
            self._mark_bands()
        self.filter(self.table, 1)
        self.close(FIRST_ROW)

    def _mark_bands(self) -> None:
        """Marks the rows that change band."""
        table = self.table
        old, new = (f"${table.cell(key, 0).lstrip('$')}" for key in ("old_band", "new_band"))
        look = self.styles.conditional(WORSE)
        rule = {"type": "formula", "criteria": f"={old}<>{new}", "format": look}
        place = table.index("new_band")
        self.sheet.conditional_format(table.first, place, table.last, place, rule)


def colour_changes(page: Page, table: PlacedTable, key: str) -> None:
    """Blue for more, orange for less."""
    place = table.index(key)
    for sign, tone in ((">", BETTER), ("<", WORSE)):
        rule = {
            "type": "cell",
            "criteria": sign,
            "value": 0,
            "format": page.styles.conditional(tone),
        }
        page.sheet.conditional_format(table.first, place, table.last, place, rule)


class BandsPage(LaboratoryPage):
    """等级变化: old bands below one another, new ones side by side."""

    key = "bands"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        self.matrix = source.outcome.matrix
        self.table = self.place(FIRST_ROW, self._columns())

    def checks(self) -> list[Check]:
        """Returns that every recording stands in the matrix once."""
        if not (self.source.live and len(self.table)):
            return []
        total = int(self.matrix.to_numpy().sum())
        return [Check(self.say("check_matrix"), total, f"=SUM({self.table.range('sum')})")]

    def _columns(self) -> list[TableColumn]:
        say, matrix, source = self.say, self.matrix, self.source
        names = [source.band(str(id_)) for id_ in matrix.index]
        found = [TableColumn("name", say("old_to_new"), names, "centred", 18)]
        for id_ in matrix:
            new = source.band(str(id_))
            formula = self._formula(new) if source.live else None
            counts = matrix[id_].to_list()
            found.append(TableColumn(f"to.{id_}", new, counts, "integer", 12, formula=formula))
        sums = matrix.sum(axis=1).to_list()
        found.append(TableColumn("sum", say("old_sum"), sums, "integer", 12, formula=self._sum()))
        return found

    def _formula(self, new: str) -> Callable[[int], str]:
        def formula(row: int) -> str:
            units = self.source.places.tables["units"]
            old = self.table.cell("name", row)
            key = next(one.key for one in self.table.columns if one.heading == new)
            heading = xl_rowcol_to_cell(
                self.table.header, self.table.index(key), row_abs=True, col_abs=True
            )
            both = f"({units.range('old_band')}={old})*({units.range('new_band')}={heading})"
            return f"=SUMPRODUCT({both})"

        return formula

    def _sum(self) -> Callable[[int], str]:
        def formula(row: int) -> str:
            columns = self.table.columns
            first, last = columns[1].key, columns[-2].key
            return f"=SUM({self.table.cell(first, row)}:{self.table.cell(last, row)})"

        return formula

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        self.write_table(self.table)
        self._stays()
        row = self.table.last + 1
        put(self.sheet, row, 0, self.say("new_sum"), self.styles("total", align="center"))
        for column in self.table.columns[1:]:
            total = sum(column.cells)
            formula = f"=SUM({self.table.range(column.key).partition('!')[2]})"
            place = self.table.index(column.key)
            style = self.styles("total", "integer", align="center")
            put(self.sheet, row, place, total, style, formula)
        self.close(FIRST_ROW)

    def _stays(self) -> None:
        """Shades the recordings that stay in their band."""
        style = self.styles("centred", "integer", bg_color=ACCENT_PALE, bold=True)
        for row, old in enumerate(self.matrix.index):
            if old in self.matrix.columns:
                column = self.table.columns[1 + list(self.matrix.columns).index(old)]
                place = self.table.index(column.key)
                live = column.formula(row) if column.formula else ""
                put(self.sheet, self.table.first + row, place, column.cells[row], style, live)


class AgentsPage(LaboratoryPage):
    """座席: the means of agents and teams, the largest change first."""

    key = "agents"

    def __init__(self, book: ResultBook, source: Source) -> None:
        super().__init__(book, source)
        outcome = source.outcome
        teams = self._columns(outcome.teams, ["team"], "teams")
        self.teams = self.place(FIRST_ROW + 1, teams, left=2)  # below one another with the agents
        header = self.teams.last + 4
        about = ["agent", "name", "team"]
        self.agents = self.place(header, self._columns(outcome.agents, about, "agents"))
        self._made = {"teams": self.teams, "agents": self.agents}

    def _columns(self, rows: pd.DataFrame, about: list[str], which: str) -> list[TableColumn]:
        say, live = self.say, self.source.live
        filled = rows.assign(**{key: rows[key].replace("", say("blank")) for key in about})
        found = [TableColumn(key, say(key), filled[key], "centred", most=14) for key in about]
        few = [self._few(units) for units in rows["units"]]
        found += [
            TableColumn("units", say("units_count"), rows["units"], "integer", 9),
            *(
                TableColumn(
                    f"{side}_mean",
                    say(f"{side}_mean"),
                    rows[f"{side}_mean"],
                    "score",
                    11,
                    formula=self._mean(which, about[0], side) if live else None,
                )
                for side in ("old", "new")
            ),
            TableColumn(
                "change", say("change"), rows["change"], "change", formula=self._change(which)
            ),
            TableColumn("bands", say("bands_count"), rows["bands"], "integer", 10),
            TableColumn("few", say("hint"), few, "centred", 14),
        ]
        return found

    def _few(self, units: int) -> str:
        return self.say("few") if units < self.source.tested.small_sample else ""

    def _mean(self, which: str, key: str, side: str) -> Callable[[int], str]:
        def formula(row: int) -> str:
            table, units = self._made[which], self.source.places.tables["units"]
            name = table.cell(key, row)
            blank = self.say("blank")
            own = f'IF({name}="{blank}","",{name})'
            total = f"SUMPRODUCT(({units.range(key)}={own})*{units.range(f'{side}_final')})"
            return f"={total}/{table.cell('units', row)}"

        return formula

    def _change(self, which: str) -> Callable[[int], str]:
        def formula(row: int) -> str:
            table = self._made[which]
            return f"={table.cell('new_mean', row)}-{table.cell('old_mean', row)}"

        return formula

    def write(self) -> None:
        """Fills the sheet."""
        self.begin()
        for key, table in self._made.items():
            words, width = self.say(f"by_{key}"), len(table.columns)
            self.section(table.header - 1, words, width, table.left)
            self.write_table(table)
            colour_changes(self, table, "change")
        self.close()
        self.sheet.freeze_panes(FIRST_ROW, 0)
