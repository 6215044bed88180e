"""xlwings on the headless office that the tests of a process share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import xlwings as xw

import xlwings_calc as calc
from xlwings_calc.connection import Office


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
