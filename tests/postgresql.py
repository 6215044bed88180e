"""A real PostgreSQL for the tests: a server of its own, in a folder that goes with the test run."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

_NUMBERS = count(1)
_PLACES = ["/usr/lib/postgresql", "/usr/local/pgsql"]


def programs() -> Path | None:
    """Returns the folder with initdb and pg_ctl, None where PostgreSQL isn't installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).parent
    for place in _PLACES:
        for folder in sorted(Path(place).glob("*/bin"), reverse=True):
            if (folder / "initdb").exists():
                return folder
    return None


HAS_POSTGRESQL = programs() is not None
WHY_NOT = "no PostgreSQL here (apt-get install postgresql)"


@contextmanager
def server() -> Iterator[str]:
    """Runs a server that listens on this machine only; yields the URL of its first database."""
    folder = programs()
    assert folder is not None
    home = Path(tempfile.mkdtemp(prefix="pg"))
    before: list[str] = []
    if os.geteuid() == 0:  # PostgreSQL doesn't run as root
        user = pwd.getpwnam("postgres")
        os.chown(home, user.pw_uid, user.pw_gid)
        before = ["runuser", "-u", "postgres", "--"]
    data, port = home / "data", _free_port()
    make = [folder / "initdb", "-D", data, "-U", "tester", "-A", "trust", "-N", "-E", "UTF8"]
    _run([*before, *make])
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={home}"
    control = [*before, folder / "pg_ctl", "-D", data, "-w", "-l", home / "log"]
    _run([*control, "-o", options, "start"])
    try:
        yield f"postgresql://tester@127.0.0.1:{port}/postgres"
    finally:
        _run([*control, "-m", "immediate", "stop"])
        shutil.rmtree(home, ignore_errors=True)


def new_database(url: str) -> str:
    """Makes a database in the server of `url`; returns its URL."""
    name = f"ledger{next(_NUMBERS)}"
    engine = create_engine(url.replace("postgresql:", "postgresql+pg8000:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(f"create database {name}"))
    engine.dispose()
    return url.removesuffix("postgres") + name


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def _run(command: list[str | Path]) -> None:
    done = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, check=False, cwd="/"
    )
    assert done.returncode == 0, done.stderr + done.stdout
