"""Sums and control totals of a register."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.penalties.caps import PERFORMANCE_MISSING, WAGE_MISSING, Wages, wage_of
from qa_workbook.penalties.conditions import MONTHLY, ONLY_PRICED
from qa_workbook.penalties.legality import NATURE_MISSING
from qa_workbook.penalties.model import AGENT_COLUMNS, TotalsDiffer

SUMS = ("points", "money_before_cap", "money")


def exact_sum(values: pd.Series) -> Decimal:
    """Returns the exact sum of a column of Decimals, 0 of an empty one."""
    return sum(values, Decimal(0))


def agent_sums(lines: pd.DataFrame, wages: Wages | None) -> pd.DataFrame:
    """Returns one row per agent in the order of the lines (AGENT_COLUMNS).

    Name, team and the month of the wage are those of the agent's last line that has any.
    """
    said: dict[str, defaultdict[str, dict[str, None]]]
    said = {"cap": defaultdict(dict), "why": defaultdict(dict)}
    rows: dict[str, dict[str, Any]] = {}
    columns = ["agent", "name", "team", "call_date", *SUMS, *said]
    for line in lines[columns].to_dict("records"):
        agent = line["agent"]
        row = rows.setdefault(agent, {"agent": agent, "lines": 0} | dict.fromkeys(SUMS, Decimal(0)))
        row["lines"] += 1
        row["day"] = line["call_date"]
        for name in ("name", "team"):  # a ticket may leave them out
            row[name] = line[name] or row.get(name, "")
        for name in SUMS:
            row[name] += line[name]
        for name, of_agent in said.items():
            of_agent[agent][line[name]] = None
    for agent, row in rows.items():
        row["wage"] = wage_of(wages, agent, f"{row['day']:%Y-%m}")
        for name, of_agent in said.items():
            row[name] = joined(of_agent[agent])
    agents = pd.DataFrame(list(rows.values()), columns=list(AGENT_COLUMNS))
    return agents.astype({"lines": "int64", "wage": object})


def checked_totals(
    lines: pd.DataFrame, agents: pd.DataFrame, unpriced: pd.DataFrame, *, breaches: int
) -> dict[str, Any]:
    """Returns the control totals of `Register.totals`. Raises TotalsDiffer unless they agree."""
    own = sum(int(part["cause"].isin([*ONLY_PRICED, *MONTHLY]).sum()) for part in (lines, unpriced))
    totals = _sums(lines) | {
        "breaches": breaches,
        "by_score": own,
        "unpriced": len(unpriced),
        "agents": len(agents),
        "agents_without_wage": int((agents["cap"].str.contains(WAGE_MISSING)).sum()),
        "agents_without_performance_pay": int(
            agents["why"].str.contains(PERFORMANCE_MISSING).sum()
        ),
        "lines_without_nature": int((lines["why"] == NATURE_MISSING).sum()),
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
    _must_agree("breaches", breaches + own, len(lines) + len(unpriced))
    return totals


def _sums(lines: pd.DataFrame) -> dict[str, Any]:
    return {"lines": len(lines), **{name: exact_sum(lines[name]) for name in SUMS}}


def _must_agree(name: str, found: object, expected: object) -> None:
    if found != expected:
        raise TotalsDiffer(what=f"{name}: {found} ≠ {expected}")
