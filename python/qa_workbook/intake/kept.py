"""What was read of files before: a file with the same content is not read again.

A result is kept with the hash of its file, under a digest of everything else that it depends on
(`ReadBefore.digest`). It holds on later days too, unless the file says something of a day to come,
or has no row of any day, so that the day of reading may have decided something.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path

from qa_workbook.forms.book import FormBook
from qa_workbook.intake.file_reader import FileRows
from qa_workbook.intake.kept_index import INDEX, Kept, folder_of, read_index, write_index
from qa_workbook.intake.packed import read_results, write_results
from qa_workbook.intake.packed_values import NotKept
from qa_workbook.scheme.book import SchemeBook

MOST_BATCHES = 12
"""From so many on all are put into one: each takes its time to open."""
MOST_SETTINGS = 3
"""Results under so many digests are kept, those used last: checking, and two months."""
_DAYS_SAID = "today"
"""The detail of every finding that a later day may mend."""
_PASSING = ("file-kills-reader", "file-too-slow", "file-unreadable")
"""Findings of files that may be read another time."""


@dataclass
class ReadBefore:
    """The results of earlier readings in `folder`.

    `digest` is that of the program, of the config that reading looks at, of what was handed out
    and sent back, of the period and of the inbox: with another one nothing of it holds. Whoever
    adds holds the workspace.
    """

    folder: Path
    digest: str
    today: date
    schemes: SchemeBook
    forms: FormBook
    do: Callable[[Callable[[], None], int], None] = lambda work, _rows: work()
    """Has new results written that have so many rows: at once, or while the caller goes on."""
    _read: dict[str, dict[str, FileRows]] = field(default_factory=dict)

    def knows(self, name: str) -> bool:
        """Returns whether there was a result of a file, whatever it holds by now."""
        return name in self._index

    def results(self, hashes: Mapping[str, str]) -> dict[str, FileRows]:
        """Returns what is known of files, by name; `hashes` are those of the files there are."""
        known = self._index
        found = {}
        for name, sha256 in hashes.items():
            kept = known.get(name)
            if kept and kept.is_of(sha256, self.today):
                result = self._batch(kept.batch).get(name)
                if result is not None:
                    found[name] = result
        return found

    def add(self, results: Sequence[FileRows], known: Mapping[str, FileRows]) -> None:
        """Keeps the results of files that were read just now, beside those in `known`.

        What is of no file any more goes. A disk that is full or closed is no fault of a build, nor
        is a result that can't be kept: its file is read again.
        """
        new = {one.lying.file: one for one in results if one.lying and _may_be_kept(one)}
        index = {name: kept for name, kept in self._index.items() if name in known}
        if not new and len(index) == len(self._index):
            return
        rows = sum(len(one.lines) for result in new.values() for one in result.rows)
        self.do(partial(self._write, new, index, known), rows)

    def _write(
        self,
        new: Mapping[str, FileRows],
        index: dict[str, Kept],
        known: Mapping[str, FileRows],
    ) -> None:
        with suppress(OSError, ValueError, TypeError):
            self._write_batch(new, dict(index), known)

    def _write_batch(
        self,
        new: Mapping[str, FileRows],
        index: dict[str, Kept],
        known: Mapping[str, FileRows],
    ) -> None:
        own = self._own()
        own.mkdir(parents=True, exist_ok=True)
        batches = {kept.batch for kept in index.values()}
        together = dict(new)
        if len(batches) >= MOST_BATCHES:
            together = {name: known[name] for name in index} | together
        if together:
            name = secrets.token_hex(8)
            batch = own / name
            batch.mkdir()
            write_results(batch, list(together.values()))
            for file, result in together.items():
                assert result.lying is not None
                is_new = file in new
                day = self.today if is_new else index[file].day
                lasting = holds_for_ever(result) if is_new else index[file].for_ever
                index[file] = Kept(name, result.lying.sha256, day, lasting)
        write_index(self.folder, self.digest, index)
        self._sweep({kept.batch for kept in index.values()})

    def _own(self) -> Path:
        return folder_of(self.folder, self.digest)

    @cached_property
    def _index(self) -> dict[str, Kept]:
        return read_index(self.folder, self.digest)

    def _batch(self, name: str) -> dict[str, FileRows]:
        """The results of a batch by file; none of one that can't be read."""
        if name not in self._read:
            try:
                found = read_results(self._own() / name, self.schemes, self.forms)
            except NotKept:
                found = []
            self._read[name] = {one.lying.file: one for one in found if one.lying}
        return self._read[name]

    def _sweep(self, batches: set[str]) -> None:
        """Removes batches of which nothing is used, and what other settings left long ago."""
        for folder in self._own().iterdir():
            if folder.is_dir() and folder.name not in batches:
                shutil.rmtree(folder, ignore_errors=True)
        others = [one for one in self.folder.iterdir() if (one / INDEX).exists()]
        others.sort(key=lambda one: (one / INDEX).stat().st_mtime_ns, reverse=True)
        for folder in others[MOST_SETTINGS:]:
            shutil.rmtree(folder, ignore_errors=True)


def _may_be_kept(result: FileRows) -> bool:
    return not any(found.code in _PASSING for found in result.findings)


def holds_for_ever(result: FileRows) -> bool:
    """Returns whether a file would give the same on every later day."""
    if any(_DAYS_SAID in found.details for found in result.findings):
        return False
    with_rows = {(one.file, one.sheet) for one in result.rows if one.lines}
    with_rows |= {(one.file, one.sheet) for one in result.form_rows if one.lines}
    return all(sheet.place in with_rows for sheet in result.sheets)
