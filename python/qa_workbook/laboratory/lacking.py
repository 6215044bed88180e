"""Which marks of a scheme nobody has given in the recordings of another version."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans
from qa_workbook.frames import ABSENT, COUNT, MARK
from qa_workbook.scheme.indicators import scored
from qa_workbook.scheme.model import Indicator, Scheme


def lacking(scheme: Scheme, frame: pd.DataFrame) -> dict[str, Booleans]:
    """Returns by indicator the mask of the rows that need a mark or a count of it and have none.

    `frame` has the marks that are there, under the columns of a wide recordings frame. An item may
    be marked itself or through all indicators below it; where neither was begun the item itself
    lacks a mark, or where it has none the lowest indicators.
    """
    search = _Search(frame)
    everywhere = np.ones(len(frame), dtype=bool)
    for top in scored(scheme.indicators):
        search.look(top, everywhere)
    return search.found


class _Search:
    def __init__(self, frame: pd.DataFrame) -> None:
        self.frame = frame
        self.found: dict[str, Booleans] = {}

    def look(self, node: Indicator, where: Booleans) -> None:
        """Looks for what lacks at a node and below it, in the rows of the mask."""
        if not where.any():
            return
        if node.count:
            if COUNT + node.id not in self.frame:
                self.found[node.id] = where
            return
        open_rows = where & ~self._marked(node)
        begun = open_rows & self._begun(node) if node.scale else open_rows
        for child in scored(node.children):
            self.look(child, begun)
        untouched = open_rows & ~begun if node.children else open_rows
        if node.scale and untouched.any():
            self.found[node.id] = untouched

    def _marked(self, node: Indicator) -> Booleans:
        name = MARK + node.id
        if not node.scale or name not in self.frame:
            return np.zeros(len(self.frame), dtype=bool)
        marked: Booleans = self.frame[name].to_numpy() != ABSENT
        return marked

    def _begun(self, node: Indicator) -> Booleans:
        """Where something below a node is marked; what is only counted needs no mark to begin."""
        graded = [one for one in node.walk() if one is not node and one.scale]
        if not graded:
            return np.full(len(self.frame), bool(node.children))
        begun: Booleans = np.logical_or.reduce([self._marked(one) for one in graded])
        return begun
