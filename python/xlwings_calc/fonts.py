"""Fonts of cells, shapes and parts of their text."""

from __future__ import annotations

from typing import Any

from xlwings import base_classes

from xlwings_calc import colors
from xlwings_calc.connection import enum
from xlwings_calc.uno_types import UnoObject

_BOLD, _NORMAL = 150.0, 100.0
_SLANT = "com.sun.star.awt.FontSlant"
_SCRIPTS = (
    "",
    "Asian",
    "Complex",
)  # the office keeps three fonts for each text; Chinese uses the second


class Font(base_classes.Font):
    """The font of something with UNO character properties."""

    def __init__(self, parent: Any, uno: UnoObject):
        self.parent = parent
        self.uno = uno

    @property
    def api(self) -> UnoObject:
        """The UNO object with the character properties."""
        return self.uno

    def _common(self, name: str) -> Any:
        if self.uno.getPropertyState(name).value == "AMBIGUOUS_VALUE":
            return None
        return self.uno.getPropertyValue(name)

    def _set(self, name: str, value: Any) -> None:
        for script in _SCRIPTS:
            self.uno.setPropertyValue(name + script, value)

    @property
    def bold(self) -> bool | None:
        """Whether the text is bold, None when parts differ."""
        weight = self._common("CharWeight")
        return None if weight is None else weight > _NORMAL

    @bold.setter
    def bold(self, value: bool) -> None:
        self._set("CharWeight", _BOLD if value else _NORMAL)

    @property
    def italic(self) -> bool | None:
        """Whether the text is italic, None when parts differ."""
        slant = self._common("CharPosture")
        return None if slant is None else slant.value != "NONE"

    @italic.setter
    def italic(self, value: bool) -> None:
        self._set("CharPosture", enum(_SLANT, "ITALIC" if value else "NONE"))

    @property
    def size(self) -> float | None:
        """The size in points, None when parts differ."""
        height = self._common("CharHeight")
        return None if height is None else round(height, 2)

    @size.setter
    def size(self, value: float) -> None:
        self._set("CharHeight", float(value))

    @property
    def name(self) -> str | None:
        """The font's name, None when parts differ."""
        name: str | None = self._common("CharFontName")
        return name

    @name.setter
    def name(self, value: str) -> None:
        self._set("CharFontName", value)

    @property
    def color(self) -> tuple[int, int, int] | None:
        """The colour of the text, black when it is automatic, None when parts differ."""
        number = self._common("CharColor")
        if number is None:
            return None
        return (0, 0, 0) if number == colors.AUTOMATIC else colors.to_rgb(number)

    @color.setter
    def color(self, color_or_rgb: Any) -> None:
        self.uno.CharColor = colors.to_uno(color_or_rgb)


class Characters(base_classes.Characters):
    """A part of a text, from `start` up to `stop` (None: the end)."""

    def __init__(self, parent: Any, start: int = 0, stop: int | None = None):
        self.parent = parent
        self.start = start
        self.stop = stop

    def holder(self) -> UnoObject:
        """Returns the UNO text."""
        raise NotImplementedError

    @property
    def api(self) -> UnoObject:
        """A UNO text cursor over the part."""
        text = self.holder()
        cursor = text.createTextCursor()
        cursor.gotoStart(False)
        stop = len(text.getString()) if self.stop is None else self.stop
        cursor.goRight(self.start, False)
        cursor.goRight(max(0, stop - self.start), True)
        return cursor

    @property
    def text(self) -> str:
        """The characters."""
        return str(self.holder().getString()[self.start : self.stop])

    @property
    def font(self) -> Font:
        """Their font."""
        return Font(self, self.api)

    def __getitem__(self, item: int | slice) -> Characters:
        if isinstance(item, slice):
            return type(self)(self.parent, item.start or 0, item.stop)
        return type(self)(self.parent, item, item + 1)


class CellCharacters(Characters):
    """Characters of a cell."""

    def holder(self) -> UnoObject:
        """Returns the cell's text."""
        return self.parent.uno.getCellByPosition(0, 0)


class ShapeCharacters(Characters):
    """Characters of a shape."""

    def holder(self) -> UnoObject:
        """Returns the shape's text."""
        return self.parent.uno
