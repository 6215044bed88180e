"""The same tests on SQLite and on a real PostgreSQL."""

from __future__ import annotations

from pathlib import Path

import pytest

from qa_workbook.ledger.store import sqlite_url


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database that nobody has used."""
    if request.param == "sqlite":
        return sqlite_url(tmp_path / "data" / "ledger.sqlite3")
    found: str = request.getfixturevalue("postgresql")
    return found
