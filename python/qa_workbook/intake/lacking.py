"""What a sheet lacks of a scheme, and which scheme comes nearest to one that can't be told."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import NamedTuple

from qa_workbook.forms.score_form import indicator_key
from qa_workbook.grids.grid import Grid
from qa_workbook.intake.header import Head, Headings, find_head
from qa_workbook.labels.reasons import ByLanguage, listed, reason
from qa_workbook.scheme.model import Scheme

_LEAST = 2
"""So many columns of a scheme make a sheet worth comparing with it."""
_NAMED = 6


class _Near(NamedTuple):
    """A scheme with the number of its columns that a sheet has, and the headings it lacks."""

    scheme: Scheme
    found: int
    lacking: list[str]


def incomplete(scheme: Scheme, present: Collection[str]) -> list[str]:
    """Returns the names of indicators that a sheet by items or points lacks.

    An item needs its own column or those of all its points; `present` are the keys of columns.
    """
    if scheme.sheet.layout == "long" or scheme.sheet.entry != "either":
        return []
    lacking: list[str] = []
    for item in scheme.items:
        if indicator_key(item) in present:
            continue
        points = [child for child in item.walk() if not child.children and child is not item]
        absent = [child for child in points if indicator_key(child) not in present]
        if points and len(absent) < len(points):
            lacking += [child.name.zh for child in absent]
        else:
            lacking.append(item.name.zh)
    return lacking


def nearest_of_sheet(grid: Grid, names: Headings) -> ByLanguage | str:
    """Returns in words which scheme a sheet is nearest to and what separates it, "" for none."""
    head = find_head(grid, names.search)
    return nearest_scheme(head, names, labels=True) if head else ""


def nearest_scheme(head: Head, names: Headings, *, labels: bool = False) -> ByLanguage | str:
    """Returns in words which scheme a header is nearest to and what it lacks, "" for none.

    With `labels` the labels above the header that tell a score sheet are asked for, too.
    """
    near = max(_all(head, names), key=lambda one: (one.found, -len(one.lacking)), default=None)
    if near is None or near.found < _LEAST:
        return ""
    lacking = list(near.lacking)
    if labels and not head.labels.keys() & {"scheme", "inspector"}:
        lacking.insert(0, names.vocabulary.labels.inspector[0])
    if not lacking:
        return ""
    name = {"zh": near.scheme.name.zh, "en": near.scheme.name.en}
    missing = listed(lacking, _NAMED)
    return {
        language: reason("near_scheme", scheme=name[language], names=missing[language])[language]
        for language in missing
    }


def _all(head: Head, names: Headings) -> Iterator[_Near]:
    for identity in names.schemes.ids:
        scheme = names.schemes.latest(identity)
        lookup, form = names.of(scheme), names.form(scheme)
        present = {lookup[name] for name in head.headings.values() if name in lookup}
        required = [form.by_id[key].heading for key in form.ids("required") if key not in present]
        lacking = list(dict.fromkeys([*required, *incomplete(scheme, present)]))
        own = present.intersection(form.ids())
        yield _Near(scheme, len(own), lacking)
