"""What can be wrong with a tariff beyond its form: an ordered list of checks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.numbers import places as places_of
from qa_workbook.penalties.complaints import FORM, ComplaintWords
from qa_workbook.penalties.conditions import COMPLAINT, CONDITIONS, NEEDED, SELECTORS, TOGETHER
from qa_workbook.penalties.tariff import EVERY_SCHEME, Rule, Tariff
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme

Check = Callable[[Tariff, Places], Iterator[Fault]]
ALL = "all"
WHOLE = 100
"""Percent."""


def rule_ids_are_unique(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """Every line of a register names its rule, so ids must tell rules apart."""
    seen: set[str] = set()
    for number, rule in enumerate(tariff.rules):
        if rule.id in seen:
            yield places.fault("tariff-rule-twice", "rules", number, "id", id=rule.id)
        seen.add(rule.id)


def selectors_fit(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A rule selects codes or clauses in exactly one of the ways that its cause has."""
    names = dict.fromkeys(name for of_cause in SELECTORS.values() for name in of_cause)
    for number, rule in enumerate(tariff.rules):
        given = [name for name in names if getattr(rule, name) is not None]
        allowed = SELECTORS[rule.cause]
        if len(given) != bool(allowed) or not set(given) <= set(allowed):
            details = {"cause": rule.cause, "allowed": allowed or "–", "found": given or "–"}
            yield places.fault("tariff-selector", "rules", number, **details)


