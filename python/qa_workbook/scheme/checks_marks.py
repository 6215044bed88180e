"""Checks of what is written into a sheet: scales, deductions, codes and defect classes."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.numbers import decimal, plain
from qa_workbook.scheme.model import Choice, ErrorCode, Fatal, FatalCode, Scale, Scheme
from qa_workbook.scheme.placed import twice

MOST_TICKS = 2**31 - 1  # marks are stored as 32-bit whole numbers


def check_scales(scheme: Scheme, places: Places) -> list[Fault]:
    """lowest < full, and either a step or choices.

    The step leads exactly from lowest to full; one of the choices is the full mark.
    """
    faults: list[Fault] = []
    for name, scale in scheme.scales.items():
        faults += _scale(scale, ("scales", name), places)
    return faults


def _scale(scale: Scale, steps: Steps, places: Places) -> list[Fault]:
    faults = []
    if scale.lowest >= scale.full:
        faults.append(
            places.fault("scale-range", *steps, "lowest", lowest=scale.lowest, full=scale.full)
        )
    if (scale.step is None) == (not scale.choices):
        faults.append(places.fault("scale-step-or-choices", *steps))
    elif scale.step is not None and (scale.full - scale.lowest) % scale.step:
        details = {"step": scale.step, "low": scale.lowest, "high": scale.full}
        faults.append(places.fault("step-uneven", *steps, "step", **details))
    if scale.zero >= scale.full:
        faults.append(places.fault("scale-zero", *steps, "zero", zero=scale.zero, full=scale.full))
    if scale.stored(scale.full) > MOST_TICKS:
        faults.append(
            places.fault("scale-too-fine", *steps, full=scale.full, places=scale.decimals)
        )
    faults += _former(scale, (*steps, "former"), places)
    return faults + _choices(scale, (*steps, "choices"), places)


def _former(scale: Scale, steps: Steps, places: Places) -> list[Fault]:
    """Every former mark stands once, for a mark that can be given on this scale."""
    if scale.former is None or scale.former.marks == "proportional":
        return []
    faults = []
    marks: list[tuple[Steps, str]] = []
    for place, pair in enumerate(scale.former.marks):
        here = (*steps, "marks", place)
        marks.append(((*here, "former"), plain(pair.former)))
        if not scale.allows(pair.mark):
            faults.append(places.fault("former-mark", *here, "mark", found=pair.mark))
    return faults + twice(marks, places, "former-twice")


def _choices(scale: Scale, steps: Steps, places: Places) -> list[Fault]:
    faults = []
    marks: list[tuple[Steps, str]] = []
    names: list[tuple[Steps, str]] = []
    for place, choice in enumerate(scale.choices):
        marks.append(((*steps, place, "mark"), plain(choice.mark)))
        names.append(((*steps, place, "name"), choice.name.zh))
        if not scale.lowest <= choice.mark <= scale.full:
            details = {"found": choice.mark, "low": scale.lowest, "high": scale.full}
            faults.append(places.fault("choice-outside", *steps, place, "mark", **details))
        if _other_number(choice):
            found = choice.name.zh
            faults.append(places.fault("choice-name-number", *steps, place, "name", found=found))
    if scale.choices and not any(choice.mark == scale.full for choice in scale.choices):
        faults.append(places.fault("choice-full-missing", *steps, full=scale.full))
    return faults + twice(marks, places, "choice-twice") + twice(names, places, "choice-twice")


def _other_number(choice: Choice) -> bool:
    """Whether a choice is named like a number that is not its mark, in either language.

    A cell with that number would be one mark, and the same number as text another.
    """
    for name in (choice.name.zh, choice.name.en):
        try:
            number = decimal(unicodedata.normalize("NFKC", name).strip())
        except ValueError:
            continue
        if number != choice.mark:
            return True
    return False


def check_error_deduction(scheme: Scheme, places: Places) -> list[Fault]:
    """lowest < highest, and the step leads exactly from one to the other."""
    rule = scheme.error_deduction
    if rule is None:
        return []
    if rule.lowest >= rule.highest:
        details = {"lowest": rule.lowest, "highest": rule.highest}
        return [places.fault("deduction-range", "error_deduction", "lowest", **details)]
    if (rule.highest - rule.lowest) % rule.step:
        details = {"step": rule.step, "low": rule.lowest, "high": rule.highest}
        return [places.fault("step-uneven", "error_deduction", "step", **details)]
    return []


def check_codes(scheme: Scheme, places: Places) -> list[Fault]:
    """Codes and their words are unique: one column holds error codes and fatal codes."""
    coded: list[tuple[Steps, ErrorCode | FatalCode]] = []
    for place, error in enumerate(scheme.error_deduction.codes if scheme.error_deduction else ()):
        coded.append((("error_deduction", "codes", place), error))
    for place, fatal in enumerate(scheme.fatal.codes if scheme.fatal else ()):
        coded.append((("fatal", "codes", place), fatal))
    ids = [((*steps, "id"), code.id.casefold()) for steps, code in coded]
    names = [((*steps, "name"), code.name.zh) for steps, code in coded]
    return twice(ids, places, "code-twice") + twice(names, places, "code-twice")


def check_fatal(scheme: Scheme, places: Places) -> list[Fault]:
    """A cap is given exactly where the effect is `cap`, and lies below the greatest score."""
    fatal = scheme.fatal
    if fatal is None:
        return []
    faults = []
    # codes with the effect `cap` and none of their own rely on the general cap
    relied_on = [code for code in fatal.codes if code.effect == "cap" and code.cap is None]
    if fatal.effect == "cap" and fatal.cap is None:
        faults.append(places.fault("fatal-cap-missing", "fatal"))
    if fatal.effect != "cap" and fatal.cap is not None and not relied_on:
        faults.append(places.fault("fatal-cap-unused", "fatal", "cap", effect=fatal.effect))
    for place, code in enumerate(fatal.codes):
        steps, effect = ("fatal", "codes", place), code.effect or fatal.effect
        if code.cap is not None and effect != "cap":
            faults.append(places.fault("fatal-cap-unused", *steps, "cap", effect=effect))
        if code in relied_on and fatal.cap is None and fatal.effect != "cap":
            faults.append(places.fault("fatal-cap-missing", *steps))
    return faults + _caps_too_high(fatal, scheme.score.ceiling, places)


def _caps_too_high(fatal: Fatal, ceiling: Decimal, places: Places) -> list[Fault]:
    caps: list[tuple[Steps, Decimal | None]] = [(("fatal", "cap"), fatal.cap)]
    for place, code in enumerate(fatal.codes):
        caps.append((("fatal", "codes", place, "cap"), code.cap))
    return [
        places.fault("fatal-cap-too-high", *steps, found=cap, ceiling=ceiling)
        for steps, cap in caps
        if cap is not None and cap >= ceiling
    ]


def check_defect_classes(scheme: Scheme, places: Places) -> list[Fault]:
    """Every class has its own letter and its own mark: an allowed one below full of a scale."""
    if scheme.defect_classes is None:
        return []
    classes, steps = scheme.defect_classes.classes, ("defect_classes", "classes")
    letters = [((*steps, place, "id"), str(one.id)) for place, one in enumerate(classes)]
    marks = [((*steps, place, "mark"), plain(one.mark)) for place, one in enumerate(classes)]
    scales = scheme.scales.values()
    return [
        *twice(letters, places, "defect-class-twice"),
        *twice(marks, places, "defect-class-twice"),
        *(
            places.fault("defect-class-mark", *steps, place, "mark", found=one.mark)
            for place, one in enumerate(classes)
            if not any(scale.allows(one.mark) and one.mark < scale.full for scale in scales)
        ),
    ]
