"""Sheet 重复稳定性: what the same inspector gave the same recording the second time."""

from __future__ import annotations

from collections.abc import Callable

from qa_workbook.books.calibration.page import CalibrationPage, CalibrationSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.table import TableColumn
from qa_workbook.calibration.repeats import Repeats

_GAP = 3


class RepeatsPage(CalibrationPage):
    """A row per inspector, and below them every pair of scores."""

    def __init__(self, sheets: CalibrationSheets) -> None:
        super().__init__(sheets, "repeats")
        self.found: Repeats = self.report.repeats
        self.table = self.place(FIRST_ROW, self._columns())
        self.pairs = self.place(self.table.last + _GAP + 1, self._pair_columns())
        self.places.tables |= {"stability": self.table, "pairs": self.pairs}

    def write(self) -> None:
        """Fills the sheet."""
        few = self.found.overall is None
        self.write_heading(self.say("no_repeats" if few else "repeats_notice"))
        if not few:
            self.write_table(self.table)
            self.section(self.pairs.header - 1, self.say("pairs"), len(self.pairs.columns))
            self.write_table(self.pairs)
            self.lines(self.pairs.last + 2, [self.say("repeats_legend")])
        self.close(self.table.header)

    def _columns(self) -> list[TableColumn]:
        say = self.say
        found = [*self.found.each, *([self.found.overall] if self.found.overall else [])]
        names = [one.inspector or say("everybody") for one in found]
        ends = [one.interval or (None, None) for one in found]
        return [
            TableColumn("who", say("inspector"), names, width=14),
            TableColumn("n", say("repeats_n"), [one.n for one in found], "integer", 9,
                        formula=self._live(_COUNT)),
            TableColumn("sd", say("repeats_sd"), [one.sd for one in found], "score", 11,
                        formula=self._live(_SD)),
            TableColumn("low", say("low"), [low for low, _ in ends], "score", 9),
            TableColumn("high", say("high"), [high for _, high in ends], "score", 9),
            TableColumn("mean", say("repeats_mean"), [one.mean for one in found], "change", 11,
                        formula=self._live(_MEAN)),
            TableColumn("far", say("repeats_far"), [one.farthest for one in found], "score", 11,
                        formula=self._live(_FAR)),
            TableColumn("equal", say("repeats_equal"), [one.equal for one in found], "percent", 11,
                        formula=self._live(_EQUAL)),
        ]  # fmt: skip

    def _pair_columns(self) -> list[TableColumn]:
        say, pairs = self.say, self.found.pairs
        apart = [one.difference for one in pairs]
        return [
            TableColumn("who", say("inspector"), [one.inspector for one in pairs], width=14),
            TableColumn("unit", say("recording"), [one.recording for one in pairs], most=26),
            TableColumn("first", say("first"), [one.first for one in pairs], "score", 11),
            TableColumn("second", say("second"), [one.second for one in pairs], "score", 11),
            TableColumn("difference", say("difference"), apart, "change", 11,
                        formula=self._difference),
            TableColumn("marks", say("pair_marks"), [one.marks for one in pairs], "integer", 11),
            TableColumn("same", say("pair_equal"), [one.equal for one in pairs], "integer", 11),
        ]  # fmt: skip

    def _difference(self, row: int) -> str:
        return f"={self.pairs.cell('second', row)}-{self.pairs.cell('first', row)}"

    def _live(self, formula: str) -> Callable[[int], str]:
        def of_row(row: int) -> str:
            pairs = self.pairs
            mine = f"({pairs.range('who')}={self.table.cell('who', row)})"
            if row == len(self.found.each):
                mine = f'({pairs.range("who")}<>"")'
            apart = pairs.range("difference")
            cells = {
                "mine": mine,
                "apart": apart,
                "marks": pairs.range("marks"),
                "same": pairs.range("same"),
            }
            return f"={formula.format(**cells)}"

        return of_row


_COUNT = "SUMPRODUCT(--{mine})"
_SD = "SQRT(SUMPRODUCT({mine}*{apart}^2)/(2*SUMPRODUCT(--{mine})))"
_MEAN = "SUMPRODUCT({mine}*{apart})/SUMPRODUCT(--{mine})"
_FAR = "SUMPRODUCT(MAX({mine}*ABS({apart})))"
_EQUAL = 'IFERROR(SUMPRODUCT({mine}*{same})/SUMPRODUCT({mine}*{marks}),"")'
