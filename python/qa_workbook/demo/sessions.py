"""Filled packs of a calibration session, and calls that inspectors scored twice without knowing."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import PurePosixPath

import numpy as np

from qa_workbook.books.score_sheet.template import Head
from qa_workbook.demo.calibration import (
    CAREFUL,
    CARELESS,
    LENIENT,
    STRICT,
    Marks,
    believable_marks,
    gold_marks,
)
from qa_workbook.demo.drafts import Draft, Row
from qa_workbook.demo.marks import as_typed
from qa_workbook.demo.rechecks import scored_again
from qa_workbook.frames import MARK
from qa_workbook.keys import Purpose

MANNERS = (STRICT, LENIENT, replace(CARELESS, forgotten=0.0), CAREFUL)
"""How the inspectors of the session mark, in their order; nobody forgets a cell."""
REPEATS = 6
WAVERING = 0.06
_ABOUT_THE_CALL = ("serial", "recording", "call_date", "agent", "name", "team")


@dataclass(frozen=True)
class BlindPack:
    """A sheet of a session: its number, whose it is, and whether it has the gold marks."""

    number: str
    name: str
    gold: bool


def session_calls(drafts: Sequence[Draft], count: int) -> list[Row]:
    """Returns a call of each sheet in turn, `count` of them at most."""
    return [draft.rows[len(draft.rows) // 2] for draft in drafts[:count]]


def filled_packs(
    like: Draft, packs: Sequence[BlindPack], calls: Sequence[Row], day: date, folder: str, seed: int
) -> list[Draft]:
    """Returns the packs as they come back, sheets like `like`: one inspector strict, one mild."""
    dice = random.Random(seed)  # noqa: S311 - invented marks, no secrets
    recordings = [str(row["recording"]) for row in calls]
    gold = gold_marks(like.scheme, recordings, dice)
    blind = [pack.name for pack in packs if not pack.gold]
    manners = {name: MANNERS[place % len(MANNERS)] for place, name in enumerate(blind)}
    given = believable_marks(like.scheme, gold, manners, dice)
    found = []
    for pack in packs:
        marks = gold if pack.gold else given[pack.name]
        head = Head(pack.name, day, "", pack.number, Purpose.CALIBRATION)
        rows = [_marked(like, row, marks, number) for number, row in enumerate(calls, 1)]
        file = PurePosixPath(folder) / f"{pack.name}.xlsx"
        template = replace(like.template, head=head, rows=len(rows))
        found.append(Draft(file, template, tuple(rows)))
    return found


def _marked(like: Draft, row: Row, marks: Marks, number: int) -> Row:
    """A row about the same call with other marks, and nothing else in it."""
    empty: Mapping[str, object] = dict.fromkeys(row, "")
    about = {key: row[key] for key in _ABOUT_THE_CALL} | {"serial": number}
    given = marks[str(row["recording"])]
    own = {f"{MARK}{id_}": as_typed(mark) for id_, mark in given.items() if mark is not None}
    return {**empty, **about, **{key: own[key] for key in like.form.indicators if key in own}}


def repeats_of(draft: Draft, number: str, day: date, file: str, rng: np.random.Generator) -> Draft:
    """Returns a list of calls of a sheet as the same inspector scores them once more."""
    chosen = rng.choice(len(draft.rows), min(REPEATS, len(draft.rows)), replace=False)
    rows = [
        scored_again(draft, draft.rows[int(place)], WAVERING, WAVERING, rng) | {"serial": serial}
        for serial, place in enumerate(sorted(chosen), 1)
    ]
    old = draft.template.head
    head = Head(old.inspector, day, old.project, number)
    template = replace(draft.template, head=head, rows=len(rows))
    return Draft(PurePosixPath(file), template, tuple(rows))
