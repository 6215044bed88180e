"""Drawings on a sheet: all shapes, and pictures among them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc import units
from xlwings_calc.connection import elements, properties, struct
from xlwings_calc.fonts import Font, ShapeCharacters
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.sheets import Sheet

_PICTURE = "com.sun.star.drawing.GraphicObjectShape"
_TYPES = {
    _PICTURE: "picture",
    "com.sun.star.drawing.OLE2Shape": "chart",
    "com.sun.star.drawing.ControlShape": "form_control",
    "com.sun.star.drawing.GroupShape": "group",
    "com.sun.star.drawing.LineShape": "line",
    "com.sun.star.drawing.ConnectorShape": "line",
    "com.sun.star.drawing.TextShape": "text_box",
    "com.sun.star.drawing.MediaShape": "media",
}
_NOTE = "com.sun.star.drawing.CaptionShape"
_FIXED_POINTS = {
    "scale_from_top_left": 0.0,
    "scale_from_middle": 0.5,
    "scale_from_bottom_right": 1.0,
}


def point(x: float, y: float) -> UnoObject:
    """Returns a UNO point of two numbers of points."""
    return struct("com.sun.star.awt.Point", X=units.length(x), Y=units.length(y))


def size(width: float, height: float) -> UnoObject:
    """Returns a UNO size of two numbers of points."""
    return struct("com.sun.star.awt.Size", Width=units.length(width), Height=units.length(height))


def rectangle(position: UnoObject, extent: UnoObject) -> UnoObject:
    """Returns a UNO rectangle of a point and a size."""
    return struct(
        "com.sun.star.awt.Rectangle",
        X=position.X,
        Y=position.Y,
        Width=extent.Width,
        Height=extent.Height,
    )


class Shape(base_classes.Shape):
    """One shape."""

    parent: Any = None  # hides the read-only property of the base class

    def __init__(self, sheet: Sheet, uno: UnoObject):
        self.parent = sheet
        self.uno = uno

    @property
    def api(self) -> UnoObject:
        """The UNO shape."""
        return self.uno

    @property
    def name(self) -> str:
        """The name; that of the chart where a shape without one shows it."""
        return str(self.uno.getName() or getattr(self.uno, "PersistName", ""))

    @name.setter
    def name(self, value: str) -> None:
        self.uno.setName(value)

    @property
    def type(self) -> str:
        """The kind in xlwings' words."""
        return _TYPES.get(self.uno.getShapeType(), "auto_shape")

    @property
    def index(self) -> int:
        """The 1-based number among the sheet's shapes."""
        return [shape.uno for shape in Shapes(self.parent)].index(self.uno) + 1

    @property
    def left(self) -> float:
        """The distance from the sheet's left edge in points."""
        return units.points(self.uno.getPosition().X)

    @left.setter
    def left(self, value: float) -> None:
        self.uno.setPosition(point(value, self.top))

    @property
    def top(self) -> float:
        """The distance from the sheet's top edge in points."""
        return units.points(self.uno.getPosition().Y)

    @top.setter
    def top(self, value: float) -> None:
        self.uno.setPosition(point(self.left, value))

    @property
    def width(self) -> float:
        """The width in points."""
        return units.points(self.uno.getSize().Width)

    @width.setter
    def width(self, value: float) -> None:
        self._resize(value, None)

    @property
    def height(self) -> float:
        """The height in points."""
        return units.points(self.uno.getSize().Height)

    @height.setter
    def height(self, value: float) -> None:
        self._resize(None, value)

    def _resize(self, width: float | None, height: float | None) -> None:
        self.uno.setSize(
            size(self.width if width is None else width, self.height if height is None else height)
        )

    def delete(self) -> None:
        """Deletes the shape."""
        self.parent.uno.getDrawPage().remove(self.uno)

    def activate(self) -> None:
        """Selects the shape."""
        self.parent.activate()
        self.parent.book.controller.select(self.uno)

    def scale_height(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Scales the height, of a picture the width with it."""
        self._scale(None, factor, relative_to_original_size, scale)

    def scale_width(self, factor: float, relative_to_original_size: bool, scale: str) -> None:
        """Scales the width, of a picture the height with it."""
        self._scale(factor, None, relative_to_original_size, scale)

    def _scale(
        self, horizontal: float | None, vertical: float | None, original: bool, origin: str
    ) -> None:
        """Scales by one factor; a picture keeps its ratio, so the other side follows."""
        is_picture = self.type == "picture"
        width, height = self.width, self.height
        if is_picture and original:
            width, height = Picture(self.parent, self.uno).original_size()
        factor = horizontal or vertical or 1.0
        new_width, new_height = self.width, self.height
        if horizontal or is_picture:
            new_width = width * factor
        if vertical or is_picture:
            new_height = height * factor
        # the point that stays in its place, as a share of the way from the upper left corner
        share = _FIXED_POINTS.get(origin, 0.0)
        left = self.left - (new_width - self.width) * share
        top = self.top - (new_height - self.height) * share
        self.uno.setPosition(point(left, top))
        self.uno.setSize(size(new_width, new_height))

    @property
    def text(self) -> str | None:
        """The text in the shape, None without one."""
        if not hasattr(self.uno, "getString"):
            return None
        return self.uno.getString() or None

    @text.setter
    def text(self, value: str) -> None:
        self.uno.setString(value)

    @property
    def font(self) -> Font:
        """The font of the text."""
        return ShapeCharacters(self).font

    @property
    def characters(self) -> ShapeCharacters:
        """Parts of the text."""
        return ShapeCharacters(self)


class Shapes(base_classes.Collection):
    """The shapes of a sheet; notes are not counted."""

    parent: Any = None  # hides the read-only property of the base class

    wrapped: type = Shape

    def __init__(self, sheet: Sheet):
        self.parent = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO draw page."""
        return self.parent.uno.getDrawPage()

    def _holds(self, uno: UnoObject) -> bool:
        return bool(uno.getShapeType() != _NOTE)

    def __iter__(self) -> Iterator[Any]:
        page = self.api
        shapes = elements(page)
        return (self.wrapped(self.parent, uno) for uno in list(shapes) if self._holds(uno))

    def __len__(self) -> int:
        return len(list(iter(self)))

    def __call__(self, key: str | int) -> Any:
        """Returns a shape by name or 1-based number. Raises KeyError."""
        shapes = list(self)
        if isinstance(key, str):
            for shape in shapes:
                if shape.name.lower() == key.lower():
                    return shape
        elif 1 <= key <= len(shapes):
            return shapes[key - 1]
        raise KeyError(key)

    def __contains__(self, key: str | int) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

    def free_name(self, stem: str) -> str:
        """Returns "stem 1", or the next number that is free."""
        names, number = {shape.name for shape in self}, 1
        while f"{stem} {number}" in names:
            number += 1
        return f"{stem} {number}"


class Picture(Shape, base_classes.Picture):  # type: ignore[misc]
    """One picture."""

    @property
    def lock_aspect_ratio(self) -> bool:
        """Whether width and height change together; kept while the book is open."""
        return bool(self._locks.get(self.name, False))

    @lock_aspect_ratio.setter
    def lock_aspect_ratio(self, value: bool) -> None:
        self._locks[self.name] = bool(value)

    @property
    def _locks(self) -> dict[str, bool]:
        book = self.parent.book
        of_all = book.app.office.state.setdefault("locked_ratios", {})
        locks: dict[str, bool] = of_all.setdefault((book.uid, self.parent.name), {})
        return locks

    def _resize(self, width: float | None, height: float | None) -> None:
        if self.lock_aspect_ratio:
            ratio = self.width / self.height
            if width is not None:
                height = width / ratio
            elif height is not None:
                width = height * ratio
        super()._resize(width, height)

    def original_size(self) -> tuple[float, float]:
        """Returns the width and height in points that the picture itself asks for."""
        graphic = self.uno.Graphic
        inherent = graphic.Size100thMM
        if inherent.Width and inherent.Height:
            return units.points(inherent.Width), units.points(inherent.Height)
        pixels = graphic.SizePixel
        return pixels.Width * 0.75, pixels.Height * 0.75

    def update(self, filename: str) -> Picture:
        """Shows another picture in the same place."""
        self.uno.Graphic = _graphic(self.parent, filename)
        return self


class Pictures(Shapes, base_classes.Pictures):
    """The pictures of a sheet."""

    wrapped = Picture

    def _holds(self, uno: UnoObject) -> bool:
        return bool(uno.getShapeType() == _PICTURE)

    def add(  # type: ignore[override]
        self,
        filename: str,
        link_to_file: bool,  # noqa: ARG002
        save_with_document: bool,  # noqa: ARG002
        left: float | None,
        top: float | None,
        width: float,
        height: float,
        anchor: Any,
    ) -> Picture:
        """Adds a picture; it is always stored in the book."""
        if anchor:
            left, top = anchor.left, anchor.top
        uno = self.parent.book.uno.createInstance(_PICTURE)
        self.api.add(uno)
        uno.Graphic = _graphic(self.parent, filename)
        picture = Picture(self.parent, uno)
        if width == -1 or height == -1:
            width, height = picture.original_size()
        uno.setName(self.free_name("Picture"))
        uno.setSize(size(width, height))
        uno.setPosition(point(left or 0, top or 0))
        return picture


def _graphic(sheet: Sheet, filename: str) -> UnoObject:
    if not Path(filename).is_file():
        raise FileNotFoundError(f"No such file: {filename}")
    provider = sheet.book.app.office.service("com.sun.star.graphic.GraphicProvider")
    graphic = provider.queryGraphic(properties(URL=Path(filename).resolve().as_uri()))
    if graphic is None:
        raise ValueError(f"not a picture Calc can read: {filename}")
    return graphic
