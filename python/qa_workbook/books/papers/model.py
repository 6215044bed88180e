"""What the papers say, in the words of their language: nothing here is computed any more."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class Step:
    """One thing that happened with a case; `who` is a role."""

    at: str
    what: str
    who: str
    reason: str


@dataclass(frozen=True)
class Slip:
    """One case, as its agent may see it.

    `score` says what the recording scored, `lost` what of that this breach took off. `set_by` says
    which cap set the money, or why it is 0. `inspector` and `source` are "" where the settings keep
    the inspector back, for files are called after inspectors. Points and money are what holds now;
    `is_over` says that nothing is decided any more. A complaint has no score: `recording` is its
    ticket, `scheme` its form, `day` when it was received.
    """

    number: str
    case: str
    agent: str
    name: str
    team: str
    project: str
    day: date
    given_on: date
    recording: str
    inspector: str
    scheme: str
    version: str
    cause: str
    clause: str
    times: int
    aggravated: bool
    remark: str
    score: str
    lost: str
    tariff: str
    tariff_version: str
    rule: str
    actions: Sequence[str]
    points: Decimal
    money_before_cap: Decimal
    money: Decimal
    carried: Decimal
    nature: str
    set_by: str
    source: str
    state: str
    deadline: str
    appeal_until: str
    steps: Sequence[Step]
    payable: Decimal
    examples: bool
    is_over: bool = False
    is_complaint: bool = False


@dataclass(frozen=True)
class AgentSlips:
    """The slips of one agent and period, by number."""

    agent: str
    name: str
    team: str
    period: str
    organisation: str
    slips: Sequence[Slip]


@dataclass(frozen=True)
class Part:
    """What took points off a recording (`lost`), or gave it some (below 0).

    `indicator` and `name` are those of what was marked or occurred, "" for all else, `points` its
    扣分点.
    """

    what: str
    mark: str
    full: str
    weight: str
    times: str
    lost: Decimal
    indicator: str = ""
    name: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Recording:
    """One recording that counts: from `start` to `final`, by its `parts`.

    `band` is the name of its band, `fatal` its fatal error with its codes, "" for none.
    """

    day: date
    recording: str
    scheme: str
    inspector: str
    start: Decimal
    raw: Decimal
    final: Decimal
    parts: Sequence[Part]
    note: str
    remark: str
    scheme_id: str = ""
    band: str = ""
    fatal: str = ""


@dataclass(frozen=True)
class SchemeSum:
    """The figures of an agent under one scheme, as the analysis publishes them."""

    scheme: str
    recordings: int
    mean_score: Decimal | None
    mean_final: Decimal | None
    said: str


@dataclass(frozen=True)
class Explanation:
    """All scores and penalties of one agent and period."""

    agent: str
    name: str
    team: str
    period: str
    organisation: str
    sums: Sequence[SchemeSum]
    recordings: Sequence[Recording]
    slips: Sequence[Slip]


@dataclass(frozen=True)
class FinanceLine:
    """What finance needs of one case, and no more."""

    number: str
    agent: str
    name: str
    month: str
    nature: str
    points: Decimal
    before: Decimal
    money: Decimal
    cap: str
    carried: Decimal
    state: str
    payable: Decimal
