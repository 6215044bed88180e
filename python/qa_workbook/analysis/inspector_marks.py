"""How each inspector marks: 不适用 beside everybody else's, and the same row of marks again (S8).

Both are hints that somebody may not have listened closely; neither proves it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd

from qa_workbook.analysis.pool import Pool, ScoredVersion
from qa_workbook.analysis.ratios import quotient
from qa_workbook.analysis.rules import InspectorRules
from qa_workbook.arrays import Booleans, Floats, Integers, Values
from qa_workbook.frames import COUNT, MARK, NOT_APPLICABLE
from qa_workbook.statistics.intervals import wilson


def not_applicable_columns(
    pool: Pool, group: Integers, size: int, rules: InspectorRules | None
) -> dict[str, Values]:
    """Returns what each inspector found 不适用, beside all others on the same items.

    `group`: the number of each row's inspector, below `size`. na_marks: marks entered of items that
    may be 不适用 and that somebody else marked, too; na: those of them that are 不适用; na_share;
    na_others: the share that the others would have had, their share of each item weighted by this
    inspector's marks of it; na_low and na_high: Wilson's interval of na_share; na_flag: "more" or
    "fewer" where na_others lies outside of it and there are enough marks, else "". Shares are NaN
    where nothing can be 不适用 or nobody else marked it. The interval takes marks of one recording
    for independent, so that it is rather too narrow.
    """
    given, excused = _applied(pool, group, size)
    all_given, all_excused = given.sum(axis=1)[:, None], excused.sum(axis=1)[:, None]
    others = all_given - given
    shared = others > 0
    given, excused = given * shared, excused * shared
    rates = np.divide(all_excused - excused, others, out=np.zeros(given.shape), where=shared)
    marks, found = given.sum(axis=0), excused.sum(axis=0)
    share = quotient(found, marks)
    expected = np.full(size, np.nan)
    np.divide((rates * given).sum(axis=0), marks, out=expected, where=marks > 0)
    low, high = wilson(found, marks)
    flag = np.full(size, "", dtype=object)
    if rules is not None:
        enough = marks >= rules.not_applicable_from
        flag[enough & (low > expected)] = "more"
        flag[enough & (high < expected)] = "fewer"
    return {
        "na_marks": marks,
        "na": found,
        "na_share": share,
        "na_others": expected,
        "na_low": low,
        "na_high": high,
        "na_flag": flag,
    }


def _applied(pool: Pool, group: Integers, size: int) -> tuple[Integers, Integers]:
    """Marks entered and those that are 不适用: a row per indicator, a column per inspector."""
    nothing = np.zeros(size, dtype=np.int64)
    given: dict[str, Integers] = defaultdict(nothing.copy)
    excused: dict[str, Integers] = defaultdict(nothing.copy)
    for part, own in _parts(pool, group):
        everything = np.bincount(own, minlength=size)
        for node in part.scheme.graded:
            ticks = part.frame.get(MARK + node.id)
            if ticks is None or part.scheme.not_applicable_rule(node) == "refuse":
                continue
            values = ticks.to_numpy()
            if values.min(initial=0) >= 0:  # nearly always: then nothing has to be looked at
                given[node.id] += everything
                continue
            skipped = values == NOT_APPLICABLE
            given[node.id] += np.bincount(own[skipped | (values >= 0)], minlength=size)
            excused[node.id] += np.bincount(own[skipped], minlength=size)
    if not given:
        return np.zeros((0, size), dtype=np.int64), np.zeros((0, size), dtype=np.int64)
    return np.stack(list(given.values())), np.stack([excused[id_] for id_ in given])


def _parts(pool: Pool, group: Integers) -> Iterator[tuple[ScoredVersion, Integers]]:
    """Yields each version with the inspectors of its rows."""
    start = 0
    for part in pool.parts:
        end = start + len(part.frame)
        yield part, group[start:end]
        start = end


class _Run(NamedTuple):
    """So many recordings in a row with the same marks; from `file`, `sheet`, `row` to `last`."""

    length: int
    file: str
    sheet: str
    row: int
    last: int


def run_columns(
    pool: Pool, group: Integers, size: int, rules: InspectorRules | None
) -> dict[str, Values]:
    """Returns how often each inspector wrote the same row of marks again and again.

    A run are recordings of one inspector below one another on one sheet that have the same marks,
    occurrences, error deduction and fatal error. longest_run: recordings of the longest; in_runs:
    recordings in runs of at least `rules.same_marks_from` (0 without rules); run_file, run_sheet,
    run_row and run_last: where the longest stands, the first of equal ones by day;
    "" and 0 where no two are the same.
    """
    longest = [_Run(0, "", "", 0, 0)] * size
    in_runs = np.zeros(size, dtype=np.int64)
    least = rules.same_marks_from if rules else None
    for part, own in _parts(pool, group):
        if not len(own) or part.scheme.sheet.layout == "long":
            continue  # a sheet of breaches has no row of a recording without one
        runs = _runs(part, own)
        if least is not None:
            told = runs.lengths >= least
            in_runs += np.bincount(
                runs.owners[told], weights=runs.lengths[told], minlength=size
            ).astype(np.int64)
        for owner, run in runs.longest(part.frame):
            longest[owner] = max(longest[owner], run, key=lambda one: one.length)
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

    def longest(self, frame: pd.DataFrame) -> Iterator[tuple[int, _Run]]:
        """Yields each inspector of the version with the longest run, the first of equal ones."""
        firsts = np.flatnonzero(np.diff(self.owners, prepend=-1))
        longest = np.maximum.reduceat(self.lengths, firsts)
        blocks = np.repeat(np.arange(len(firsts)), np.diff(firsts, append=len(self.owners)))
        best = np.flatnonzero(self.lengths == longest[blocks])
        _, chosen = np.unique(self.owners[best], return_index=True)
        best = best[chosen]
        starts, lengths = self.starts[best], self.lengths[best]
        places = frame[["file", "sheet", "row"]].take(self.order[starts])
        lasts = frame["row"].to_numpy()[self.order[starts + lengths - 1]]
        runs = zip(lengths.tolist(), *(places[name] for name in places), lasts, strict=True)
        for owner, (length, file, sheet, first, last) in zip(self.owners[best], runs, strict=True):
            yield int(owner), _Run(length, str(file), str(sheet), int(first), int(last))


def _runs(part: ScoredVersion, group: Integers) -> _Runs:
    frame = part.frame
    order, again = _in_order(frame, group)
    same = np.flatnonzero(again)
    for name in _said(part):
        values = frame[name].to_numpy()
        # Few rows are like the one before in column after column, so fewer and fewer are compared.
        same = same[values[order[same]] == values[order[same - 1]]]
    begins = np.ones(len(frame), dtype=bool)
    begins[same] = False
    starts = np.flatnonzero(begins)
    lengths = np.diff(starts, append=len(frame))
    return _Runs(order, starts, lengths, group[order[starts]])


def _in_order(frame: pd.DataFrame, group: Integers) -> tuple[Integers, Booleans]:
    """The rows by inspector, sheet and row, and which are on one sheet with the one before.

    Files and sheets come in the order in which they have calls, by day, then by name.
    """
    days = frame["call_date"].to_numpy().astype("datetime64[s]").astype(np.int64)
    files, paths = pd.factorize(frame["file"], sort=True)
    sheets, names = pd.factorize(frame["sheet"], sort=True)
    on_files = _by_first(days, files, len(paths))
    on_sheets = _by_first(days * len(paths) + files, sheets, len(names))
    place = (group * len(paths) + on_files[files]) * len(names) + on_sheets[sheets]
    rows = frame["row"].to_numpy().astype(np.int64)
    order = np.argsort(place * (int(rows.max(initial=0)) + 1) + rows, kind="stable")
    placed = place[order]
    return order, np.concatenate(([False], placed[1:] == placed[:-1]))


def _by_first(when: Integers, codes: Integers, size: int) -> Integers:
    """The place of each code in the order of the least `when` of its rows, equal ones by code."""
    first = np.full(size, np.iinfo(np.int64).max)
    np.minimum.at(first, codes, when)
    places = np.empty(size, dtype=np.int64)
    places[np.argsort(first, kind="stable")] = np.arange(size)
    return places


def _said(part: ScoredVersion) -> Iterator[str]:
    """Yields the columns of a frame that hold what an inspector found."""
    for name in part.frame.columns:
        if name.startswith((MARK, COUNT)):
            yield name
    yield from ("error_deduction", "fatal")


def full_recordings(marks: Integers, full: Integers, group: Integers, size: int) -> Floats:
    """Returns each inspector's share of recordings whose marks are all full, NaN without marks."""
    entered = marks > 0
    every = np.bincount(group[entered], minlength=size)
    return quotient(np.bincount(group[entered & (marks == full)], minlength=size), every)
