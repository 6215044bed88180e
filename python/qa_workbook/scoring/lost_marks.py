"""Which items of a recording lost marks: what repeats are counted by (S10)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from qa_workbook.codes import joined
from qa_workbook.scheme.model import Scheme
from qa_workbook.scoring.score import score_recordings


def with_lost_marks(scheme: Scheme, frame: pd.DataFrame) -> pd.DataFrame:
    """Adds to recordings of one version `defective`: ids of the marked items that lost marks.

    They are joined by ";". The clauses of long sheets are no such items.
    """
    items = [item.id for item in scheme.items if item.scale]
    if not items or "clause" in frame.columns:
        return frame.assign(defective="")
    masks = score_recordings(scheme, frame)[[f"defective.{item}" for item in items]].to_numpy()
    names = np.array(items, dtype=object)
    return frame.assign(defective=[joined(names[mask]) for mask in masks])
