"""Clause schemes: the points that a recording lost, also those that its score doesn't show."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pandas as pd

from qa_workbook.arrays import Floats
from qa_workbook.frames import COUNT
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.score import score_recordings

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


def without_limits(scheme: Scheme) -> Scheme:
    """Returns the scheme with a score that has no floor or ceiling, to LOST_DECIMALS places."""
    score = scheme.score.model_copy(
        update={"floor": -_NO_LIMIT, "ceiling": _NO_LIMIT, "decimals": LOST_DECIMALS}
    )
    return scheme.model_copy(update={"score": score})
