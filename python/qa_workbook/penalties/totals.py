"""Sums and control totals of a register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.penalties.caps import WAGE_MISSING, Wages, wage_of
from qa_workbook.penalties.model import AGENT_COLUMNS, TotalsDiffer

SUMS = ("points", "money_before_cap", "money")


def exact_sum(values: pd.Series) -> Decimal:
    """Returns the exact sum of a column of Decimals, 0 of an empty one."""
    return sum(values, Decimal(0))


def agent_sums(lines: pd.DataFrame, wages: Wages | None) -> pd.DataFrame:
    """Returns one row per agent in the order of the lines (AGENT_COLUMNS).

    Name, team and the month of the wage are those of the agent's last line.
    """
    rows = []
    for agent, own in lines.groupby("agent", sort=False):
        last = own.iloc[-1]
        row = {
            "agent": agent,
            "name": last["name"],
            "team": last["team"],
            "lines": len(own),
            **{name: exact_sum(own[name]) for name in SUMS},
            **{name: joined(own[name].unique()) for name in ("cap", "why")},
            "wage": wage_of(wages, str(agent), f"{last['call_date']:%Y-%m}"),
        }
        rows.append(row)
    agents = pd.DataFrame(rows, columns=list(AGENT_COLUMNS))
    return agents.astype({"lines": "int64", "wage": object})


def checked_totals(
    lines: pd.DataFrame, agents: pd.DataFrame, *, unpriced: int, breaches: int
) -> dict[str, Any]:
    """Returns the control totals of `Register.totals`. Raises TotalsDiffer unless all of them agree."""
    totals = _sums(lines) | {
        "breaches": breaches,
        "unpriced": unpriced,
        "agents": len(agents),
        "agents_without_wage": int((agents["cap"].str.contains(WAGE_MISSING)).sum()),
        "by_cause": {str(cause): _sums(own) for cause, own in lines.groupby("cause")},
        "by_agent": {
            row["agent"]: {"lines": row["lines"], **{name: row[name] for name in SUMS}}
            for row in agents.to_dict("records")
        },
    }
    for name in ("lines", *SUMS):
        for split in ("by_cause", "by_agent"):
            whole = sum((part[name] for part in totals[split].values()), Decimal(0))
            _must_agree(f"{name} {split}", whole, totals[name])
    _must_agree("breaches", breaches, len(lines) + unpriced)
    return totals


def _sums(lines: pd.DataFrame) -> dict[str, Any]:
    return {"lines": len(lines), **{name: exact_sum(lines[name]) for name in SUMS}}


def _must_agree(name: str, found: object, expected: object) -> None:
    if found != expected:
        raise TotalsDiffer(what=f"{name}: {found} ≠ {expected}")
