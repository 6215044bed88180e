"""Call lists for tests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from qa_workbook.frames import ABSENT
from qa_workbook.sampling.calls import TEXTS, Calls
from qa_workbook.sampling.wanted import Wanted

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)


def at(*clock: int) -> datetime:
    """Returns a moment of the centre's clock."""
    return datetime(*clock)  # type: ignore[arg-type]  # noqa: DTZ001 - sheets know no time zones


class Call(NamedTuple):
    """One call of a list."""

    recording: str
    agent: str
    started: datetime = at(2026, 10, 5, 9)
    seconds: int = 60
    recorded: bool = True


def made_calls(rows: Sequence[Call]) -> Calls:
    """Returns calls as a call list has them."""
    none = pa.array([""] * len(rows), pa.string())
    return Calls(
        pa.array([row.recording for row in rows], pa.string()),
        pa.array([row.agent for row in rows], pa.string()),
        np.array([row.started for row in rows], dtype="datetime64[s]"),
        np.array([row.seconds for row in rows], dtype=np.int64),
        np.array([row.recorded for row in rows], dtype=bool),
        pa.table(dict.fromkeys(TEXTS, none)),
    )


def some_calls(agents: int, each: int) -> list[Call]:
    """Returns calls of agents A1, A2 …, spread over days and hours of October."""
    begin = at(2026, 10, 1, 8)
    return [
        Call(
            f"R{agent:03d}{call:04d}",
            f"A{agent}",
            begin + timedelta(minutes=17 * call % 40_000),
            30 + call,
        )
        for agent in range(1, agents + 1)
        for call in range(each)
    ]


def wanted(**given: Any) -> Wanted:
    """Returns what is asked of a draw of October: two calls of each agent unless said otherwise."""
    settings: dict[str, Any] = {"seed": "2026-10 上午", "per_agent": 2, "rounds_per_day": 5}
    return Wanted("2026-10", FIRST, LAST, **(settings | given))


NOT_KNOWN = ABSENT
"""The length of a call of which nobody knows it."""
