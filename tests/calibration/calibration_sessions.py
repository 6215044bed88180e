"""Calibration sessions for the tests: packs as they come back, with strict, lenient and careless inspectors."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date

import pandas as pd

from frames import wide_frame
from made_recordings import scheme
from qa_workbook.calibration.panel import Panel, panel_of
from qa_workbook.calibration.session import Call, Person, Session, packs_of
from qa_workbook.demo.calibration import (
    CAREFUL,
    CARELESS,
    LENIENT,
    STRICT,
    Manner,
    Marks,
    believable_marks,
    gold_marks,
)
from qa_workbook.frames import ABSENT, MARK
from qa_workbook.scheme.model import Scheme

LEAD = Person("Q001", "孙莉")
INSPECTORS = {"陈静": STRICT, "何敏": LENIENT, "周丽": CAREFUL, "吴强": CARELESS}


def session(
    rules: Scheme, recordings: int = 3, names: tuple[str, ...] = tuple(INSPECTORS), day: int = 12
) -> Session:
    """Returns a session of so many recordings, announced a day ahead."""
    name = f"JZ-2026-10-{day:02d}"
    calls = tuple(
        Call(f"C{day:02d}{number:03d}", f"{1001 + number:05d}", "", date(2026, 10, day - 2))
        for number in range(recordings)
    )
    people = [Person(f"Q{place:03d}", one) for place, one in enumerate(names, 11)]
    numbers = [f"QD-{day:02d}{place:06d}" for place in range(len(people) + 1)]
    held, told = date(2026, 10, day), date(2026, 10, day - 1)
    packs = packs_of(LEAD, people, numbers)
    return Session(name, rules.key, held, told, calls, packs, "2026.1")


def rows_of(
    rules: Scheme, one: Session, marks: Mapping[str, Marks], **more: object
) -> pd.DataFrame:
    """Returns the rows of packs that came back, by the list of whoever's marks they are."""
    rows = []
    for pack in one.packs:
        for recording, given in marks.get(pack.person.name, {}).items():
            ticks = {
                f"{MARK}{node.id}": rules.scale_of(node).stored(given[node.id])
                if given.get(node.id) is not None
                else ABSENT
                for node in rules.graded
            }
            about = {"recording": recording, "inspector": pack.person.name, **ticks, **more}
            rows.append({**about, "list_": pack.list})
    frame = wide_frame(rules, rows)
    return frame.assign(list=[row["list_"] for row in rows])


def believable(
    rules: Scheme,
    one: Session,
    seed: int = 7,
    manners: Mapping[str, Manner] | None = None,
) -> dict[str, Marks]:
    """Returns the marks of everybody in a session, the lead's too."""
    dice = random.Random(seed)
    gold = gold_marks(rules, [call.recording for call in one.calls], dice)
    given = believable_marks(rules, gold, manners or INSPECTORS, dice)
    return {LEAD.name: gold, **given}


def panel(
    scheme_id: str = "monitoring-10x4", recordings: int = 3, seed: int = 7, day: int = 12
) -> Panel:
    """Returns the panel of a believable session."""
    rules = scheme(scheme_id)
    one = session(rules, recordings, day=day)
    frame = rows_of(rules, one, believable(rules, one, seed))
    return panel_of(one, {rules.key: rules}, {rules.key: frame})
