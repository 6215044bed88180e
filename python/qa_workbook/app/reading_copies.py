"""Copies of this process that read files beside it, from before it has loaded its libraries on.

The numbers of the files lie in a pipe, and whoever takes one reads that file, a copy or this
process: so all end together. What copies have read lies in memory of their own that this process
sees, too; they send only where. So no copy waits for this process, whatever it is busy with.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

from qa_workbook.app.beside import (
    end_copy,
    end_with_original,
    for_original,
    from_copy,
    may_copy,
)
from qa_workbook.intake.context import IntakeContext
from qa_workbook.intake.file_reader import FileRows, read_file
from qa_workbook.intake.last_file import NOTE, TICK, Note

LEAST = 6
"""From so many new files on a copy pays: making it costs as much as reading two."""
EACH = 50
"""So many new files there are for each further one."""
MOST = 16_000
"""So many numbers fit into a pipe for sure."""
_NUMBER = struct.Struct("<i")
_PLACE = struct.Struct("<4q")
"""What a copy sends: which file it has read, which copy it is, where that lies, how many bytes."""


def copies_wanted(setting: int, files: int) -> int:
    """Returns how many copies read so many new files beside this process; 0 for none.

    `setting` is how many processes read, this one among them: 0 as many as there are processors.
    """
    if not LEAST <= files <= MOST or not may_copy():
        return 0
    most = setting or len(os.sched_getaffinity(0))
    return min(most - 1, 1 + files // EACH)


@contextmanager
def reading_copies(
    files: Sequence[Path], context: IntakeContext, count: int
) -> Iterator[ReadingCopies]:
    """Has `count` copies begin to read; they are ended with the block, for they change nothing."""
    queue, numbers = os.pipe()
    told, tell = os.pipe()
    os.write(numbers, b"".join(map(_NUMBER.pack, range(len(files)))))
    os.close(numbers)
    known = (*context.schemes.schemes, *context.forms.forms)
    copies = list[_Copy]()
    for number in range(count):
        copy = _Copy(number, files, context, known, queue, told, tell)
        try:
            copy.begin()
        except OSError:  # the system refuses: those that there are read more
            break
        copies.append(copy)
    os.close(tell)
    try:
        yield ReadingCopies(files, known, copies, queue, told)
    finally:
        for copy in copies:
            copy.end()
        os.close(queue)
        os.close(told)


@dataclass
class ReadingCopies:
    """Copies at work on `files`; results point at the very schemes and forms that are `known`."""

    files: Sequence[Path]
    known: Sequence[object]
    copies: Sequence[_Copy]
    queue: int
    told: int
    _read_here: dict[int, FileRows] = field(default_factory=dict)
    _places: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    """Where what copies have read lies: the copy, the first byte, how many."""
    _all_told: bool = False

    def results(
        self, files: Sequence[Path], context: IntakeContext, lost: Callable[[int], None]
    ) -> Iterator[FileRows]:
        """Yields what each file gives; this process reads what no copy reads or has read.

        `lost(count)` is told once how many files were read again, since a copy had ended early.
        """
        numbers = {file: number for number, file in enumerate(self.files)}
        again = 0
        for file in files:
            found = self._result(numbers[file], context) if file in numbers else None
            again += found is None and file in numbers
            yield found or read_file(file, context)
        if again:
            lost(again)

    def _result(self, number: int, context: IntakeContext) -> FileRows | None:
        """What a file gives; None if a copy took it, and there is none any more."""
        self._gather(0)
        while number not in self._read_here and number not in self._places:
            mine = _taken(self.queue)
            if mine is not None:
                self._read_here[mine] = read_file(self.files[mine], context)
                self._gather(0)
            elif self._all_told:
                return None
            elif not self._gather(TICK):
                for copy in self.copies:
                    copy.end_if_late()
        if number in self._read_here:
            return self._read_here.pop(number)
        copy_number, *place = self._places.pop(number)
        return self.copies[copy_number].given(*place)

    def _gather(self, seconds: float) -> bool:
        """Fetches what copies have read, waiting so long for it; returns False if nothing came."""
        line = select.poll()
        line.register(self.told, select.POLLIN)
        came = False
        while not self._all_told and line.poll(0 if came else seconds * 1000):
            came = True
            message = os.read(self.told, _PLACE.size)
            if message:
                number, *place = _PLACE.unpack(message)
                self._places[number] = tuple(place)
            else:
                self._all_told = True
        return came


class _Copy:
    """A copy of this process that reads what others haven't taken yet."""

    def __init__(
        self,
        number: int,
        files: Sequence[Path],
        context: IntakeContext,
        known: Sequence[object],
        queue: int,
        told: int,
        tell: int,
    ) -> None:
        self._number, self._files, self._context, self._known = number, files, context, known
        self._queue, self._told, self._tell = queue, told, tell
        watched = os.environ.get(NOTE)
        self._note = Note(Path(f"{watched}-{number}")) if watched else None

    def begin(self) -> None:
        """Begins to read. Raises OSError where the system refuses."""
        self._memory = os.memfd_create("read")
        try:
            self._process = os.fork()
        except OSError:
            os.close(self._memory)
            raise
        if not self._process:
            self._read()

    def given(self, first: int, size: int) -> FileRows:
        """What the copy said of a file, at a place of its memory."""
        found: FileRows = from_copy(os.pread(self._memory, size, first), self._known)
        return found

    def end_if_late(self) -> None:
        """Ends the copy if it takes too long for a file; asked once a tick."""
        if self._note and self._note.is_late():
            os.kill(self._process, signal.SIGKILL)

    def end(self) -> None:
        """Ends the copy, if it is still at work, and waits until it is gone."""
        end_copy(self._process, signal.SIGKILL)
        os.close(self._memory)

    def _read(self) -> NoReturn:
        """Reads, in the copy, until no file is left."""
        try:
            gc.freeze()
            os.close(self._told)
            end_with_original(self._tell)
            if self._note:
                os.environ[NOTE] = str(self._note.path)
            end = 0
            while (number := _taken(self._queue)) is not None:
                found = for_original(read_file(self._files[number], self._context), self._known)
                os.pwrite(self._memory, found, end)
                os.write(self._tell, _PLACE.pack(number, self._number, end, len(found)))
                end += len(found)
        finally:
            os._exit(0)


def _taken(queue: int) -> int | None:
    """The number of a file that nobody else reads from now on; None when none is left."""
    number = os.read(queue, _NUMBER.size)
    return _NUMBER.unpack(number)[0] if number else None
