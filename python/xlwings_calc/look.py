"""Look of a range: number format, colour, font, borders, alignment."""

from __future__ import annotations

from typing import Any

from xlwings_calc import colors
from xlwings_calc.addresses import Area, runs
from xlwings_calc.borders import Borders
from xlwings_calc.conditional import ConditionalFormats
from xlwings_calc.connection import enum
from xlwings_calc.fonts import CellCharacters, Font
from xlwings_calc.part import RangePart
from xlwings_calc.uno_types import UnoObject

_HORIZONTAL = {
    "general": "STANDARD",
    "left": "LEFT",
    "center": "CENTER",
    "right": "RIGHT",
    "fill": "REPEAT",
    "justify": "BLOCK",
    "distributed": "BLOCK",
}
_VERTICAL = {"top": 1, "center": 2, "bottom": 0, "justify": 4, "distributed": 4}
_EXPLICIT_BOTTOM = 3
_DISTRIBUTED, _AUTO = 1, 0
_INDENT = 353  # one step of indentation, 10 points


class Look(RangePart):
    """Formats of cells."""

    @property
    def number_format(self) -> str | None:
        """The number format as Excel writes it, None when the cells differ."""
        if self.area.empty:
            return ""
        key = self.common("NumberFormat")
        if key is None:
            return None
        return self.book.formats.code(key)

    @number_format.setter
    def number_format(self, value: str) -> None:
        if not self.area.empty:
            self.uno.NumberFormat = self.book.formats.key(value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The background, None without one."""
        number = None if self.area.empty else self.common("CellBackColor")
        return None if number in (None, colors.AUTOMATIC) else colors.to_rgb(number)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        if not self.area.empty:
            self.uno.CellBackColor = colors.to_uno(color_or_rgb)

    def set_colors(self, colors_of_cells: list[list[Any]]) -> None:
        """Sets the background cell by cell; `...` leaves a cell as it is."""
        by_color: dict[int, list[tuple[int, int]]] = {}
        for i, row in enumerate(colors_of_cells):
            for j, color in enumerate(row):
                if color is not ...:
                    by_color.setdefault(colors.to_uno(color), []).append(
                        (self.row + i, self.column + j)
                    )
        for color, cells in by_color.items():
            for area in runs(cells):
                self.part(area).uno.CellBackColor = color

    @property
    def font(self) -> Font:
        """The font of the cells."""
        return Font(self, self.uno)

    @property
    def characters(self) -> CellCharacters:
        """Parts of the text of the first cell."""
        return CellCharacters(self(1, 1))

    @property
    def borders(self) -> Borders:
        """The borders."""
        return Borders(self.whole)

    @property
    def conditional_formats(self) -> ConditionalFormats:
        """The conditional formats."""
        return ConditionalFormats(self.whole)

    @property
    def wrap_text(self) -> bool | None:
        """Whether text is wrapped, None when the cells differ."""
        wrapped: bool | None = self.common("IsTextWrapped")
        return wrapped

    @wrap_text.setter
    def wrap_text(self, value: bool) -> None:
        self.uno.IsTextWrapped = bool(value)

    @property
    def horizontal_alignment(self) -> str | None:
        """The horizontal alignment in xlwings' words, None when the cells differ."""
        if self.ambiguous("HoriJustify") or self.ambiguous("HoriJustifyMethod"):
            return None
        found = self.uno.HoriJustify.value
        if found == "BLOCK":
            return "distributed" if self.uno.HoriJustifyMethod == _DISTRIBUTED else "justify"
        return next(word for word, name in _HORIZONTAL.items() if name == found)

    @horizontal_alignment.setter
    def horizontal_alignment(self, value: str) -> None:
        if value not in _HORIZONTAL:
            raise NotImplementedError(
                f"Calc has no alignment {value!r}; merge the cells and centre them"
            )
        self.uno.HoriJustify = enum("com.sun.star.table.CellHoriJustify", _HORIZONTAL[value])
        self.uno.HoriJustifyMethod = _DISTRIBUTED if value == "distributed" else _AUTO

    @property
    def vertical_alignment(self) -> str | None:
        """The vertical alignment in xlwings' words, None when the cells differ."""
        if self.ambiguous("VertJustify") or self.ambiguous("VertJustifyMethod"):
            return None
        found = self.uno.VertJustify
        if found == _EXPLICIT_BOTTOM:
            return "bottom"
        if found == _VERTICAL["justify"]:
            return "distributed" if self.uno.VertJustifyMethod == _DISTRIBUTED else "justify"
        return next(word for word, number in _VERTICAL.items() if number == found)

    @vertical_alignment.setter
    def vertical_alignment(self, value: str) -> None:
        self.uno.VertJustify = _VERTICAL[value]
        self.uno.VertJustifyMethod = _DISTRIBUTED if value == "distributed" else _AUTO

    def adjust_indent(self, amount: int) -> None:
        """Indents the text by so many steps more (or less)."""
        for row, column in self._indented():
            cell = self.part(Area(row, column, 1, 1)).uno
            if cell.HoriJustify.value == "STANDARD":
                cell.HoriJustify = enum("com.sun.star.table.CellHoriJustify", "LEFT")
            cell.ParaIndent = max(0, cell.ParaIndent + amount * _INDENT)

    def _indented(self) -> UnoObject:
        used = self.area.intersection(self.sheet.used_range.area) or Area(
            self.row, self.column, 1, 1
        )
        return used.cells()