def units_fit_the_cause(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """`per: point` needs an error deduction, and `amount: scheme` a clause."""
    for number, rule in enumerate(tariff.rules):
        for name in ("points", "money"):
            if getattr(rule, name).per == "point" and rule.cause != "error_deduction":
                steps = ("rules", number, name, "per")
                yield places.fault("tariff-per-point", *steps, cause=rule.cause)
        by_occurrence_of_clause = rule.cause == "clause" and rule.points.per == "occurrence"
        if rule.points.amount == "scheme" and not by_occurrence_of_clause:
            steps = ("rules", number, "points", "amount")
            yield places.fault("tariff-scheme-points", *steps, cause=rule.cause)


def amounts_fit_the_currency(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """Money has no more places than the currency."""
    most = tariff.currency.decimals
    for steps, amount in _amounts(tariff):
        if places_of(amount) > most:
            yield places.fault("tariff-too-fine", *steps, found=amount, decimals=most)


def _amounts(tariff: Tariff) -> Iterator[tuple[Steps, Decimal]]:
    for number, rule in enumerate(tariff.rules):
        yield ("rules", number, "money", "amount"), rule.money.amount
        if rule.money.most is not None:
            yield ("rules", number, "money", "most"), rule.money.most
        for name in ("line", "agent_month"):
            limit = getattr(rule.caps, name, None)
            if limit is not None:
                yield ("rules", number, "caps", name), limit
    for name in ("agent_month", "wage_floor"):
        limit = getattr(tariff.caps, name).amount
        if limit is not None:
            yield ("caps", name, "amount"), limit


def conditions_can_hold(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """Ranges end behind their beginning; shares are a percent."""
    for number, rule in enumerate(tariff.rules):
        when, money = rule.when, rule.money
        if when and when.nth and when.nth.last is not None and when.nth.last < when.nth.first:
            last: Steps = ("rules", number, "when", "nth", "last")
            yield places.fault("tariff-range", *last, first=when.nth.first, last=when.nth.last)
        if money.most is not None and money.most < money.amount:
            steps = ("rules", number, "money", "most")
            yield places.fault("tariff-range", *steps, first=money.amount, last=money.most)
        fixed = rule.points.amount if rule.points.amount != "scheme" else None
        if rule.points.most is not None and (fixed is None or rule.points.most < fixed):
            steps = ("rules", number, "points", "most")
            details = {"first": rule.points.amount, "last": rule.points.most}
            yield places.fault("tariff-range", *steps, **details)
        if money.is_share and max(money.amount, money.most or money.amount) > WHOLE:
            yield places.fault("tariff-percent", "rules", number, "money", found=money.amount)


def conditions_fit_the_cause(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A score belongs to a month, a deduction to a breach: each condition has its causes."""
    for number, rule in enumerate(tariff.rules):
        given = rule.when.model_dump(exclude_none=True) if rule.when else {}
        for name in given:
            if name not in CONDITIONS[rule.cause]:
                steps: Steps = ("rules", number, "when", name)
                yield places.fault("tariff-when", *steps, cause=rule.cause, name=name)
        needed = NEEDED.get(rule.cause, ())
        if needed and not set(needed) & set(given):
            steps = ("rules", number)
            yield places.fault("tariff-when-missing", *steps, cause=rule.cause, needed=needed)
        same = rule.when.nth.same if rule.when and rule.when.nth else "code"
        if same != "code" and rule.cause != _SAME[same]:
            steps = ("rules", number, "when", "nth", "same")
            yield places.fault(f"tariff-same-{same}", *steps, cause=rule.cause)


_SAME = {"item": "clause", "cause": COMPLAINT}
"""The one cause for which repeats may be counted so."""


def complaints_are_of_no_scheme(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A complaint is of no scheme, and nothing else comes from a source."""
    for number, rule in enumerate(tariff.rules):
        if rule.cause == COMPLAINT and rule.scheme != (EVERY_SCHEME,):
            found = ", ".join(rule.scheme)
            yield places.fault("tariff-complaint-scheme", "rules", number, "scheme", found=found)
        if rule.cause != COMPLAINT and rule.sources is not None:
            yield places.fault("tariff-sources", "rules", number, "sources", cause=rule.cause)


def rewards_cost_nothing(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A month without a breach costs nobody anything, and nothing else gives points back."""
    for number, rule in enumerate(tariff.rules):
        is_clean = rule.cause == "clean_month"
        money = max(rule.money.amount, rule.money.most or rule.money.amount)
        if is_clean and money:
            yield places.fault("tariff-clean-money", "rules", number, "money", found=money)
        is_wrong = is_clean != rule.points.are_given_back and (rule.points.amount or not is_clean)
        if is_wrong or (is_clean and rule.points.most is not None):
            steps = ("rules", number, "points", "unit")
            yield places.fault("tariff-points-back", *steps, cause=rule.cause)


def rules_are_reachable(tariff: Tariff, places: Places) -> Iterator[Fault]:
    """A rule behind one that prices all the same breaches would never count."""
    for number, rule in enumerate(tariff.rules):
        before = next((other for other in tariff.rules[:number] if _covers(other, rule)), None)
        if before:
            details = {"id": rule.id, "before": before.id}
            yield places.fault("tariff-rule-hidden", "rules", number, **details)


def _covers(general: Rule, special: Rule) -> bool:
    if general.cause != special.cause or not _covers_schemes(general, special):
        return False
    if general.when is not None and general.when != special.when:
        return False
    if not _covers_sources(general, special):
        return False
    names = SELECTORS[general.cause]
    return not names or any(_covers_selection(general, special, name) for name in names)


def _covers_sources(general: Rule, special: Rule) -> bool:
    if general.sources is None:
        return True
    return special.sources is not None and set(special.sources) <= set(general.sources)


def _covers_schemes(general: Rule, special: Rule) -> bool:
    if general.cause in TOGETHER and EVERY_SCHEME in special.scheme:
        return EVERY_SCHEME in general.scheme
    if general.cause in TOGETHER:
        return set(special.scheme) <= set(general.scheme)
    return EVERY_SCHEME in general.scheme or set(special.scheme) <= set(general.scheme)


def _covers_selection(general: Rule, special: Rule, name: str) -> bool:
    wide, narrow = getattr(general, name), getattr(special, name)
    if wide == ALL:
        return True
    return wide is not None and narrow not in (None, ALL) and set(narrow) <= set(wide)


CHECKS: tuple[Check, ...] = (
    rule_ids_are_unique,
    selectors_fit,
    units_fit_the_cause,
    amounts_fit_the_currency,
    conditions_can_hold,
    conditions_fit_the_cause,
    complaints_are_of_no_scheme,
    rewards_cost_nothing,
    rules_are_reachable,
)


def check_tariff(tariff: Tariff, places: Places) -> list[Fault]:
    """Returns every fault of one tariff."""
    faults: list[Fault] = []
    for check in CHECKS:
        faults += check(tariff, places)
    return faults


def check_together(tariffs: Sequence[tuple[Tariff, Places]]) -> list[Fault]:
    """Returns the faults between files: two tariffs, or two versions that can't be told apart."""
    faults: list[Fault] = []
    for number, (tariff, places) in enumerate(tariffs):
        for other, other_places in tariffs[:number]:
            faults += _clashes(tariff, places, other, other_places.file.name)
    return faults


def _clashes(tariff: Tariff, places: Places, other: Tariff, file: str) -> Iterator[Fault]:
    if other.id != tariff.id:
        yield places.fault("tariff-other-id", "id", id=tariff.id, other=other.id, file=file)
    if other.version == tariff.version:
        yield places.fault("tariff-same-version", "version", found=tariff.version, file=file)
    if other.valid_from == tariff.valid_from:
        details = {"found": tariff.valid_from, "file": file}
        yield places.fault("tariff-same-valid-from", "valid_from", **details)


def check_against(tariff: Tariff, places: Places, schemes: SchemeBook) -> list[Fault]:
    """Returns the names in a tariff that no version of the schemes knows."""
    faults: list[Fault] = []
    for number, rule in enumerate(tariff.rules):
        if rule.cause != COMPLAINT:
            faults += _unknown_schemes(rule, number, places, schemes)
            faults += _unknown_codes(rule, number, places, schemes)
    return faults


def check_complaints(
    tariff: Tariff, places: Places, words: ComplaintWords | None, lacking: Sequence[str]
) -> list[Fault]:
    """Returns what the form of complaints doesn't know of the rules for them.

    `words` are None where the workspace has no such form; `lacking` the columns that it lacks.
    """
    faults: list[Fault] = []
    for number, rule in enumerate(tariff.rules):
        if rule.cause != COMPLAINT:
            continue
        if words is None or lacking:
            missing = ", ".join(lacking) or "–"
            details = {"form": FORM, "missing": missing}
            faults.append(places.fault("tariff-no-complaints", "rules", number, **details))
            continue
        for name, known in (("codes", words.causes), ("sources", words.sources)):
            chosen = getattr(rule, name)
            for place, one in enumerate(() if chosen in (None, ALL) else chosen):
                if one not in known:
                    steps: Steps = ("rules", number, name, place)
                    details = {"found": one, "known": ", ".join(known) or "–"}
                    faults.append(places.fault("tariff-unknown-choice", *steps, **details))
    return faults


def _unknown_schemes(
    rule: Rule, number: int, places: Places, schemes: SchemeBook
) -> Iterator[Fault]:
    for name in sorted(set(rule.scheme) - {EVERY_SCHEME, *schemes.ids}):
        details = {"scheme": name, "known": schemes.ids}
        yield places.fault("tariff-unknown-scheme", "rules", number, "scheme", **details)


def _unknown_codes(rule: Rule, number: int, places: Places, schemes: SchemeBook) -> Iterator[Fault]:
    held = [scheme for scheme in schemes.schemes if rule.holds_for(scheme.id)]
    known = set[str]().union(*(codes_of(scheme, rule.cause) for scheme in held))
    bands = set[str]().union(*(codes_of(scheme, "band") for scheme in held))
    for name in ("codes", "clauses", "items", "bands"):
        steps: Steps = ("rules", number, name)
        yield from _not_among(known, getattr(rule, name), places, steps)
    if rule.when:
        steps = ("rules", number, "when", "bands")
        yield from _not_among(bands, rule.when.bands, places, steps)


def _not_among(
    known: Collection[str], chosen: str | Sequence[str] | None, places: Places, steps: Steps
) -> Iterator[Fault]:
    listed = () if chosen in (None, ALL) else chosen
    for place, code in enumerate(listed):
        if code not in known:
            yield places.fault("tariff-unknown-code", *steps, place, code=code)


def codes_of(scheme: Scheme, cause: str) -> frozenset[str]:
    """Returns what a breach of `cause` may be called: the scheme's codes, indicators or bands."""
    if cause == "clause":
        return frozenset(node.id for node in scheme.counted)
    if cause == "item":
        return frozenset(node.id for node in scheme.items if node.scale)
    if cause == "band":
        return frozenset(band.id for band in scheme.bands.bands) if scheme.bands else frozenset()
    policy = scheme.fatal if cause == "fatal" else scheme.error_deduction
    return frozenset(code.id for code in policy.codes) if policy else frozenset()
