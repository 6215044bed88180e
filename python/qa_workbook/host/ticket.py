"""How a click in Excel finds the process that waits for it: a file which only one click can take.

The ticket lies in the user's temporary folder and says where the process listens and the key that
both must know. Whoever clicks waits for what is loaded here, so it is little.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from multiprocessing import AuthenticationError
from multiprocessing.connection import Client
from pathlib import Path
from typing import NamedTuple
from zlib import adler32, crc32

TAKEN = b"taken"
LONGEST = 65_536  # bytes of a click
_CRASHED = 1


class Caller(NamedTuple):
    """A workbook that is open in Excel: its name and the number of the window that it is in."""

    workbook: str
    window: str

    @property
    def name(self) -> str:
        """A name for what belongs to it; nothing of the workbook's can be read in it."""
        words = f"{self.workbook.lower()}\0{self.window}".encode("utf-8", "surrogateescape")
        return f"{crc32(words):08x}{adler32(words):08x}"

    @property
    def ticket(self) -> Path:
        """Where the ticket for the next click lies, when there is one."""
        return Path(tempfile.gettempdir()) / f"qa-workbook-next-{self.name}.ticket"


def caller_of(arguments: list[str]) -> Caller | None:
    """Returns the workbook that a command line names as xlwings does, None for another one."""
    given = dict(word.split("=", 1) for word in arguments if "=" in word)
    workbook, window = given.get("--wb", ""), given.get("--hwnd", "")
    return Caller(workbook, window) if workbook and window.isdecimal() else None


def laid_out(caller: Caller, address: str, key: bytes) -> None:
    """Lays out the ticket: whole or not at all, and only this user can read it."""
    beside = _of_this_process(caller)
    beside.touch(0o600)
    beside.write_text(f"{key.hex()} {address}", "utf-8")
    beside.replace(caller.ticket)


def lies_there(caller: Caller) -> bool:
    """Whether nobody has taken the ticket."""
    return caller.ticket.exists()


def taken_back(caller: Caller) -> None:
    """Takes the ticket away, if it still lies there."""
    with suppress(OSError):
        caller.ticket.unlink()


def hand_over(caller: Caller, action: str, arguments: list[str]) -> int | None:
    """Has a click done by the process that waits for it, and waits until it is done.

    Returns its exit code, 1 where it ended in the middle of the work. None where no process took
    the click: then nothing was done.
    """
    ticket = _ticket_of(caller)
    if ticket is None:
        return None
    address, key = ticket
    taken = False
    try:
        with Client(address, authkey=key) as line:
            line.send_bytes("\0".join([action, *arguments]).encode())
            taken = line.recv_bytes(LONGEST) == TAKEN
            return int(line.recv_bytes(LONGEST)) if taken else None
    except (OSError, EOFError, ValueError, AuthenticationError):
        return _CRASHED if taken else None


def _ticket_of(caller: Caller) -> tuple[str, bytes] | None:
    """Takes the ticket and returns address and key; None where none lies there."""
    mine = _of_this_process(caller)
    try:
        caller.ticket.rename(mine)  # of two clicks only one can do that
        key, address = mine.read_text("utf-8").split(" ", 1)
        mine.unlink()
        return address, bytes.fromhex(key)
    except (OSError, ValueError):
        return None


def _of_this_process(caller: Caller) -> Path:
    return caller.ticket.with_name(f"{caller.ticket.name}.{os.getpid()}")
