"""What the versions of a scheme have together: items, bands, the places of their scores."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from qa_workbook.scheme.model import Indicator, Scheme


@dataclass(frozen=True)
class Versions:
    """The versions of one scheme that are in use, oldest first."""

    schemes: tuple[Scheme, ...]

    @property
    def newest(self) -> Scheme:
        """The newest of them: names, bands, groups and alert levels are its own."""
        return self.schemes[-1]

    @cached_property
    def items(self) -> tuple[Indicator, ...]:
        """The items of all versions, in the newest version's order.

        Items that it no longer has come last.
        """
        latest: dict[str, Indicator] = {}
        for scheme in self.schemes:
            latest |= {item.id: item for item in scheme.items}
        order = dict.fromkeys([*(item.id for item in self.newest.items), *latest])
        return tuple(latest[id_] for id_ in order)

    @cached_property
    def only_counted(self) -> bool:
        """True when no item is marked (clause schemes).

        Then there are no average defect ratios and no alerts.
        """
        return all(item.count for item in self.items)

    @cached_property
    def bands(self) -> frozenset[str]:
        """The ids of the bands of all versions."""
        found: set[str] = set()
        for scheme in self.schemes:
            if scheme.bands:
                found |= {band.id for band in scheme.bands.bands}
        return frozenset(found)

    @cached_property
    def decimals(self) -> int:
        """The places of the finest score among the versions."""
        return max(scheme.score.decimals for scheme in self.schemes)
