"""The same row of marks again and again, below one another on one sheet (S8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import pandas as pd

from qa_workbook.analysis.numbering import in_order, numbered
from qa_workbook.analysis.pool import Pool, ScoredVersion
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.arrays import Integers, Values
from qa_workbook.frames import ABSENT, COUNT, MARK

_MIXER = np.uint64(0x9E3779B97F4A7C15)
"""Odd, of bits that look random (2^64 ÷ the golden ratio): spreads equal changes over all bits."""
_LATE = np.iinfo(np.int64).max
_SHARE = 250_000
"""So many rows are put in order at a time."""


@dataclass(frozen=True)
class Places:
    """Texts by number, sorted, with the time (seconds) of the first call that has each."""

    texts: Values
    first: Integers

    @cached_property
    def by_first_call(self) -> Integers:
        """The place of each in the order of first calls, of equal ones by text."""
        found = np.empty(len(self.texts), dtype=np.int64)
        found[np.argsort(self.first, kind="stable")] = np.arange(len(self.texts))
        return found


@dataclass(frozen=True)
class Numbers:
    """Numbers of a column: `codes`, and what each of these stands for in `meaning`.

    So other numbers can be given to millions of rows by looking at their few different ones.
    """

    codes: Integers
    meaning: Integers

    def renumbered(self, numbers: Integers) -> Numbers:
        """Returns a column with `numbers` instead of 0, 1, …"""
        return Numbers(self.codes, numbers[self.meaning])

    def of(self, rows: Integers | slice) -> Numbers:
        """Returns those of some rows."""
        return Numbers(self.codes[rows], self.meaning)

    def as_digits(self) -> Values:
        """Returns the numbers as uint64."""
        return self.meaning.astype(np.uint64)[self.codes]


@dataclass(frozen=True)
class Chunk:
    """What the inspectors wrote in some rows: by inspector, file, sheet and row.

    `inspectors`, rising, have the rows between two of `starts`; they, `file` and `sheet` are
    numbers of `Marked`. `marks` are equal where all marks, occurrences, the error deduction and the
    fatal error are: numbers of 64 bits made of them, so that two rows that differ are taken for
    equal in one of 10^19 cases.
    """

    inspectors: Integers
    starts: Integers
    file: Numbers
    sheet: Numbers
    row: Integers
    marks: Integers


@dataclass(frozen=True)
class Marked:
    """What the inspectors wrote on the sheets of one scheme version, in chunks of rows."""

    inspectors: Values
    files: Places
    sheets: Places
    chunks: tuple[Chunk, ...]


Runs = tuple[Marked | None, ...]
"""Of each version; None for long sheets, which have no row of a recording without a breach."""


def marked_rows(pool: Pool, group: Integers, names: Values) -> Runs:
    """Returns the rows of each version of a pool.

    `group` are the numbers of the inspectors in `names` by row.
    """
    found: list[Marked | None] = []
    start = 0
    for part in pool.parts:
        end = start + len(part.frame)
        long = part.scheme.sheet.layout == "long"
        found.append(None if long else _marked(part, group[start:end], names))
        start = end
    return tuple(found)


def _marked(part: ScoredVersion, group: Integers, names: Values) -> Marked:
    frame = part.frame
    times = frame["call_date"].to_numpy().astype("datetime64[s]").astype(np.int64)
    files, file = _placed(frame["file"], times)
    sheets, sheet = _placed(frame["sheet"], times)
    rows = frame["row"].to_numpy().astype(np.int32)
    widths = _Widths.of(files, sheets, rows)
    places = widths.places(file.as_digits(), sheet.as_digits(), rows)
    places |= group.astype(np.uint64) << np.uint64(widths.place)
    _, order = in_order(places)
    starts = np.zeros(len(names) + 1, dtype=np.int64)
    np.cumsum(np.bincount(group, minlength=len(names)), out=starts[1:])
    inspectors = np.arange(len(names))
    marks = _marks(part)[order]
    chunk = Chunk(inspectors, starts, file.of(order), sheet.of(order), rows[order], marks)
    return Marked(names, files, sheets, (chunk,) if len(rows) else ())


def _placed(column: pd.Series, times: Integers) -> tuple[Places, Numbers]:
    codes, texts = numbered(column)
    first = np.full(len(texts), _LATE)
    np.minimum.at(first, codes, times)
    return Places(texts, first), _as_they_are(codes, len(texts))


def _as_they_are(codes: Integers, size: int) -> Numbers:
    return Numbers(codes.astype(np.int32), np.arange(size, dtype=np.int32))


def _marks(part: ScoredVersion) -> Integers:
    mixed = np.zeros(len(part.frame), dtype=np.uint64)
    for values in _said(part):
        mixed ^= values.astype(np.int64).view(np.uint64)
        mixed *= _MIXER
        mixed ^= mixed >> np.uint64(32)
    return mixed


def _said(part: ScoredVersion) -> Iterator[Integers]:
    """Yields the columns that hold what an inspector found; a missing one is one without values."""
    frame, scheme = part.frame, part.scheme
    named = [(MARK + node.id, ABSENT) for node in scheme.graded]
    named += [(COUNT + node.id, 0) for node in scheme.counted]
    named += [("error_deduction", 0), ("fatal", 0)]
    for name, nothing in named:
        yield frame[name].to_numpy() if name in frame else np.full(len(frame), nothing)


def added_runs(parts: Sequence[Runs]) -> Runs:
    """Returns the rows of all parts together, version by version."""
    return tuple(_added([one for one in of if one is not None]) for of in zip(*parts, strict=True))


def _added(parts: Sequence[Marked]) -> Marked | None:
    if len(parts) < 2:
        return next(iter(parts), None)
    inspectors, inspector = _numbered([part.inspectors for part in parts])
    file, files = _together([part.files for part in parts])
    sheet, sheets = _together([part.sheets for part in parts])
    chunks = (
        replace(
            chunk,
            inspectors=inspector[number][chunk.inspectors],
            file=chunk.file.renumbered(file[number]),
            sheet=chunk.sheet.renumbered(sheet[number]),
        )
        for number, part in enumerate(parts)
        for chunk in part.chunks
    )
    return Marked(inspectors, files, sheets, tuple(chunks))


def _together(parts: Sequence[Places]) -> tuple[list[Integers], Places]:
    texts, numbers = _numbered([part.texts for part in parts])
    first = np.full(len(texts), _LATE)
    for part, own in zip(parts, numbers, strict=True):
        first[own] = np.minimum(first[own], part.first)
    return numbers, Places(texts, first)


def _numbered(parts: Sequence[Values]) -> tuple[Values, list[Integers]]:
    """All texts of some lists, sorted, and the number of each list's texts among them."""
    codes, texts = pd.factorize(np.concatenate(parts), sort=True)
    ends = np.cumsum([len(part) for part in parts])[:-1]
    return np.asarray(texts, dtype=object), np.split(codes.astype(np.int32), ends)


