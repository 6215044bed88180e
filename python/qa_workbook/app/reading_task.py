"""Reads some files in another process or on another machine: paths in, a path out.

The task is a tuple of plain texts, so that any executor can send it; what files gave goes through
the file system, in the form in which it is kept (`intake.packed`).
"""

from __future__ import annotations

import multiprocessing
import os
import secrets
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from qa_workbook.app.reading_context import reading_context
from qa_workbook.app.reading_digest import program_digest
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import read_file
from qa_workbook.intake.last_file import NOTE
from qa_workbook.intake.packed import write_results
from qa_workbook.numbers import Period
from qa_workbook.workspace import Workspace


class OtherProgram(Exception):
    """What a worker would read is perhaps not what whoever asks would read."""


class ReadingTask(NamedTuple):
    """What one worker reads: `files` of an inbox, under the config of the workspace in `root`.

    `first` and `last` are the days of the period in ISO, "" for none; `today` is the day of
    reading. The results go into a new folder whose name begins with `out`; while a file is read,
    its number stands in the file `out` + ".note". `program` is what the worker's must be;
    "" for any. Where others may read the same files, whoever makes the file `claim` first does it.
    """

    root: str
    inbox: str
    first: str
    last: str
    today: str
    files: tuple[str, ...]
    out: str
    program: str = ""
    claim: str = ""


def read_task(task: ReadingTask) -> str:
    """Reads the files of a task; returns the folder with what they gave, "" where others do it.

    A task may be done twice, where a worker ended early, or seemed to. Raises ConfigError, and
    OtherProgram for a worker that isn't of the same version.
    """
    if task.program and task.program != program_digest():
        raise OtherProgram
    if task.claim and not is_first(task.claim):
        return ""
    if multiprocessing.parent_process() is not None:
        os.environ.pop(NOTE, None)  # that note says what the process that asked is reading itself
    context, note, results = context_of(*task[:5]), Path(note_of(task.out)), []
    for number, file in enumerate(task.files, 1):
        note.write_text(str(number), "ascii")
        results.append(read_file(Path(file), context))
    note.unlink(missing_ok=True)
    folder = Path(f"{task.out}-{secrets.token_hex(4)}")
    folder.mkdir(parents=True)
    write_results(folder, results)
    return str(folder)


def is_first(claim: str) -> bool:
    """Makes the file `claim`; returns False where somebody has made it before."""
    try:
        os.close(os.open(claim, os.O_CREAT | os.O_EXCL | os.O_WRONLY))
    except FileExistsError:
        return False
    return True


def note_of(out: str) -> str:
    """Returns where the number of the file stands that is being read for the folder `out`."""
    return f"{out}.note"


@lru_cache(maxsize=2)
def context_of(root: str, inbox: str, first: str, last: str, today: str) -> IntakeContext:
    """Returns what reading needs to know, once for all tasks of a worker. Raises ConfigError."""
    config = Workspace(Path(root)).load()
    span = Period("", date.fromisoformat(first), date.fromisoformat(last)) if first else None
    return reading_context(config, Path(inbox), span, date.fromisoformat(today))
