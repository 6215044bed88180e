"""The same row of marks again and again, below one another on one sheet (S8)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Places:
    """Texts by number, sorted, with the time (seconds) of the first call that has each."""

    texts: Values
    first: Integers


@dataclass(frozen=True)
class Marked:
    """What the inspectors wrote on the sheets of one scheme version: whole columns, a row each.

    `inspector`, `file` and `sheet` are numbers of `inspectors`, `files` and `sheets`; `marks` are
    equal where all marks, occurrences, the error deduction and the fatal error are: numbers of 64
    bits made of them, so that two rows that differ are taken for equal in one of 10^19 cases.
    """

    inspectors: Values
    files: Places
    sheets: Places
    inspector: Integers
    file: Integers
    sheet: Integers
    row: Integers
    marks: Integers


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
    inspector = group.astype(np.int32)
    return Marked(names, files, sheets, inspector, file, sheet, rows, _marks(part))


def _placed(column: pd.Series, times: Integers) -> tuple[Places, Integers]:
    codes, texts = numbered(column)
    first = np.full(len(texts), _LATE)
    np.minimum.at(first, codes, times)
    return Places(texts, first), codes.astype(np.int32)


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
    numbers = range(len(parts))
    return Marked(
        inspectors,
        files,
        sheets,
        np.concatenate([inspector[n][parts[n].inspector] for n in numbers]),
        np.concatenate([file[n][parts[n].file] for n in numbers]),
        np.concatenate([sheet[n][parts[n].sheet] for n in numbers]),
        np.concatenate([part.row for part in parts]),
        np.concatenate([part.marks for part in parts]),
    )


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
        if marked is None or not len(marked.row):
            continue
        found = _runs(marked)
        places = pd.Index(names).get_indexer(pd.Index(marked.inspectors, dtype="str"))
        if least is not None:
            told = found.lengths >= least
            own = places[found.owners[told]]
            in_runs += np.bincount(own, weights=found.lengths[told], minlength=size).astype(int)
        for owner, run in found.longest(marked):
            place = int(places[owner])
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
class _Runs:
    """All runs of a version, by inspector and place; `order` are the rows in that order.

    `starts`: where in it each run begins; `owners`: the number of its inspector.
    """

    order: Integers
    starts: Integers
    lengths: Integers
    owners: Integers

    def longest(self, marked: Marked) -> Iterator[tuple[int, _Run]]:
        """Yields each inspector of the version with the longest run, the first of equal ones."""
        firsts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        longest = np.maximum.reduceat(self.lengths, firsts)
        blocks = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(self.owners)))
        best = np.flatnonzero(self.lengths == longest[blocks])
        _, chosen = np.unique(self.owners[best], return_index=True)
        best = best[chosen]
        starts, lengths = self.starts[best], self.lengths[best]
        begin, end = self.order[starts], self.order[starts + lengths - 1]
        files = marked.files.texts[marked.file[begin]]
        sheets = marked.sheets.texts[marked.sheet[begin]]
        rows, lasts = marked.row[begin].tolist(), marked.row[end].tolist()
        runs = zip(lengths.tolist(), files, sheets, rows, lasts, strict=True)
        for owner, (length, file, sheet, row, last) in zip(self.owners[best], runs, strict=True):
            yield int(owner), _Run(length, str(file), str(sheet), row, last)


def _runs(marked: Marked) -> _Runs:
    place = marked.inspector.astype(np.int64)
    for places, numbers in ((marked.files, marked.file), (marked.sheets, marked.sheet)):
        place *= len(places.texts)
        place += _by_first_call(places)[numbers]
    order = in_order(place * (int(marked.row.max(initial=0)) + 1) + marked.row)
    placed, marks = place[order], marked.marks[order]
    begins = np.ones(len(order), dtype=bool)
    begins[1:] = (placed[1:] != placed[:-1]) | (marks[1:] != marks[:-1])
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=len(order))
    return _Runs(order, starts, lengths, marked.inspector[order[starts]])


def _by_first_call(places: Places) -> Integers:
    """The number of each text in the order of first calls, of equal ones by text."""
    found = np.empty(len(places.texts), dtype=np.int64)
    found[np.argsort(places.first, kind="stable")] = np.arange(len(places.texts))
    return found
