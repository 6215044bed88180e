"""Checks of everything that is written into a sheet beside columns: scales, deductions, codes and defect classes."""

from __future__ import annotations

from decimal import Decimal

from qa_workbook.config.faults import Fault, Places, Steps
from qa_workbook.numbers import plain
from qa_workbook.scheme.model import DefectClass, ErrorCode, FatalCode, Scale, Scheme
from qa_workbook.scheme.placed import twice

MOST_TICKS = 2**31 - 1  # marks are stored as 32-bit whole numbers


def check_scales(scheme: Scheme, places: Places) -> list[Fault]:
    """lowest < full; either a step that leads exactly from lowest to full, or choices of which one is the full mark."""
    return [
        fault
        for name, scale in scheme.scales.items()
        for fault in _scale(scale, ("scales", name), places)
    ]


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
    if scale.full.scaleb(scale.decimals) > MOST_TICKS:
        faults.append(
            places.fault("scale-too-fine", *steps, full=scale.full, places=scale.decimals)
        )
    return faults + _choices(scale, (*steps, "choices"), places)


def _choices(scale: Scale, steps: Steps, places: Places) -> list[Fault]:
    faults = [
        places.fault(
            "choice-outside",
            *steps,
            place,
            "mark",
            found=choice.mark,
            low=scale.lowest,
            high=scale.full,
        )
        for place, choice in enumerate(scale.choices)
        if not scale.lowest <= choice.mark <= scale.full
    ]
    if scale.choices and scale.full not in [choice.mark for choice in scale.choices]:
        faults.append(places.fault("choice-full-missing", *steps, full=scale.full))
    marks = [
        ((*steps, place, "mark"), plain(choice.mark)) for place, choice in enumerate(scale.choices)
    ]
    names = [
        ((*steps, place, "name"), choice.name.zh) for place, choice in enumerate(scale.choices)
    ]
    return faults + twice(marks, places, "choice-twice") + twice(names, places, "choice-twice")


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
    """Codes and their words are unique among error and fatal codes, because one column holds both."""
    coded: list[tuple[Steps, ErrorCode | FatalCode]] = []
    if scheme.error_deduction:
        coded += [
            (("error_deduction", "codes", place), code)
            for place, code in enumerate(scheme.error_deduction.codes)
        ]
    if scheme.fatal:
        coded += [
            (("fatal", "codes", place), code) for place, code in enumerate(scheme.fatal.codes)
        ]
    ids = [((*steps, "id"), code.id.casefold()) for steps, code in coded]
    names = [((*steps, "name"), code.name.zh) for steps, code in coded]
    return twice(ids, places, "code-twice") + twice(names, places, "code-twice")


def check_fatal(scheme: Scheme, places: Places) -> list[Fault]:
    """A cap is given exactly where the effect is `cap`, and lies below the greatest score."""
    fatal = scheme.fatal
    if fatal is None:
        return []
    relied_on = fatal.effect == "cap"
    faults = [places.fault("fatal-cap-missing", "fatal")] if relied_on and fatal.cap is None else []
    caps: list[tuple[Steps, Decimal | None]] = [(("fatal", "cap"), fatal.cap)]
    for place, code in enumerate(fatal.codes):
        steps = ("fatal", "codes", place)
        caps.append(((*steps, "cap"), code.cap))
        if code.cap is not None and (code.effect or fatal.effect) != "cap":
            faults.append(
                places.fault("fatal-cap-unused", *steps, "cap", effect=code.effect or fatal.effect)
            )
        if code.effect == "cap" and code.cap is None:
            relied_on = True
            if fatal.cap is None and fatal.effect != "cap":
                faults.append(places.fault("fatal-cap-missing", *steps))
    if fatal.cap is not None and not relied_on:
        faults.append(places.fault("fatal-cap-unused", "fatal", "cap", effect=fatal.effect))
    too_high = [
        (steps, cap) for steps, cap in caps if cap is not None and cap >= scheme.score.ceiling
    ]
    details = {"ceiling": scheme.score.ceiling}
    return faults + [
        places.fault("fatal-cap-too-high", *steps, found=cap, **details) for steps, cap in too_high
    ]


def check_defect_classes(scheme: Scheme, places: Places) -> list[Fault]:
    """Every class has its own letter and its own mark, which is an allowed mark below full of a scale."""
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
            if not any(_is_defect(scale, one) for scale in scales)
        ),
    ]


def _is_defect(scale: Scale, one: DefectClass) -> bool:
    if not scale.lowest <= one.mark < scale.full:
        return False
    if scale.choices:
        return one.mark in [choice.mark for choice in scale.choices]
    return scale.step is None or not (one.mark - scale.lowest) % scale.step
