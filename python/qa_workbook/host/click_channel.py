"""How a click in Calc reaches the process that waits for it: a socket that belongs to one workbook.

Whoever clicks waits for what is loaded here, so it is little: neither pathlib nor dataclasses.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from zlib import adler32, crc32

_PATIENCE = 3.0  # seconds until a waiting process must have taken the click
_LONGEST = 65_536  # bytes of a click
_TAKEN = b"taken"
_BETWEEN = "\0"  # no path has it


def name_of(document: str | os.PathLike[str]) -> str:
    """Returns a name for what belongs to one workbook; nothing of its path can be read in it."""
    path = os.fsencode(os.path.realpath(document))
    return f"{crc32(path):08x}{adler32(path):08x}"


def is_waited_for(document: str | os.PathLike[str]) -> bool:
    """Whether a process of this user seems to wait for the clicks of a workbook."""
    try:
        # in a common folder somebody else may have made it
        return os.lstat(_place(document)).st_uid == os.getuid()
    except OSError:
        return False


def hand_over(document: str, action: str, profile: str) -> bool:
    """Gives a click to the process that waits for those of its workbook.

    Returns False where there is none, or none that answers: then it has not been taken.
    """
    if not hasattr(socket, "AF_UNIX") or not is_waited_for(document):
        return False
    words = _BETWEEN.join((document, action, profile, str(os.getpid())))
    try:
        with socket.socket(socket.AF_UNIX) as line:
            line.settimeout(_PATIENCE)
            line.connect(_place(document))
            line.sendall(os.fsencode(words))
            line.shutdown(socket.SHUT_WR)
            return line.recv(len(_TAKEN)) == _TAKEN
    except OSError:
        return False


@contextmanager
def listening(document: str | os.PathLike[str]) -> Iterator[socket.socket | None]:
    """Gives the socket that clicks come to; None where it can't be made.

    Only programs of the same user may connect.
    """
    from pathlib import Path

    place, line = Path(_place(document)), socket.socket(socket.AF_UNIX)
    mask = os.umask(0o177)
    try:
        place.unlink(missing_ok=True)  # of a process that was ended; there is one per workbook
        line.bind(str(place))
        line.listen()
    except OSError:
        line.close()
        yield None
        return
    finally:
        os.umask(mask)
    try:
        yield line
    finally:
        place.unlink(missing_ok=True)
        line.close()


def received(line: socket.socket) -> list[str]:
    """Returns what came over a connection: document, action, profile, process id of the clicker.

    Nothing where it is anything else.
    """
    line.settimeout(_PATIENCE)
    words = b""
    try:
        while more := line.recv(_LONGEST):
            words += more
            if len(words) > _LONGEST:
                return []
    except OSError:
        return []
    parts = os.fsdecode(words).split(_BETWEEN)
    return parts if len(parts) == 4 and parts[-1].isdecimal() else []


def take(line: socket.socket) -> bool:
    """Tells whoever clicked that the click is taken; False where nobody waits for it any more."""
    try:
        line.sendall(_TAKEN)
    except OSError:
        return False
    return True


def _place(document: str | os.PathLike[str]) -> str:
    """Where the socket of a workbook lies: where the system has none, nothing ever lies there."""
    folder = os.environ.get("XDG_RUNTIME_DIR") or os.environ.get("TMPDIR") or "/tmp"  # noqa: S108
    return f"{folder}/qa-workbook-clicks-{name_of(document)}"
