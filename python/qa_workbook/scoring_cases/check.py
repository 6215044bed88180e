"""What can be wrong with the input of a case: an ordered list of checks, each with its faults.

Only what a score sheet of the scheme could say is let through, so that a case never shows a score
that nobody can get.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps, nearest
from qa_workbook.scheme.model import Indicator, Scheme
from qa_workbook.scoring_cases.loader import CasesOfScheme
from qa_workbook.scoring_cases.model import NOT_APPLICABLE, WorkedCase

Check = Callable[[CasesOfScheme, WorkedCase, Steps], Iterator[Fault]]


def check_case(cases: CasesOfScheme, number: int) -> list[Fault]:
    """Returns every fault in the input of one case, given by its position."""
    faults: list[Fault] = []
    for check in CHECKS:
        faults += check(cases, cases.cases[number], ("cases", number))
    return faults


def entry_is_allowed(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """`entry` chooses where the scheme allows either, and only there."""
    allowed = cases.scheme.sheet.entry
    if case.entry and allowed not in ("either", case.entry):
        yield cases.places.fault("case-entry", *steps, "entry", found=case.entry, allowed=allowed)


def marks_are_possible(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """A mark is named by a column of the sheet and allowed by its scale."""
    columns = {node.id: node for node in marked(cases, case)}
    for name, mark in case.marks.items():
        here = (*steps, "marks", name)
        node = columns.get(name)
        if node is None:
            yield _unknown(cases.places, "case-unknown-mark", here, name, list(columns))
        elif mark == NOT_APPLICABLE:
            if cases.scheme.not_applicable_rule(node) == "refuse":
                yield cases.places.fault("case-refused", *here, id=name)
        elif not cases.scheme.scale_of(node).allows(Decimal(mark)):
            scale = cases.scheme.scale_of(node)
            details = {"low": scale.lowest, "high": scale.full}
            yield cases.places.fault("case-mark", *here, found=mark, **details)


def counts_are_possible(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """A clause is a counted one of the scheme; 加重 needs a factor and an occurrence."""
    columns = {node.id: node for node in cases.scheme.counted}
    for key, given in (("counts", case.counts), ("aggravated", case.aggravated)):
        for name in given:
            if name not in columns:
                here = (*steps, key, name)
                yield _unknown(cases.places, "case-unknown-clause", here, name, list(columns))
    for name, times in case.aggravated.items():
        count = columns[name].count if name in columns else None
        here = (*steps, "aggravated", name)
        if count and count.aggravated is None:
            yield cases.places.fault("case-no-factor", *here, id=name)
        elif count and times > case.counts.get(name, 0):
            yield cases.places.fault("case-more-aggravated", *here, found=times)


def deduction_is_possible(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """The error deduction is one that the scheme allows."""
    rule, found = cases.scheme.error_deduction, case.error_deduction
    here = (*steps, "error_deduction")
    if found and rule is None:
        yield cases.places.fault("case-no-deduction", *here)
    elif rule and not rule.allows(found):
        details = {"low": rule.lowest, "high": rule.highest, "step": rule.step}
        yield cases.places.fault("case-deduction", *here, found=found, **details)


def codes_are_known(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """Every code is an error code or a fatal code of the scheme."""
    known = [*error_codes(cases.scheme), *fatal_codes(cases.scheme)]
    for place, code in enumerate(case.codes):
        if code not in known:
            yield _unknown(cases.places, "case-unknown-code", (*steps, "codes", place), code, known)


def band_is_known(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """The expected band is one of the scheme."""
    bands = cases.scheme.bands.bands if cases.scheme.bands else ()
    known = [band.id for band in bands]
    if case.expect.band and case.expect.band not in known:
        here = (*steps, "expect", "band")
        yield _unknown(cases.places, "case-unknown-band", here, case.expect.band, known)


def something_is_expected(cases: CasesOfScheme, case: WorkedCase, steps: Steps) -> Iterator[Fault]:
    """A case that expects nothing would hold whatever the rules say."""
    given = case.expect.model_dump(exclude_none=True)
    if not given or given.get("penalty") == {}:
        yield cases.places.fault("case-expects-nothing", *steps, "expect")


CHECKS: tuple[Check, ...] = (
    entry_is_allowed,
    marks_are_possible,
    counts_are_possible,
    deduction_is_possible,
    codes_are_known,
    band_is_known,
    something_is_expected,
)


def marked(cases: CasesOfScheme, case: WorkedCase) -> tuple[Indicator, ...]:
    """Returns the indicators that have a mark in a case: the items, or the points below them."""
    scheme = cases.scheme
    entered = scheme.entered if cases.entry_of(case) == "items" else scheme.leaves
    return tuple(node for node in entered if node.scale)


def error_codes(scheme: Scheme) -> tuple[str, ...]:
    """Returns the codes that explain an error deduction."""
    return tuple(code.id for code in scheme.error_deduction.codes) if scheme.error_deduction else ()


def fatal_codes(scheme: Scheme) -> tuple[str, ...]:
    """Returns the codes of fatal errors."""
    return tuple(code.id for code in scheme.fatal.codes) if scheme.fatal else ()


def _unknown(places: Places, code: str, steps: Steps, found: str, known: list[str]) -> Fault:
    details = {"hint": nearest(found, known), "known": known or ["–"]}
    return places.fault(code, *steps, found=found, **details)
