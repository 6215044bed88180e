"""Finding the LibreOffice whose button was clicked, and asking it to listen for us.

The macro starts this process from the office itself, so the office is one of its parents; its
profile and program are read from there. A running office starts to listen when it is called again
with `--accept` and the same profile.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

_PROFILE = "-env:UserInstallation="
_PROC = Path("/proc/self/stat")  # Linux has it, macOS has not


@dataclass(frozen=True)
class RunningOffice:
    """A running LibreOffice: its program and the address of its profile ("" for the user's own).

    `pid` is the process, 0 where it isn't known; it doesn't tell offices apart.
    """

    program: str
    profile: str = ""
    pid: int = field(default=0, repr=False, compare=False)

    @property
    def pipe(self) -> str:
        """The name of the pipe that this office listens on for us; the same for every click."""
        key = hashlib.sha256(f"{self.profile}".encode()).hexdigest()[:12]
        return f"qa-workbook-{key}"


def office_above(pid: int | None = None) -> RunningOffice | None:
    """Returns the office among the parents of this process (or of `pid`), None without one."""
    for above, words in _commands_above(os.getpid() if pid is None else pid):
        if words and Path(words[0]).name in ("soffice.bin", "soffice"):
            return _office_of(words, above)
    return None


def office_of(pid: int, profile: str) -> RunningOffice:
    """Returns the office above a process; one on the search path where there is none.

    A `profile` that is given is taken for the office's own.
    """
    above = office_above(pid)
    if above is None:
        return RunningOffice(shutil.which("soffice") or "soffice", profile)
    return replace(above, profile=profile or above.profile)


def _office_of(words: list[str], pid: int) -> RunningOffice:
    """Returns the office of a command line; where a profile is named twice the last one holds."""
    profile = ""
    for word in words:
        if word.startswith(_PROFILE):
            profile = word.removeprefix(_PROFILE)
    # soffice.bin runs, but soffice beside it is the program that may be called again
    callable_program = Path(words[0]).with_name("soffice")
    program = str(callable_program) if callable_program.exists() else words[0]
    return RunningOffice(program, profile, pid)


def _commands_above(pid: int) -> Iterator[tuple[int, list[str]]]:
    """Yields the parents with their command lines, the nearest first."""
    while pid > 1:
        pid = _parent(pid)
        yield pid, _command(pid)


def _parent(pid: int) -> int:
    try:
        if not _PROC.exists():
            return int(_asked_ps("ppid=", pid))
        stat = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace")
        # the program's name stands in parentheses and may hold spaces itself
        return int(stat.rpartition(")")[2].split()[1])
    except (OSError, ValueError):
        return 0


def _command(pid: int) -> list[str]:
    try:
        if not _PROC.exists():
            return _asked_ps("command=", pid).split()
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
        return command.decode("utf-8", "surrogateescape").split("\0")
    except OSError:
        return []


def _asked_ps(what: str, pid: int) -> str:
    command = ["ps", "-o", what, "-p", str(pid)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    return done.stdout.strip()


def listens(office: RunningOffice) -> bool:
    """Whether the office's pipe seems to be there already, as after an earlier click."""
    folders = (tempfile.gettempdir(), "/tmp")  # noqa: S108 - where LibreOffice puts it
    return any(any(Path(folder).glob(f"OSL_PIPE_*_{office.pipe}")) for folder in folders)


def ask_to_listen(office: RunningOffice) -> None:
    """Calls the office's program once more, which hands the request to the running one and ends."""
    command = [office.program, "--nologo", "--nodefault", f"--accept=pipe,name={office.pipe};urp;"]
    if office.profile:
        command.insert(1, f"{_PROFILE}{office.profile}")
    subprocess.Popen(  # noqa: S603 - the running office's own program, no shell
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
