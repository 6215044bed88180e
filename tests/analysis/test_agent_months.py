"""Clause schemes: the score of an agent in a month is the full score less all points lost."""

from __future__ import annotations

import pandas as pd

from oracle import Sheet
from qa_workbook.analysis.analyse import analyse
from qa_workbook.numbers import period
from scheme_factory import BANDS, clause, frame, scheme

RULES = scheme(
    [clause("a", 10), clause("b", 20)],
    "sum",
    score={"base": 100},
    sheet={"layout": "long"},
    bands=BANDS,
)


def breaches(*rows, span="2026-10", people=None, source="breaches", rules=RULES):
    """Analyses rows of recording, agent, clause, times and day."""
    sheets = [
        Sheet(recording=recording, agent=agent, day=day) for recording, agent, _, _, day in rows
    ]
    long = frame(rules, sheets)
    long = long.drop(columns=[name for name in long if name.startswith(("count.", "aggravated."))])
    long = long.assign(
        clause=pd.Series([row[2] for row in rows], dtype="str"),
        times=[row[3] for row in rows],
        aggravated=False,
    )
    versions, frames = {rules.key: rules}, {rules.key: long}
    return analyse(versions, frames, period(span), people=people, clean_from=source)


def known(*agents, months=("2026-10",)) -> pd.DataFrame:
    """Returns agents who may have lost nothing."""
    rows = [(agent, "", "一班", month) for agent in agents for month in months]
    return pd.DataFrame(rows, columns=["agent", "name", "team", "month"], dtype="str")


def scores(found) -> dict[str, tuple[int, float, float]]:
    """Returns recordings, points lost and score of each agent."""
    columns = found.agents[["agent", "recordings", "lost", "mean_score"]]
    return {agent: tuple(rest) for agent, *rest in columns.itertuples(index=False)}


def test_agents__all_points_of_the_month_are_lost():
    """Three breaches in three recordings are worse than one; who has none has the full score."""
    rows = [("r1", "1", "a", 1, "2026-10-01"), ("r2", "1", "a", 2, "2026-10-02")]
    found = breaches(
        *rows, ("r3", "2", "b", 1, "2026-10-03"), people=known("1", "3"), source="roster"
    )
    assert scores(found) == {"1": (2, 30, 70), "2": (1, 20, 80), "3": (0, 0, 100)}
    assert found.overall.mean_score == 250 / 3
    assert found.overall.agents == 3
    assert found.overall.rates["good"] == 1 / 3


def test_agents__points_below_the_floor_are_told():
    """More than 100 points can be lost; the score stops at its floor."""
    found = breaches(("r1", "1", "b", 6, "2026-10-01"))
    assert scores(found) == {"1": (1, 120, 0)}


def test_agents__each_month_has_a_score_of_its_own():
    """Over two months the score is the mean of both."""
    rows = [("r1", "1", "b", 1, "2026-09-01"), ("r2", "1", "b", 2, "2026-10-01")]
    found = breaches(*rows, span="2026-09-01..2026-10-31")
    assert scores(found) == {"1": (2, 60, 70)}


def test_rates__are_none_where_only_those_with_a_breach_are_known():
    """A share of bad calls is no 优良率."""
    found = breaches(("r1", "1", "a", 1, "2026-10-01"))
    assert set(found.overall.rates.values()) == {None}
    assert found.agents["good"].isna().all()


def test_agents__caps_hold_for_each_recording():
    """A cap of a clause is one of a recording: two recordings at the cap lose it twice, as the register charges it."""
    capped = scheme(
        [clause("a", 10, cap=15), clause("praise", 3, direction="bonus")],
        "sum",
        score={"base": 100},
        sheet={"layout": "long"},
        bands=BANDS,
    )
    rows = [("r1", "1", "a", 2, "2026-10-01"), ("r2", "1", "a", 2, "2026-10-02")]
    praised = [*rows, ("r3", "1", "praise", 1, "2026-10-03")]
    assert scores(breaches(*rows, rules=capped)) == {"1": (2, 30, 70)}
    assert scores(breaches(*praised, rules=capped)) == {"1": (3, 27, 73)}
