"""Scores of whole frames of recordings."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pandas as pd

from qa_workbook.arrays import Booleans, Floats, Integers
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.defects import (
    CLASSES,
    class_codes,
    critical_codes,
    critical_indicators,
    defect_count,
)
from qa_workbook.scoring.effects import bands_of, deduction_decimals, deduction_units, final_units
from qa_workbook.scoring.marks import Marks, groups
from qa_workbook.scoring.tree import Tree

_PERCENT = Fraction(100)


def score_recordings(scheme: Scheme, frame: pd.DataFrame, *, values: bool = True) -> pd.DataFrame:
    """Returns the scored frame of docs/architecture.md, with the index of `frame`.

    `frame` is a wide recordings frame of one scheme version. `band` and `class.<item>` are
    categories of text. A row to which nothing applies has NaN as raw and final score, and no band;
    intake keeps such rows out. Without `values` it lacks the columns `value.<id>`.
    """
    results = _Results(scheme, frame, values)
    for marks in groups(scheme, frame):
        results.take(marks)
    return results.frame()


class _Results:
    """Collects what comes out for each group of rows, one whole column per result."""

    def __init__(self, scheme: Scheme, frame: pd.DataFrame, values: bool) -> None:
        self.scheme, self.source, self.wants_values = scheme, frame, values
        length = len(frame)
        self.raw: Integers = np.zeros(length, dtype=np.int64)
        self.scored = np.zeros(length, dtype=bool)
        self.defects = np.zeros(length, dtype=np.int32)
        self.values: dict[str, Floats] = {}
        self.defective = {item.id: np.zeros(length, dtype=bool) for item in scheme.items}
        self.classes = {item.id: np.zeros(length, dtype=np.int8) for item in scheme.items}
        self.critical = {
            family.id: np.zeros(length, dtype=bool) for family in scheme.critical_families
        }

    def take(self, marks: Marks) -> None:
        """Evaluates one group and puts its results into its rows."""
        rows, tree, score = marks.rows, Tree(marks), self.scheme.score
        points = tree.score()
        if points is not None:
            self.raw[rows] = points.rounded(score.decimals, score.rounding)
            self.scored[rows] = True
        for id_, fraction in tree.fractions.items() if self.wants_values else ():
            column = self.values.get(id_)
            if column is None:
                column = self.values[id_] = np.full(len(self.source), np.nan)
            column[rows] = fraction.scaled(_PERCENT).floats()
        self.defects[rows] = defect_count(marks)
        for item in self.scheme.items:
            defective, classes = marks.defective(item), class_codes(marks, item)
            if defective is not None:
                self.defective[item.id][rows] = defective
            if classes is not None:
                self.classes[item.id][rows] = classes
        for family, occurred in critical_indicators(marks):
            self.critical[family][rows] |= occurred

    def frame(self) -> pd.DataFrame:
        """Returns all columns, with deductions, fatal effects and bands applied."""
        scheme, unit = self.scheme, 10**self.scheme.score.decimals
        final, changed_by_fatal = final_units(scheme, self.source, self.raw)
        band = bands_of(scheme, self.raw, final, changed_by_fatal)
        for family, occurred in critical_codes(scheme, self.source):
            self.critical[family] |= occurred
        order = [scheme.score.id, *(node.id for node in scheme.nodes)]
        columns = {
            "raw": np.where(self.scored, self.raw / unit, np.nan),
            "final": np.where(self.scored, final / unit, np.nan),
            "band": _blank(band, ~self.scored),
            "defects": self.defects,
            "deduction": deduction_units(self.source) / 10 ** deduction_decimals(scheme),
            **{f"value.{id_}": self.values[id_] for id_ in order if id_ in self.values},
            **{f"defective.{id_}": mask for id_, mask in self.defective.items()},
            **{f"class.{id_}": _classes(codes) for id_, codes in self.classes.items()},
            **{f"critical.{id_}": mask for id_, mask in self.critical.items()},
        }
        return pd.DataFrame(columns, index=self.source.index, copy=False)


def _classes(codes: Integers) -> pd.Categorical:
    return pd.Categorical.from_codes(codes, categories=pd.Index(CLASSES, dtype="str"))


def _blank(categories: pd.Categorical, where: Booleans) -> pd.Categorical:
    categories[where] = ""
    return categories
