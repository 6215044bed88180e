"""What was entered in each recording: how many marks, how many of them full, and what applied."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from qa_workbook.analysis.pool import Pool, ScoredVersion
from qa_workbook.arrays import Booleans, Integers
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.marks import Marks, groups


@dataclass(frozen=True)
class Entered:
    """Whole columns with a row per recording of a pool.

    `marks`: marks entered that are part of the score; `full`: those of them that are full.
    `applied`: by critical family, whether an error of it was possible: one of its indicators was
    marked or could occur, or the scheme version has a fatal code of it.
    """

    marks: Integers
    full: Integers
    applied: dict[str, Booleans]


def entered(pool: Pool) -> Entered:
    """Returns what was entered in every recording of a pool."""
    parts = [_of_version(part) for part in pool.parts]
    families = dict.fromkeys(name for part in parts for name in part.applied)
    return Entered(
        np.concatenate([part.marks for part in parts]),
        np.concatenate([part.full for part in parts]),
        {
            name: np.concatenate(
                [part.applied.get(name, np.zeros(len(part.marks), dtype=bool)) for part in parts]
            )
            for name in families
        },
    )


def _of_version(part: ScoredVersion) -> Entered:
    scheme, length = part.scheme, len(part.frame)
    marks, full = np.zeros(length, dtype=np.int64), np.zeros(length, dtype=np.int64)
    coded = {code.critical for code in scheme.fatal.codes} if scheme.fatal else set()
    applied = {
        family.id: np.full(length, family.id in coded) for family in scheme.critical_families
    }
    for group in groups(scheme, part.frame):
        graded = group.below_full
        marks[group.rows] = len(graded)
        full[group.rows] = len(graded) - sum(mask.astype(np.int64) for mask in graded.values())
        for family in _judged(scheme, group):
            applied[family][group.rows] = True
    return Entered(marks, full, applied)


def _judged(scheme: Scheme, group: Marks) -> set[str]:
    """The critical families of the indicators that were marked or could occur in a group."""
    used = {*group.below_full, *group.occurred}
    critical = [node for node in scheme.nodes if node.critical]
    return {
        str(node.critical) for node in critical if any(below.id in used for below in node.walk())
    }
