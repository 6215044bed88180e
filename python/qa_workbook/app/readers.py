"""Processes of this machine that read sheets; they begin before this one has loaded its libraries.

A reader needs no library of tables. So it is at work while whoever started it still loads them, and
from then on both read.
"""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager, suppress
from datetime import date
from multiprocessing.connection import wait
from pathlib import Path

from qa_workbook.app.reading_context import reading_context
from qa_workbook.app.reading_copies import ReadingCopies, copies_wanted, reading_copies
from qa_workbook.app.reading_digest import reading_digest
from qa_workbook.intake.files import Names, expand
from qa_workbook.intake.hashes import hashes_in
from qa_workbook.intake.kept_index import read_index
from qa_workbook.memory import give_back
from qa_workbook.numbers import Period
from qa_workbook.workspace import Config, Workspace

ONE_MORE = 200
"""From so many new files on processes that begin from nothing pay: the start of one costs as much
as reading fifty. With a hundred files a build took a little longer by them on two shared cores.
"""
EACH = 100
"""So many new files there are for each further one."""
_VERY_MANY = 1_000
"""So many new files fill the memory with what is free in between."""
EarlyReaders = ProcessPoolExecutor | ReadingCopies | None
"""Processes that read already, if there are any."""


def readers_wanted(setting: int, files: int) -> int:
    """Returns how many processes read so many new files beside this one; 0 for none.

    `setting` is how many read, this one among them: 0 as many as there are cores.
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    most = setting or cores or 1
    return min(most - 1, files // EACH) if files >= ONE_MORE else 0


@contextmanager
def early_readers(
    workspace: Workspace, config: Config, inbox: Path, span: Period
) -> Iterator[EarlyReaders]:
    """Starts the processes that read what is new in the inbox; None where none pays.

    They are copies of this one where there may be some. They are told to end when the block does.
    """
    settings, new = config.settings, list[Path]()
    if not settings.readers_cluster and settings.readers != 1:  # else none, however many files
        new = _new_files(workspace, config, inbox, span)
    if len(new) >= _VERY_MANY:
        give_back()  # from now on: what they leave behind would take more than the figures
    if copies := copies_wanted(settings.readers, len(new)):
        today = date.today()  # noqa: DTZ011 - the user's own calendar
        context = reading_context(config, inbox, span, today)
        with reading_copies(new, context, copies) as found:
            yield found
    elif count := readers_wanted(settings.readers, len(new)):
        with readers(count) as pool:
            _warm_up(pool, count, workspace, inbox, span)
            yield pool
    else:
        yield None


@contextmanager
def readers(count: int) -> Iterator[ProcessPoolExecutor]:
    """Gives `count` processes that begin from nothing: a fork of threads may never end."""
    spawn = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(count, mp_context=spawn, initializer=end_with_parent)
    try:
        yield pool
    finally:
        # Their end takes a while, for which nobody need wait.
        pool.shutdown(wait=False, cancel_futures=True)


def end_with_parent() -> None:
    """Has a reader end with the process that started it, however that one ends."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _warm_up(
    pool: ProcessPoolExecutor, count: int, workspace: Workspace, inbox: Path, span: Period
) -> None:
    """Has the readers load what they need."""
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    words = (workspace.root.resolve(), inbox, span.first, span.last, today)
    with suppress(RuntimeError, OSError):  # whoever gives them work is told that they are gone
        for _ in range(count):
            pool.submit(_load, *map(str, words))


def _load(root: str, inbox: str, first: str, last: str, today: str) -> None:
    """Loads what reading needs. Whoever starts readers doesn't: it takes longer than to start."""
    from qa_workbook.app.reading_task import context_of

    context_of(root, inbox, first, last, today)


def _new_files(workspace: Workspace, config: Config, inbox: Path, span: Period) -> list[Path]:
    """The files that were not read before as they are."""
    files = expand([inbox], config.vocabulary).read
    known = read_index(workspace.read_before, reading_digest(workspace, inbox, span))
    if not known:
        return list(files)
    hashes, most = hashes_in(workspace.read_before), config.vocabulary.limits.max_file_bytes
    today = date.today()  # noqa: DTZ011 - the user's own calendar
    names = Names(inbox).of(files)
    kept = {file: known[names[file]] for file in files if names[file] in known}
    return [
        file
        for file in files
        if file not in kept or not kept[file].is_of(hashes.of(file, most), today)
    ]
