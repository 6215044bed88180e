"""Reads the worked cases of a folder and finds the scheme version that each file is about."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault, Places, nearest
from qa_workbook.config.strict import read_with_places
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring_cases.model import CaseFile, WorkedCase


@dataclass(frozen=True)
class CasesOfScheme:
    """The cases of one file, with the scheme version and the day they are about."""

    cases: tuple[WorkedCase, ...]
    scheme: Scheme
    day: date
    places: Places

    def entry_of(self, case: WorkedCase) -> str:
        """Returns what is marked in a case: "items" or "points"."""
        if case.entry:
            return case.entry
        return "points" if self.scheme.sheet.entry == "points" else "items"


def load_cases(folder: Path, schemes: SchemeBook) -> tuple[list[CasesOfScheme], list[Fault]]:
    """Reads every YAML file of `folder`. A folder that isn't there has no cases.

    Returns the files without fault, and all faults by file and line.
    """
    read: list[CasesOfScheme] = []
    faults: list[Fault] = []
    for path in yaml_files(folder):
        file, found, places = read_with_places(path, CaseFile)
        faults += found
        if file:
            places = places.worded_by("cases")
            scheme = _scheme(file, schemes)
            if scheme:
                day = file.day or scheme.valid_from
                read.append(CasesOfScheme(file.cases, scheme, day, places))
            else:
                faults += _no_scheme(file, schemes, places)
    return read, faults


def _scheme(file: CaseFile, schemes: SchemeBook) -> Scheme | None:
    if file.scheme not in schemes.ids or (file.version is None) == (file.day is None):
        return None
    if file.day:
        return schemes.at(file.scheme, file.day)
    return schemes.version(file.scheme, str(file.version))


def _no_scheme(file: CaseFile, schemes: SchemeBook, places: Places) -> Iterator[Fault]:
    if (file.version is None) == (file.day is None):
        yield places.fault("case-version-or-day")
    elif file.scheme not in schemes.ids:
        details = {"hint": nearest(file.scheme, schemes.ids), "known": schemes.ids}
        yield places.fault("case-unknown-scheme", "scheme", found=file.scheme, **details)
    elif file.day:
        first = schemes.versions(file.scheme)[0].valid_from
        yield places.fault("case-before-scheme", "day", found=file.day, first=first)
    else:
        known = [scheme.version for scheme in schemes.versions(file.scheme)]
        yield places.fault("case-unknown-version", "version", found=file.version, known=known)
