"""Online chat in a period (S21), worked out once for its sentences and its tables."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from qa_workbook.analysis.model import Analysis
from qa_workbook.form_results.chat_figures import (
    JUDGED,
    WHO,
    apart,
    figures,
    known,
    of_agents,
    verdicts,
)
from qa_workbook.form_results.chat_rules import ChatRules
from qa_workbook.form_results.inputs import Inputs
from qa_workbook.frames import folded
from qa_workbook.statistics.intervals import wilson

ALL_MET, SOME_SHORT, PARTLY, NOT_JUDGED = "all_met", "some_short", "partly", "not_judged"
"""An agent meets all targets; misses one; meets those that could be judged; none could be."""


@dataclass(frozen=True)
class ChatMonth:
    """The figures of everybody, of teams and of agents, beside the targets of `rules`."""

    inputs: Inputs
    rules: ChatRules | None

    @cached_property
    def numbers(self) -> pd.DataFrame:
        """The rows of the period as numbers, in the order in which they came."""
        return known(self.inputs.rows)

    @cached_property
    def total(self) -> pd.Series:
        """The figures of everybody."""
        return figures(self.numbers).iloc[0]

    @cached_property
    def before(self) -> pd.Series | None:
        """The figures of everybody in the period before; None without rows."""
        rows = self.inputs.rows_before
        return None if rows.empty else figures(known(rows)).iloc[0]

    @cached_property
    def verdicts(self) -> pd.Series:
        """What the targets say of everybody, by measure."""
        return verdicts(self.total.to_frame().T, self.rules).iloc[0]

    @cached_property
    def teams(self) -> pd.DataFrame:
        """The figures by team."""
        return figures(self.numbers, "team")

    @cached_property
    def agents(self) -> pd.DataFrame:
        """The figures of agents, by `who`."""
        return of_agents(self.numbers)

    @cached_property
    def written_alike(self) -> pd.Series:
        """By `who`, whether all rows of an agent have the number in one spelling."""
        return self.numbers.groupby(WHO, sort=False)["agent"].nunique() == 1

    @cached_property
    def judged(self) -> pd.DataFrame:
        """What the targets say of agents, by measure."""
        return verdicts(self.agents, self.rules)

    @cached_property
    def standing(self) -> pd.Series:
        """What the targets together say of each agent; "" where there are none."""
        is_short = (self.judged == "short").any(axis=1)
        is_met = (self.judged == "met").any(axis=1)
        is_open = self.judged.isin(["few", "unknown"]).any(axis=1)
        found = pd.Series("", index=self.judged.index, dtype=object)
        found[is_open] = NOT_JUDGED
        found[is_met & is_open] = PARTLY
        found[is_met & ~is_open] = ALL_MET
        found[is_short] = SOME_SHORT
        return found

    def named(self, who: str, *said: str) -> list[str]:
        """Returns the measures of which the targets say one of `said` of an agent."""
        return [key for key in JUDGED if self.judged.at[who, key] in said]

    # --- beside what inspectors say ---------------------------------------------------------------

    @cached_property
    def analysis(self) -> Analysis | None:
        """The analysis of inspected chats; None where none was scored."""
        if self.rules is None:
            return None
        wanted = self.rules.quality.scheme
        found = (one for one in self.inputs.analyses if one.scheme.id == wanted)
        return next((one for one in found if one.overall.recordings), None)

    @cached_property
    def quality(self) -> pd.DataFrame:
        """Mean score and number of inspected chats by `who`; no row without an analysis."""
        pairs = {} if self.analysis is None else self.inputs.quality_of(self.analysis.scheme.id)
        found = pd.DataFrame.from_dict(pairs, orient="index", columns=["score", "inspected"])
        return found.astype({"score": "float64", "inspected": "float64"})

    @cached_property
    def inspected(self) -> tuple[float, int]:
        """Mean score of all inspected chats, and how many they are; NaN and 0 without any."""
        count = self.quality["inspected"].sum()
        added = (self.quality["score"] * self.quality["inspected"]).sum()
        return (added / count if count else float("nan")), int(count)

    @cached_property
    def apart(self) -> pd.Series:
        """Where customers and inspectors differ, by `who`; see `chat_figures.apart`."""
        if self.rules is None:
            return pd.Series(index=self.agents.index, dtype=object)
        return apart(self.agents, self.judged, self.quality, self.rules)

    @cached_property
    def only_inspected(self) -> pd.DataFrame:
        """The agents whose chats were scored and of whom there is no row: rows of `quality`."""
        wanted = "" if self.analysis is None else self.analysis.scheme.id
        own = self.inputs.quality[self.inputs.quality["scheme"] == wanted]
        return own[~own["agent"].map(folded).isin(self.agents.index)]


def interval(found: pd.Series, measure: str) -> tuple[float, float]:
    """Returns Wilson's interval of a share; NaN where it is of nothing."""
    low, high = wilson(found[f"{measure}.part"], found[f"{measure}.base"])
    return float(low), float(high)
