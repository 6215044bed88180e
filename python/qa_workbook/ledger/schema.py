"""The one table of the ledger, the same in SQLite and PostgreSQL.

Migrations (`migrations/versions`) make it; this is what the code reads and writes.
"""

from __future__ import annotations

from sqlalchemy import CHAR, Column, Integer, LargeBinary, MetaData, String, Table

NEWEST = "0001"
"""The newest migration: a ledger that has it is ready."""

events = Table(
    "events",
    MetaData(),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    Column("case", String, nullable=False, index=True),
    Column("body", LargeBinary, nullable=True),
    Column("hash", CHAR(64), nullable=False),
    Column("leaf", CHAR(64), nullable=False),
)
"""`body`: the canonical bytes, NULL once the event is older than its term and its content was
deleted; `hash` and `leaf` stay for good, so that chain and tree can still be checked."""
