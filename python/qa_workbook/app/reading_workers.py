"""Has files read by several processes, in batches; what a lost worker left is read here.

While this process has nothing to do but wait, it reads, too, where the workers are its own.
"""

from __future__ import annotations

import multiprocessing
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future
from concurrent.futures import TimeoutError as NotYet
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.app.reading_task import ReadingTask, is_first, note_of, read_task
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.packed import read_results, with_parts
from qa_workbook.intake.packed_values import NotKept

BATCH, LEAST_BATCH = 100, 8
"""Files of a task: few enough that no worker is idle for long, many enough that tasks are cheap."""
ROUNDS = 6
"""So many tasks there are at least for each process that reads, so that all end together."""
WORTH_IT = 200
"""From so many new files on a cluster pays."""
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
    count: int = 0
    """How many workers there are beside this process, if it reads as well; 0 where it doesn't."""

    def results(self, files: Sequence[Path]) -> Iterator[FileRows]:
        """Yields what each file gives."""
        out = self.folder / f".reading-{secrets.token_hex(8)}"
        out.mkdir(parents=True, exist_ok=True)
        try:
            yield from self._results(files, out)
        finally:
            shutil.rmtree(out, ignore_errors=True)

    def _results(self, files: Sequence[Path], out: Path) -> Iterator[FileRows]:
        parts = list(batched_paths(files, self._size(len(files))))
        tasks = [self._task(part, out / str(number)) for number, part in enumerate(parts)]
        futures: list[Future[str]] = []
        missed = 0
        with suppress(BrokenExecutor, RuntimeError, OSError):  # what stays is read here
            futures += [self.executor.submit(read_task, task) for task in tasks]
        mine = dict[int, list[FileRows]]()
        untouched = list(range(len(parts))) if self.count else []
        for number, part in enumerate(parts):
            future = futures[number] if number < len(futures) else None
            # Workers begin at the front, this process at the end: so they seldom meet.
            while future and not future.done() and number not in mine and untouched:
                last = untouched.pop()
                if last >= number and is_first(tasks[last].claim):
                    mine[last] = self._read_here(parts[last])
            found = mine.pop(number) if number in mine else self._of_worker(future, tasks[number])
            if found is None:
                missed += len(part)
                found = self._read_here(part)
            yield from found
        if missed:
            self.lost(missed)

    def _size(self, files: int) -> int:
        """How many files a task has."""
        if not self.count:
            return BATCH
        return min(BATCH, max(LEAST_BATCH, files // (ROUNDS * (self.count + 1))))

    def _read_here(self, files: Sequence[Path]) -> list[FileRows]:
        """What files give, in little room: half of an inbox may wait until its turn comes."""
        return with_parts([read_file(file, self.context) for file in files])

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
            claim=f"{out}.claim" if self.count else "",
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
