"""Which calls may be drawn: one filter after the other, each with its counts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from qa_workbook.arrays import Booleans
from qa_workbook.frames import ABSENT, folded
from qa_workbook.sampling.calls import Calls
from qa_workbook.sampling.model import Filter, FilterName
from qa_workbook.sampling.wanted import Wanted

_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class Filtered:
    """What the filters left: `eligible` and `in_period` say it of every call.

    `excluded` are the recordings that the filter `unchecked` took out, `excluded_agents` the agents
    of `in_office`, both sorted.
    """

    eligible: Booleans
    in_period: Booleans
    filters: tuple[Filter, ...]
    excluded: tuple[str, ...]
    excluded_agents: tuple[str, ...]


def filtered(calls: Calls, wanted: Wanted) -> Filtered:
    """Returns what all filters leave of the calls."""
    left = np.ones(len(calls), dtype=bool)
    applied: list[Filter] = []
    in_period = left
    excluded: tuple[str, ...] = ()
    away: tuple[str, ...] = ()
    for name, bounds, passing in _filters(calls, wanted):
        out, setting = left & ~passing, bounds
        if name == "unchecked":
            excluded = tuple(sorted(calls.ids(np.flatnonzero(out))))
            checked = sum(folded(one) in wanted.checked for one in excluded)
            setting = {"checked": checked, "drawn": len(excluded) - checked}
        if name == "in_office":
            codes = sorted(set(calls.agent_codes[out].tolist()))
            away = tuple(calls.spellings[code] for code in codes)
        applied.append(Filter(name, setting, int(left.sum()), int(out.sum())))
        left = left & passing
        if name == "period":
            in_period = left
    return Filtered(left, in_period, tuple(applied), excluded, away)


def _filters(
    calls: Calls, wanted: Wanted
) -> Iterator[tuple[FilterName, Mapping[str, str | int], Booleans]]:
    """Every filter that is set, with its setting and the calls that it lets through."""
    first, last = np.datetime64(wanted.first), np.datetime64(wanted.last)
    inside = (calls.started >= first) & (calls.started < last + _DAY)
    yield "period", {"from": wanted.first.isoformat(), "to": wanted.last.isoformat()}, inside
    limits, known = wanted.limits, calls.seconds != ABSENT
    if limits.recorded:
        yield "recorded", {}, calls.recorded
    if limits.shortest is not None:
        long_enough = known & (calls.seconds >= limits.shortest)
        yield "shortest", {"seconds": limits.shortest}, long_enough
    if limits.longest is not None:
        short_enough = known & (calls.seconds <= limits.longest)
        yield "longest", {"seconds": limits.longest}, short_enough
    yield "unchecked", {}, ~_among(calls.identities, wanted.checked | wanted.drawn)
    here = np.array([agent not in wanted.away for agent in calls.known_agents], dtype=bool)
    yield "in_office", {}, here[calls.agent_codes]


def _among(recordings: pa.Array, ids: Collection[str]) -> Booleans:
    """Which of some folded numbers are among `ids`."""
    if not ids:
        return np.zeros(len(recordings), dtype=bool)
    found = pc.is_in(recordings, value_set=pa.array(sorted(ids), pa.string()))
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)
