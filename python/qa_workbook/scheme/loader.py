"""Reads a folder of scheme files into a book; one faulty file does not hide the others."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault
from qa_workbook.config.strict import read_with_places
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.check import Check, check_scheme
from qa_workbook.scheme.checks_book import Filed, check_book
from qa_workbook.scheme.model import Scheme


def load_schemes(folder: Path, *more: Check) -> tuple[SchemeBook, list[Fault]]:
    """Reads every YAML file of `folder`. A folder that isn't there is an empty book.

    `more` are checks against other parts of the config, made after those of the scheme alone.
    Returns the book of all schemes without fault, and every fault by file and line.
    """
    filed, faults = [], []
    for path in yaml_files(folder):
        scheme, found, places = read_with_places(path, Scheme)
        if scheme:
            found = check_scheme(scheme, places, *more)
        if scheme and not found:
            filed.append(Filed(scheme, places))
        faults += found
    across = check_book(filed)
    refused = {fault.file for fault in across}
    valid = tuple(one.scheme for one in filed if one.places.file not in refused)
    return SchemeBook(valid), sorted(faults + across, key=lambda fault: (fault.file, fault.line))
