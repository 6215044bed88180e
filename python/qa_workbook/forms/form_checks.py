"""What can be wrong with a form beyond its keys: an ordered list of checks, each with its own
faults.

Their sentences are in labels/forms.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.forms.kinds import KINDS, CellContext
from qa_workbook.forms.model import Check, Field, Form, Rule
from qa_workbook.forms.policy import Policy
from qa_workbook.forms.result_names import result_fits
from qa_workbook.forms.vocabulary import Vocabulary, normal
from qa_workbook.frames import LONG, Role

FormCheck = Callable[[Form, Places, Vocabulary], Iterator[Fault]]
DAYS = ("day", "moment", "month")
NUMBERS = ("count", "number", "money")
AMOUNTS = (*NUMBERS, "duration")


def _fields(form: Form) -> Iterator[tuple[Steps, Field]]:
    for part in ("labels", "columns"):
        for place, field in enumerate(getattr(form, part)):
            yield (part, place), field


def ids_are_unique(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """Records and exports name every column and label by its id, beside where a row stands."""
    seen = {"scheme", "version", *LONG.having(Role.ORIGIN)}
    for steps, field in _fields(form):
        if field.id in seen:
            yield places.fault("id-taken", *steps, "id", id=field.id)
        seen.add(field.id)


def headings_are_clear(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """Every field has a heading, and no heading means two columns or two labels."""
    for part in ("labels", "columns"):
        seen: dict[str, str] = {}
        for place, field in enumerate(getattr(form, part)):
            if not field.headings:
                yield places.fault("no-heading", part, place, id=field.id)
            for name in dict.fromkeys(map(normal, field.headings)):
                other = seen.setdefault(name, field.id)
                if other != field.id:
                    yield places.fault(
                        "heading-twice", part, place, "headings", found=name, other=other
                    )


def choices_fit(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """Cells of kind `choice` have something to choose from; no word means two of the choices."""
    for steps, field in _fields(form):
        given = bool(field.choices) + bool(field.choices_from)
        if given != int(field.kind == "choice"):
            code = "needless-choices" if given else "no-choices"
            yield places.fault(code, *steps, id=field.id, kind=field.kind)
        seen: dict[str, str] = {}
        for place, choice in enumerate(field.choices):
            names = (choice.id, choice.name.zh, choice.name.en, *choice.names)
            for name in dict.fromkeys(map(normal, names)):
                if seen.setdefault(name, choice.id) != choice.id:
                    yield places.fault("choice-twice", *steps, "choices", place, found=name)


def bounds_fit(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """Only numbers and lengths of time have bounds, and the lowest isn't above the highest."""
    for steps, field in _fields(form):
        bounds = [name for name in ("lowest", "highest") if getattr(field, name) is not None]
        if bounds and field.kind not in AMOUNTS:
            yield places.fault("needless-bounds", *steps, bounds[0], id=field.id, kind=field.kind)
        elif len(bounds) == 2 and (field.lowest or 0) > (field.highest or 0):
            yield places.fault("bounds-crossed", *steps, "lowest", id=field.id)


def empties_are_readable(form: Form, places: Places, vocabulary: Vocabulary) -> Iterator[Fault]:
    """What an empty cell says could stand in the cell; a required cell can't be empty."""
    context = CellContext(vocabulary, typed=False)
    for steps, field in _fields(form):
        if field.empty is None:
            continue
        if field.need == "required":
            yield places.fault("empty-required", *steps, "empty", id=field.id)
        elif KINDS[field.kind].read(field.empty, field, context).code:
            yield places.fault("empty-unreadable", *steps, "empty", id=field.id, found=field.empty)


