"""Reads the tariff files of a config folder and checks them."""

from __future__ import annotations

from pathlib import Path

from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.scheme.faults import Fault
from qa_workbook.scheme.strict import read_with_places


def load_tariffs(folder: Path) -> tuple[TariffBook, list[Fault]]:
    """Reads every *.yaml and *.yml of `folder`. Returns the book of the faultless tariffs and all faults of the others."""
    tariffs, faults = [], []
    for path in sorted(folder.glob("*.y*ml")):
        if path.suffix not in (".yaml", ".yml") or path.name.startswith("."):
            continue
        tariff, found, places = read_with_places(path, Tariff)
        faults += found
        if tariff and not found:
            tariffs.append(tariff)
    return TariffBook(tuple(tariffs)), faults
