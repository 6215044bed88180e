"""`.api` for scripts that were written for Excel.

The six names that such scripts use most (Borders, Font, Interior, alignment and WrapText, EntireRow
and EntireColumn, NumberFormat) are answered by the object model. Any other name goes to the UNO
object; one that only Excel knows raises OnlyInExcel, which says the way out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from xlwings_calc.uno_types import UnoObject
from xlwings_calc.ways_out import WAYS_OUT

if TYPE_CHECKING:
    from xlwings_calc.ranges import Range


class OnlyInExcel(AttributeError):
    """A name of Excel's own object model that Calc does not have; the message says the way out."""

    def __init__(self, kind: str, name: str) -> None:
        way_out = WAYS_OUT.get(kind, {}).get(name)
        words = f"{kind}.api.{name} is only in Excel"
        if way_out is None:
            words = f"{words}, and the UNO object has no {name} either"
        elif way_out.startswith(("nothing", "the ", "a ")):
            words = f"{words}; use {way_out}".replace("use nothing: ", "")
        else:
            words = f"{words}; use {kind}.{way_out}"
        super().__init__(words)


class Api:
    """A UNO object that says the way out for Excel's names; `uno` is the object itself."""

    _kind: ClassVar[str] = ""

    def __init__(self, uno: UnoObject, kind: str = "") -> None:
        object.__setattr__(self, "uno", uno)
        object.__setattr__(self, "kind", kind or self._kind)

    def __getattr__(self, name: str) -> Any:
        try:
            return getattr(self.uno, name)
        except AttributeError:
            raise OnlyInExcel(self.kind, name) from None

    def __setattr__(self, name: str, value: Any) -> None:
        if isinstance(getattr(type(self), name, None), property):
            object.__setattr__(self, name, value)
            return
        try:
            setattr(self.uno, name, value)
        except AttributeError:
            raise OnlyInExcel(self.kind, name) from None


@dataclass(frozen=True)
class _Member:
    """One of Excel's names: the attribute that answers it, and Excel's numbers for its words."""

    attribute: str
    numbers: Mapping[str, int] | None = None

    def read(self, target: Any) -> Any:
        """Returns Excel's value."""
        value = getattr(target, self.attribute)
        if isinstance(value, tuple):  # a colour: Excel counts blue first
            red, green, blue = value
            return red + (green << 8) + (blue << 16)
        if self.numbers is None:
            return value
        return self.numbers.get(value)

    def write(self, target: Any, value: Any) -> None:
        """Sets what Excel's value stands for. Raises ValueError for a number it does not know."""
        if self.numbers is not None:
            words = {number: word for word, number in self.numbers.items()}
            if value not in words:
                raise ValueError(f"Calc has nothing for the number {value} of {self.attribute}")
            value = words[value]
        setattr(target, self.attribute, value)


class _Part:
    """An object of Excel's that has only the names of `_members`."""

    _members: ClassVar[dict[str, _Member]] = {}
    _kind: ClassVar[str] = ""

    def __init__(self, target: Any) -> None:
        object.__setattr__(self, "target", target)

    def __getattr__(self, name: str) -> Any:
        if name not in self._members:
            raise OnlyInExcel(self._kind, name)
        return self._members[name].read(self.target)

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self._members:
            raise OnlyInExcel(self._kind, name)
        self._members[name].write(self.target, value)


_LINE_STYLES = {
    "continuous": 1,
    "dash": -4115,
    "dot": -4118,
    "dash_dot": 4,
    "dash_dot_dot": 5,
    "double": -4119,
    "slant_dash_dot": 13,
    "none": -4142,
}
_WEIGHTS = {"hairline": 1, "thin": 2, "medium": -4138, "thick": 4}
_SIDES = {
    1: "edge_left",
    2: "edge_right",
    3: "edge_top",
    4: "edge_bottom",
    5: "diagonal_down",
    6: "diagonal_up",
    7: "edge_left",
    8: "edge_top",
    9: "edge_bottom",
    10: "edge_right",
    11: "inside_vertical",
    12: "inside_horizontal",
}
_HORIZONTAL = {
    "general": 1,
    "left": -4131,
    "center": -4108,
    "right": -4152,
    "fill": 5,
    "justify": -4130,
    "distributed": -4117,
}
_VERTICAL = {
    "top": -4160,
    "center": -4108,
    "bottom": -4107,
    "justify": -4130,
    "distributed": -4117,
}


