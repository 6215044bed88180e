"""The tariff: what a breach costs in points and money, dated like the schemes (S2, S6, S13, S15; "Law").

The classes are the format of `config/penalties/*.yaml`; `docs/penalties.md` explains them. They hold policy and no
arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from qa_workbook.config.base import Code, Identifier, Model, Name, Source
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.penalties.check import check_against, check_tariff, check_together
from qa_workbook.scheme.book import SchemeBook

Cause = Literal["fatal", "error_deduction", "clause"]
Amount = Annotated[Decimal, Field(ge=0)]


class Currency(Model):
    """The unit of every amount of money and its smallest part."""

    unit: Literal["yuan"]
    """Unit of every amount of money in the file."""
    decimals: Annotated[int, Field(ge=0, le=4)]
    """Places that amounts are rounded to: 2 for fen."""
    source: Source
    """Where this comes from."""


class Points(Model):
    """Penalty points of one breach."""

    amount: Amount | Literal["scheme"]
    """Points, or `scheme`: as many as the scheme's clause takes off (with its factor, its `once` and its cap)."""
    per: Literal["occurrence", "point"]
    """Per occurrence, or per point of the error deduction."""
    unit: Literal["points"]
    """Always `points`."""
    source: Source
    """Where the number comes from."""


class Money(Model):
    """Money of one breach, before any cap."""

    amount: Amount
    """Yuan; 0 for a breach that costs no money."""
    per: Literal["occurrence", "point"]
    """Per occurrence (an aggravated one counts by the clause's factor), or per point of the error deduction."""
    unit: Literal["yuan"]
    """Always `yuan`."""
    source: Source
    """Where the number comes from."""


class RuleCaps(Model):
    """Most that one rule may cost."""

    line: Amount | None = None
    """On one line of the register."""
    agent_month: Amount | None = None
    """Per agent and calendar month."""
    unit: Literal["yuan"]
    """Always `yuan`."""
    source: Source
    """Where the numbers come from."""


class Rule(Model):
    """Prices one kind of breach. Of all rules that fit a breach the first in the file counts."""

    id: Identifier
    """Stable name; every line of the register names the rule that priced it."""
    name: Name
    """Shown in the register."""
    cause: Cause
    """`fatal`: a line per fatal code; `error_deduction`: one per recording; `clause`: one per clause and recording."""
    scheme: Literal["*"] | Identifier | tuple[Identifier, ...]
    """Scheme id, a list of them, or "*" for every scheme."""
    codes: Literal["all"] | tuple[Code, ...] | None = None
    """Which fatal codes or error codes: `all` or a list; one code of the recording that is listed suffices."""
    clauses: Literal["all"] | tuple[Identifier, ...] | None = None
    """Which clauses: `all` or a list of indicator ids."""
    clause_points: tuple[Decimal, ...] | None = None
    """Instead of `clauses`: every clause with so many points per occurrence in the scheme."""
    points: Points
    """What it costs in points."""
    money: Money
    """What it costs in money."""
    caps: RuleCaps | None = None
    """Most that this rule may cost."""

    def holds_for(self, scheme_id: str) -> bool:
        """Returns whether the rule prices breaches of that scheme."""
        return self.scheme == "*" or scheme_id in (
            (self.scheme,) if isinstance(self.scheme, str) else self.scheme
        )


class Percent(Model):
    """A share of the month's wage."""

    amount: Annotated[Decimal, Field(ge=0, le=100)] | None
    """Percent of the agent's wage of the month, null for no such cap."""
    unit: Literal["percent of the month's wage"]
    """Says what the percentage is of."""
    source: Source
    """Where the number comes from."""


class Sum(Model):
    """An amount per agent and calendar month."""

    amount: Amount | None
    """Yuan per month, null for none."""
    unit: Literal["yuan per month"]
    """Always `yuan per month`."""
    source: Source
    """Where the number comes from."""


class Caps(Model):
    """Most that all rules together may take from one agent in one calendar month."""

    agent_month: Sum
    """In yuan, whatever the agent earns."""
    percent_of_wage: Percent
    """As a share of the wage."""
    wage_floor: Sum
    """What must be left of the wage: the local minimum wage."""

    @property
    def need_wage(self) -> bool:
        """True when a cap can be applied only to an agent whose wage is known."""
        return self.percent_of_wage.amount is not None or self.wage_floor.amount is not None


class Tariff(Model):
    """One dated version of the tariff. It holds for calls from `valid_from` until the next version begins."""

    format: Literal[1]
    """Version of this file format."""
    id: Identifier
    """The same in every version."""
    version: Annotated[
        str, StringConstraints(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]*$", max_length=30)
    ]
    """Name of this version, named on every line that it priced."""
    valid_from: date
    """First call date it holds for."""
    name: Name
    """Shown in the register."""
    source: Source
    """The rule book it stands for."""
    currency: Currency
    """Unit and places of money."""
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    """All rules, special ones before general ones."""
    caps: Caps
    """Caps on the sum of all rules."""

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True)
class TariffBook:
    """All versions of the tariff."""

    tariffs: tuple[Tariff, ...]

    @cached_property
    def versions(self) -> tuple[Tariff, ...]:
        """All versions, oldest first."""
        return tuple(sorted(self.tariffs, key=lambda tariff: tariff.valid_from))

    def at(self, day: date) -> Tariff | None:
        """Returns the version that holds on `day`, None before the first one."""
        held = [tariff for tariff in self.versions if tariff.valid_from <= day]
        return held[-1] if held else None


def load_tariffs(folder: Path, schemes: SchemeBook | None = None) -> tuple[TariffBook, list[Fault]]:
    """Reads every *.yaml and *.yml of `folder`. Returns the book of the faultless tariffs, and all faults in order.

    With `schemes` the names of schemes, codes and clauses are checked against them.
    """
    read: list[tuple[Tariff, Places]] = []
    faults: list[Fault] = []
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix not in (".yaml", ".yml") or path.name.startswith("."):
            continue
        tariff, found, places = read_with_places(path, Tariff)
        if tariff:
            found += check_tariff(tariff, places) + (
                check_against(tariff, places, schemes) if schemes else []
            )
        faults += found
        if tariff and not found:
            read.append((tariff, places))
    faults += check_together(read)
    return TariffBook(tuple(tariff for tariff, _ in read)), sorted(
        faults, key=lambda fault: (fault.file, fault.line)
    )
