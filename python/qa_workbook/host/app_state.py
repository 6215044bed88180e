"""The spreadsheet program's own switches: changed while we write, and given back afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import xlwings as xw

_KEPT = ("screen_updating", "enable_events", "calculation")


@contextmanager
def state_restored(app: xw.App) -> Iterator[None]:
    """Puts screen updating, events, calculation and status bar back as they were, come what may."""
    before = {name: getattr(app, name) for name in _KEPT}
    try:
        yield
    finally:
        for name, value in before.items():
            setattr(app, name, value)
        app.status_bar = False


@contextmanager
def without_redrawing(book: xw.Book) -> Iterator[None]:
    """Writes many cells of a book without redrawing and recalculating in between."""
    if book.app.engine.name == "calc":
        # It has locks of single books: for the switches below it is asked for all that are open.
        book.api.lockControllers()
        try:
            yield
        finally:
            book.api.unlockControllers()
        return
    with state_restored(book.app):
        book.app.screen_updating = False
        book.app.calculation = "manual"
        yield
