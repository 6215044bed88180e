"""What the coaching list says of an agent: weak items, recordings to listen to (S5, S10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from qa_workbook.analysis.case_library import ServiceCase


@dataclass(frozen=True)
class PointCount:
    """Why marks were lost: a 扣分点 or 达标要点, and in how many of the agent's recordings."""

    id: str
    name: str
    count: int


@dataclass(frozen=True)
class Heard:
    """A recording to listen to.

    `position` is its row of `Analysis.detail`, `recording` what was typed ("" for nothing); file,
    sheet and row are where its score stands. `items` are the names of the weak items in which it
    has a defect; none in a positive example.
    """

    position: int
    recording: str
    agent: str
    name: str
    team: str
    call_date: date
    final: float
    file: str
    sheet: str
    row: int
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weakness:
    """An item in which an agent is weak.

    `defective` of the agent's `held` recordings have a defect; `ratio` is the quotient, `everybody`
    that of all agents' recordings. `alert` is the colour of `ratio`, "" for a small sample.
    Of schemes of clauses `lost` are the points that it took off, `lost_by_all` the mean per agent;
    None elsewhere. `example` is a positive one, None where nobody has one or nobody asked for it.
    `cases` are the newest positive and negative service case of the item, where there are.
    """

    item: str
    name: str
    defective: int
    held: int
    ratio: float
    everybody: float
    alert: str
    lost: float | None
    lost_by_all: float | None
    points: tuple[PointCount, ...]
    example: Heard | None = None
    cases: tuple[ServiceCase, ...] = ()


@dataclass(frozen=True)
class Coached:
    """An agent with the weak items, the weakest first, and the recordings to listen to.

    `n` are recordings, `score` is the mean final score (of clause schemes the month's), `ratio`
    平均不良比率 (NaN without one), `lost` the points lost (None but for clause schemes). `few`: too
    few recordings for a rank or an alarm.
    """

    agent: str
    name: str
    team: str
    n: int
    score: float
    ratio: float
    lost: float | None
    few: bool
    weaknesses: tuple[Weakness, ...]
    listen: tuple[Heard, ...]
