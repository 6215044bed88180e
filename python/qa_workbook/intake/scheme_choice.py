"""Which scheme and version a sheet was filled in for, told by its labels, else by its headings."""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import date
from typing import Any

from qa_workbook.findings.places import Label
from qa_workbook.findings.report import Report
from qa_workbook.forms.text_cells import nearest, words
from qa_workbook.forms.vocabulary import normal
from qa_workbook.grids.a1 import address
from qa_workbook.intake.header import Head, Headings
from qa_workbook.intake.lacking import incomplete, nearest_scheme
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme


def _label(head: Head, key: str) -> tuple[str, Any, str]:
    """Words, value and address of a label; all empty when the label isn't there."""
    if key not in head.labels:
        return "", "", ""
    value, row, column = head.labels[key]
    return words(value), value, address(row, column)


def fits(scheme: Scheme, head: Head, names: Headings) -> bool:
    """Returns whether a header has the columns by which a sheet of the scheme is told."""
    lookup = names.of(scheme)
    present = {lookup[name] for name in head.headings.values() if name in lookup}
    complete = not incomplete(scheme, present)
    return complete and present.issuperset(names.form(scheme).telling)


def _by_headings(head: Head, names: Headings, cell: str, report: Report) -> tuple[Scheme, ...]:
    fitting = [
        identity
        for identity in names.schemes.ids
        if fits(names.schemes.latest(identity), head, names)
    ]
    if len(fitting) == 1:
        report.note(
            "scheme-missing", Label(cell, names.vocabulary.labels.scheme[0]), scheme=fitting[0]
        )
        return names.schemes.versions(fitting[0])
    known = ", ".join(fitting or names.schemes.ids)
    why = "" if fitting else nearest_scheme(head, names)
    place = Label(cell, names.vocabulary.labels.scheme[0])
    report.note("scheme-undetermined", place, known=known, why=why)
    return ()


def _versions(head: Head, names: Headings, report: Report) -> tuple[Scheme, ...]:
    label, value, cell = _label(head, "scheme")
    if not label:
        return _by_headings(head, names, cell, report)
    found = names.schemes.find(label)
    if found:
        return found
    by_name = {
        normal(name): scheme.id
        for scheme in names.schemes.schemes
        for name in (scheme.id, scheme.name.zh, scheme.name.en)
    }
    if normal(label) in by_name:
        return names.schemes.versions(by_name[normal(label)])
    known = [name for scheme in names.schemes.schemes for name in (scheme.id, scheme.name.zh)]
    suggestion = nearest(label, known) or ", ".join(names.schemes.ids)
    report.note(
        "scheme-unknown",
        Label(cell, names.vocabulary.labels.scheme[0]),
        value,
        nearest=suggestion,
        known=", ".join(names.schemes.ids),
    )
    return ()


def choose(
    head: Head, names: Headings, days: Callable[[], Collection[date]], report: Report
) -> Scheme | None:
    """Returns the scheme version of a sheet; when the label is missing the version that holds on
    all its `days`.

    None, with an error noted, when it can't be told.
    """
    versions = _versions(head, names, report)
    if not versions:
        return None
    label, value, cell = _label(head, "version")
    if not label:
        place = Label(cell, names.vocabulary.labels.version[0])
        found = version_of_days(names.schemes, versions[0].id, days, place, report)
        if found:
            report.note("version-missing", place, scheme=found.id, version=found.version)
        return found
    wanted = normal(label)
    for scheme in versions:
        if normal(scheme.version) == wanted or (
            isinstance(value, float) and _same_number(scheme.version, value)
        ):
            return scheme
    known = ", ".join(scheme.version for scheme in versions)
    place = Label(cell, names.vocabulary.labels.version[0])
    report.note("version-unknown", place, value, scheme=versions[0].id, known=known)
    return None


def version_of_days(
    schemes: SchemeBook,
    scheme_id: str,
    days: Callable[[], Collection[date]],
    place: Label,
    report: Report,
) -> Scheme | None:
    """Returns the version of a scheme that holds on all `days`.

    None, with an error noted at `place`, where they are several.
    """
    versions = schemes.versions(scheme_id)
    held = list(versions)
    if len(versions) > 1:
        found = {(schemes.at(scheme_id, day) or versions[0]).key for day in days()}
        held = [version for version in versions if version.key in found]
    if len(held) > 1:
        known = ", ".join(f"{scheme.version} ({scheme.valid_from.isoformat()})" for scheme in held)
        report.note("version-ambiguous", place, scheme=held[0].id, known=known)
        return None
    return held[0]


def _same_number(version: str, value: float) -> bool:
    """Excel turns a version typed as 2026.10 into the number 2026.1."""
    try:
        return float(version) == value
    except ValueError:
        return False
