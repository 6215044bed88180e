"""The tree of 指标体系 drawn in cells: a box for each node, lines from parents to children."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from xlsxwriter.utility import xl_rowcol_to_cell

from qa_workbook.books.analysis.page import AnalysisPage
from qa_workbook.books.cloth.style import (
    ACCENT,
    ACCENT_PALE,
    column_width,
    put,
)
from qa_workbook.books.cloth.table import PlacedTable

_LINES = 2  # rows of a box: name, value with weight
_COLUMNS = 4  # of a level: two of the box, two of the lines to the next level
_LINE = "#6B7F8A"
_VALUE, _STUB, _LEAST = 8.0, 2.0, 11.0  # widths
_SCALE = {
    "type": "3_color_scale",
    "mid_type": "percentile",
    "mid_value": 50,
    "min_color": "#F2C27E",
    "mid_color": "#FFFFFF",
    "max_color": "#9CC3E6",
}


@dataclass(frozen=True)
class Node:
    """A box: `row` counts boxes from the top, `children` are places of nodes."""

    place: int
    level: int
    row: float
    children: tuple[int, ...]


def tree_of(index: pd.DataFrame) -> list[Node]:
    """Returns where each row of the frame `index` stands in the drawing.

    Leaves stand below each other in their order, a parent in the middle of its children.
    """
    places = {id_: place for place, id_ in enumerate(index["id"])}
    children: list[list[int]] = [[] for _ in places]
    for place, parent in enumerate(index["parent"]):
        if parent in places:
            children[places[parent]].append(place)
    rows, leaves = [0.0] * len(places), 0
    for place, below in enumerate(children):
        if not below:
            rows[place] = leaves
            leaves += 1
    for place in reversed(range(len(places))):  # parents come before their children
        if below := children[place]:
            rows[place] = (rows[below[0]] + rows[below[-1]]) / 2
    levels = index["level"].tolist()
    return [
        Node(place, levels[place] - levels[0], rows[place], tuple(children[place]))
        for place in range(len(places))
    ]


class IndexTree:
    """The drawing, right of the table of the nodes."""

    def __init__(self, page: AnalysisPage, nodes: PlacedTable, names: list[str]) -> None:
        """`nodes` is the table of the frame `index`, `names` its names in the book's language."""
        self.page, self.nodes, self.names = page, nodes, names
        self.say = page.book.sayer("charts_sheet")
        self.frame = page.analysis.index
        self.tree = tree_of(self.frame)
        self.top = nodes.header
        self.left = nodes.left + len(nodes.columns) + 1
        self.last = self.top + 1 + max(self._row(node) + _LINES for node in self.tree)

    def _row(self, node: Node) -> int:
        """The row of the name of a node, from the first one."""
        return int(node.row * _LINES)

    def _column(self, level: int) -> int:
        return self.left + _COLUMNS * level

    def write(self) -> None:
        """Draws boxes and lines and sets the widths."""
        levels = {node.level for node in self.tree}
        self.page.section(self.top, self.say("tree"), _COLUMNS * len(levels) - 2, self.left)
        for node in self.tree:
            self._box(node)
            if node.children:
                self._lines(node)
        self._colour()
        for level in levels:
            names = [self.names[node.place] for node in self.tree if node.level == level]
            wide = column_width(names, least=_LEAST, most=30)
            widths = (wide - _VALUE, _VALUE, _STUB, _STUB)
            columns = range(self._column(level), self._column(level) + _COLUMNS)
            self.page.widths |= dict(zip(columns, widths, strict=True))
        put(self.page.sheet, self.last, self.left, self.say("tree_note"), self.page.styles("plain"))

    def _colour(self) -> None:
        """One scale for the values of all boxes: the lowest of them is orange, the highest blue."""
        cells = [
            xl_rowcol_to_cell(self.top + 2 + self._row(node), self._column(node.level) + 1)
            for node in self.tree
        ]
        options = {**_SCALE, "multi_range": " ".join(cells)}
        self.page.sheet.conditional_format(cells[0], options)

    def _box(self, node: Node) -> None:
        page, place = self.page, node.place
        row, column = self.top + 1 + self._row(node), self._column(node.level)
        frame = {"border_color": _LINE, "shrink": True}
        head = {"bg_color": ACCENT_PALE, "bold": node.level < 2, "font_color": ACCENT}
        name = page.styles("centred", None, **frame, **head)
        page.sheet.merge_range(row, column, row, column + 1, "", name)
        put(page.sheet, row, column, self.names[place], name)
        value, weight = self.frame["value"].iloc[place], self.frame["weight"].iloc[place]
        ids, values = self.nodes.range("id"), self.nodes.range("value")
        formula = f'=INDEX({values},MATCH("{self.frame["id"].iloc[place]}",{ids},0))'
        said = "" if pd.isna(weight) else self.say("tree_weight", weight=f"{weight:g}")
        put(page.sheet, row + 1, column, said, page.styles("centred", None, font_size=9, **frame))
        put(
            page.sheet,
            row + 1,
            column + 1,
            value,
            page.styles("centred", "score", **frame),
            formula,
        )
        page.sheet.conditional_format(row + 1, column + 1, row + 1, column + 1, _SCALE)

    def _lines(self, node: Node) -> None:
        """A line from the middle of the box to an upright one, and from there to each child."""
        page, start = self.page, self._column(node.level) + 2
        middle = self._middle(node.place)
        children = [self._middle(child) for child in node.children]
        highest, lowest = min(middle, *children), max(middle, *children)
        for row in range(highest, lowest + 1):
            upright = highest < row
            left = {"bottom": 1} if row == middle else {}
            right = {"bottom": 1} if row in children else {}
            if upright:
                right["left"] = 1
            for column, sides in ((start, left), (start + 1, right)):
                if sides:
                    colours = {f"{side}_color": _LINE for side in sides}
                    style = page.styles("plain", None, **sides, **colours)
                    put(page.sheet, row, column, None, style)

    def _middle(self, place: int) -> int:
        """The row above the middle of a box: its lower border is the middle."""
        return self.top + 1 + self._row(self.tree[place])
