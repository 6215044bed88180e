"""The table of events, which the database itself keeps from being changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SQLITE = (
    """create trigger events_stay before delete on events
    begin select raise(abort, 'events of the ledger are never deleted'); end""",
    """create trigger events_unchanged before update on events
    when not (new.body is null and new.seq = old.seq and new."case" = old."case"
              and new.hash = old.hash and new.leaf = old.leaf)
    begin select raise(abort, 'events of the ledger are never changed'); end""",
)
_POSTGRESQL = (
    """create function events_stay() returns trigger language plpgsql as $$
    begin
        if tg_op = 'UPDATE' and new.body is null and new.seq = old.seq
           and new."case" = old."case" and new.hash = old.hash and new.leaf = old.leaf then
            return new;
        end if;
        raise exception 'events of the ledger are never changed';
    end $$""",
    """create trigger events_unchanged before update or delete on events
    for each row execute function events_stay()""",
    """create trigger events_kept before truncate on events
    for each statement execute function events_stay()""",
)


def upgrade() -> None:
    """Makes the table; only its bodies may be emptied, after their term."""
    op.create_table(
        "events",
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("case", sa.String, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=True),
        sa.Column("hash", sa.CHAR(64), nullable=False),
        sa.Column("leaf", sa.CHAR(64), nullable=False),
    )
    op.create_index("ix_events_case", "events", ["case"])
    statements = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for statement in statements:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: a ledger is never dropped by a program."""
    raise NotImplementedError
