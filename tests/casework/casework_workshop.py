"""Cases made of recordings by hand, decided on, and the recordings as they stand then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.casework.case_files import CaseFile, case_files
from qa_workbook.ledger.event import FIRST, Draft, Event, sealed
from qa_workbook.penalties.breaches import all_breaches
from qa_workbook.penalties.cases import with_cases
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.scheme.model import Scheme

OPENED = "2026-10-31T09:00:00+08:00"


def opened(scheme: Scheme, frame: pd.DataFrame) -> list[Draft]:
    """Returns the opening of a case for every breach, numbered in their order."""
    found = with_cases(all_breaches({scheme.key: scheme}, {scheme.key: frame}), GivenOut())
    rows = enumerate(found.to_dict("records"), 1)
    lines = [_line(row, number, scheme) for number, row in rows]
    return [
        Draft(OPENED, line.case, "open", "system", "system", data={"line": line.as_dict})
        for line in lines
    ]


def _line(row: Mapping[Any, Any], number: int, scheme: Scheme) -> GivenLine:
    names = ("case", "scheme", "recording", "inspector", "agent", "cause", "code", "n", "entry")
    decimals = scheme.error_deduction.decimals if scheme.error_deduction else 0
    return GivenLine(
        **{name: row[name] for name in (*names, "name")},
        day=row["call_date"].date(),
        times=int(row["times"]),
        aggravated=bool(row["aggravated"]),
        deducted=Decimal(int(row["ticks"])).scaleb(-decimals),
        tariff="t",
        tariff_version="1",
        rule="r",
        **dict.fromkeys(("points", "money_before_cap", "money"), Decimal(1)),
        cap="",
        why="",
        confirmed=True,
        given_on=date(2026, 10, 31),
        number=f"2026-10-{number:04d}",
    )


def decided(case: str, event: str, day: int = 2, **data: object) -> Draft:
    """Returns a decision of a day in November."""
    at = f"2026-11-{day:02d}T10:00:00+08:00"
    return Draft(at, case, event, "Q1", "qa_lead", "听录音", data)


def files_of(drafts: list[Draft]) -> dict[str, CaseFile]:
    """Returns the cases of events in their order."""
    events, previous = list[Event](), FIRST
    for number, draft in enumerate(drafts, 1):
        event, _ = sealed(draft, number, previous)
        previous = event.hash
        events.append(event)
    return case_files(events)
