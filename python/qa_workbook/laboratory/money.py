"""What another version of a scheme changes in the penalty register: points and money by agent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.penalties.model import Register

_SUMS = ("lines", "points", "money")
_NOTHING: Mapping[str, Any] = {"lines": 0, "points": Decimal(0), "money": Decimal(0)}


@dataclass(frozen=True)
class Money:
    """Two registers of the same days, each assessed afresh.

    `agents`: a row per agent whose lines, points or money differ, the largest change of money
    first: agent, name, team; old_lines, new_lines (int), old_points, new_points, old_money,
    new_money (Decimal), points, money (Decimal: new less old). `before` and `after`: lines, points
    and money of all agents, and how many breaches are `unpriced`. `examples`: whether amounts are
    examples that nobody confirmed.
    """

    agents: pd.DataFrame
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    examples: bool

    def change(self, name: str) -> Any:
        """Returns the sum after less the sum before of `lines`, `points` or `money`."""
        return self.after[name] - self.before[name]


def money_of(before: Register, after: Register) -> Money:
    """Returns the difference of two registers of the same days."""
    old, new = _by_agent(before), _by_agent(after)
    rows = []
    for agent in sorted(old | new):
        one, other = old.get(agent, _NOTHING), new.get(agent, _NOTHING)
        if any(one[name] != other[name] for name in _SUMS):
            rows.append(_row(agent, one, other))
    rows.sort(key=lambda row: (-abs(row["money"]), -abs(row["points"]), row["agent"]))
    agents = pd.DataFrame(rows, columns=list(_row("", _NOTHING, _NOTHING)), dtype=object)
    return Money(agents, _sums(before), _sums(after), before.examples or after.examples)


def _by_agent(register: Register) -> dict[str, dict[str, Any]]:
    return {row["agent"]: row for row in register.agents.to_dict("records")}


def _row(agent: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    known = new if "name" in new else old
    before = {f"old_{name}": old[name] for name in _SUMS}
    after = {f"new_{name}": new[name] for name in _SUMS}
    change = {name: new[name] - old[name] for name in ("points", "money")}
    about = {name: known.get(name, "") for name in ("name", "team")}
    return {"agent": agent, **about, **before, **after, **change}


def _sums(register: Register) -> dict[str, Any]:
    lines = register.lines
    sums = {name: sum(lines[name], Decimal(0)) for name in ("points", "money")}
    return {"lines": len(lines), **sums, "unpriced": len(register.unpriced)}
