"""What a figure of the catalogue is: its name, unit, rule and meaning, its value and formula."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from qa_workbook.analysis.formulas import Formula
from qa_workbook.analysis.model import Figures

Unit = Literal[
    "–", "recordings", "scores", "marks", "agents", "days", "points", "fraction", "colour", "0–100"
]


@dataclass(frozen=True)
class Figure:
    """One figure.

    `of` is the object or list of `metrics` that holds it, "" for the object itself. `value` gives
    the figure of an analysis, a whole column (Series) for one of LISTS. `formula` is None where the
    workbook has nothing to compute it from. What isn't `published` stands in the workbook alone.
    """

    name: str
    unit: Unit
    rule: str
    meaning: str
    value: Callable[[Figures], object]
    formula: Formula | None = None
    of: str = ""
    published: bool = True

    @property
    def key(self) -> str:
        """Its name in the whole catalogue, e.g. "mean_score" or "rates.good"."""
        return f"{self.of}.{self.name}" if self.of else self.name


def column_figure(
    of: str, name: str, unit: Unit, rule: str, meaning: str, formula: Formula | None = None
) -> Figure:
    """A column of a frame with a row per item, group, day, agent or node."""
    return Figure(
        name, unit, rule, meaning, lambda analysis: getattr(analysis, of)[name], formula, of
    )
