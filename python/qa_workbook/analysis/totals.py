"""What the figures of `metrics` rest on: whole numbers of recordings that can be added up.

A period may be cut into blocks of recordings, whose totals are added up afterwards: the figures are
the same to the last bit, however it is cut. All rows of one recording belong in one block, because
which of its scores counts is decided there. Sheets of breaches are one block.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pandas as pd

from qa_workbook.analysis.agent_months import agent_month_table
from qa_workbook.analysis.agents import agent_groups, agent_sums, latest_of, latest_texts
from qa_workbook.analysis.critical_accuracy import family_sums
from qa_workbook.analysis.days import day_sums
from qa_workbook.analysis.detail import detail_table
from qa_workbook.analysis.distribution import group_sums
from qa_workbook.analysis.entered import entered
from qa_workbook.analysis.index import node_sums
from qa_workbook.analysis.inspector_figures import (
    InspectorTotals,
    added_inspectors,
    inspector_totals,
)
from qa_workbook.analysis.items import item_sums
from qa_workbook.analysis.overall import band_sums
from qa_workbook.analysis.pool import Pool
from qa_workbook.analysis.repeats import repeat_sums
from qa_workbook.analysis.rules import AnalysisRules
from qa_workbook.analysis.sums import Sums, added
from qa_workbook.analysis.versions import Versions


@dataclass(frozen=True)
class Totals:
    """The totals of some recordings of a scheme.

    `scores`: how many, counted or not. `whole`: the sums of those that count (`Sums.whole`). All
    other frames are what the function of the module of that topic says; `repeats` is None without
    rules, `months` of wide sheets. `several`: details of recordings with several scores, where they
    were asked for.
    """

    versions: Versions
    scores: int
    whole: pd.DataFrame
    days: pd.DataFrame
    agents: pd.DataFrame
    latest: pd.DataFrame
    items: pd.DataFrame
    bands: pd.DataFrame
    groups: pd.DataFrame
    families: pd.DataFrame
    nodes: pd.DataFrame
    of_inspectors: InspectorTotals
    repeats: pd.DataFrame | None
    months: pd.DataFrame | None
    several: pd.DataFrame


_KEYS = {
    "days": ["date"],
    "agents": ["agent"],
    "items": ["item"],
    "bands": ["band"],
    "groups": ["group"],
    "families": ["family"],
    "nodes": ["node"],
}
"""The frames whose other columns are added up, by the columns that name a row."""


def totals_of(
    pool: Pool,
    sums: Sums,
    rules: AnalysisRules | None,
    people: pd.DataFrame | None = None,
    *,
    several: bool = False,
) -> Totals:
    """Returns the totals of the recordings of a pool, with its `sums`.

    `people` are those of `agent_month_table`, for long sheets. `several` asks for the details of
    recordings with several scores.
    """
    given = entered(pool)
    group, agents = agent_groups(pool, sums)
    repeats = rules.repeats if rules else None
    by_month = people is not None and pool.newest.sheet.layout == "long" and sums.recordings > 0
    again = several and pool.several.any()
    return Totals(
        versions=pool.versions,
        scores=len(pool.frame),
        whole=sums.whole,
        days=day_sums(pool, sums),
        agents=agent_sums(sums, group, agents),
        latest=latest_texts(pool, sums, group, agents),
        items=item_sums(pool, sums),
        bands=band_sums(pool, sums),
        groups=group_sums(pool, sums),
        families=family_sums(pool, sums, given),
        nodes=node_sums(pool, sums),
        of_inspectors=inspector_totals(pool, given),
        repeats=repeat_sums(pool, sums, group, agents, repeats) if repeats else None,
        months=agent_month_table(pool, people) if by_month else None,
        several=detail_table(pool.only(pool.several)) if again else pd.DataFrame(),
    )


def added_totals(parts: Sequence[Totals]) -> Totals:
    """Returns the totals of several blocks of one scheme together, whatever their order."""
    first = parts[0]
    if len(parts) == 1:
        return first
    if any(part.months is not None for part in parts):
        raise ValueError("recordings of long sheets are one block")
    frames = {
        name: added([getattr(part, name) for part in parts], keys) for name, keys in _KEYS.items()
    }
    whole = pd.concat([part.whole for part in parts]).sum().to_frame().T
    repeats = [part.repeats for part in parts if part.repeats is not None]
    details = [part.several for part in parts if len(part.several)]
    return replace(
        first,
        **frames,
        scores=sum(part.scores for part in parts),
        whole=whole,
        latest=latest_of([part.latest for part in parts]),
        of_inspectors=added_inspectors([part.of_inspectors for part in parts]),
        repeats=added(repeats, ["agent", "window"]) if repeats else None,
        several=pd.concat(details, ignore_index=True) if details else pd.DataFrame(),
    )
