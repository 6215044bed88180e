"""What the result of a form may look at: its columns by what can be done with them, its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from qa_workbook.config.faults import Fault, Places
from qa_workbook.forms.model import Field, Form
from qa_workbook.forms.vocabulary import Vocabulary

COUNTED = ("choice", "yes_no")
NUMBERS = ("count", "number", "money", "duration")
GROUPED = ("id", "text", "day", "month", *COUNTED)
YES_NO = ("yes", "no")
"""What the choices of a column of kind yes_no are called."""
PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
OF_NUMBERS = ("count", "sum", "mean", "lowest", "highest")


def counted(form: Form) -> list[Field]:
    """Returns the columns and labels whose choices are counted."""
    return [field for field in form.kept if field.kind in COUNTED]


def numbers(form: Form) -> list[Field]:
    """Returns the columns of numbers; a label would be counted once for every row."""
    return [field for field in form.kept if field.kind in NUMBERS and form.has(field.id)]


def grouped(form: Form) -> list[Field]:
    """Returns the columns and labels that rows can be grouped by."""
    return [field for field in form.kept if field.kind in GROUPED]


def choice_ids(field: Field) -> tuple[str, ...]:
    """Returns the ids of what may be chosen in a column."""
    if field.kind == "yes_no":
        return YES_NO
    return tuple(choice.id for choice in field.choices)


def figure_names(form: Form) -> Iterator[str]:
    """Yields the names of all figures of a form's result, in their order."""
    yield from ("rows", "before", "change")
    for field in counted(form):
        for choice in choice_ids(field):
            yield f"{field.id}.{choice}"
            yield f"{field.id}.{choice}.share"
    for field in numbers(form):
        yield from (f"{field.id}.{name}" for name in OF_NUMBERS)


def result_fits(form: Form, places: Places, _: Vocabulary) -> Iterator[Fault]:
    """A result names columns of the kinds that it is for, and figures that there are."""
    wanted = form.result
    if wanted is None:
        return
    if form.place == "config":
        yield places.fault("result-of-list", "result")
        return
    across = () if wanted.across is None else (wanted.across,)
    parts = (
        ("by", wanted.by or (), grouped(form)),
        ("across", across, counted(form)),
        ("sums", wanted.sums, numbers(form)),
        ("means", wanted.means, numbers(form)),
    )
    for part, names, possible in parts:
        known = [field.id for field in possible]
        for place, name in enumerate(names):
            if name not in known:
                steps = ("result", part) if part == "across" else ("result", part, place)
                yield places.fault("result-column", *steps, found=name, part=part, known=known)
    yield from _headline(form, places)


def _headline(form: Form, places: Places) -> Iterator[Fault]:
    headline = form.result.headline if form.result else None
    if headline is None:
        return
    known = list(figure_names(form))
    named = PLACEHOLDER.findall(f"{headline.zh} {headline.en}")
    for name in dict.fromkeys(named):
        if name not in known:
            yield places.fault("result-figure", "result", "headline", found=name, known=known)
