"""Dated versions of a config file: which one holds on a day, and that none stands twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Protocol, TypeVar

from qa_workbook.config.faults import Fault, Places


class Dated(Protocol):
    """What holds from a day on."""

    @property
    def valid_from(self) -> date:
        """The first day on which it holds."""


Version = TypeVar("Version", bound=Dated)


def in_force(versions: Iterable[Version], day: date) -> Version | None:
    """Returns the version that holds on `day`, the last one that has begun, else None."""
    held = [one for one in versions if one.valid_from <= day]
    return max(held, key=lambda one: one.valid_from, default=None)


def repeated(
    values: Sequence[object],
    places: Places,
    above: tuple[str | int, ...],
    below: tuple[str, ...],
) -> Iterator[Fault]:
    """Yields the fault `twice` for each of some values that stood before.

    The place of a value is `above`, its number, `below`.
    """
    seen: set[object] = set()
    for number, value in enumerate(values):
        if value in seen:
            yield places.fault("twice", *above, number, *below, found=value)
        seen.add(value)
