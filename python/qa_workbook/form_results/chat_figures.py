"""The figures of online chat (S21): shares and weighted means of agents, teams and everybody.

A mean of means would let an agent with three chats weigh as much as one with three hundred, so
times are weighted by chats, and shares are sums by sums. What a row doesn't say is left out of the
figure that needs it, and out of what the figure is of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd

from qa_workbook.form_results.chat_rules import ChatRules
from qa_workbook.frames import ABSENT, folded

Verdict = Literal["met", "short", "few", "unknown", "none"]
"""Of a figure: the target is met, or missed; it is of too few chats, or not known; no target."""
WHO = "who"


@dataclass(frozen=True)
class Measure:
    """A figure made of two columns of the form: a share, or a time weighted by chats."""

    key: str
    part: str
    whole: str
    is_share: bool


MEASURES = (
    Measure("in_time", "in_time", "contacts", is_share=True),
    Measure("first_response", "first_response", "contacts", is_share=False),
    Measure("handling", "handling", "contacts", is_share=False),
    Measure("solved", "solved", "contacts", is_share=True),
    Measure("rated", "rated", "contacts", is_share=True),
    Measure("satisfied", "satisfied", "rated", is_share=True),
)
BY_KEY: Mapping[str, Measure] = {one.key: one for one in MEASURES}
NUMBERS = tuple(dict.fromkeys(name for one in MEASURES for name in (one.whole, one.part)))
JUDGED = ("in_time", "first_response", "handling", "solved", "satisfied")
"""The measures that may have a target."""


def known(rows: pd.DataFrame) -> pd.DataFrame:
    """Returns the rows as numbers: NUMBERS as floats, NaN where a row says nothing, and `who`.

    `who` is the agent's number as agents are compared; `name` and `team` stay as they are.
    """
    found = rows[["agent", "name", "team"]].assign(**{WHO: rows["agent"].map(folded)})
    for name in NUMBERS:
        numbers = rows[name].astype("float64")
        found[name] = numbers.where(rows[name] != ABSENT)
    return found


def figures(numbers: pd.DataFrame, by: str | None = None) -> pd.DataFrame:
    """Returns the figures of each group of rows, in the order in which they come; one without `by`.

    Columns: `rows`; `contacts`; of each measure `<key>` (a fraction of 1, or seconds),
    `<key>.part` and `<key>.base` (what it is of: chats or ratings). NaN is what isn't known: no row
    says it, or it would be of nothing.
    """
    sums = {"contacts": numbers["contacts"]}
    for one in MEASURES:
        part, whole = numbers[one.part], numbers[one.whole]
        both = part.notna() & whole.notna()
        sums[f"{one.key}.part"] = (part if one.is_share else part * whole).where(both)
        sums[f"{one.key}.base"] = whole.where(both)
    frame = pd.DataFrame(sums, index=numbers.index)
    groups = pd.Series(0, index=frame.index) if by is None else numbers[by]
    added = frame.groupby(groups, sort=False).sum(min_count=1)
    added.insert(0, "rows", groups.groupby(groups, sort=False).size())
    for one in MEASURES:
        base = added[f"{one.key}.base"]
        added[one.key] = added[f"{one.key}.part"] / base.where(base > 0)
    return added


def of_agents(numbers: pd.DataFrame) -> pd.DataFrame:
    """Returns a row per agent by `who`: agent, name and team as written last, and the figures."""
    said = numbers[[WHO, "agent", "name", "team"]].replace("", np.nan)
    people = said.groupby(WHO, sort=False).last().fillna("")
    return people.join(figures(numbers, WHO))


def verdicts(found: pd.DataFrame, rules: ChatRules | None) -> pd.DataFrame:
    """Returns the Verdict of each judged measure of each row of `figures`.

    Equal to the target is met. A figure of fewer chats or ratings than the policy says is "few".
    """
    judged = {}
    for key in JUDGED:
        target = rules.target(key) if rules else None
        if target is None:
            judged[key] = np.full(len(found), "none", dtype=object)
            continue
        value, base = found[key], found[f"{key}.base"]
        is_met = value >= target.value if target.at_least else value <= target.value
        conditions = [base.isna(), base < target.least, value.isna(), is_met]
        judged[key] = np.select(conditions, ["unknown", "few", "unknown", "met"], "short")
    return pd.DataFrame(judged, index=found.index)


def lacking(numbers: pd.DataFrame) -> dict[str, int]:
    """Returns of each column with gaps how many rows don't say it."""
    gaps = {name: int(numbers[name].isna().sum()) for name in NUMBERS}
    return {name: count for name, count in gaps.items() if count}


def apart(
    agents: pd.DataFrame, judged: pd.DataFrame, quality: pd.DataFrame, rules: ChatRules
) -> pd.Series:
    """Returns of each agent whom only one side praises, "" where both agree.

    "praised_by_customers": they are satisfied as the target asks, the mean score is below `low`;
    "praised_by_inspectors": it is `high` or above, customers aren't satisfied. NaN for whom it
    can't be told: too few ratings or inspected chats.

    `quality` has `score` and `inspected` by `who`.
    """
    joined = quality.reindex(agents.index)
    said = judged["satisfied"]
    enough = (joined["inspected"] >= rules.least.inspected) & said.isin(["met", "short"])
    low = (said == "met") & (joined["score"] < float(rules.quality.low))
    high = (said == "short") & (joined["score"] >= float(rules.quality.high))
    found = np.select([low, high], ["praised_by_customers", "praised_by_inspectors"], "")
    return pd.Series(found, index=agents.index, dtype=object).where(enough)
