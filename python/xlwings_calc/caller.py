"""The public door: joining an office, registering the engine, `xw.Book.caller()` for buttons."""

from __future__ import annotations

import os
from pathlib import Path

import xlwings as xw

from xlwings_calc import (
    app,
    books,
    charts,
    conditional,
    missing,
    names,
    notes,
    ranges,
    shapes,
    sheets,
    tables,
)
from xlwings_calc.app import adopt, offices
from xlwings_calc.connection import CalcNotReachable, connection_url, join
from xlwings_calc.engine import engine

PIPE_VARIABLE = "XLWINGS_CALC_PIPE"
PORT_VARIABLE = "XLWINGS_CALC_PORT"
DOCUMENT_VARIABLE = "XLWINGS_CALC_DOCUMENT"

missing.explain(
    app.App,
    books.Books,
    books.Book,
    sheets.Sheets,
    sheets.Sheet,
    ranges.Range,
    names.Names,
    names.Name,
)
missing.explain(
    notes.Note,
    conditional.ConditionalFormat,
    conditional.ConditionalFormats,
    tables.Tables,
    tables.Table,
)
missing.explain(charts.Charts, charts.Chart, shapes.Shape, shapes.Pictures, shapes.Picture)


def register(make_active: bool = True) -> xw.Engine:
    """Makes the engine "calc" known to xlwings and, unless told not to, its active one.

    Returns it; twice is once.
    """
    if engine.name not in xw.engines.engines_by_name:
        xw.engines.add(xw.Engine(impl=engine))
    registered = xw.engines[engine.name]
    if make_active:
        registered.activate()
    return registered


def connect(
    pipe: str | None = None, port: int | None = None, seconds: float = 5, pid: int | None = None
) -> xw.App:
    """Joins a running office that listens on a pipe or port and makes it the active app.

    Waits up to `seconds` for it. `pid` is the number of its process; without it the office is
    asked. Raises CalcNotReachable.
    """
    register()
    return xw.App(impl=app.App(adopt(join(connection_url(pipe, port), seconds, pid))))


def caller_book(path_or_name: str | os.PathLike[str]) -> xw.Book:
    """Returns the open book with this path or file name (or title, when it was never saved).

    Raises CalcNotReachable when no joined office has it open.
    """
    wanted = os.fspath(path_or_name)
    found: list[xw.Book] = []
    for office in offices():
        found += [xw.Book(impl=book) for book in app.App(office).books]
    for book in found:
        if _same_file(book.fullname, wanted):
            return book
    for book in found:
        if book.name.lower() == Path(wanted).name.lower():
            return book
    names = [book.name for book in found]
    raise CalcNotReachable(why=f"{wanted} is not open in Calc; open are {names}")


def _same_file(one: str, other: str) -> bool:
    first, second = Path(one), Path(other)
    both = (first, second)
    return all(path.is_absolute() and path.exists() for path in both) and first.samefile(second)


def install_caller() -> xw.Book | None:
    """Makes `xw.Book.caller()` return the Calc document that started this process.

    The launcher says which in the environment: XLWINGS_CALC_PIPE (or XLWINGS_CALC_PORT) is where
    the office listens, XLWINGS_CALC_DOCUMENT the document's path or name (without it: the active
    book). Returns the book, or None, and changes nothing, when the process was not started from
    Calc. Raises CalcNotReachable.
    """
    pipe, port = os.environ.get(PIPE_VARIABLE), os.environ.get(PORT_VARIABLE)
    if not pipe and not port:
        return None
    office = connect(pipe=pipe) if pipe else connect(port=int(port or 0))
    name = os.environ.get(DOCUMENT_VARIABLE)
    book = caller_book(name) if name else office.books.active
    book.set_mock_caller()
    return book
