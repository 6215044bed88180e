"""Reads the tariffs of a folder and checks them, one by one and together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qa_workbook.config.document import yaml_files
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.penalties.check import (
    check_against,
    check_complaints,
    check_tariff,
    check_together,
)
from qa_workbook.penalties.complaints import ComplaintWords
from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.scheme.book import SchemeBook


@dataclass(frozen=True)
class KnownComplaints:
    """What the workspace's form of complaints knows; `lacking` are columns that it has not."""

    words: ComplaintWords | None = None
    lacking: Sequence[str] = ()


def load_tariffs(
    folder: Path,
    schemes: SchemeBook | None = None,
    complaints: KnownComplaints | None = None,
) -> tuple[TariffBook, list[Fault]]:
    """Reads every YAML file of `folder`.

    Returns the book of the faultless tariffs, and all faults by file and line. With `schemes` the
    names of schemes, codes and clauses are checked against them, with `complaints` what rules say
    of complaints.
    """
    read: list[tuple[Tariff, Places]] = []
    faults: list[Fault] = []
    for path in yaml_files(folder):
        tariff, found, places = read_with_places(path, Tariff)
        places = places.worded_by("penalties")
        if tariff:
            found += check_tariff(tariff, places)
        if tariff and schemes:
            found += check_against(tariff, places, schemes)
        if tariff and complaints:
            found += check_complaints(tariff, places, complaints.words, complaints.lacking)
        if tariff and not found:
            read.append((tariff, places))
        faults += found
    faults += check_together(read)
    book = TariffBook(tuple(tariff for tariff, _ in read))
    return book, sorted(faults, key=lambda fault: (fault.file, fault.line))
