"""The caps that a tariff may set: on a rule, and on all of them together ("Law").

Part of the format of `config/penalties/*.yaml`; `docs/penalties.md` explains it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Model, Name

Amount = Annotated[Decimal, Field(ge=0)]


class RuleCaps(Model):
    """Most that one rule may cost."""

    line: Amount | None = None
    """On one line of the register."""
    agent_month: Amount | None = None
    """Per agent and calendar month."""
    unit: Literal["yuan"]
    """Always `yuan`."""
    source: Name
    """Where the numbers come from."""


class PointsCaps(Model):
    """Most points that one rule may cost."""

    line: Amount | None = None
    """On one line of the register."""
    agent_month: Amount | None = None
    """Per agent and calendar month."""
    unit: Literal["points"]
    """Always `points`."""
    source: Name
    """Where the numbers come from."""


class Percent(Model):
    """A share of the month's wage."""

    amount: Annotated[Decimal, Field(ge=0, le=100)] | None
    """Percent of the agent's wage of the month, null for no such cap."""
    unit: Literal["percent of the month's wage"]
    """Says what the percentage is of."""
    source: Name
    """Where the number comes from."""


class Sum(Model):
    """An amount per agent and calendar month."""

    amount: Amount | None
    """Yuan per month, null for none."""
    unit: Literal["yuan per month"]
    """Always `yuan per month`."""
    source: Name
    """Where the number comes from."""


class PointsSum(Model):
    """A number of points per agent and calendar month."""

    amount: Amount | None
    """Points per month, null for none."""
    unit: Literal["points per month"]
    """Always `points per month`."""
    source: Name
    """Where the number comes from."""


class Caps(Model):
    """Most that all rules together may take from one agent in one calendar month."""

    agent_month: Sum
    """In yuan, whatever the agent earns."""
    percent_of_wage: Percent
    """As a share of the wage."""
    wage_floor: Sum
    """What must be left of the wage: the local minimum wage."""
    points_agent_month: PointsSum | None = None
    """In points; without the key there is no such cap."""

    @property
    def need_wage(self) -> bool:
        """True when a cap can be applied only to an agent whose wage is known."""
        return self.percent_of_wage.amount is not None or self.wage_floor.amount is not None
