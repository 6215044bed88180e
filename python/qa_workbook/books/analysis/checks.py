"""Sheet 核对: the main figures once more as live formulas over 明细 and the other sheets."""

from __future__ import annotations

from collections.abc import Iterator

from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.reconcile import Check, write_checks
from qa_workbook.frames import MARK


class ChecksPage(AnalysisPage):
    """Computed value, live formula and difference; the verdict above says whether all agree."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "checks")

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        write_checks(self, FIRST_ROW, [*self._totals(), *self._items()])
        self.close(FIRST_ROW)
        self.sheet.fit_to_pages(1, 1)

    def _counted(self) -> str:
        """The criterion of a counted recording, as the last arguments of COUNTIFS and SUMIFS."""
        return f'{self.places.tables["detail"].range("counted")},"{self.say("yes")}"'

    def _totals(self) -> Iterator[Check]:
        say, overall, counted = self.say, self.analysis.overall, self._counted()
        tables = self.places.tables
        detail = tables["detail"]
        recordings = f"COUNTIFS({counted})"
        yield Check(say("recordings"), overall.recordings, f"={recordings}")
        for name in ("days", "agents"):
            label = say("check_sum", sheet=say(name), what=say("recordings"))
            formula = f"=SUM({tables[name].range('recordings')})"
            yield Check(label, overall.recordings, formula)
        for key, column in (("mean_score", "raw"), ("mean_final", "final")):
            formula = f"=SUMIFS({detail.range(column)},{counted})/{recordings}"
            yield Check(say(key), getattr(overall, key), formula, "score")
        agents = self.analysis.agents
        formula = f"=SUMIFS({detail.range('defects')},{counted})"
        yield Check(say("defects"), int(agents["defects"].sum()), formula)
        if "deduction" in detail:
            taken = float(agents["error_deduction"].sum())
            formula = f"=SUMIFS({detail.range('deduction')},{counted})"
            yield Check(say("error_deduction_sum"), taken, formula, "General")
        if "fatal" in detail:
            formula = f'=COUNTIFS({detail.range("fatal")},"{say("yes")}",{counted})'
            yield Check(say("fatal"), int(agents["fatal"].sum()), formula)

    def _items(self) -> Iterator[Check]:
        """The defects of every item marked directly, if one version and scale scored everything."""
        analysis, detail = self.analysis, self.places.tables["detail"]
        if analysis.detail["version"].nunique() > 1:
            return
        defective = dict(zip(analysis.items["id"], analysis.items["defective"], strict=True))
        for item in analysis.scheme.items:
            key = f"{MARK}{item.id}"
            if key not in detail or item.children:
                continue
            full = analysis.scheme.scale_of(item).full
            formula = f'=COUNTIFS({detail.range(key)},"<{full}",{self._counted()})'
            label = self.say("check_item", item=item.name.say(self.book.language))
            yield Check(label, int(defective[item.id]), formula)