def key_fits(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """The key is made of what is kept, and at least one part of it is always there."""
    kept = {field.id: field for field in form.kept}
    for part in ("key", "whole"):
        for place, name in enumerate(getattr(form, part)):
            if name not in kept:
                yield places.fault("unknown-column", part, place, found=name, known=kept)
    known = [kept[name] for name in form.key if name in kept]
    if known and not any(field.need == "required" for field in known):
        yield places.fault("key-optional", "key", columns=form.key)


def period_fits(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """Rows of the inbox belong to a period, told by a column that says a day."""
    kept = {field.id: field for field in form.kept}
    if form.period is None:
        if form.place == "inbox":
            yield places.fault("no-period", "columns")
    elif form.period not in kept:
        yield places.fault("unknown-column", "period", found=form.period, known=kept)
    elif kept[form.period].kind not in DAYS or kept[form.period].need != "required":
        yield places.fault("period-not-a-day", "period", found=form.period)


_PARTS: dict[Rule, frozenset[str]] = {
    "not_before": frozenset(["other"]),
    "not_in_future": frozenset(),
    "not_above": frozenset(["other"]),
    "filled_when": frozenset(["other", "values"]),
    "filled_unless": frozenset(["other", "values"]),
    "empty_when": frozenset(["other", "values"]),
    "empty_unless": frozenset(["other", "values"]),
    "ignored_unless": frozenset(["other", "values"]),
    "unique": frozenset(),
    "counted_in": frozenset(["other"]),
    "by_bound": frozenset(["other", "values", "bound"]),
}
"""What each rule has beside `column`; a bound is `bound` or `policy`."""


def rules_fit(form: Form, places: Places, vocabulary: Vocabulary) -> Iterator[Fault]:
    """A rule names columns of the form, of the kinds it is for, and values that can stand there."""
    kept = {field.id: field for field in form.kept}
    for place, check in enumerate(form.checks):
        steps = ("checks", place)
        named = {"column": check.column, "other": check.other}
        unknown = [key for key, name in named.items() if name is not None and name not in kept]
        for key in unknown:
            yield places.fault("unknown-column", *steps, key, found=named[key], known=kept)
        if unknown:
            continue
        if not _has_its_parts(check):
            yield places.fault("rule-parts", *steps, "rule", rule=check.rule)
            continue
        wrong = _of_wrong_kind(form, check)
        if wrong:
            code, found = wrong
            yield places.fault(code, *steps, "rule", rule=check.rule, found=found)
            continue
        yield from _values_fit(form, check, steps, places, vocabulary)


def _has_its_parts(check: Check) -> bool:
    given = {
        "other": check.other is not None,
        "values": bool(check.values),
        "bound": check.bound is not None or check.policy is not None,
    }
    if {name for name, is_there in given.items() if is_there} != _PARTS[check.rule]:
        return False
    if check.rule != "by_bound":
        return True
    return len(check.values) == 2 and (check.bound is None) != (check.policy is None)


def _of_wrong_kind(form: Form, check: Check) -> tuple[str, str] | None:
    """The code of a fault and the id of the column that a rule isn't for; None where all fit."""
    rows = {field.id for field in form.columns}
    field, other = form.by_id[check.column], form.by_id[check.other or check.column]
    either = (field, other)
    wrong: list[tuple[str, str]] = []
    match check.rule:
        case "not_before" | "not_in_future":
            wrong = [("rule-not-a-day", one.id) for one in either if one.kind not in DAYS]
        case "not_above":
            wrong = [("rule-not-a-number", one.id) for one in either if one.kind not in AMOUNTS]
        case "by_bound":
            wrong = [("rule-not-a-number", other.id)] * (other.kind not in NUMBERS)
        case "unique":
            wrong = [("rule-not-a-column", field.id)] * (field.id not in rows)
        case "counted_in":
            wrong = [("rule-not-a-count", field.id)] * (field.id in rows or field.kind != "count")
            wrong += [("rule-not-a-column", other.id)] * (other.id not in rows)
        case _:
            pass
    return wrong[0] if wrong else None


def _values_fit(
    form: Form, check: Check, steps: Steps, places: Places, vocabulary: Vocabulary
) -> Iterator[Fault]:
    """The words of a rule can stand in the column that says them."""
    context = CellContext(vocabulary, typed=False)
    name = check.column if check.rule == "by_bound" else check.other
    saying = form.by_id[name or check.column]
    for number, value in enumerate(check.values):
        if KINDS[saying.kind].read(value, saying, context).code:
            yield places.fault("rule-value", *steps, "values", number, found=value, id=saying.id)


CHECKS: tuple[FormCheck, ...] = (
    ids_are_unique,
    headings_are_clear,
    choices_fit,
    bounds_fit,
    empties_are_readable,
    key_fits,
    period_fits,
    rules_fit,
    result_fits,
)


def policy_has_them(form: Form, places: Places, policy: Policy) -> Iterator[Fault]:
    """The numbers that rules take from the policy of the form are there."""
    for place, check in enumerate(form.checks):
        if check.policy is not None and not policy.has(form.id, check.policy):
            yield places.fault("rule-without-policy", "checks", place, "policy", found=check.policy)


def check_form(
    form: Form, places: Places, vocabulary: Vocabulary, policy: Policy | None = None
) -> list[Fault]:
    """Returns every fault of a form, by line."""
    faults = [fault for check in CHECKS for fault in check(form, places, vocabulary)]
    faults += policy_has_them(form, places, policy) if policy is not None else []
    return sorted(faults, key=lambda fault: fault.line)


def check_together(
    read: Sequence[tuple[Form, Places]], vocabulary: Vocabulary, taken: Sequence[str]
) -> list[Fault]:
    """Returns the faults of forms with one id, and of sheets whose name two forms claim.

    The fault is reported in the later file; names of score sheets are taken.
    """
    faults: list[Fault] = []
    ids: dict[str, str] = {}
    sheets: dict[str, str] = {}
    for form, places in read:
        if form.id in taken:
            faults.append(places.fault("id-of-scheme", "id", id=form.id))
        first = ids.setdefault(form.id, places.file.name)
        if first != places.file.name:
            faults.append(places.fault("form-twice", "id", id=form.id, file=first))
        for place, name in enumerate(form.sheets):
            owner = sheets.setdefault(normal(name), form.id)
            if owner != form.id or vocabulary.layout_of(name):
                faults.append(places.fault("sheet-taken", "sheets", place, found=name))
    return faults
