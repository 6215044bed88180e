"""A back-test: the recordings of a period under the versions that scored them and under another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from qa_workbook.keys import SchemeKey
from qa_workbook.laboratory.carried import Assume, carried
from qa_workbook.laboratory.differences import Difference, changes, obstacles
from qa_workbook.laboratory.money import Money
from qa_workbook.laboratory.outcome import Outcome
from qa_workbook.scheme.model import Scheme


@dataclass(frozen=True)
class Moved:
    """Recordings as the new version can score them, and in what the versions differ."""

    frames: dict[SchemeKey, pd.DataFrame]
    differences: tuple[Difference, ...]

    @property
    def obstacles(self) -> list[Difference]:
        """What keeps them from being scored; then `frames` are not to be."""
        return obstacles(self.differences)


@dataclass(frozen=True)
class Backtest:
    """What came of it; without an `outcome` the differences have an obstacle.

    `versions` scored the recordings, oldest first. `money` is None with `money_obstacles`: what
    keeps the earlier recordings that caps and repeats need from being scored.
    """

    versions: tuple[Scheme, ...]
    new: Scheme
    assume: Assume
    differences: tuple[Difference, ...]
    outcome: Outcome | None = None
    money: Money | None = None
    money_obstacles: tuple[Difference, ...] = ()

    @property
    def obstacles(self) -> list[Difference]:
        """What keeps the recordings from being scored by the new version."""
        return obstacles(self.differences)


def moved(
    versions: Mapping[SchemeKey, Scheme],
    frames: Mapping[SchemeKey, pd.DataFrame],
    new: Scheme,
    assume: Assume,
) -> Moved:
    """Returns the recordings of all versions as one frame of the version `new`.

    Corrected rows keep the column that tells of it.
    """
    found, parts = list[Difference](), []
    for key in sorted(frames, key=lambda key: versions[key].valid_from):
        found += changes(versions[key], new)
        one = carried(versions[key], new, frames[key], assume)
        found += one.told
        parts.append(one.frame)
    whole = {}
    if parts and not obstacles(found):
        frame = pd.concat(parts, ignore_index=True)
        texts = [name for name in frame if str(frame[name].dtype) == "str"]
        whole = {new.key: frame.fillna(dict.fromkeys(texts, ""))}
    return Moved(whole, tuple(found))
