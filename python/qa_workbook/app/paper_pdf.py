"""PDF of papers through LibreOffice, where it is there: wished for, and never an error.

One call makes them all, in a profile of its own, for starting LibreOffice takes longer than a file.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

_START, _EACH = 60.0, 5.0  # seconds that a start and a file may take
_PROGRAMS = ("soffice", "libreoffice")
_USUAL = (
    Path("C:/Program Files/LibreOffice/program/soffice.exe"),
    Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
)


def office() -> str | None:
    """Returns the program that makes PDFs, None where LibreOffice isn't installed."""
    found = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    return found or next((str(path) for path in _USUAL if path.exists()), None)


def make_pdfs(program: str, papers: Sequence[Path]) -> Mapping[Path, Path]:
    """Writes a PDF beside each paper; returns those that were made, by paper.

    What LibreOffice can't do in time has none, nor has what can't be written there.
    """
    with tempfile.TemporaryDirectory(prefix="qa-workbook-") as name:
        folder = Path(name)
        names = {f"{number:05d}": paper for number, paper in enumerate(papers)}
        for short, paper in names.items():
            shutil.copyfile(paper, folder / f"{short}.xlsx")
        _convert(program, folder, [f"{short}.xlsx" for short in names])
        return {
            paper: made
            for short, paper in names.items()
            if (made := _moved(folder / f"{short}.pdf", paper.with_suffix(".pdf")))
        }


def _convert(program: str, folder: Path, names: Sequence[str]) -> None:
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [program, profile, "--headless", "--norestore", "--convert-to", "pdf", *names]
    # LibreOffice has a Python of its own, which must not look at ours.
    surroundings = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    try:
        process = subprocess.Popen(  # noqa: S603 - a program that was looked up, files of our own
            command,
            cwd=folder,
            env=surroundings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        return
    with process:
        try:
            process.wait(_START + _EACH * len(names))
        except subprocess.TimeoutExpired:
            _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ends LibreOffice with what it started itself."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)


def _moved(made: Path, target: Path) -> Path | None:
    if not made.exists():
        return None
    beside = target.with_name(f".{target.name}.part")
    try:
        shutil.copyfile(made, beside)
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        return None
    return target
