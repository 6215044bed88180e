"""Applies the caps on points, breach by breach in the order of the register; none raises a sum."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from qa_workbook.penalties.conditions import MONTHLY
from qa_workbook.penalties.given_out import GivenLine, GivenOut
from qa_workbook.penalties.pricing import Price

ZERO = Decimal(0)
LINE, AGENT = "points_line", "points_agent"
"""What set the points of a line: the cap of its rule on a line, or one per agent and month."""
Counted = tuple[str, str, str, Decimal]
"""Points of a line: agent, month, rule id, points."""


class PointsTaken:
    """The points that agents have in months, in all and by rule; points given back are none."""

    def __init__(self, counted: Iterable[Counted] = ()) -> None:
        """Begins with the points of some lines."""
        self._sums: defaultdict[tuple[str, ...], Decimal] = defaultdict(Decimal)
        for agent, month, rule, points in counted:
            self._add(agent, month, rule, points)

    def _add(self, agent: str, month: str, rule: str, points: Decimal) -> None:
        for key in ((agent, month), (agent, month, rule)):
            self._sums[key] += max(points, ZERO)

    def capped(self, agent: str, month: str, price: Price) -> Price:
        """Returns the price with what the caps leave of its points, and takes those."""
        if price.rule is None or price.points <= 0:
            return price
        points, cap, limit = price.points, "", price.points_limit
        for most, name in self._limits(agent, month, price):
            limit = max(most, ZERO) if limit is None else min(limit, max(most, ZERO))
            if points > limit:
                points, cap = limit, name
        self._add(agent, month, price.rule.id, points)
        return replace(price, points=points, points_cap=cap, points_limit=limit)

    def _limits(self, agent: str, month: str, price: Price) -> Iterator[tuple[Decimal, str]]:
        """What each cap still leaves, narrow ones first."""
        assert price.rule and price.tariff
        own, whole = price.rule.points_caps, price.tariff.caps.points_agent_month
        if own and own.line is not None:
            yield own.line, LINE
        if own and own.agent_month is not None:
            yield own.agent_month - self._sums[agent, month, price.rule.id], AGENT
        if whole and whole.amount is not None:
            yield whole.amount - self._sums[agent, month], AGENT


def given_months(given_out: GivenOut) -> Iterator[Counted]:
    """Yields the points of the months' own lines that were given out, gone since or not."""
    for line in given_out.lines.values():
        if line.cause in MONTHLY and not line.is_open:
            yield line.agent, line.recording, line.rule, line.points


def counted_points(
    agents: Iterable[str],
    months: Iterable[str],
    prices: Iterable[Price],
    settled: Sequence[GivenLine | None],
) -> Iterator[Counted]:
    """Yields the points of lines: those on paper where they are settled, else those of today."""
    for agent, month, price, line in zip(agents, months, prices, settled, strict=True):
        if line is not None:
            yield agent, month, line.rule, line.points
        elif price.rule is not None:
            yield agent, month, price.rule.id, price.points
