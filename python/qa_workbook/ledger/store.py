"""The ledger in a database: SQLite in a file of the workspace, or PostgreSQL by its URL."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, func, insert, inspect, select, text, update
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.exc import DBAPIError, OperationalError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from qa_workbook.errors import QaWorkbookError, UsageError
from qa_workbook.ledger.chain import Row, Verified, deletion, verify
from qa_workbook.ledger.event import FIRST, Draft, Event, Sealed, chained, event_of
from qa_workbook.ledger.merkle import leaf_hash, root
from qa_workbook.ledger.schema import NEWEST, events

if TYPE_CHECKING:
    from sqlalchemy.sql import Select

_ROWS_AT_ONCE = 10_000


class LedgerBusy(QaWorkbookError):
    """Another program is writing into the ledger. Needs `ledger`."""

    exit_code = 3
    label = "ledger.busy"


class LedgerUnreadable(QaWorkbookError):
    """The database can't be reached or isn't a ledger. Needs `ledger` and `why`."""

    label = "ledger.unreadable"


class LedgerUrlWrong(UsageError):
    """The URL is none, or none of SQLite or PostgreSQL. Needs `ledger`."""

    label = "ledger.url_wrong"


class LedgerNewer(UsageError):
    """A newer version of the program made the ledger. Needs `ledger`."""

    label = "ledger.newer"


class LedgerDamaged(QaWorkbookError):
    """An event can't be read: it isn't what was written. Needs `ledger` and `event`."""

    label = "ledger.damaged"


class Ledger:
    """All events there are. Use it as a context manager: `with Ledger(url) as ledger`."""

    def __init__(self, url: str, wait: float = 30) -> None:
        """`url` is a database URL of SQLAlchemy; `wait` the seconds to wait for other writers.

        A new database gets its table. Raises LedgerUrlWrong, LedgerNewer, LedgerUnreadable,
        LedgerBusy.
        """
        self._url = _parsed(url)
        self.name = self._url.render_as_string(hide_password=True)
        self._wait = wait
        self._engine = _engine(self._url, wait)
        try:
            with self._told():
                self._prepare()
        except BaseException:  # whatever stops it, no connection stays open
            self._engine.dispose()
            raise

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._engine.dispose()

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Nobody else writes within; what was appended is there for good when the block ends.

        After an exception nothing of it is there. Raises LedgerBusy, LedgerUnreadable.
        """
        with self._told(), self._writing() as connection:
            if connection.dialect.name == "postgresql":
                milliseconds = int(self._wait * 1000)
                connection.execute(text(f"set local lock_timeout = {milliseconds}"))
                connection.execute(text("lock table events in exclusive mode"))
            yield Writing(connection, self.name)

    def events(self, case: str | None = None, after: int = 0) -> list[Event]:
        """Returns the events in their order: of one case or of all, from after number `after`.

        Those whose content was deleted after its term are not among them. Raises LedgerDamaged.
        """
        with self._told(), self._engine.connect() as connection:
            return _events(connection, self.name, case, after)

    def mentions(self, names: Collection[str]) -> bool:
        """Returns whether any event may have one of the names, without reading the events.

        The canonical bytes are searched, so that an event whose data say such a name counts too.
        """
        named = "|".join(map(re.escape, names))
        wanted = re.compile(f'"event":"(?:{named})"'.encode())
        asked = select(events.c.body).where(events.c.body.is_not(None))
        with self._told(), self._engine.connect() as connection:
            result = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(asked)
            return any(wanted.search(body) for (body,) in result)

    def rows(self) -> Iterator[Row]:
        """Yields all events as they are stored, in their order."""
        with self._told(), self._engine.connect() as connection:
            result = connection.execution_options(yield_per=_ROWS_AT_ONCE).execute(_ordered())
            for row in result:
                yield Row(*row)

    def tidy(self) -> None:
        """Gives back the room of what was deleted; on PostgreSQL only then it is gone for good."""
        with self._told(), self._engine.connect() as connection:
            if connection.dialect.name == "postgresql":
                outside = connection.execution_options(isolation_level="AUTOCOMMIT")
                outside.execute(text("vacuum full events"))

    def verify(self) -> Verified:
        """Checks every event against the one before and its own hash."""
        return verify(self.rows())

    def _prepare(self) -> None:
        """Makes the table in a new database and brings an older one up to date."""
        with self._engine.connect() as connection:
            if _version(connection) == NEWEST:
                return
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":
                # Two programs that open a new ledger at once make one table.
                connection.execute(text("select pg_advisory_xact_lock(4712)"))
            found = _version(connection)
            if found is not None and found > NEWEST:
                raise LedgerNewer(ledger=self.name)
            _migrate(connection)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """A transaction that means to write; see `_begin_sqlite`."""
        with self._engine.connect() as plain:
            connection = plain.execution_options(writing=True)
            with connection.begin():
                yield connection

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Says in words what the database said in its own."""
        try:
            yield
        except (DBAPIError, SQLAlchemyError) as error:
            if _is_busy(error):
                raise LedgerBusy(ledger=self.name) from None
            why = str(getattr(error, "orig", None) or error)
            raise LedgerUnreadable(ledger=self.name, why=why) from error


class Writing:
    """One stretch of writing, undisturbed by others."""

    def __init__(self, connection: Connection, name: str) -> None:
        self._connection = connection
        self._name = name

    def events(self, case: str | None = None, after: int = 0) -> list[Event]:
        """Returns the events in their order, with those appended so far."""
        return _events(self._connection, self._name, case, after)

    def append(self, drafts: Sequence[Draft]) -> list[Event]:
        """Writes `drafts` behind the last event, in their order, and returns them as events.

        Raises ValueError for data without a canonical form.
        """
        found = chained(drafts, *self._last())
        self._insert(found)
        return [one for one, _ in found]

    def append_sealed(self, found: Sequence[Sealed]) -> bool:
        """Writes events that were made before, in one go.

        Returns False, and writes nothing, where they don't follow the last event: somebody else
        wrote in the meantime.
        """
        if found and (found[0][0].seq - 1, found[0][0].previous) != self._last():
            return False
        self._insert(found)
        return True

    def _insert(self, found: Sequence[Sealed]) -> None:
        if not found:
            return
        # Values in the order of the columns, as both drivers take them: SQLAlchemy would make a
        # mapping of every row and look at each value again.
        rows = [(one.seq, one.case, body, one.hash, leaf_hash(body).hex()) for one, body in found]
        words = str(insert(events).compile(dialect=self._connection.dialect))
        self._connection.exec_driver_sql(words, rows)

    def prune(self, draft: Draft, seqs: Collection[int]) -> Event:
        """Deletes the content of the events `seqs` for good and writes `draft`, which says so.

        Hashes and leaves stay, so that chain and tree can still be checked. `draft` is a retention
        event; which events it deletes is added to its data.
        """
        wanted = sorted(seqs)
        rows = [row for row in map(_row, self._connection.execute(_ordered())) if row.seq in seqs]
        for first in range(0, len(wanted), _ROWS_AT_ONCE):
            some = wanted[first : first + _ROWS_AT_ONCE]
            emptied = update(events).where(events.c.seq.in_(some)).values(body=None)
            self._connection.execute(emptied)
        return self.append([replace(draft, data={**draft.data, **deletion(rows)})])[0]

    def root(self) -> str:
        """Returns the root of the tree over all events, those appended so far included."""
        leaves = self._connection.execute(select(events.c.leaf).order_by(events.c.seq)).scalars()
        return root(map(bytes.fromhex, leaves)).hex()

    def _last(self) -> tuple[int, str]:
        newest = select(func.max(events.c.seq)).scalar_subquery()
        last = self._connection.execute(
            select(events.c.seq, events.c.hash).where(events.c.seq == newest)
        ).first()
        return (last.seq, last.hash) if last else (0, FIRST)


def _row(values: Sequence[Any]) -> Row:
    return Row(*values)


def sqlite_url(file: Path) -> str:
    """Returns the URL of a ledger in a file."""
    return URL.create("sqlite", database=str(file)).render_as_string(hide_password=False)


def _parsed(url: str) -> URL:
    try:
        parts = make_url(url)
    except (SQLAlchemyError, ValueError):
        raise LedgerUrlWrong(ledger=url.partition("@")[2] or url) from None
    kind = parts.get_backend_name()
    if kind == "postgresql":
        return parts.set(drivername="postgresql+pg8000")
    if kind != "sqlite":
        raise LedgerUrlWrong(ledger=parts.render_as_string(hide_password=True))
    return parts


def _engine(url: URL, wait: float) -> Engine:
    if url.get_backend_name() == "postgresql":
        return create_engine(url, poolclass=NullPool)
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": wait})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: Any) -> None:
    """Transactions are begun by us; what was committed survives a loss of power."""
    connection.isolation_level = None
    connection.execute("pragma synchronous = extra")
    # What is deleted after its term is overwritten in the file, too.
    connection.execute("pragma secure_delete = on")


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock before it reads, so that nobody can write between the two."""
    writing = connection.get_execution_options().get("writing", False)
    connection.exec_driver_sql("begin immediate" if writing else "begin")


def _version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("select version_num from alembic_version")).scalar()
    return found


def _migrate(connection: Connection) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", "qa_workbook.ledger:migrations")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def _ordered() -> Select[Any]:
    return select(
        events.c.seq, events.c.case, events.c.body, events.c.hash, events.c.leaf
    ).order_by(events.c.seq)


def _events(connection: Connection, name: str, case: str | None, after: int) -> list[Event]:
    asked = _ordered().where(events.c.seq > after, events.c.body.is_not(None))
    if case is not None:
        asked = asked.where(events.c.case == case)
    found = []
    for row in connection.execute(asked):
        try:
            found.append(event_of(row.body, row.hash))
        except (ValueError, TypeError):
            raise LedgerDamaged(ledger=name, event=row.seq) from None
    return found


def _is_busy(error: Exception) -> bool:
    words = str(error)
    return (isinstance(error, OperationalError) and "database is locked" in words) or (
        "55P03" in words  # PostgreSQL: lock_not_available
    )
