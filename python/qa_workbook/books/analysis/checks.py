"""Sheet 核对: the figures as they were computed beside the live cells of this workbook."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.books.analysis.figures import ShownFigure, shown_figure
from qa_workbook.books.analysis.items import ranked_items
from qa_workbook.books.analysis.live import live_column, live_formula, reference
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.reconcile import Check, write_checks

_SCORES = ("mean_score", "mean_final", "defects", "error_deduction_sum", "fatal")
_RATIOS = ("rates.good", "rates.minor", "rates.ordinary", "rates.fail", "average_defect_ratio")


class ChecksPage(AnalysisPage):
    """Computed value, live value and difference; the verdict above says whether all agree."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "checks")

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        checks = [*self._recordings(), *self._figures(_SCORES), *self._items()]
        write_checks(self, FIRST_ROW, [*checks, *self._figures(_RATIOS)])
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(1, 1)

    def _recordings(self) -> Iterator[Check]:
        """The number of recordings, and whether days and agents add up to it."""
        say, recordings = self.say, self.analysis.overall.recordings
        yield from self._figures(("recordings",))
        for name in ("days", "agents"):
            label = say("check_sum", sheet=say(name), what=say("recordings"))
            formula = f"=SUM({self.places.tables[name].range('recordings')})"
            yield Check(label, recordings, formula)

    def _figures(self, keys: tuple[str, ...]) -> Iterator[Check]:
        """The figures that this workbook can compute; others can't be compared."""
        for key in keys:
            shown = shown_figure(self.sheets, key)
            formula = self._live(shown)
            if formula and isinstance(shown.value, int | float | Decimal):
                yield Check(shown.label, shown.value, formula, shown.number or "General")

    def _live(self, shown: ShownFigure) -> str:
        assert shown.figure is not None
        if not live_formula(self.sheets, shown.figure):
            return ""
        return reference(self.sheets, shown.figure)

    def _items(self) -> Iterator[Check]:
        """The defects of every item that 单项不良 computes, in the scheme's order."""
        items, table = self.analysis.items, self.places.tables["items"]
        ranked = ranked_items(self.analysis)["id"].tolist()
        live = live_column(self.sheets, find_figure("items.defective"), ranked)
        names = {item.id: item.name.say(self.book.language) for item in self.analysis.scheme.items}
        for id_, defective in zip(items["id"], items["defective"].tolist(), strict=True):
            row = ranked.index(id_)
            if live(row):
                label = self.say("check_item", item=names[id_])
                yield Check(label, defective, f"={table.reference('defective', row)}")
