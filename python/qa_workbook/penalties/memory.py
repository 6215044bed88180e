"""What a register adds to the memory of what was given out, and what it misses of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import starmap

import pandas as pd

from qa_workbook.frames import evidence
from qa_workbook.keys import SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.penalties.complaints import ComplaintWords
from qa_workbook.penalties.conditions import COMPLAINT
from qa_workbook.penalties.given_out import GivenLine, GivenOut, Numbering
from qa_workbook.penalties.model import WITHDRAWN_COLUMNS
from qa_workbook.penalties.words import name_of_code, name_of_complaint
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Memory:
    """What was given out so far; `today` if the register at hand is given out, else None."""

    given_out: GivenOut = field(default_factory=GivenOut)
    today: date | None = None


NOTHING = Memory()
_FIELDS = [one.name for one in fields(GivenLine)]
_FROM_PRICES = {"day", "deducted", "given_on", "number"}
"""What a line says that is no column of the rows."""


def given_lines(rows: pd.DataFrame, given_out: GivenOut, today: date) -> tuple[GivenLine, ...]:
    """Returns the lines among assessed `rows` that were not given out like this before.

    A case that is new gets its number, in the order of the rows.
    """
    new, numbering = [], Numbering(given_out.lines.values(), given_out.used)
    known = given_out.lines
    cases, days = rows["case"].tolist(), rows["call_date"].dt.date.tolist()
    numbers = [
        known[case].number if case in known else numbering.next(day)
        for case, day in zip(cases, days, strict=True)
    ]
    columns = {name: rows[name].tolist() for name in _FIELDS if name not in _FROM_PRICES}
    columns["day"], columns["number"], columns["given_on"] = days, numbers, [today] * len(rows)
    prices = rows["price"].tolist()
    deducted = {id(price): price.breach.deducted for price in {id(p): p for p in prices}.values()}
    columns["deducted"] = [deducted[id(price)] for price in prices]
    lines = starmap(GivenLine, zip(*(columns[name] for name in _FIELDS), strict=True))
    for line, settled in zip(lines, rows["settled"].tolist(), strict=True):
        before = known.get(line.case)
        if before is None or not (settled or line.says_the_same(before)):
            new.append(line)
        elif before.entry != line.entry:
            new.append(replace(before, entry=line.entry))
    return tuple(new)


def withdrawn_lines(
    given_out: GivenOut,
    rows: pd.DataFrame,
    period: Period | None,
    schemes: Mapping[SchemeKey, Scheme],
    language: str,
    complaints: ComplaintWords | None = None,
) -> pd.DataFrame:
    """Returns what was given out with an amount for days of `period` and is not among `rows`.

    Columns: WITHDRAWN_COLUMNS; the amounts are those given out.
    """
    by_id = {scheme.id: scheme for scheme in schemes.values()}
    present = set(rows["case"].tolist())
    missing = [
        line
        for line in given_out.lines.values()
        if line.case not in present and (period is None or line.day in period)
    ]
    found = [
        {
            **{name: getattr(line, name) for name in WITHDRAWN_COLUMNS if name != "clause"},
            "clause": (
                name_of_complaint(complaints, line.code, language)
                if line.cause == COMPLAINT
                else name_of_code(by_id.get(line.scheme), line.cause, line.code, language)
            ),
        }
        for line in missing
        if line.points or line.money
    ]
    frame = pd.DataFrame(found, columns=list(WITHDRAWN_COLUMNS))
    return frame.assign(recording=evidence(frame)) if found else frame