class _Border(_Part):
    _kind = "border"
    _members = {  # noqa: RUF012 -- read only
        "LineStyle": _Member("line_style", _LINE_STYLES),
        "Weight": _Member("weight", _WEIGHTS),
        "Color": _Member("color"),
    }


class _Borders(_Border):
    """All borders, or with a number one of them."""

    def __call__(self, number: int) -> _Border:
        return _Border(self.target[_SIDES[number]])


class _Font(_Part):
    _kind = "font"
    _members = {  # noqa: RUF012
        "Bold": _Member("bold"),
        "Italic": _Member("italic"),
        "Size": _Member("size"),
        "Name": _Member("name"),
        "Color": _Member("color"),
    }


class _Interior(_Part):
    _kind = "interior"
    _members = {"Color": _Member("color")}  # noqa: RUF012


class _Look(_Part):
    _members = {  # noqa: RUF012
        "NumberFormat": _Member("number_format"),
        "HorizontalAlignment": _Member("horizontal_alignment", _HORIZONTAL),
        "VerticalAlignment": _Member("vertical_alignment", _VERTICAL),
        "WrapText": _Member("wrap_text"),
    }


class RangeApi(Api):
    """The UNO cell range with Excel's commonest names."""

    _kind = "range"

    def __init__(self, cells: Range) -> None:
        super().__init__(cells.uno)
        object.__setattr__(self, "cells", cells)

    def __getattr__(self, name: str) -> Any:
        if name in _Look._members:
            return getattr(_Look(self.cells), name)
        return super().__getattr__(name)

    def __setattr__(self, name: str, value: Any) -> None:
        if name in _Look._members:
            setattr(_Look(self.cells), name, value)
        else:
            super().__setattr__(name, value)

    @property
    def Borders(self) -> _Borders:  # noqa: N802 -- Excel's name, as all below
        """The borders; `Borders(9)` is the lower edge."""
        return _Borders(self.cells.borders)

    @property
    def Font(self) -> _Font:  # noqa: N802
        """The font."""
        return _Font(self.cells.font)

    @property
    def Interior(self) -> _Interior:  # noqa: N802
        """The background."""
        return _Interior(self.cells)

    @property
    def EntireRow(self) -> _Lines:  # noqa: N802
        """The whole rows."""
        return _Lines(self.cells.entire_rows, "row_hidden", "rows")

    @property
    def EntireColumn(self) -> _Lines:  # noqa: N802
        """The whole columns."""
        return _Lines(self.cells.entire_columns, "column_hidden", "columns")

    def Merge(self, Across: bool = False) -> None:  # noqa: N802, N803
        """Merges the cells."""
        self.cells.merge(Across)

    def merge(self, *arguments: bool) -> None:
        """Merges as Excel does, where nothing is given; else UNO's own merge."""
        if arguments:
            self.uno.merge(*arguments)
        else:
            self.cells.merge(False)

    def Delete(self, Shift: int | None = None) -> None:  # noqa: N802, N803
        """Deletes the cells."""
        self.cells.delete({-4162: "up", -4159: "left"}.get(Shift or 0))

    def Insert(self, Shift: int | None = None) -> None:  # noqa: N802, N803
        """Inserts cells."""
        self.cells.insert({-4121: "down", -4161: "right"}.get(Shift or 0))


class _Lines(RangeApi):
    """Whole rows or columns."""

    def __init__(self, cells: Range, hidden: str, axis: str) -> None:
        super().__init__(cells)
        object.__setattr__(self, "_hidden", hidden)
        object.__setattr__(self, "_axis", axis)

    @property
    def Hidden(self) -> bool | None:  # noqa: N802
        """Whether they are hidden."""
        hidden: bool | None = getattr(self.cells, self._hidden)
        return hidden

    @Hidden.setter
    def Hidden(self, value: bool) -> None:  # noqa: N802
        setattr(self.cells, self._hidden, value)

    def AutoFit(self) -> None:  # noqa: N802
        """Fits them to their contents."""
        self.cells.autofit(self._axis)
