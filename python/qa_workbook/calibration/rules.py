"""The dated rules of calibration (S8): the format of `config/calibration.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Identifier, Model, Name, VersionName
from qa_workbook.config.dated import in_force, repeated
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places

FILE = "calibration.yaml"
Share = Annotated[Decimal, Field(ge=0, le=1)]


class SessionRules(Model):
    """When a session may be held (S8)."""

    per_week: Annotated[int, Field(ge=0, le=7)]
    """So many sessions a week at least; 0 for no rule."""
    recordings: Annotated[int, Field(ge=1, le=100)]
    """So many recordings at least."""
    announced: Annotated[int, Field(ge=0, le=30)]
    """Announced so many days ahead."""
    source: Name
    """Where the rule comes from."""


class ToleranceUnits(Model):
    """The units of tolerances."""

    item: Literal["share_of_scale"]
    """Of items: a share of the distance from the lowest to the full mark."""
    total: Literal["points"]
    """Of the score: points."""


class Tolerance(Model):
    """How far a mark may lie from the gold mark; beyond it the mark is disputed."""

    item: Share
    """For the mark of an item."""
    total: Annotated[Decimal, Field(ge=0)]
    """For the score of a recording."""
    items: dict[Identifier, Share] = Field(default_factory=dict)
    """For single items, by id, instead of `item`."""
    unit: ToleranceUnits
    """Units of the numbers."""
    source: Name
    """Where they come from."""

    def of_item(self, item: str) -> Decimal:
        """Returns the share of the scale for one item."""
        return self.items.get(item, self.item)


class Targets(Model):
    """Which agreement is wanted."""

    agreement: Share
    """Share of equal marks of two inspectors, at least."""
    coefficient: Share
    """AC1, AC2 or alpha of an item, at least."""
    icc: Share
    """ICC(2,1) of the score, at least."""
    severity: Annotated[Decimal, Field(ge=0)]
    """Distance of an inspector from the mean of all, in points, at most."""
    repeatability: Share
    """Inspectors' own spread ÷ whole spread in hidden repeats, at most."""
    source: Name
    """Where they come from."""


class Enough(Model):
    """From how many on a figure is more than a hint."""

    recordings: Annotated[int, Field(ge=1)]
    """Recordings that inspectors scored together."""
    repeats: Annotated[int, Field(ge=1)]
    """Recordings that an inspector scored twice."""
    pooled: Annotated[int, Field(ge=1, le=60)]
    """So many sessions are taken together."""
    unit: Literal["recordings"]
    """Unit of the counts."""
    source: Name
    """Where they come from."""


class CalibrationRules(Model):
    """One version of the rules."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Sessions on this day or later are held under it, until the next version."""
    source: Name
    """Where it comes from."""
    sessions: SessionRules
    """When a session may be held."""
    tolerance: Tolerance
    """What is disputed."""
    targets: Targets
    """Which agreement is wanted."""
    enough: Enough
    """From how many on a figure is more than a hint."""


class CalibrationFile(Model):
    """The file `config/calibration.yaml`."""

    format: Literal[1]
    """Version of this file format."""
    versions: tuple[CalibrationRules, ...] = Field(min_length=1)
    """The versions; each holds from its day until the next one begins."""


@dataclass(frozen=True)
class CalibrationBook:
    """All versions of the rules."""

    versions: tuple[CalibrationRules, ...] = ()

    def at(self, day: date) -> CalibrationRules | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)


def load_calibration(folder: Path) -> tuple[CalibrationBook | None, list[Fault]]:
    """Reads `calibration.yaml` of a config folder.

    Returns the rules, None where there are faults, and all of them.
    """
    file, faults, places = read_with_places(folder / FILE, CalibrationFile)
    if file is None:
        return None, faults
    faults += _check(file, places.worded_by("calibration_faults"))
    return (None if faults else CalibrationBook(file.versions)), faults


def _check(file: CalibrationFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(rules, name) for rules in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
