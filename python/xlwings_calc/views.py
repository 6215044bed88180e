"""What a sheet looks like in its window and on paper: grid lines, frozen panes, print area."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any

from xlwings import base_classes

from xlwings_calc.connection import struct, uno_module
from xlwings_calc.uno_types import UnoObject

if TYPE_CHECKING:
    from xlwings_calc.sheets import Sheet

_GRID_COMMAND = ".uno:ToggleSheetGrid"


def in_view(sheet: Sheet, action: Callable[[Any], Any]) -> Any:
    """Shows the sheet, does something with the book's view and shows the sheet shown before."""
    if not sheet.visible:
        raise ValueError("hidden sheets can't be activated. Set sheet.visible = True first.")
    controller = sheet.book.controller
    before = controller.getActiveSheet()
    controller.setActiveSheet(sheet.uno)
    try:
        return action(controller)
    finally:
        controller.setActiveSheet(before)


def shows_grid(sheet: Sheet) -> bool:
    """Whether the sheet's grid lines are shown: the state of the menu entry."""
    return bool(
        in_view(
            sheet, lambda controller: _command_state(sheet, controller.getFrame(), _GRID_COMMAND)
        )
    )


def show_grid(sheet: Sheet, value: bool) -> None:
    """Shows or hides the sheet's grid lines."""
    if value != shows_grid(sheet):
        dispatch = sheet.book.app.office.dispatch
        in_view(sheet, lambda controller: dispatch(controller.getFrame(), _GRID_COMMAND))


@cache
def _listener_class() -> type:
    interface = uno_module().getClass("com.sun.star.frame.XStatusListener")
    base = importlib.import_module("unohelper").Base
    methods = {
        "state": None,
        "statusChanged": lambda listener, event: setattr(listener, "state", event.State),
        "disposing": lambda listener, event: None,  # noqa: ARG005 -- UNO's signature
    }
    return type("StatusListener", (base, interface), methods)


def _command_state(sheet: Sheet, frame: UnoObject, command: str) -> Any:
    url = struct("com.sun.star.util.URL", Complete=command)
    _, url = sheet.book.app.office.service("com.sun.star.util.URLTransformer").parseStrict(url)
    dispatcher = frame.queryDispatch(url, "", 0)
    listener: Any = _listener_class()()
    dispatcher.addStatusListener(listener, url)
    dispatcher.removeStatusListener(listener, url)
    return listener.state


class FreezePanes(base_classes.FreezePanes):
    """Freezing of the rows and columns above and left of a cell, included, as xlwings does it."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet

    def freeze_at(self, frozen_range: str) -> None:
        """Freezes all rows and columns up to the end of the range.

        "A:A" freezes columns only, "1:1" rows only.
        """
        area = self.sheet.range(frozen_range).area
        limits = self.sheet.book.limits
        columns = 0 if area.columns == limits.columns else area.last_column
        rows = 0 if area.rows == limits.rows else area.last_row
        in_view(self.sheet, lambda controller: controller.freezeAtPosition(columns, rows))

    def unfreeze(self) -> None:
        """Takes the freezing away."""
        in_view(self.sheet, lambda controller: controller.freezeAtPosition(0, 0))


class PageSetup(base_classes.PageSetup):
    """The print area of a sheet."""

    def __init__(self, sheet: Sheet):
        self.sheet = sheet

    @property
    def api(self) -> UnoObject:
        """The UNO sheet."""
        return self.sheet.uno

    @property
    def print_area(self) -> str | None:
        """The address of the print area, None when the whole sheet is printed."""
        places = self.sheet.uno.getPrintAreas()
        return ",".join(self.sheet.cells.at(self.sheet, place).address for place in places) or None

    @print_area.setter
    def print_area(self, value: str | None) -> None:
        parts = value.split(",") if value else []
        self.sheet.uno.setPrintAreas(
            tuple(self.sheet.range(part).uno.getRangeAddress() for part in parts)
        )
