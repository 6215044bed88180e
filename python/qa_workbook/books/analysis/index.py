"""Sheet 指标体系 (S13, S14): every node of the tree with weight and value, indented by level."""

from __future__ import annotations

from xlsxwriter.format import Format

from qa_workbook.analysis.catalogue import find_figure
from qa_workbook.books.analysis.index_tree import IndexTree
from qa_workbook.books.analysis.live import live_column
from qa_workbook.books.analysis.page import AnalysisPage, SchemeSheets
from qa_workbook.books.cloth.page import FIRST_ROW
from qa_workbook.books.cloth.style import ACCENT, ACCENT_PALE, ACCENT_SOFT, put
from qa_workbook.books.cloth.table import TableColumn

_BAR = {
    "type": "data_bar",
    "bar_color": ACCENT_SOFT,
    "bar_solid": True,
    "min_type": "num",
    "min_value": 0,
    "max_type": "num",
    "max_value": 100,
    "data_bar_2010": True,
}


class IndexPage(AnalysisPage):
    """The nodes in the order of the tree; the value of each is 0–100."""

    def __init__(self, sheets: SchemeSheets) -> None:
        super().__init__(sheets, "index")
        frame, say = self.analysis.index, self.say
        self.names = self._names()
        self.nodes = self.place(
            FIRST_ROW,
            [
                TableColumn("level", say("level"), frame["level"], "integer"),
                TableColumn("name", say("indicator"), self.names, width=_width(self.names)),
                TableColumn("id", say("code"), frame["id"], "text", most=30),
                TableColumn("weight", say("weight"), frame["weight"], "mark", width=10),
                TableColumn(
                    "value",
                    say("value"),
                    frame["value"],
                    "score",
                    width=12,
                    formula=live_column(sheets, find_figure("index.value"), frame["id"].tolist()),
                ),
            ],
        )
        self.places.tables["index"] = self.nodes
        self.tree = IndexTree(self, self.nodes, self.names)

    def _names(self) -> list[str]:
        frame, language = self.analysis.index, self.book.language
        known = {node.id: node.name.say(language) for node in self.analysis.scheme.nodes}
        return [known.get(id_, name) for id_, name in zip(frame["id"], frame["name"], strict=True)]

    def write(self) -> None:
        """Fills the sheet."""
        self.write_heading()
        self.write_table(self.nodes)
        column, levels = self.nodes.index("name"), self.analysis.index["level"]
        for row, (level, name) in enumerate(zip(levels, self.names, strict=True), self.nodes.first):
            put(self.sheet, row, column, name, self._level_style(int(level)))
        bars = self.nodes.index("value")
        self.sheet.conditional_format(self.nodes.first, bars, self.nodes.last, bars, _BAR)
        self.tree.write()
        self.filter(self.nodes)
        self.close()
        self._print()

    def _print(self) -> None:
        """The table on one page, the tree on the next."""
        self.widths[self.tree.left - 1] = 2
        self.sheet.fit_to_pages(1, 1)

    def _level_style(self, level: int) -> Format:
        if level == 1:
            return self.styles("cell", "text", bold=True, font_color=ACCENT, bg_color=ACCENT_PALE)
        return self.styles("cell", "text", indent=2 * (level - 1), bold=level == 2)


def _width(words: list[str]) -> float:
    return min(60.0, max([30.0, *(2.2 * len(word) + 12 for word in words)]))