class _Run(NamedTuple):
    """So many recordings in a row with the same marks; from `file`, `sheet`, `row` to `last`."""

    length: int
    file: str
    sheet: str
    row: int
    last: int


def run_columns(runs: Runs, names: pd.Series, rules: InspectorRules | None) -> dict[str, Values]:
    """Returns how often each inspector wrote the same row of marks again and again.

    A run are recordings of one inspector below one another on one sheet that have the same marks,
    occurrences, error deduction and fatal error. longest_run: recordings of the longest; in_runs:
    recordings in runs of at least `rules.same_marks_from` (0 without rules); run_file, run_sheet,
    run_row and run_last: where the longest stands, of equal ones that on the file, then the sheet
    with the first call; "" and 0 where no two are the same.
    """
    size = len(names)
    longest = [_Run(0, "", "", 0, 0)] * size
    in_runs = np.zeros(size, dtype=np.int64)
    least = rules.same_marks_from if rules else None
    for marked in runs:
        if marked is None or not marked.chunks:
            continue
        found = pd.Index(names).get_indexer(pd.Index(marked.inspectors, dtype="str"))
        for some in _runs(marked):
            if least is not None:
                told = some.lengths >= least
                own = found[some.owners[told]]
                lengths = some.lengths[told]
                in_runs += np.bincount(own, weights=lengths, minlength=size).astype(int)
            for owner, run in some.longest(marked):
                place = int(found[owner])
                longest[place] = max(longest[place], run, key=lambda one: one.length)
    shown = [one if one.length > 1 else _Run(one.length, "", "", 0, 0) for one in longest]
    texts = {
        f"run_{name}": np.array([getattr(one, name) for one in shown], dtype=object)
        for name in ("file", "sheet")
    }
    return {
        "longest_run": np.array([one.length for one in shown], dtype=np.int64),
        "in_runs": in_runs,
        **texts,
        "run_row": np.array([one.row for one in shown], dtype=np.int64),
        "run_last": np.array([one.last for one in shown], dtype=np.int64),
    }


@dataclass(frozen=True)
class _Widths:
    """Of how many bits file, sheet and row are in the number that tells where a row stands."""

    file: int
    sheet: int
    row: int

    @classmethod
    def of(cls, files: Places, sheets: Places, *rows: Integers) -> _Widths:
        """Returns those for all rows of some files and sheets."""
        last = max(int(own.max(initial=0)) for own in rows)
        sizes = (len(files.texts), len(sheets.texts), last + 1)
        return cls(*(max(size - 1, 0).bit_length() for size in sizes))

    @property
    def place(self) -> int:
        """Of how many bits all three are."""
        return self.file + self.sheet + self.row

    def places(self, file: Values, sheet: Values, row: Integers) -> Values:
        """Returns the numbers, as uint64."""
        found = (file << np.uint64(self.sheet)) | sheet
        found <<= np.uint64(self.row)
        found |= row.astype(np.uint64)
        return found

    def told(self, places: Values) -> tuple[Integers, Integers, Integers]:
        """Returns file, sheet and row of such numbers."""
        rows = self._digits(places, 0, self.row)
        sheets = self._digits(places, self.row, self.sheet)
        return self._digits(places, self.row + self.sheet, self.file), sheets, rows

    @staticmethod
    def _digits(places: Values, shift: int, width: int) -> Integers:
        digits = (places >> np.uint64(shift)) & np.uint64((1 << width) - 1)
        return digits.astype(np.int64)


