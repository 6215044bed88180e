"""What can be wrong with a tariff beyond its form: an ordered list of checks, each of which gives its own faults."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from qa_workbook.config.faults import Fault, Places, Steps, spoken
from qa_workbook.labels import text
from qa_workbook.numbers import places as places_of

if TYPE_CHECKING:
    from qa_workbook.penalties.tariff import Rule, Tariff
    from qa_workbook.scheme.book import SchemeBook

Check = Callable[["Tariff", Places], Iterator[Fault]]
SELECTORS = {
    "fatal": ("codes",),
    "error_deduction": ("codes",),
    "clause": ("clauses", "clause_points"),
}


def fault(places: Places, fault_code: str, /, *steps: str | int, **details: object) -> Fault:
    """Returns the fault `fault_code` at the path `steps`; its sentences are in `labels/penalties.yaml`."""
    zh, en = (
        text(
            f"penalties.{fault_code}",
            language,
            **{name: spoken(value, language) for name, value in details.items()},
        )
        for language in ("zh", "en")
    )
    return Fault(places.file, places.line(steps), ".".join(map(str, steps)), fault_code, zh, en)


def rule_ids_are_unique(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """Every line of a register names its rule, so ids must tell rules apart."""
    seen: set[str] = set()
    for number, rule in enumerate(tariff.rules):
        if rule.id in seen:
            yield fault(places, "tariff-rule-twice", "rules", number, "id", id=rule.id)
        seen.add(rule.id)


def selectors_fit(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A rule says which codes or clauses it is for, in exactly one of the ways that its kind of breach has."""
    for number, rule in enumerate(tariff.rules):
        given = [
            name
            for name in ("codes", "clauses", "clause_points")
            if getattr(rule, name) is not None
        ]
        allowed = SELECTORS[rule.cause]
        if len(given) != 1 or given[0] not in allowed:
            yield fault(
                places,
                "tariff-selector",
                "rules",
                number,
                cause=rule.cause,
                allowed=allowed,
                found=given or "–",
            )


def amounts_fit(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """`per: point` needs an error deduction, `amount: scheme` a clause; money has no more places than the currency."""
    for number, rule in enumerate(tariff.rules):
        for name in ("points", "money"):
            if getattr(rule, name).per == "point" and rule.cause != "error_deduction":
                yield fault(
                    places, "tariff-per-point", "rules", number, name, "per", cause=rule.cause
                )
        if rule.points.amount == "scheme" and (
            rule.cause != "clause" or rule.points.per != "occurrence"
        ):
            yield fault(
                places,
                "tariff-scheme-points",
                "rules",
                number,
                "points",
                "amount",
                cause=rule.cause,
            )
    for steps, amount in _amounts(tariff):
        if places_of(amount) > tariff.currency.decimals:
            yield fault(
                places, "tariff-too-fine", *steps, found=amount, decimals=tariff.currency.decimals
            )


def _amounts(tariff: Tariff) -> Iterator[tuple[Steps, Decimal]]:
    for number, rule in enumerate(tariff.rules):
        yield ("rules", number, "money", "amount"), rule.money.amount
        for name in ("line", "agent_month"):
            if rule.caps and getattr(rule.caps, name) is not None:
                yield ("rules", number, "caps", name), getattr(rule.caps, name)
    for name in ("agent_month", "wage_floor"):
        if getattr(tariff.caps, name).amount is not None:
            yield ("caps", name, "amount"), getattr(tariff.caps, name).amount


def rules_are_reachable(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A rule behind one that prices all the same breaches would never count."""
    for number, rule in enumerate(tariff.rules):
        before = next((other for other in tariff.rules[:number] if _covers(other, rule)), None)
        if before:
            yield fault(places, "tariff-rule-hidden", "rules", number, id=rule.id, before=before.id)


def _covers(general: Rule, special: Rule) -> bool:
    same_kind = general.cause == special.cause and (
        general.scheme == "*" or (special.scheme != "*" and _schemes(special) <= _schemes(general))
    )
    return same_kind and any(_selects(general, special, name) for name in SELECTORS[general.cause])


def _selects(general: Rule, special: Rule, name: str) -> bool:
    mine, other = getattr(general, name), getattr(special, name)
    if mine == "all":
        return True
    return mine is not None and other not in (None, "all") and set(other) <= set(mine)


def _schemes(rule: Rule) -> set[str]:
    return {rule.scheme} if isinstance(rule.scheme, str) else set(rule.scheme)


CHECKS: tuple[Check, ...] = (rule_ids_are_unique, selectors_fit, amounts_fit, rules_are_reachable)


def check_tariff(tariff: Tariff, places: Places) -> list[Fault]:
    """Returns every fault of one tariff."""
    return [found for check in CHECKS for found in check(tariff, places)]


def check_together(tariffs: Sequence[tuple[Tariff, Places]]) -> list[Fault]:
    """Returns the faults between files: two tariffs, or two versions that can't be told apart."""
    faults = []
    for number, (tariff, places) in enumerate(tariffs):
        for other, at in tariffs[:number]:
            if other.id != tariff.id:
                faults.append(
                    fault(
                        places,
                        "tariff-other-id",
                        "id",
                        id=tariff.id,
                        other=other.id,
                        file=at.file.name,
                    )
                )
            for name in ("version", "valid_from"):
                if getattr(other, name) == getattr(tariff, name):
                    details = {"found": getattr(tariff, name), "file": at.file.name}
                    faults.append(
                        fault(places, f"tariff-same-{name.replace('_', '-')}", name, **details)
                    )
    return faults


def check_against(tariff: Tariff, places: Places, schemes: SchemeBook) -> list[Fault]:
    """Returns the names in a tariff that no version of the schemes knows."""
    faults = []
    for number, rule in enumerate(tariff.rules):
        wanted = [] if rule.scheme == "*" else sorted(_schemes(rule))
        faults += [
            fault(
                places,
                "tariff-unknown-scheme",
                "rules",
                number,
                "scheme",
                scheme=name,
                known=schemes.ids,
            )
            for name in wanted
            if name not in schemes.ids
        ]
        known = _known(rule, schemes)
        for name in ("codes", "clauses"):
            chosen = getattr(rule, name)
            for place, code in enumerate(chosen if chosen not in (None, "all") else ()):
                if code not in known:
                    faults.append(
                        fault(
                            places, "tariff-unknown-code", "rules", number, name, place, code=code
                        )
                    )
    return faults


def _known(rule: Rule, schemes: SchemeBook) -> set[str]:
    known: set[str] = set()
    for scheme in (scheme for scheme in schemes.schemes if rule.holds_for(scheme.id)):
        if rule.cause == "clause":
            known |= {node.id for node in scheme.counted}
        elif rule.cause == "fatal":
            known |= {code.id for code in scheme.fatal.codes} if scheme.fatal else set()
        else:
            known |= (
                {code.id for code in scheme.error_deduction.codes}
                if scheme.error_deduction
                else set()
            )
    return known
