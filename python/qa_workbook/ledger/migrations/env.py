"""Where Alembic begins: the connection comes from whoever opened the ledger."""

from __future__ import annotations

from alembic import context

from qa_workbook.ledger.schema import events

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=events.metadata)
with context.begin_transaction():
    context.run_migrations()
