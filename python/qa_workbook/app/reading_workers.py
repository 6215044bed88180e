"""Has files read by several processes, in batches; what a lost worker left is read here."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.app.reading_task import ReadingTask, note_of, read_task
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.packed import read_results
from qa_workbook.intake.packed_values import NotKept

BATCH = 100
"""Files of a task: few enough that no worker is idle for long, many enough that tasks are cheap."""
WORTH_IT = 200
"""From so many files on a worker pays, whose start takes as long as reading some fifty files."""
_LOOK = 0.5
"""Seconds between two looks at whether a worker still gets on."""


@dataclass(frozen=True)
class Workers:
    """Reads files by the workers of an executor; results come in the order of the files.

    `folder` is where workers leave what they read, on a disk that all of them see. `lost(count)` is
    told once how many files this process had to read itself, because a worker was gone.
    """

    root: Path
    folder: Path
    context: IntakeContext
    executor: Executor
    lost: Callable[[int], None]
    program: str = ""
    """What the program of the workers must be (`program_digest`), where it may be another one."""

    def results(self, files: Sequence[Path]) -> Iterator[FileRows]:
        """Yields what each file gives."""
        out = self.folder / f".reading-{secrets.token_hex(8)}"
        out.mkdir(parents=True, exist_ok=True)
        try:
            yield from self._results(files, out)
        finally:
            shutil.rmtree(out, ignore_errors=True)

    def _results(self, files: Sequence[Path], out: Path) -> Iterator[FileRows]:
        parts = list(batched_paths(files, BATCH))
        tasks = [self._task(part, out / str(number)) for number, part in enumerate(parts)]
        futures: list[Future[str]] = []
        missed = 0
        with suppress(BrokenExecutor, RuntimeError, OSError):  # what stays is read here
            futures += [self.executor.submit(read_task, task) for task in tasks]
        for number, part in enumerate(parts):
            future = futures[number] if number < len(futures) else None
            found = self._of_worker(future, tasks[number])
            if found is None:
                missed += len(part)
                found = [read_file(file, self.context) for file in part]
            yield from found
        if missed:
            self.lost(missed)

    def _task(self, files: Sequence[Path], out: Path) -> ReadingTask:
        span = self.context.period
        return ReadingTask(
            root=str(self.root),
            inbox=str(self.context.base),
            first=span.first.isoformat() if span else "",
            last=span.last.isoformat() if span else "",
            today=self.context.today.isoformat(),
            files=tuple(map(str, files)),
            out=str(out),
            program=self.program,
        )

    def _of_worker(self, future: Future[str] | None, task: ReadingTask) -> list[FileRows] | None:
        """What a worker gave; None where it gave nothing that can be used."""
        if future is None:
            return None
        try:
            self._wait(future, task)
            found = read_results(Path(future.result()), self.context.schemes, self.context.forms)
        except Exception:  # noqa: BLE001 - whatever happened to a worker, its files are read here
            return None
        return found if len(found) == len(task.files) else None

    def _wait(self, future: Future[str], task: ReadingTask) -> None:
        """Waits for a worker. Raises NotKept for one that takes too long for a single file."""
        most = self.context.vocabulary.limits.most_seconds
        note, last, since = Path(note_of(task.out)), "", time.monotonic()
        while True:
            try:
                future.result(timeout=_LOOK)
            except NotYet:
                said = _said(note)
                if said != last:
                    last, since = said, time.monotonic()
                if said and most and time.monotonic() - since > most:
                    _end_workers()
                    raise NotKept("a worker does not get on") from None
            else:
                return


def workers_wanted(setting: int, files: int) -> int:
    """Returns how many processes read so many files; 1 is this one alone. 0 is for all cores."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    most = setting or cores or 1
    return max(1, min(most, files // BATCH)) if files >= WORTH_IT else 1


def process_pool(count: int) -> ProcessPoolExecutor:
    """Returns `count` processes that begin from nothing: a fork of threads may never end."""
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def batched_paths(files: Sequence[Path], size: int) -> Iterator[Sequence[Path]]:
    """Yields the files in parts of `size`."""
    for first in range(0, len(files), size):
        yield files[first : first + size]


def _said(note: Path) -> str:
    """What a worker noted, with the time of it; "" while it reads nothing."""
    try:
        words = note.read_text("ascii")
        return f"{words} {note.stat().st_mtime_ns}" if words else ""
    except OSError:
        return ""


def _end_workers() -> None:
    """Ends the processes of this one's pools."""
    for process in multiprocessing.active_children():
        process.kill()
