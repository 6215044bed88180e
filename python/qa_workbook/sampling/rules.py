"""The dated rules of samples (S9): the format of `config/sampling.yaml`."""

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

FILE = "sampling.yaml"
Status = Literal["normal", "intern", "helper"]
Own = Literal["self", "team_lead", "regular"]
Seconds = Annotated[int, Field(ge=0, le=1_000_000)]


class SampleNumbers(Model):
    """How many calls are drawn (S9)."""

    rounds_per_day: Annotated[int, Field(ge=1, le=100)]
    """Rounds of a working day; each has one call of every agent."""
    share: dict[Status, Annotated[Decimal, Field(ge=0, le=1)]]
    """Which part of it is due, by status in the list of people; parts of a call are a whole one."""
    reserves: Annotated[int, Field(ge=0, le=100)]
    """So many more calls of each agent are named, in the order of the draw."""
    unit: Literal["calls"]
    """Unit of the counts."""
    source: Name
    """Where the numbers come from."""


class SampleFilters(Model):
    """Which calls may be drawn; options of the command win over these."""

    recorded: bool
    """Only calls that have a recording."""
    shortest: Seconds | None = None
    """The shortest call that is drawn; no bound if left out."""
    longest: Seconds | None = None
    """The longest one; no bound if left out."""
    unit: Literal["seconds"]
    """Unit of the lengths."""
    source: Name
    """Where the filters come from."""


class SampleInspectors(Model):
    """Who listens to the drawn calls."""

    among: Literal["assigned", "all"]
    """assigned: those who inspect the agent by the list of people; all: every inspector of the
    period."""
    excluded: tuple[Own, ...]
    """Whose calls nobody gets: self, the own ones; team_lead, those of a team that one leads;
    regular, those of agents that one is assigned to, so that others listen to them."""
    source: Name
    """Where it comes from."""


class SampleRepeats(Model):
    """Recordings that an inspector scores a second time without knowing it."""

    share: Annotated[Decimal, Field(ge=0, le=1)]
    """So many of the calls of each inspector, parts of one are a whole one; 0 for none."""
    after_days: Annotated[int, Field(ge=0, le=366)]
    """Scored at least so many days ago."""
    within_days: Annotated[int, Field(ge=1, le=366)]
    """Calls of the last so many days of the period and before."""
    unit: Literal["days"]
    """Unit of the times."""
    source: Name
    """Where the numbers come from."""


class ReplacementReason(Model):
    """Why a drawn call may be replaced."""

    id: Identifier
    """What the command and the trace call it."""
    name: Name
    """What people call it."""


class SampleReplacements(Model):
    """Drawn calls that can't be used."""

    reasons: tuple[ReplacementReason, ...] = Field(min_length=1)
    """The reasons that are allowed."""
    source: Name
    """Where they come from."""

    def reason(self, said: str) -> ReplacementReason | None:
        """Returns the reason with an id or name, None for an unknown one."""
        wanted = said.strip().casefold()
        for one in self.reasons:
            if wanted in (one.id, one.name.zh.casefold(), one.name.en.casefold()):
                return one
        return None


class SampleRules(Model):
    """One version of the rules."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Periods that end on this day or later are drawn under it, until the next version."""
    source: Name
    """Where it comes from."""
    numbers: SampleNumbers
    """How many calls."""
    filters: SampleFilters
    """Which calls."""
    inspectors: SampleInspectors
    """Who listens."""
    repeats: SampleRepeats
    """Hidden repeats."""
    replacements: SampleReplacements
    """Why a drawn call may be replaced."""


class SamplingFile(Model):
    """The file `config/sampling.yaml`."""

    format: Literal[1]
    """Version of this file format."""
    versions: tuple[SampleRules, ...] = Field(min_length=1)
    """The versions; each holds from its day until the next one begins."""


@dataclass(frozen=True)
class SampleRuleBook:
    """All versions of the rules."""

    versions: tuple[SampleRules, ...] = ()

    def at(self, day: date) -> SampleRules | None:
        """Returns the version that holds on `day`, None before the first one."""
        return in_force(self.versions, day)


def load_sampling(folder: Path) -> tuple[SampleRuleBook | None, list[Fault]]:
    """Reads `sampling.yaml` of a config folder.

    Returns the rules, None where there are faults, and all of them.
    """
    file, faults, places = read_with_places(folder / FILE, SamplingFile)
    if file is None:
        return None, faults
    faults += _check(file, places.worded_by("sampling"))
    return (None if faults else SampleRuleBook(file.versions)), faults


def _check(file: SamplingFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(rules, name) for rules in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
    for number, rules in enumerate(file.versions):
        shortest, longest = rules.filters.shortest, rules.filters.longest
        if shortest is not None and longest is not None and longest < shortest:
            steps = ("versions", number, "filters", "longest")
            yield places.fault("longest-too-short", *steps, found=longest, shortest=shortest)
