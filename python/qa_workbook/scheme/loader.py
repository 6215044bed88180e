"""Reads a folder of scheme files into a book; one faulty file does not hide the others."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.scheme.book import SchemeBook
from qa_workbook.scheme.faults import Fault
from qa_workbook.scheme.model import Scheme
from qa_workbook.scheme.strict import read_model


def load_schemes(folder: Path) -> tuple[SchemeBook, list[Fault]]:
    """Reads every *.yaml and *.yml of `folder`. Returns the book of the valid schemes and all faults of the others."""
    schemes, faults = [], []
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix not in (".yaml", ".yml") or path.name.startswith("."):
            continue
        scheme, found = read_model(path, Scheme)
        faults += found
        if scheme and not found:
            schemes.append(scheme)
    return SchemeBook(tuple(schemes)), faults
