"""Reads a folder of scheme files into a book; one faulty file does not hide the others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from qa_workbook.config.faults import Fault
from qa_workbook.config.strict import read_with_places
from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.check import check_scheme
from qa_workbook.scheme.checks_book import Filed, check_book
from qa_workbook.scheme.model import Scheme

SUFFIXES = (".yaml", ".yml")


def load_schemes(folder: Path) -> tuple[SchemeBook, list[Fault]]:
    """Reads every *.yaml and *.yml of `folder`, hidden ones left out.

    Returns the book of all schemes without fault, and every fault by file and line. A missing folder is an empty book.
    """
    filed, faults = [], []
    for path in scheme_files(folder):
        scheme, found, places = read_with_places(path, Scheme)
        if scheme:
            found = check_scheme(scheme, places)
        if scheme and not found:
            filed.append(Filed(scheme, places))
        faults += found
    across = check_book(filed)
    refused = {fault.file for fault in across}
    valid = tuple(one.scheme for one in filed if one.places.file not in refused)
    return SchemeBook(valid), sorted(faults + across, key=lambda fault: (fault.file, fault.line))


def scheme_files(folder: Path) -> Iterator[Path]:
    """Yields the scheme files of a folder in the order of their names."""
    if folder.is_dir():
        for path in sorted(folder.iterdir()):
            if path.suffix.lower() in SUFFIXES and not path.name.startswith(".") and path.is_file():
                yield path
