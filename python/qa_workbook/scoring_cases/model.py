"""The file format of worked cases: `config/cases/*.yaml` is read into these classes.

They are written by whoever knows the rules, not by programmers: marks, counts and codes of one
recording, and what must come out. `docs/cases.md` explains them.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Code, Identifier, Model, Name, Source
from qa_workbook.penalties.tariff import Action

NOT_APPLICABLE = "not-applicable"

Mark = Decimal | Literal["not-applicable"]
Occurrences = Annotated[int, Field(ge=0)]


class ExpectedPenalty(Model):
    """What the recording must cost by the tariff of its day; what is left out is not compared."""

    points: Decimal | None = None
    """Penalty points of all its breaches together."""
    money_before_cap: Decimal | None = None
    """Money of all its breaches together, before any cap, in the currency of the tariff."""
    money: Decimal | None = None
    """Money after all caps, in the currency of the tariff; caps by wage need `wage`."""
    caps: tuple[str, ...] | None = None
    """What set its points and money, each once, e.g. `[performance]`; `[]` for no cap."""
    actions: tuple[Action, ...] | None = None
    """What is proposed beside points and money, each once; `[]` for nothing."""


class Expected(Model):
    """What must come out; what is left out is not compared."""

    raw: Decimal | None = None
    """Score before error deduction and fatal effect, in points, as rounded by the scheme."""
    final: Decimal | None = None
    """Score after both, in points, as rounded by the scheme."""
    band: Identifier | None = None
    """Id of the band."""
    penalty: ExpectedPenalty | None = None
    """What it costs."""


class WorkedCase(Model):
    """One recording. Marks that are not named are full; clauses not named did not occur."""

    name: Name
    """What the case shows, e.g. 90 分整不算优良."""
    entry: Literal["items", "points"] | None = None
    """Whether the items or their points are marked; needed where the scheme allows either."""
    marks: dict[Identifier, Mark] = Field(default_factory=dict)
    """Mark of each indicator that is not full, in marks of its scale, or `not-applicable`."""
    counts: dict[Identifier, Occurrences] = Field(default_factory=dict)
    """How often each clause occurred."""
    aggravated: dict[Identifier, Occurrences] = Field(default_factory=dict)
    """How many of these occurrences are 加重; long sheets only."""
    error_deduction: Annotated[Decimal, Field(ge=0)] = Decimal(0)
    """差错扣分 in points."""
    codes: tuple[Code, ...] = ()
    """Codes of 差错代码; a fatal code makes the error fatal."""
    wage: Annotated[Decimal, Field(ge=0)] | None = None
    """Monthly wage of the agent, in the currency of the tariff; not known without it."""
    performance_pay: Annotated[Decimal, Field(ge=0)] | None = None
    """The floating part of that wage; not known without it."""
    expect: Expected
    """What must come out."""


class CaseFile(Model):
    """Worked cases of one scheme version."""

    format: Literal[1]
    """Version of this file format; always 1."""
    scheme: Identifier
    """Id of the scheme."""
    version: Annotated[str, Field(max_length=30)] | None = None
    """The scheme version, in quotes, on its first day. Either this or `day`."""
    day: date | None = None
    """Day of the calls, on which scheme version and tariff hold. Either this or `version`."""
    source: Source
    """Where the cases come from."""
    cases: tuple[WorkedCase, ...] = Field(min_length=1)
    """The cases."""