@dataclass(frozen=True)
class _Runs:
    """All runs of some inspectors, by inspector and place.

    `owners`: the numbers of their inspectors; `first` and `last`: where they begin and end.
    """

    lengths: Integers
    owners: Integers
    first: Values
    last: Values
    widths: _Widths

    def longest(self, marked: Marked) -> Iterator[tuple[int, _Run]]:
        """Yields each inspector with the longest run; of equal ones that with the first call."""
        firsts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        longest = np.maximum.reduceat(self.lengths, firsts)
        each = np.repeat(longest, np.diff(firsts, append=len(self.owners)))
        # Where a run stands is of interest only if it is one.
        best = np.flatnonzero((self.lengths == each) & (self.lengths > 1))
        files, sheets, _ = self.widths.told(self.first[best])
        files, sheets = marked.files.by_first_call[files], marked.sheets.by_first_call[sheets]
        best = best[np.lexsort([self.first[best], sheets, files, self.owners[best]])]
        best = best[np.flatnonzero(np.diff(self.owners[best], prepend=-1))]
        for owner, length in zip(self.owners[firsts].tolist(), longest.tolist(), strict=True):
            if length == 1:
                yield owner, _Run(1, "", "", 0, 0)
        files, sheets, rows = self.widths.told(self.first[best])
        *_, lasts = self.widths.told(self.last[best])
        texts = marked.files.texts[files], marked.sheets.texts[sheets]
        runs = zip(self.lengths[best].tolist(), *texts, rows.tolist(), lasts.tolist(), strict=True)
        for owner, (length, file, sheet, row, last) in zip(self.owners[best], runs, strict=True):
            yield int(owner), _Run(length, str(file), str(sheet), row, last)


def _runs(marked: Marked) -> Iterator[_Runs]:
    """Yields all runs, those of some inspectors at a time.

    Rows that fit into the caches of a processor are sorted in a fraction of the time that all take.
    """
    widths = _Widths.of(marked.files, marked.sheets, *(chunk.row for chunk in marked.chunks))
    for first, stop in _shares(marked):
        parts = [_share(chunk, first, stop, widths) for chunk in marked.chunks]
        # Each part is in order already, so that they are merely merged.
        places, order = in_order(np.concatenate([own for own, _ in parts]), merging=True)
        marks = np.concatenate([own for _, own in parts])[order]
        sheets = places >> np.uint64(widths.row)
        begins = np.ones(len(order), dtype=bool)
        begins[1:] = (sheets[1:] != sheets[:-1]) | (marks[1:] != marks[:-1])
        starts = np.flatnonzero(begins)
        lengths = np.diff(starts, append=len(order))
        begin, end = places[starts], places[starts + lengths - 1]
        owners = (begin >> np.uint64(widths.place)).astype(np.int64) + first
        yield _Runs(lengths, owners, begin, end, widths)


def _shares(marked: Marked) -> Iterator[tuple[int, int]]:
    """Yields the inspectors, from first to stop, in shares of about so many rows."""
    size = len(marked.inspectors)
    rows = np.zeros(size, dtype=np.int64)
    for chunk in marked.chunks:
        rows[chunk.inspectors] += np.diff(chunk.starts)
    share = (np.cumsum(rows) - rows) // _SHARE
    edges = np.flatnonzero(np.diff(share, prepend=-1, append=share[-1] + 1))
    for first, stop in pairwise(edges.tolist()):
        if rows[first:stop].any():
            yield first, stop


def _share(chunk: Chunk, first: int, stop: int, widths: _Widths) -> tuple[Values, Integers]:
    """The rows of a chunk by inspectors from `first` to `stop`: their places, and their marks."""
    low, high = np.searchsorted(chunk.inspectors, [first, stop])
    own = slice(chunk.starts[low], chunk.starts[high])
    file, sheet = chunk.file.of(own), chunk.sheet.of(own)
    places = widths.places(file.as_digits(), sheet.as_digits(), chunk.row[own])
    number = (chunk.inspectors[low:high] - first).astype(np.uint64) << np.uint64(widths.place)
    places |= np.repeat(number, np.diff(chunk.starts[low : high + 1]))
    return places, chunk.marks[own]
