"""One headless office for the whole session; without LibreOffice the tests that need it are skipped."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

import xlwings_calc as calc
from xlwings_calc.connection import Office, launch


@pytest.fixture(scope="session")
def office() -> Iterator[Office]:
    try:
        running = launch(visible=False)
    except calc.CalcNotReachable as reason:
        pytest.skip(str(reason))
    yield running
    running.kill()


@pytest.fixture(scope="session")
def app(office: Office) -> xw.App:
    pipe = office.url.removeprefix("pipe,name=")
    return calc.connect(pipe=pipe)


@pytest.fixture
def book(app: xw.App) -> Iterator[xw.Book]:
    new = app.books.add()
    yield new
    if new.impl.uid in [book.impl.uid for book in app.books]:
        new.close()


@pytest.fixture
def sheet(book: xw.Book) -> xw.Sheet:
    return book.sheets[0]
