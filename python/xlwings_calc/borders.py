"""Borders of a range."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from xlwings import base_classes
from xlwings.base_classes import _UNSET

from xlwings_calc import colors
from xlwings_calc.connection import struct
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range

_STYLES = {
    "continuous": 0,
    "dot": 1,
    "dash": 2,
    "double": 3,
    "dash_dot": 16,
    "dash_dot_dot": 17,
    "slant_dash_dot": 16,
}
_NO_LINE = 0x7FFF
_WIDTHS = {"hairline": 2, "thin": 26, "medium": 53, "thick": 88}
_TABLE_SIDES = {
    "edge_top": "TopLine",
    "edge_bottom": "BottomLine",
    "edge_left": "LeftLine",
    "edge_right": "RightLine",
    "inside_horizontal": "HorizontalLine",
    "inside_vertical": "VerticalLine",
}
_OF_A_CELL = {"inside_horizontal": "edge_bottom", "inside_vertical": "edge_right"}
_DIAGONALS = {"diagonal_down": "DiagonalTLBR2", "diagonal_up": "DiagonalBLTR2"}


def _line(cells: Range, side: str) -> UnoObject:
    """Returns the line on one side; where the cells differ that of the first one, as in Excel."""
    if side in _DIAGONALS:
        name = _DIAGONALS[side]
        if cells.ambiguous(name):
            cells = cells(1, 1)
        return cells.uno.getPropertyValue(name)
    lines, name = cells.uno.TableBorder2, _TABLE_SIDES[side]
    if getattr(lines, f"Is{name}Valid"):
        return getattr(lines, name)
    return _line(cells(*_first_at(cells, side)), _OF_A_CELL.get(side, side))


def _first_at(cells: Range, side: str) -> tuple[int, int]:
    """Returns the (row, column) within the range of the first cell that has a part of the side."""
    rows, columns = cells.shape
    row = rows if side == "edge_bottom" else 1
    column = columns if side == "edge_right" else 1
    return row, column


class Border(base_classes.Border):
    """One side of a range."""

    def __init__(self, parent: Range, side: str):
        self.parent = parent
        self.side = side

    @property
    def api(self) -> UnoObject:
        """The UNO border line."""
        return _line(self.parent, self.side)

    @property
    def line_style(self) -> str | None:
        """The style, "none" without a line."""
        line = self.api
        if not line.LineWidth and not line.OuterLineWidth:
            return "none"
        return next(
            (word for word, number in _STYLES.items() if number == line.LineStyle), "continuous"
        )

    @line_style.setter
    def line_style(self, value: str | None) -> None:
        self.set(line_style=value)

    @property
    def weight(self) -> str | None:
        """The nearest of xlwings' four widths, None without a line."""
        width = self.api.LineWidth or self.api.OuterLineWidth
        if not width:
            return None
        return min(_WIDTHS, key=lambda word: abs(_WIDTHS[word] - width))

    @weight.setter
    def weight(self, value: str) -> None:
        self.set(weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour, None without a line."""
        if self.line_style == "none":
            return None
        return colors.to_rgb(self.api.Color)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.set(color=color_or_rgb)

    def set(self, line_style: Any = _UNSET, weight: Any = _UNSET, color: Any = _UNSET) -> None:
        """Changes what is given; a width or colour alone makes a continuous line, as in Excel."""
        if line_style is _UNSET:
            line_style = self.line_style
            if line_style == "none":
                line_style = "continuous"
        if weight is _UNSET:
            weight = self.weight or "thin"
        if color is _UNSET:
            color = self.color or (0, 0, 0)
        self._apply(_new_line(line_style, weight, color))

    def _apply(self, line: UnoObject) -> None:
        if self.side in _DIAGONALS:
            self.parent.uno.setPropertyValue(_DIAGONALS[self.side], line)
            return
        # only the sides marked valid are changed
        border = struct("com.sun.star.table.TableBorder2")
        setattr(border, _TABLE_SIDES[self.side], line)
        setattr(border, f"Is{_TABLE_SIDES[self.side]}Valid", True)
        self.parent.uno.TableBorder2 = border


def _new_line(style: str | None, weight: str, color: Any) -> UnoObject:
    name = "com.sun.star.table.BorderLine2"
    if style in (None, "none"):
        return struct(name, LineStyle=_NO_LINE)
    width = _WIDTHS[weight]
    line = struct(
        name,
        Color=colors.to_uno(color),
        LineStyle=_STYLES[style],
        LineWidth=width,
        OuterLineWidth=width,
    )
    if style == "double":
        line.InnerLineWidth, line.LineDistance, line.LineWidth = width, width, width * 3
    return line


class Borders(base_classes.Borders):
    """All sides of a range."""

    def __init__(self, parent: Range):
        self.parent = parent

    @property
    def api(self) -> UnoObject:
        """The UNO table border."""
        return self.parent.uno.TableBorder2

    def __getitem__(self, key: str) -> Border:
        return Border(self.parent, key)

    def _common(self, attribute: str) -> Any:
        found = {getattr(self[side], attribute) for side in self._sides()}
        return found.pop() if len(found) == 1 else None

    def _sides(self) -> tuple[str, ...]:
        sides: tuple[str, ...] = self._grid_sides()  # type: ignore[no-untyped-call]
        return sides

    @property
    def line_style(self) -> str | None:
        """The common style of the grid, None when sides differ."""
        found: str | None = self._common("line_style")
        return found

    @line_style.setter
    def line_style(self, value: Any) -> None:
        self.set(self._sides(), line_style=value)

    @property
    def weight(self) -> str | None:
        """The common width of the grid, None when sides differ."""
        found: str | None = self._common("weight")
        return found

    @weight.setter
    def weight(self, value: Any) -> None:
        self.set(self._sides(), weight=value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The common colour of the grid, None when sides differ."""
        found: tuple[int, int, int] | None = self._common("color")
        return found

    @color.setter
    def color(self, value: Any) -> None:
        self.set(self._sides(), color=value)

    def set(
        self,
        which: Any = (),
        *,
        line_style: Any = _UNSET,
        weight: Any = _UNSET,
        color: Any = _UNSET,
    ) -> None:
        """Changes the given sides."""
        rows, columns = self.parent.shape
        absent = {
            side
            for side, lines in (("inside_vertical", columns), ("inside_horizontal", rows))
            if lines == 1
        }
        for side in which:
            if side not in absent:
                self[side].set(line_style, weight, color)
