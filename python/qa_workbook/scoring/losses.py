"""Clause schemes: the points that a recording lost, also those that its score doesn't show."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd

from qa_workbook.arrays import Floats
from qa_workbook.frames import COUNT
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.marks import groups
from qa_workbook.scoring.score import score_recordings
from qa_workbook.scoring.tree import Tree

LOST_DECIMALS = 6
"""Places of points lost: as many as a score can have at most."""
_NO_LIMIT = Decimal(1_000_000_000)


def points_lost(scheme: Scheme, frame: pd.DataFrame) -> Floats:
    """Returns the points lost in each row of a folded frame of breaches, to LOST_DECIMALS places.

    Floor and ceiling of the score don't limit them, so that those of several recordings can be
    added up; a bonus makes them less, even less than 0.
    """
    unlimited = without_limits(scheme)
    counts = [name for name in frame if name.startswith(COUNT)]
    clean = frame.head(1).assign(**dict.fromkeys(counts, np.int32(0)))
    unspoilt = score_recordings(unlimited, clean)["raw"].to_numpy()
    lost: Floats = unspoilt - score_recordings(unlimited, frame)["raw"].to_numpy()
    return lost


def lost_by_clause(scheme: Scheme, frame: pd.DataFrame) -> dict[str, Floats]:
    """Returns the points that each clause took off each row of a folded frame, by its id.

    Those of one recording, up to the clause's own cap; no other limit of the scheme is applied.
    A bonus takes off nothing and has no column.
    """
    clauses = [node for node in scheme.counted if node.count and node.count.direction == "deduct"]
    found = {node.id: np.zeros(len(frame)) for node in clauses}
    for marks in groups(scheme, frame):
        tree = Tree(marks)
        for node in clauses:
            value = tree.value(node)
            if value is not None:
                found[node.id][marks.rows] = value.points.scaled(Fraction(-1)).floats()
    return found


def without_limits(scheme: Scheme) -> Scheme:
    """Returns the scheme with a score that has no floor or ceiling, to LOST_DECIMALS places."""
    score = scheme.score.model_copy(
        update={"floor": -_NO_LIMIT, "ceiling": _NO_LIMIT, "decimals": LOST_DECIMALS}
    )
    return scheme.model_copy(update={"score": score})
