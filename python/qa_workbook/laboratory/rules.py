"""What the laboratory points at: the format of `config/laboratory.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Model, Name, VersionName
from qa_workbook.config.dated import in_force, repeated
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places

FILE = "laboratory.yaml"
Share = Annotated[Decimal, Field(ge=0, le=1)]


class LaboratoryRules(Model):
    """One version: the bounds from which on an item is pointed at; they move no score."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Periods that end on this day or later are looked at by it, until the next version."""
    least: Annotated[int, Field(ge=3)]
    """With fewer recordings nothing is pointed at."""
    ceiling: Share
    """Share of full marks from which on nearly everybody has the full mark."""
    discrimination: Share
    """A corrected item-total correlation below this is weak."""
    not_applicable: Share
    """Share of not applicable from which on the item hardly counts."""
    weight_factor: Annotated[Decimal, Field(gt=1)]
    """How many times the nominal weight the effective one is, or one part in so many of it."""
    redundant: Share
    """Correlation from which on two items say the same."""
    unit: Literal["recordings"]
    """Unit of `least`."""
    source: Name
    """Where the numbers come from."""


class LaboratoryFile(Model):
    """The file `config/laboratory.yaml`."""

    format: Literal[1]
    """Version of this file format."""
    versions: tuple[LaboratoryRules, ...] = Field(min_length=1)
    """The versions; each holds from its day until the next one begins."""


@dataclass(frozen=True)
class LaboratoryBook:
    """All versions."""

    versions: tuple[LaboratoryRules, ...] = ()

    def at(self, day: date) -> LaboratoryRules | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)


def load_laboratory(folder: Path) -> tuple[LaboratoryBook | None, list[Fault]]:
    """Reads `laboratory.yaml` of a config folder.

    Returns the versions, None where there are faults, and all of them.
    """
    file, faults, places = read_with_places(folder / FILE, LaboratoryFile)
    if file is None:
        return None, faults
    faults += _check(file, places.worded_by("analysis"))
    return (None if faults else LaboratoryBook(file.versions)), faults


def _check(file: LaboratoryFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(rules, name) for rules in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
