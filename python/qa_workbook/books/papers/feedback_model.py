"""What a feedback sheet says of one agent and week: nothing in it is about one other person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from qa_workbook.numbers import Period


@dataclass(frozen=True)
class HeardRecording:
    """One recording: `lost` has a line for a fatal error and for everything that took points off.

    `raw` is the score before error deductions and fatal errors, `score` the final one.
    """

    day: date
    recording: str
    raw: Decimal
    score: Decimal
    band: str
    lost: Sequence[str]
    remark: str
    fatal: str = ""


@dataclass(frozen=True)
class WeakItem:
    """What to work on: in `times` of `of` recordings, which cost `lost` points together.

    `points` are the 扣分点 behind it, `recordings` those of the agent to listen to again.
    """

    name: str
    times: int
    of: int
    lost: Decimal
    points: Sequence[str]
    recordings: Sequence[str]


@dataclass(frozen=True)
class WeekMean:
    """The mean of one week, None where the agent has no recordings in it."""

    week: Period
    mean: float | None
    recordings: int


@dataclass(frozen=True)
class SchemeFeedback:
    """The week under one scheme.

    Means are final scores, None where unknown: `before` of the week before, `month` of the month
    so far, `team` and `everybody` of this week, where enough people stand behind them. With
    `monthly` a score is one of a whole month: then there are no means, only what was lost.
    `has_fatal`: the scheme knows fatal errors; `banded` says which score has the band, "" for none.
    """

    name: str
    monthly: bool
    recordings: Sequence[HeardRecording]
    mean: float | None
    before: float | None
    month: float | None
    month_recordings: int
    team: float | None
    everybody: float | None
    trend: Sequence[WeekMean]
    strengths: Sequence[str]
    weakest: Sequence[WeakItem]
    has_fatal: bool = False
    banded: Literal["raw", "final", ""] = ""


@dataclass(frozen=True)
class Feedback:
    """The sheet of one agent and week, by scheme, that with most recordings first.

    `month` are the days that count as the month so far. Means of fewer than `small_sample`
    recordings are said to be a hint.
    """

    agent: str
    name: str
    team: str
    week: Period
    month: Period
    organisation: str
    small_sample: int
    schemes: Sequence[SchemeFeedback]
