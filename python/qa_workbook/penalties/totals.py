"""Sums and control totals of a register."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.frames import month_texts
from qa_workbook.penalties.caps import PERFORMANCE_MISSING, WAGE_MISSING, Wages, wage_of
from qa_workbook.penalties.conditions import MONTHLY, ONLY_PRICED
from qa_workbook.penalties.legality import NATURE_MISSING
from qa_workbook.penalties.model import AGENT_COLUMNS, TotalsDiffer

SUMS = ("points", "money_before_cap", "money")


def exact_sum(values: pd.Series) -> Decimal:
    """Returns the exact sum of a column of Decimals, 0 of an empty one."""
    return sum(values.tolist(), Decimal(0))


def agent_sums(lines: pd.DataFrame, wages: Wages | None) -> pd.DataFrame:
    """Returns one row per agent in the order of the lines (AGENT_COLUMNS).

    Name, team and the month of the wage are those of the agent's last line that has any.
    """
    found: dict[str, _Sums] = {}
    columns = [lines[name].tolist() for name in ("agent", "name", "team", *SUMS, "cap", "why")]
    for agent, name, team, points, before, money, cap, why, month in zip(
        *columns, month_texts(lines["call_date"]), strict=True
    ):
        own = found.get(agent)
        if own is None:
            own = found[agent] = _Sums()
        own.lines += 1
        own.name, own.team, own.month = name or own.name, team or own.team, month
        own.points += points
        own.money_before_cap += before
        own.money += money
        own.cap[cap] = own.why[why] = None
    rows = [own.row(agent, wages) for agent, own in found.items()]
    agents = pd.DataFrame(rows, columns=list(AGENT_COLUMNS))
    return agents.astype({"lines": "int64", "wage": object})


class _Sums:
    """What the lines of an agent come to, one after the other; a ticket may leave out names."""

    __slots__ = (
        "cap",
        "lines",
        "money",
        "money_before_cap",
        "month",
        "name",
        "points",
        "team",
        "why",
    )

    def __init__(self) -> None:
        self.lines = 0
        self.name = self.team = self.month = ""
        self.points = self.money_before_cap = self.money = Decimal(0)
        self.cap: dict[str, None] = {}
        self.why: dict[str, None] = {}

    def row(self, agent: str, wages: Wages | None) -> tuple[Any, ...]:
        """Returns the values of AGENT_COLUMNS."""
        sums = (self.points, self.money_before_cap, self.money)
        said = (joined(self.cap), joined(self.why))
        wage = wage_of(wages, agent, self.month)
        return (agent, self.name, self.team, self.lines, *sums, *said, wage)


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
            agent: {"lines": count, **dict(zip(SUMS, sums, strict=True))}
            for agent, count, *sums in zip(
                *(agents[name].tolist() for name in ("agent", "lines", *SUMS)), strict=True
            )
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
