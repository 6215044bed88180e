"""Which agents' rates chance alone doesn't explain."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.arrays import Floats, Integers
from qa_workbook.statistics.funnel import ACTION, WARNING, funnel_limits
from qa_workbook.statistics.reasons import Reason

_LEAST = 2  # agents that can be compared
_STEPS = 64  # sizes for which limits are drawn


@dataclass(frozen=True)
class AgentFunnel:
    """The agents' 优良率 against how many recordings each of them has.

    `rate` is that of all. `agents`: agent, name, n, good (recordings), rate, few (below the minimum
    n), low95, high95, low998, high998 (limits for this n) and beyond: "low" or "high" outside the
    99.8 % limits, "lower" or "higher" outside those of 95 % alone, "" within; small samples are
    never beyond. `curve`: n and the limits, from the smallest to the largest n.
    """

    rate: float
    agents: pd.DataFrame
    curve: pd.DataFrame


def agent_funnel(analysis: Analysis, small_sample: int | None) -> AgentFunnel | Reason | None:
    """Returns the funnel of the agents' 优良率.

    None for a scheme without the band `good`, and for schemes of long sheets, whose scores aren't
    of recordings. A reason where there are fewer than two agents, or all or none are good.
    """
    agents = analysis.agents
    if analysis.months is not None or agents["good"].isna().any() or agents.empty:
        return None
    if len(agents) < _LEAST:
        return Reason.TOO_FEW
    size = agents["n"].to_numpy(dtype=np.int64)
    good = np.rint(agents["good"].to_numpy() * size).astype(np.int64)
    rate = float(good.sum() / size.sum())
    if rate in (0, 1):
        return Reason.ALL_EQUAL
    few = size < (small_sample or 0)
    table = agents[["agent", "name"]].assign(n=size, good=good, rate=good / size, few=few)
    table = table.assign(**_limits(size, rate))
    return AgentFunnel(rate, table.assign(beyond=_beyond(table)), _curve(size, rate))


def _beyond(agents: pd.DataFrame) -> list[str]:
    """Which limits each rate is beyond; none for small samples."""
    rates = agents["rate"]
    outside = {
        "low": rates < agents["low998"],
        "high": rates > agents["high998"],
        "lower": rates < agents["low95"],
        "higher": rates > agents["high95"],
    }
    found = np.select(list(outside.values()), list(outside), default="")
    kinds: list[str] = np.where(agents["few"], "", found).tolist()
    return kinds


def _limits(size: Integers, rate: float) -> dict[str, Floats]:
    inner, outer = funnel_limits(size, rate, WARNING), funnel_limits(size, rate, ACTION)
    return {
        "low95": inner.lower,
        "high95": inner.upper,
        "low998": outer.lower,
        "high998": outer.upper,
    }


def _curve(size: Integers, rate: float) -> pd.DataFrame:
    """The limits from the smallest to the largest size, at so many that lines look round."""
    first, last = int(size.min()), int(size.max())
    steps = np.unique(np.linspace(max(first - 1, 1), last + 1, _STEPS).round().astype(np.int64))
    return pd.DataFrame({"n": steps, **_limits(steps, rate)})
