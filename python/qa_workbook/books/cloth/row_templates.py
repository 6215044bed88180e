"""Formulas of the rows of a column, made once: they differ in the number of their row alone."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from qa_workbook.arrays import Booleans, Integers

ROW, ABOVE = "\0", "\1"
"""What stands in a template for the number of the row, and of the one above: no cell holds it."""


def filled(template: str, number: int) -> str:
    """Returns the formula of the row that is called `number` in cells."""
    return template.replace(ROW, str(number)).replace(ABOVE, str(number - 1))


@dataclass(frozen=True)
class Templates:
    """The formulas of a column: `texts`, "" for none, and which of them each row has.

    Without `codes` all rows have the first. `first` is what cells call the first row.
    """

    texts: Sequence[str]
    first: int
    codes: Integers | None = None

    def text(self, row: int) -> str:
        """Returns the template of a row, counted from 0."""
        return self.texts[0 if self.codes is None else int(self.codes[row])]

    def formula(self, row: int) -> str:
        """Returns the formula of a row, counted from 0."""
        return filled(self.text(row), self.first + row)

    def only(self, chosen: Booleans) -> Templates:
        """Returns them for the chosen rows alone: the others have no formula."""
        if chosen.all():
            return self
        codes = np.zeros(len(chosen), dtype=np.int64) if self.codes is None else self.codes
        return Templates([*self.texts, ""], self.first, np.where(chosen, codes, len(self.texts)))

    def of_rows(self, first: int, last: int) -> list[str]:
        """Returns the templates of the rows from `first` up to `last`."""
        if self.codes is None:
            return [self.texts[0]] * (last - first)
        return [self.texts[code] for code in self.codes[first:last].tolist()]


class Templated:
    """The formulas of the rows of a column by templates, for its `TableColumn.formula`.

    `make` is asked once, when cells are written. Where it gives None rows differ in more than their
    number, and have the formulas of `otherwise`.
    """

    def __init__(
        self,
        make: Callable[[], Templates | None],
        otherwise: Callable[[int], str] | None = None,
    ) -> None:
        self._make, self._otherwise = make, otherwise
        self._made: list[Templates | None] = []

    def templates(self) -> Templates | None:
        """Returns the templates; None where there are none."""
        if not self._made:
            self._made.append(self._make())
        return self._made[0]

    def __call__(self, row: int) -> str:
        """Returns the formula of a row, counted from 0."""
        found = self.templates()
        if found is not None:
            return found.formula(row)
        return self._otherwise(row) if self._otherwise else ""


def only_for(chosen: Callable[[], Booleans], formula: Callable[[int], str]) -> Templated:
    """Returns the formulas of the chosen rows alone: the others have none.

    Which those are is asked when cells are written.
    """

    def make() -> Templates | None:
        found = formula.templates() if isinstance(formula, Templated) else None
        return found.only(chosen()) if found else None

    return Templated(make, lambda row: formula(row) if chosen()[row] else "")
