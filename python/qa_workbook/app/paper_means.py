"""Means of agents, teams and everybody over any days, out of the recordings of many weeks."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.numbers import Period


@dataclass(frozen=True)
class Mean:
    """The mean final score of `recordings` recordings of `agents` agents; None of none."""

    mean: float | None = None
    recordings: int = 0
    agents: int = 0


NOTHING = Mean()


class SchemeMeans:
    """The counted recordings of one scheme, and their means over any span of the analysis."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        detail = analysis.detail
        self.counted = detail[detail["counted"].astype(bool)].reset_index(drop=True)
        self._days = self.counted["call_date"].to_numpy().astype("datetime64[D]")
        self._spans: dict[Period, pd.DataFrame] = {}
        self._entered: dict[Period, Mapping[str, pd.Series]] = {}
        self._means: dict[tuple[Period, str], Mapping[Hashable, Mean]] = {}

    def within(self, span: Period) -> pd.DataFrame:
        """Returns the counted rows of `Analysis.detail` in a span."""
        if span not in self._spans:
            begun = self._days >= np.datetime64(span.first)
            self._spans[span] = self.counted[begun & (self._days <= np.datetime64(span.last))]
        return self._spans[span]

    def entered(self, span: Period) -> Mapping[str, pd.Series]:
        """Returns by item whether each agent (the index) was marked in it in every recording."""
        if span not in self._entered:
            rows, scheme = self.within(span), self.analysis.scheme
            found = {}
            for item in self.analysis.items["id"]:
                names = [f"mark.{node.id}" for node in scheme.by_id[item].walk()]
                marks = rows[[name for name in names if name in rows]].notna().any(axis=1)
                found[item] = marks.groupby(rows["agent"]).all()
            self._entered[span] = found
        return self._entered[span]

    def of_agent(self, span: Period, agent: str) -> Mean:
        """Returns the mean of one agent."""
        return self._by(span, "agent").get(agent, NOTHING)

    def of_team(self, span: Period, team: str) -> Mean:
        """Returns the mean of a team."""
        return self._by(span, "team").get(team, NOTHING)

    def of_all(self, span: Period) -> Mean:
        """Returns the mean of everybody."""
        rows = self.within(span)
        if rows.empty:
            return NOTHING
        return Mean(float(rows["final"].mean()), len(rows), rows["agent"].nunique())

    def _by(self, span: Period, column: str) -> Mapping[Hashable, Mean]:
        key = span, column
        if key not in self._means:
            grouped = self.within(span).groupby(column, sort=False)
            table = grouped.agg(
                mean=("final", "mean"), recordings=("final", "size"), agents=("agent", "nunique")
            )
            self._means[key] = {
                row.Index: Mean(float(row.mean), int(row.recordings), int(row.agents))
                for row in table.itertuples()
            }
        return self._means[key]


def who(means: Iterable[SchemeMeans], span: Period) -> Mapping[str, tuple[str, str]]:
    """Returns by number the last name and team that the sheets give an agent in a span."""
    columns = ["agent", "name", "team", "call_date"]
    parts = [one.within(span)[columns] for one in means]
    if not parts:
        return {}
    rows = pd.concat(parts).sort_values("call_date", kind="stable")
    found = {}
    for column in ("name", "team"):
        last = rows[rows[column] != ""].drop_duplicates("agent", keep="last")
        found[column] = dict(zip(last["agent"], last[column], strict=True))
    return {
        agent: (found["name"].get(agent, ""), found["team"].get(agent, ""))
        for agent in rows["agent"].unique()
    }
