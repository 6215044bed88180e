"""Below the figures of 质检员: 不适用, rows of marks and remarks that come back, as hints (S8)."""

from __future__ import annotations

from collections.abc import Hashable, Mapping

import pandas as pd

from qa_workbook.analysis.formulas import wilson_ends
from qa_workbook.books.analysis.inspector_formulas import InspectorFormulas
from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.analysis.sources import write_links
from qa_workbook.books.cloth.style import put
from qa_workbook.books.cloth.table import TableColumn


class InspectorHabits:
    """A section of the sheet 质检员: a row per inspector, in the order of `frame`.

    It says nothing of who is right: a hint asks for a closer look.
    """

    def __init__(
        self, page: AnalysisPage, frame: pd.DataFrame, live: InspectorFormulas, row: int
    ) -> None:
        """`row` is that of the heading of the section."""
        self.page, self.frame, self.live = page, frame, live
        self.rules = page.sheets.rules.inspectors if page.sheets.rules else None
        self.table = page.place(row + 1, self._columns())
        page.places.tables["inspector_habits"] = self.table

    def write(self) -> int:
        """Writes the section with its legends; returns the row after them."""
        page, table = self.page, self.table
        page.section(table.header - 1, page.say("habits"), len(table.columns))
        page.write_table(table)
        # Only a run has rows to look at; a file without one is no link.
        cells = [f"A{row}" if row else "A1" for row in self.frame["run_row"].tolist()]
        write_links(page, table, self._files(), cells)
        row = table.last + 2
        for line in self._explained():
            put(page.sheet, row, 0, line, page.styles("subtitle"))
            row += 1
        return row

    def _files(self) -> pd.DataFrame:
        told = self.frame["longest_run"] > 1
        return pd.DataFrame(
            {
                "file": self.frame["run_file"].where(told, ""),
                "sheet": self.frame["run_sheet"].where(told, ""),
            }
        )

    def _explained(self) -> list[str]:
        say, rules = self.page.say, self.rules
        if rules is None:
            return [say("no_rules")]
        details = {
            "marks": rules.not_applicable_from,
            "run": rules.same_marks_from,
            "remark": rules.same_remark_from,
        }
        return [say(f"legend_{key}", **details) for key in ("na", "runs", "often")]

    def _columns(self) -> list[TableColumn]:
        say, frame = self.page.say, self.frame
        runs = frame["longest_run"].where(frame["longest_run"] > 0)
        return [
            TableColumn("inspector", say("inspector"), frame["inspector"], most=24),
            *self.page.hints(frame["recordings"].tolist()),
            TableColumn(
                "full_recordings", say("full_recordings"), frame["full_recordings"], "percent", 8
            ),
            TableColumn("longest_run", say("longest_run"), runs, "integer", 8),
            TableColumn("often_remark", say("often_remark"), frame["often_remark"], "percent", 9),
            TableColumn(
                "na_marks", say("na_marks"), self._of_marks("na_marks"), "integer", 9,
                formula=self.live.applicable_marks,
            ),
            TableColumn(
                "na", say("na"), self._of_marks("na"), "integer", 8,
                formula=self.live.not_applicable,
            ),
            TableColumn(
                "na_share", say("na_share"), frame["na_share"], "percent", 8, formula=self._share
            ),
            TableColumn("na_low", say("low"), frame["na_low"], "percent", 9, formula=self._low),
            TableColumn("na_high", say("high"), frame["na_high"], "percent", 9, formula=self._high),
            TableColumn("na_others", say("na_others"), frame["na_others"], "percent", 10),
            TableColumn("hint", say("hint"), self._hints(), "wrapped", 26),
            TableColumn("rows", say("rows"), self._rows(), "centred", 8),
            TableColumn("file", say("file"), self._files()["file"], "link", most=30),
        ]  # fmt: skip

    def _of_marks(self, key: str) -> pd.Series:
        """Counts of marks, blank where nothing may be 不适用 or nobody else marked it."""
        return self.frame[key].where(self.frame["na_marks"] > 0)

    def _known(self, row: int) -> bool:
        return bool(self.frame["na_marks"].iloc[row] > 0 and self.live.applicable_marks(row))

    def _share(self, row: int) -> str:
        if not self._known(row):
            return ""
        return f"={self.table.cell('na', row)}/{self.table.cell('na_marks', row)}"

    def _low(self, row: int) -> str:
        return f"={self._ends(row)[0]}" if self._known(row) else ""

    def _high(self, row: int) -> str:
        return f"={self._ends(row)[1]}" if self._known(row) else ""

    def _ends(self, row: int) -> tuple[str, str]:
        return wilson_ends(self.table.cell("na", row), self.table.cell("na_marks", row))

    def _rows(self) -> list[str]:
        """Where the longest run stands; nothing for a single row."""
        rows = self.frame[["longest_run", "run_row", "run_last"]].to_numpy().tolist()
        return [f"{first}–{last}" if length > 1 else "" for length, first, last in rows]

    def _hints(self) -> list[str]:
        between = self.page.say("between")
        return [between.join(self._hints_of(one)) for one in self.frame.to_dict("records")]

    def _hints_of(self, one: Mapping[Hashable, object]) -> list[str]:
        say, rules = self.page.say, self.rules
        if rules is None:
            return []
        said = [say(f"na_{one['na_flag']}")] if one["na_flag"] else []
        if int(str(one["longest_run"])) >= rules.same_marks_from:
            said.append(say("run", count=one["longest_run"], all=one["in_runs"]))
        if int(str(one["times"])) >= rules.same_remark_from:
            said.append(say("often", count=one["times"]))
        return said
