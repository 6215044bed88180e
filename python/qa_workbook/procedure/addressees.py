"""For whom each kind of paper is, dated (S5): the format of `config/addressees.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from qa_workbook.config.base import Model, Name, VersionName
from qa_workbook.config.dated import in_force, repeated
from qa_workbook.config.faults import Fault, Places
from qa_workbook.config.strict import read_with_places
from qa_workbook.procedure.rules import Role

FILE = "addressees.yaml"
Kind = Literal[
    "feedback",
    "slips",
    "explanation",
    "finance",
    "daily_log",
    "weekly",
    "monthly",
    "branch_notice",
    "statistics",
]
OF_ONE_AGENT = ("feedback", "slips", "explanation")
"""The kinds of which each paper is about one agent."""
StaffNumber = Annotated[str, Field(min_length=1, max_length=40)]


class Addressees(Model):
    """Some people, by their role or their number."""

    roles: tuple[Role, ...] = ()
    """Roles in the list of people; `agent` is the agent whom the paper is about, `team_lead` then
    that of the agent's team."""
    people: tuple[StaffNumber, ...] = ()
    """Numbers in the list of people, in quotes."""


class PaperAddressees(Model):
    """For whom one kind of paper is."""

    kind: Kind
    """The kind of paper, as `papers --kind` calls it."""
    to: Addressees = Addressees()
    """Whom it is for."""
    cc: Addressees = Addressees()
    """Who gets a copy."""


class AddresseesVersion(Model):
    """One version of the list."""

    version: VersionName
    """Its name."""
    valid_from: date
    """Papers of periods that end on this day or later follow it, until the next version."""
    source: Name
    """Where it comes from."""
    papers: tuple[PaperAddressees, ...]
    """The kinds of papers; one that is left out is for nobody."""


class AddresseesFile(Model):
    """The file `config/addressees.yaml`."""

    format: Literal[1]
    """Format of the file, always 1."""
    versions: tuple[AddresseesVersion, ...] = Field(min_length=1)
    """All versions; older ones stay as they are."""


@dataclass(frozen=True)
class AddresseesBook:
    """All versions."""

    versions: tuple[AddresseesVersion, ...] = ()

    def of(self, kind: str, day: date) -> PaperAddressees | None:
        """Returns for whom a kind of paper is on a day, None where no version says so."""
        version = in_force(self.versions, day)
        papers = version.papers if version else ()
        return next((one for one in papers if one.kind == kind), None)


def load_addressees(folder: Path) -> tuple[AddresseesBook | None, list[Fault]]:
    """Reads `addressees.yaml` of a config folder.

    Returns the book, None where there are faults, and all of them.
    """
    file, faults, places = read_with_places(folder / FILE, AddresseesFile)
    if file is None:
        return None, faults
    faults += _check(file, places.worded_by("addressees"))
    return (None if faults else AddresseesBook(file.versions)), faults


def _check(file: AddresseesFile, places: Places) -> Iterator[Fault]:
    for name in ("version", "valid_from"):
        values = [getattr(version, name) for version in file.versions]
        yield from repeated(values, places, ("versions",), (name,))
    for number, version in enumerate(file.versions):
        yield from _check_papers(version, places, ("versions", number, "papers"))


def _check_papers(
    version: AddresseesVersion, places: Places, here: tuple[str | int, ...]
) -> Iterator[Fault]:
    """A kind stands once, and what is about many agents isn't sent to all of them."""
    yield from repeated([paper.kind for paper in version.papers], places, here, ("kind",))
    for number, paper in enumerate(version.papers):
        for name, found in (("to", paper.to), ("cc", paper.cc)):
            if "agent" in found.roles and paper.kind not in OF_ONE_AGENT:
                place = found.roles.index("agent")
                steps = (*here, number, name, "roles", place)
                yield places.fault("of-many-agents", *steps, kind=paper.kind)
