"""Sheet 争议: the marks beyond the tolerance, what was said about them and what was agreed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.notes import hide_marks, write_room
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.disputes import TOTAL, Dispute, dispute_counts
from qa_workbook.frames import folded


class DisputesPage(CalibrationPage):
    """A row per disputed mark; yellow room for what the discussion came to."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "disputes")
        self.found = self.report.figures.disputes
        self.table = self.place(FIRST_ROW, self._columns(self.found))
        self.places.tables["disputes"] = self.table

    def write(self) -> None:
        """Fills the sheet."""
        nothing = "" if self.panel.has_gold else self.say("no_gold")
        self.write_heading(nothing or ("" if self.found else self.say("no_disputes")))
        self.write_table(self.table)
        last = self.table.left + len(self.table.columns)
        for row, one in enumerate(self.found):
            parts = (self.report.session.id, one.recording, one.item or "score", one.inspector)
            key = "/".join(["dispute", *map(folded, parts)])
            cells = {"words": self.table.index("words")}
            write_room(self, self.table.first + row, key, cells, last)
        hide_marks(self, last)
        counts = vars(dispute_counts(self.found))
        legend = [self.say("disputes_counts", rows=len(self.found), **counts)]
        legend.append(self.say("disputes_legend"))
        self.lines(max(self.table.last, self.table.header) + 2, legend)
        self.filter(self.table, 2)
        self.close(self.table.header)

    def _columns(self, found: Sequence[Dispute]) -> list[TableColumn]:
        say, names = self.say, {**self.sheets.names, TOTAL: self.say("score")}
        agreed = [self._agreed(one) for one in found]
        return [
            TableColumn("unit", say("recording"), [one.recording for one in found], most=24),
            TableColumn("item", say("item"), [names[one.item] for one in found], most=24),
            TableColumn("who", say("inspector"), [one.inspector for one in found], width=13),
            TableColumn("mark", say("mark"), [self._mark(one) for one in found], "mark", 9),
            TableColumn("gold", say("gold"), [one.gold for one in found], "mark", 9),
            TableColumn(
                "difference",
                say("difference"),
                [one.difference for one in found],
                "change",
                9,
                formula=self._difference(found),
            ),
            TableColumn("limit", say("limit"), [one.tolerance for one in found], "number", 9),
            TableColumn("agreed", say("agreed_mark"), agreed, "mark", 11),
            TableColumn("words", say("discussion"), [None] * len(found), "wrapped", 40),
        ]

    def _mark(self, one: Dispute) -> float | str:
        return self.say("not_applicable") if one.mark is None else one.mark

    def _difference(self, found: Sequence[Dispute]) -> Callable[[int], str]:
        def formula(row: int) -> str:
            if found[row].mark is None:
                return ""
            return f"={self.table.cell('mark', row)}-{self.table.cell('gold', row)}"

        return formula

    def _agreed(self, one: Dispute) -> float | str | None:
        """The mark that was settled, or that it waits for arbitration."""
        known = self.report.session.last.get((folded(one.recording), one.item))
        if known is None:
            return None
        return float(known.mark) if known.mark else self.say("in_arbitration")
