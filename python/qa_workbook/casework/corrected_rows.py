"""Corrections put into the rows of the records on reading; the records stay as they are.

Corrections are few, so that this looks at them one by one, and only at the rows that they concern.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans
from qa_workbook.casework.corrections import Correction
from qa_workbook.codes import joined, separated
from qa_workbook.frames import AGGRAVATED, COUNT, MARK, RECORDING
from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.breaches import all_breaches
from qa_workbook.penalties.cases import with_cases
from qa_workbook.penalties.given_out import GivenOut
from qa_workbook.scheme.model import Indicator, Scheme

Frames = Mapping[SchemeKey, pd.DataFrame]
Place = tuple[SchemeKey, tuple[str, ...]]
"""A row of the frames: its scheme version, and recording, inspector, agent and entry."""
_ROW = [*RECORDING, "entry"]
_SILENT = ("fatal", "points")
"""Columns that follow from others: what was changed in those says it all."""


@dataclass(frozen=True)
class Change:
    """One cell that was corrected.

    `column` is that of a wide frame (`times` of a breach is `count.<clause>`), `before` and `after`
    what the frame holds there. `by` are the corrections that made it so.
    """

    key: SchemeKey
    recording: str
    inspector: str
    agent: str
    column: str
    before: Any
    after: Any
    by: tuple[Correction, ...]


@dataclass(frozen=True)
class _Edit:
    """What a cell is to hold, and by which corrections."""

    value: Any
    by: tuple[Correction, ...]


_Edits = dict[Place, dict[str, _Edit]]


def corrected(
    schemes: Mapping[SchemeKey, Scheme],
    frames: Frames,
    corrections: Sequence[Correction],
    given_out: GivenOut,
) -> tuple[dict[SchemeKey, pd.DataFrame], list[Change]]:
    """Returns the frames with the corrected cells, and what was changed, by recording.

    `frames` are recordings, wide or long, `schemes` their versions; `given_out` tells which breach
    is which case. A row of which nothing was decided is the same as before. What the sheet says
    already (the inspector took the breach out, the mark is the decided one) is no change. The
    order of the corrections doesn't matter: of two marks of one indicator the later decision holds.
    """
    ordered = sorted(corrections, key=lambda correction: correction.seq)
    masks = {key: _concerned(frame, key.id, ordered) for key, frame in frames.items()}
    own = {key: frames[key][mask] for key, mask in masks.items() if mask.any()}
    edits = _breach_edits(schemes, own, ordered, given_out)
    _add_marks(edits, schemes, own, ordered)
    found, changes = dict(frames), list[Change]()
    for key in sorted(own):
        frame = frames[key].copy()
        for row, position in _positions(frame, masks[key]):
            cells = edits.get((key, row), {})
            changes += _set(frame, key, row, position, cells)
        found[key] = frame
    changes.sort(key=lambda one: (one.key, one.recording, one.inspector, one.agent))
    return found, changes


def _concerned(frame: pd.DataFrame, scheme: str, corrections: Iterable[Correction]) -> Booleans:
    """The rows of recordings of which something was decided."""
    lines = [one.line for one in corrections if one.line.scheme == scheme]
    wanted = {(line.recording, line.inspector, line.agent) for line in lines}
    # Most rows fall out by the recording alone, which costs less than a look at all three.
    suspects = np.flatnonzero(frame["recording"].isin({recording for recording, *_ in wanted}))
    named = frame[list(RECORDING)].iloc[suspects].itertuples(index=False, name=None)
    mask: Booleans = np.zeros(len(frame), dtype=bool)
    mask[suspects] = [names in wanted for names in named]
    return mask


def _positions(frame: pd.DataFrame, mask: Booleans) -> Iterator[tuple[tuple[str, ...], int]]:
    rows = frame.loc[mask, _ROW].itertuples(index=False, name=None)
    yield from zip(rows, np.flatnonzero(mask).tolist(), strict=True)


def _set(
    frame: pd.DataFrame,
    key: SchemeKey,
    row: tuple[str, ...],
    position: int,
    cells: Mapping[str, _Edit],
) -> Iterator[Change]:
    """Puts the edits of a row into the frame, and yields those that change something."""
    for column, edit in cells.items():
        at = frame.columns.get_loc(column)
        before = frame.iat[position, at]
        if before == edit.value:
            continue
        frame.iat[position, at] = edit.value
        if column in _SILENT:
            continue
        named = column
        if column in ("times", "aggravated"):
            prefix = COUNT if column == "times" else AGGRAVATED
            named = prefix + str(frame["clause"].iat[position])
        recording, inspector, agent, _ = row
        yield Change(key, recording, inspector, agent, named, before, edit.value, edit.by)


# --- breaches


def _breach_edits(
    schemes: Mapping[SchemeKey, Scheme],
    own: Frames,
    corrections: Iterable[Correction],
    given_out: GivenOut,
) -> _Edits:
    """What is left of the breaches that were decided on, by row."""
    decided = {one.line.case: one for one in corrections}
    rows: defaultdict[Place, list[dict[Any, Any]]] = defaultdict(list)
    breaches = with_cases(all_breaches(schemes, own), given_out)
    for breach in breaches.to_dict("records"):
        key = SchemeKey(breach["scheme"], breach["version"])
        rows[key, tuple(breach[name] for name in _ROW)].append(breach)
    edits: _Edits = {}
    for place, found in rows.items():
        cells = dict[str, _Edit]()
        for cause, edited in _CAUSES.items():
            same = [breach for breach in found if breach["cause"] == cause]
            if any(breach["case"] in decided for breach in same):
                cells |= edited(schemes[place[0]], same, decided)
        if cells:
            edits[place] = cells
    return edits


_Breaches = list[dict[Any, Any]]
_Decided = Mapping[str, Correction]


def _fatal(_: Scheme, breaches: _Breaches, decided: _Decided) -> dict[str, _Edit]:
    """The fatal codes that are left; without any the recording has no fatal error."""
    left, by = _left(breaches, decided)
    if len(left) == len(breaches):
        return {}
    return {
        "fatal_codes": _Edit(joined(breach["code"] for breach in left), by),
        "fatal": _Edit(bool(left), by),
    }


def _error(scheme: Scheme, breaches: _Breaches, decided: _Decided) -> dict[str, _Edit]:
    """The error codes that are left, and what is left of the one deduction they share.

    How much of it each code cost nobody knows: while one of them stands the deduction stays, unless
    a decision names what is left.
    """
    left, gone = _left(breaches, decided)
    now = int(breaches[0]["ticks"])
    decimals = scheme.error_deduction.decimals if scheme.error_deduction else 0
    found, by = [now], set[str]()
    for breach in breaches:
        one = decided.get(breach["case"])
        if one is None:
            continue
        points = one.deducted
        if not left and not one.breach:
            points = Decimal(0)
        if points is None:
            continue
        was = int(one.line.deducted.scaleb(decimals))
        found.append(_remaining(now, was, int(points.scaleb(decimals))))
        by.add(one.line.case)
    lowered = tuple(decided[case] for case in decided if case in by)
    cells = {"error_deduction": _Edit(min(found), lowered)}
    if len(left) < len(breaches):
        cells["error_codes"] = _Edit(joined(breach["code"] for breach in left), gone)
    return cells


def _clause(_: Scheme, breaches: _Breaches, decided: _Decided) -> dict[str, _Edit]:
    """The occurrences that are left: those of a long row, or those in the column of a wide one."""
    cells = {}
    for breach in breaches:
        one = decided.get(breach["case"])
        if one is None:
            continue
        left = one.times if one.breach else 0
        column = "times" if breach["source"] == "clause" else breach["source"]
        if left is not None:
            value = _remaining(int(breach["times"]), one.line.times, left)
            cells[column] = _Edit(value, (one,))
        if column == "times" and one.breach and not one.aggravated:
            cells["aggravated"] = _Edit(False, (one,))
    return cells


def _left(breaches: _Breaches, decided: _Decided) -> tuple[_Breaches, tuple[Correction, ...]]:
    """The breaches that stand, in the order of their cell, and what took the others away."""
    gone = {
        breach["case"]
        for breach in breaches
        if breach["case"] in decided and not decided[breach["case"]].breach
    }
    standing = [breach for breach in breaches if breach["case"] not in gone]
    standing.sort(key=lambda breach: int(breach["position"]))
    return standing, tuple(decided[case] for case in decided if case in gone)


def _remaining(now: int, was: int, left: int) -> int:
    """What a number comes to of which `was` were decided on and `left` remain.

    Where a later sheet says less, it may be right already; what a later sheet says more than that
    nobody has decided on yet, and it stays.
    """
    return max(min(now, left), now - (was - left))


_CAUSES = {"fatal": _fatal, "error_deduction": _error, "clause": _clause}

# --- marks


def _add_marks(
    edits: _Edits,
    schemes: Mapping[SchemeKey, Scheme],
    own: Frames,
    corrections: Iterable[Correction],
) -> None:
    """Adds the decided marks of the recordings; the later decision holds."""
    rows: defaultdict[tuple[str, ...], list[tuple[SchemeKey, str, str]]] = defaultdict(list)
    for key, frame in own.items():
        for named in frame[[*_ROW, "points"]].itertuples(index=False, name=None):
            *recording, entry, points = named
            rows[key.id, *recording].append((key, entry, points))
    for one in corrections:
        line = one.line
        recording = (line.recording, line.inspector, line.agent)
        for key, entry, points in rows[line.scheme, *recording] if one.marks else []:
            cells = edits.setdefault((key, (*recording, entry)), {})
            _mark(cells, schemes[key], own[key].columns, one, points)


def _mark(
    cells: dict[str, _Edit],
    scheme: Scheme,
    columns: Iterable[str],
    correction: Correction,
    points: str,
) -> None:
    known = set(columns)
    for id_, mark in correction.marks.items():
        node, column = scheme.by_id.get(id_), f"{MARK}{id_}"
        # A later version may have another scale, or no such indicator.
        if node is None or column not in known or not scheme.scale_of(node).allows(mark):
            continue
        scale, by = scheme.scale_of(node), (correction,)
        cells[column] = _Edit(scale.stored(mark), by)
        if mark == scale.full and points:
            earlier = cells["points"].value if "points" in cells else points
            cells["points"] = _Edit(_without_points(node, earlier), by)


def _without_points(node: Indicator, points: str) -> str:
    """扣分点 without those of an item that has lost no mark after all."""
    own = {point.id for point in node.scoring_points}
    return joined(id_ for id_ in separated(points) if id_ not in own)
