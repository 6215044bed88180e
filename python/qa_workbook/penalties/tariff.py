"""The tariff: what a breach costs in points and money, dated (S2, S6, S13, S15; "Law").

The classes are the format of `config/penalties/*.yaml`; `docs/penalties.md` explains them.
They hold policy and no arithmetic.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from qa_workbook.config.base import Code, Identifier, Model, Name, Words
from qa_workbook.penalties.caps_of_tariff import Amount, Caps, PointsCaps, RuleCaps
from qa_workbook.penalties.conditions import MONTHLY, Cause, When
from qa_workbook.penalties.law import Law, Nature

Action = Literal[
    "warning",
    "self-criticism",
    "off-duty-training",
    "advice-to-leave",
    "dismissal-proposal",
    "legal-action",
    "full-performance-pay",
    "commendation",
]
EVERY_SCHEME = "*"


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Schemes = Annotated[
    tuple[Annotated[str, StringConstraints(pattern=r"^(\*|[a-z][a-z0-9_.-]*)$")], ...],
    Field(min_length=1),
    BeforeValidator(_as_list),
]
"""Scheme ids, or `*` for all of them; a single one in the file is a list of one."""


class Currency(Model):
    """The unit of every amount of money and its smallest part."""

    unit: Literal["yuan"]
    """Unit of every amount of money in the file."""
    decimals: Annotated[int, Field(ge=0, le=4)]
    """Places that amounts are rounded to: 2 for fen."""
    source: Name
    """Where this comes from."""


class Points(Model):
    """Penalty points of one breach."""

    amount: Amount | Literal["scheme"]
    """Points, or `scheme`: what the clause takes off there, with its factor, `once` and cap."""
    most: Amount | None = None
    """Upper end of a range: a person decides within it, until then `amount` is proposed."""
    per: Literal["occurrence", "point"]
    """Per occurrence, or per point of the error deduction."""
    unit: Literal["points", "points back"]
    """`points`, or `points back` for what a month without a breach gives back."""
    source: Name
    """Where the number comes from."""

    @property
    def are_given_back(self) -> bool:
        """Whether they lessen the sum of points; the lines then have negative points."""
        return self.unit == "points back"


class Money(Model):
    """Money of one breach, before any cap."""

    amount: Amount
    """Yuan; 0 for a breach that costs no money."""
    per: Literal["occurrence", "point"]
    """Per occurrence (an aggravated one counts by the clause's factor), or per point deducted."""
    most: Amount | None = None
    """Upper end of a range: a person decides within it, until then `amount` is proposed."""
    unit: Literal["yuan", "percent of the month's performance pay"]
    """Yuan, or a share of the floating part of the agent's pay of the month."""
    source: Name
    """Where the number comes from."""

    @property
    def is_share(self) -> bool:
        """Whether it depends on the agent's performance pay."""
        return self.unit != "yuan"


class Exclusion(Model):
    """A reason for which a person may take a case out of the register's amounts."""

    id: Identifier
    """Reason code."""
    name: Name
    """Shown in the register."""
    source: Name
    """Where it comes from."""


class Rule(Model):
    """Prices one kind of breach. Of all rules that fit a breach the first in the file counts."""

    id: Identifier
    """Stable name; every line of the register names the rule that priced it."""
    name: Name
    """Shown in the register."""
    cause: Cause
    """`fatal`: a line per fatal code; `error_deduction`: per error code; `clause`: per row;
    `band`: per recording in a band; `item`: per recording and item that lost marks; `complaint`:
    per ticket of an upheld complaint about an agent;
    `monthly_score`, `points_budget`, `clean_month`: per agent and whole month.
    """
    scheme: Schemes
    """Scheme id, a list of them, or "*" for every scheme. A complaint is of none: always "*"."""
    codes: Literal["all"] | Annotated[tuple[Code, ...], Field(min_length=1)] | None = None
    """Which fatal codes, error codes or causes of complaints: `all` or a list."""
    clauses: Literal["all"] | Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """Which clauses: `all` or a list of indicator ids."""
    clause_points: Annotated[tuple[Decimal, ...], Field(min_length=1)] | None = None
    """Instead of `clauses`: every clause with so many points per occurrence in the scheme."""
    bands: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """For `band`: recordings in which bands of the score."""
    items: Literal["all"] | Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """For `item`: which items, `all` or a list of indicator ids."""
    sources: Annotated[tuple[Identifier, ...], Field(min_length=1)] | None = None
    """For `complaint`: tickets from which sources; without it from any."""
    when: When | None = None
    """What else must be so."""
    points: Points
    """What it costs in points."""
    money: Money
    """What it costs in money."""
    legal_nature: Nature | None = None
    """What the money is in law: it decides what may be taken. Without one no money is taken."""
    contract_clause: Words | None = None
    """For `loss`: the clause of the labour contract that provides for the compensation."""
    actions: tuple[Action, ...] = ()
    """What is proposed beside points and money; nothing of it happens by itself."""
    caps: RuleCaps | None = None
    """Most money that this rule may cost."""
    points_caps: PointsCaps | None = None
    """Most points that this rule may cost."""

    @property
    def is_monthly(self) -> bool:
        """Whether it prices months, not recordings."""
        return self.cause in MONTHLY

    def holds_for(self, scheme_id: str) -> bool:
        """Returns whether the rule prices breaches of that scheme."""
        return EVERY_SCHEME in self.scheme or scheme_id in self.scheme


class Confirmed(Model):
    """Who answers for the amounts. Without it they are examples, as every page then says."""

    by: Words
    """Name of the person who confirmed the amounts."""
    on: date
    """Day on which they were confirmed."""


class Accepted(Model):
    """Who took the risk of fines upon themselves; without it no fine is taken."""

    by: Words
    """Name of the person who signed."""
    on: date
    """Day on which they signed."""


class Tariff(Model):
    """One dated version: it holds for calls from `valid_from` until the next version begins."""

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
    source: Name
    """The rule book it stands for."""
    currency: Currency
    """Unit and places of money."""
    rules: Annotated[tuple[Rule, ...], Field(min_length=1)]
    """All rules, special ones before general ones."""
    caps: Caps
    """Caps on the sum of all rules."""
    exclusions: tuple[Exclusion, ...] = ()
    """Reasons for which a case costs nothing, each with evidence that a person gives."""
    confirmed: Confirmed | None = None
    """Who confirmed the amounts of this version, and when."""
    accepted: Accepted | None = None
    """Who accepts the risk of the rules that are fines, where the law profile allows any."""

    @property
    def key(self) -> str:
        """`id@version`."""
        return f"{self.id}@{self.version}"


@dataclass(frozen=True)
class TariffBook:
    """All versions of the tariff, and the law that they are under; without one no money."""

    tariffs: tuple[Tariff, ...]
    law: Law | None = None

    @cached_property
    def versions(self) -> tuple[Tariff, ...]:
        """All versions, oldest first."""
        return tuple(sorted(self.tariffs, key=lambda tariff: tariff.valid_from))

    def at(self, day: date) -> Tariff | None:
        """Returns the version that holds on `day`, None before the first one."""
        held = [tariff for tariff in self.versions if tariff.valid_from <= day]
        return held[-1] if held else None

    def rule_of(self, version: str, rule_id: str) -> tuple[Tariff | None, Rule | None]:
        """Returns the tariff of a version with its rule of that id, None for what isn't there."""
        tariff = next((one for one in self.tariffs if one.version == version), None)
        rules = tariff.rules if tariff else ()
        return tariff, next((rule for rule in rules if rule.id == rule_id), None)
