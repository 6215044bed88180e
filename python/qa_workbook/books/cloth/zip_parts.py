"""A zip archive whose parts are compressed by other threads while they are still written.

`zipfile` takes what is to be compressed and compresses it at once, in the thread that also makes
the cells. Here a part is cut into blocks, each of which goes on where the one before it ended: it
may refer to the end of that one, so that the blocks together are one ordinary stream and hardly
longer. The layout is that of the ZIP specification (APPNOTE 4.3), without encryption, data
descriptors or ZIP64.

zlib-ng compresses long parts in 40 % less time than zlib, and to 3 % less; where there is none of
it zlib does the same. Short parts are zlib's everywhere, so that blank sheets, whose bytes are
compared with those of another day, don't depend on the processor.
"""

from __future__ import annotations

import os
import struct
import zlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from types import TracebackType
from typing import BinaryIO
from zipfile import LargeZipFile

try:
    from zlib_ng import zlib_ng as packing
except ImportError:
    import zlib as packing  # type: ignore[no-redef]

LEVEL = 5
"""Sheets take a third less time than at the usual 6, and are no longer (by zlib 2 to 3 %)."""
_LONG, _LEVEL_OF_LONG = 64 << 20, 2
"""What follows so many bytes of a part, some 50,000 rows, takes a third of that time: nobody sends
a workbook that long by mail, and it gets an eighth longer.
"""
_BLOCK = 1 << 20  # bytes compressed at a time, so that all processors have some
_WINDOW = 1 << 15  # how far back deflate refers
_MOST_THREADS = 4
_WAITING = 4  # blocks for each thread that may wait: more would only take memory
_LOCAL, _CENTRAL, _END = b"PK\3\4", b"PK\1\2", b"PK\5\6"
_VERSION, _DEFLATED = 20, 8
_TIME, _DAY = 0, 1 << 5 | 1  # 1980-01-01: the same input gives the same bytes
_MOST_BYTES, _MOST_PARTS = 0xFFFF_FFFF, 0xFFFF

Bytes = bytes | memoryview


@dataclass
class _Part:
    """A part of the archive; `offset` is where its header stands.

    So many of its bytes as `begun` says are compressed, or will be in their turn.
    """

    name: bytes
    offset: int = 0
    crc: int = 0
    size: int = 0
    packed: int = 0
    begun: int = 0

    def described(self) -> bytes:
        """What its header in the archive and that in the table at the end have in common."""
        about = (_VERSION, 0, _DEFLATED, _TIME, _DAY, self.crc, self.packed, self.size)
        return struct.pack("<5H3L2H", *about, len(self.name), 0)

    def header(self) -> bytes:
        """What stands before its bytes."""
        return _LOCAL + self.described() + self.name

    def entry(self) -> bytes:
        """What the table at the end says of it."""
        places = struct.pack("<3H2L", 0, 0, 0, 0, self.offset)
        return _CENTRAL + struct.pack("<H", _VERSION) + self.described() + places + self.name


class ZipParts:
    """An archive in `file` that is complete after the `with` block.

    Raises LargeZipFile where it would need ZIP64, which not every program reads.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._threads = min(_MOST_THREADS, os.cpu_count() or 1)
        self._pool = ThreadPoolExecutor(self._threads)
        self._parts: list[_Part] = []
        self._steps: deque[Callable[[], None]] = deque()
        self._held: Bytes | None = None
        self._before: Bytes = b""

    def __enter__(self) -> ZipParts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            if kind is None:
                self._advance(0)
                self._finish()
        finally:
            self._pool.shutdown(cancel_futures=True)

    def begin(self, name: str) -> None:
        """Begins a part; the one before it has ended."""
        part = _Part(name.encode("ascii"))
        self._parts.append(part)
        self._held, self._before = None, b""
        self._then(lambda: self._write_header(part))

    def put(self, block: Bytes) -> None:
        """Adds bytes to the part; they must stay as they are until the archive is complete."""
        part, block = self._parts[-1], memoryview(block)
        part.crc = packing.crc32(block, part.crc)
        part.size += len(block)
        for start in range(0, len(block), _BLOCK):
            if self._held is not None:
                self._pack(self._held, last=False)
            self._held = block[start : start + _BLOCK]

    def end(self) -> None:
        """Ends the part."""
        part = self._parts[-1]
        self._pack(self._held or b"", last=True)
        self._then(lambda: self._write_sizes(part))

    def _pack(self, block: Bytes, *, last: bool) -> None:
        part = self._parts[-1]
        part.begun += len(block)
        level = LEVEL if part.begun <= _LONG else _LEVEL_OF_LONG
        packed = self._pool.submit(_deflated, block, self._before, level, last=last)
        self._before = block[-_WINDOW:]
        self._then(lambda: self._write_packed(part, packed))

    def _then(self, step: Callable[[], None]) -> None:
        """Notes what is to be written, and writes what is so far back that it should be done."""
        self._steps.append(step)
        self._advance(_WAITING * self._threads)

    def _advance(self, waiting: int) -> None:
        while len(self._steps) > waiting:
            self._steps.popleft()()

    def _write_header(self, part: _Part) -> None:
        part.offset = self._file.tell()
        self._file.write(part.header())

    def _write_packed(self, part: _Part, packed: Future[bytes]) -> None:
        part.packed += self._file.write(packed.result())

    def _write_sizes(self, part: _Part) -> None:
        """Writes the header again, now that its sizes are known."""
        end = self._file.tell()
        if max(part.size, end) > _MOST_BYTES:
            raise LargeZipFile
        self._file.seek(part.offset)
        self._file.write(part.header())
        self._file.seek(end)

    def _finish(self) -> None:
        """Writes the table of all parts."""
        count, start = len(self._parts), self._file.tell()
        table = b"".join(part.entry() for part in self._parts)
        if count > _MOST_PARTS or start + len(table) > _MOST_BYTES:
            raise LargeZipFile
        end = struct.pack("<4H2LH", 0, 0, count, count, len(table), start, 0)
        self._file.write(table + _END + end)


def _deflated(block: Bytes, before: Bytes, level: int, *, last: bool) -> bytes:
    """Returns a block compressed, `before` being the end of what stands before it.

    Alone in its part is a last one with nothing before it.
    """
    about = (level, zlib.DEFLATED, -zlib.MAX_WBITS)
    if len(before):
        packer = packing.compressobj(*about, zdict=before)
    else:
        packer = (zlib if last else packing).compressobj(*about)
    return packer.compress(block) + packer.flush(zlib.Z_FINISH if last else zlib.Z_SYNC_FLUSH)
