"""What 缺交名单 is written from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

State = Literal["handed_in", "partial", "faulty", "missing"]
STATES: tuple[State, ...] = ("missing", "faulty", "partial", "handed_in")
"""In the order in which somebody has to be asked."""


@dataclass(frozen=True)
class Arrived:
    """What arrived of somebody in a period, and what is wrong in it.

    `recordings` counts what is accepted, each once; `files` those that hold anything of the person;
    `rejected` the rows and `refused` the sheets that were refused; `errors` and `warnings` the
    findings in these files. `last` is the last day of inspection, None where nothing was accepted.
    """

    recordings: int = 0
    files: int = 0
    rejected: int = 0
    refused: int = 0
    errors: int = 0
    warnings: int = 0
    last: date | None = None


@dataclass(frozen=True)
class InspectorLine:
    """An inspector of the period: what was due (None where nobody knows), and what arrived.

    `pack` is the blank sheet that was handed out, if it is still there.
    """

    inspector: str
    number: str
    team: str
    project: str
    held: str
    expected: int | None
    arrived: Arrived
    state: State
    pack: Path | None
    note: str


@dataclass(frozen=True)
class FileLine:
    """A file as far as it is of one inspector ("" where nobody can tell); `refused` as a whole."""

    inspector: str
    file: str
    arrived: Arrived
    refused: bool
    note: str


@dataclass(frozen=True)
class OtherLine:
    """Somebody who handed in and isn't an inspector of the period by the list of people."""

    inspector: str
    number: str
    why: str
    arrived: Arrived


@dataclass(frozen=True)
class HandedIn:
    """Who handed in what in a period; `notice` is what must be known before all else."""

    period: str
    inspectors: Sequence[InspectorLine]
    files: Sequence[FileLine]
    others: Sequence[OtherLine]
    notice: str

    def count(self, state: State) -> int:
        """Returns how many inspectors are in a state."""
        return sum(one.state == state for one in self.inspectors)
