"""Whether a line may take money at all, by its legal nature and what is known of the case ("Law").

Nothing here raises an amount: it says "" or why the money is 0. Points always stay.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from qa_workbook.penalties.law import Need
from qa_workbook.penalties.tariff import Rule, Tariff, TariffBook


@dataclass(frozen=True)
class LegalFacts:
    """What people established about one case.

    `loss` in yuan is what the breach cost the employer; `noticed_on` the day on which the agent was
    told reason and amount in writing. `money` and `points` are what a person
    decided within the ranges of the rule; `exclusion` is the reason code for which the case costs
    nothing, with its `evidence`. `revoked`: the procedure found that there was no such breach.
    """

    loss: Decimal | None = None
    contract_clause: str = ""
    noticed_on: date | None = None
    money: Decimal | None = None
    points: Decimal | None = None
    exclusion: str = ""
    evidence: str = ""
    revoked: bool = False


NATURE_MISSING = "nature-missing"
"""Why a line takes no money: its rule does not say what the money is in law."""
NO_FACTS = LegalFacts()
FactsOfCases = Mapping[str, LegalFacts]
"""The facts of cases, by case."""


def objection(
    tariff: Tariff | None,
    rule: Rule | None,
    money: Decimal,
    book: TariffBook,
    facts: LegalFacts,
    day: date,
) -> str:
    """Returns why the law lets a line of that day take no money, "" if it may, or takes none.

    `rule` of `tariff` priced the line; money that no known rule priced has no nature.

    `nature-missing`, `nature-none`, `no-law`, `nature-forbidden`, or what it needs and lacks:
    `acceptance-missing`, `loss-amount-missing`, `contract-clause-missing`, `notice-missing`.
    Raises LawOutdated.
    """
    if not money:
        return ""
    if tariff is None or rule is None or rule.legal_nature is None:
        return NATURE_MISSING
    nature = rule.legal_nature
    if nature == "none":
        return "nature-none"
    law = book.law.at(day).of(nature) if book.law else None
    if law is None:
        return "no-law"
    if not law.allowed:
        return "nature-forbidden"
    lacking = _lacking(tariff, rule, facts, day)
    return next((lacking[need] for need in law.needs if need in lacking), "")


def nature_said(nature: str, rule: str, why: Sequence[str]) -> str:
    """Returns the key of the words for what a line's money is in law, or why it has no nature.

    A line that no `rule` priced has none because of what it costs nothing for (`why`).
    """
    if nature:
        return nature
    return why[0] if why and not rule else NATURE_MISSING


def _lacking(tariff: Tariff, rule: Rule, facts: LegalFacts, day: date) -> dict[Need, str]:
    """What isn't known, as the reason that a line gives. A notice before the call is none."""
    lacking: dict[Need, str] = {}
    if tariff.accepted is None:
        lacking["acceptance"] = "acceptance-missing"
    if facts.loss is None:
        lacking["loss_amount"] = "loss-amount-missing"
    if not (facts.contract_clause or rule.contract_clause):
        lacking["contract_clause"] = "contract-clause-missing"
    if facts.noticed_on is None or facts.noticed_on < day:
        lacking["notice_date"] = "notice-missing"
    return lacking
