"""Scores that were made for another purpose than the figures, as the records keep them apart."""

from __future__ import annotations

import pandas as pd

from qa_workbook.frames import LONG, made_for
from qa_workbook.keys import Purpose, SchemeKey
from qa_workbook.numbers import Period
from qa_workbook.records import RecordStore


def rows_of_purpose(
    store: RecordStore, purpose: Purpose, span: Period | None = None
) -> dict[SchemeKey, pd.DataFrame]:
    """Returns the scores of a purpose by scheme version, those of calls within `span` if given.

    Each frame is that of recordings with the column `list`: the number of the list that they were
    handed out on, "" for none; random ones have no such column. Raises RecordsDamaged.
    """
    schema = made_for(LONG, purpose).name
    return {key.plain: frame for key, frame in store.read(span, schema=schema).items()}
