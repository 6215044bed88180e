"""What reading depends on beside the files themselves, as one digest."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib import metadata
from pathlib import Path

import qa_workbook
from qa_workbook.numbers import Period
from qa_workbook.workspace import Workspace

_CONFIG = ("schemes", "forms", "layouts", "results", "intake.yaml")
_ROSTER = "roster"


def reading_digest(workspace: Workspace, inbox: Path, span: Period | None) -> str:
    """Returns the digest of the program, of the config that intake looks at, of the sheets that
    were handed out and sent back, of the period and of where the inbox is.
    """
    digest = sha256(_program().encode())
    digest.update(f"{span.first if span else ''}|{span.last if span else ''}".encode())
    digest.update(os.fsencode(inbox.resolve()))
    for file in _config_files(workspace.config_folder):
        digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    for folder in (workspace.lists, workspace.root / "data" / "returned"):
        for name, size, changed in sorted(_stamps(folder)):
            digest.update(f"{name}|{size}|{changed}\n".encode())
    return digest.hexdigest()


def _config_files(folder: Path) -> Iterator[Path]:
    for name in _CONFIG:
        place = folder / name
        if place.is_dir():
            yield from sorted(place.rglob("*.yaml"))
        elif place.is_file():
            yield place
    yield from sorted(file for file in folder.glob(f"{_ROSTER}.*") if file.is_file())


@cache
def _program() -> str:
    """The program's version and the files that it is made of: developers change them in place."""
    stamps = sorted(_stamps(Path(qa_workbook.__file__).parent, (".py", ".yaml")))
    return f"{metadata.version('qa-workbook')} {stamps}"


@cache
def program_digest() -> str:
    """Returns what tells the program from another version of it, on whatever machine it lies."""
    digest, root = (
        sha256(metadata.version("qa-workbook").encode()),
        Path(qa_workbook.__file__).parent,
    )
    for suffix in ("*.py", "*.yaml"):
        for file in sorted(root.rglob(suffix)):
            digest.update(file.relative_to(root).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def _stamps(folder: Path, suffixes: tuple[str, ...] = ("",)) -> Iterator[tuple[str, int, int]]:
    """Yields path, size and time of change of the files below a folder."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir():
            yield from _stamps(Path(entry.path), suffixes)
        elif entry.name.endswith(suffixes):
            found = entry.stat()
            yield entry.path, found.st_size, found.st_mtime_ns
