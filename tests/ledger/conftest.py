"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from qa_workbook.ledger.store import sqlite_url

_NUMBERS = count(1)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has used."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "data" / "ledger.sqlite3")
    first = request.getfixturevalue("postgresql")
    name = f"ledger{next(_NUMBERS)}"
    engine = create_engine(first.replace("postgresql:", "postgresql+pg8000:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return first.removesuffix("postgres") + name
