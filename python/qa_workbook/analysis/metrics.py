"""The published object of `qa-workbook metrics --json` (contract 3): plain Python values."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from qa_workbook.analysis.catalogue import CATALOGUE, LISTS
from qa_workbook.analysis.figure import Unit
from qa_workbook.analysis.model import Figures


def published_metrics(analysis: Figures) -> dict[str, Any]:
    """Returns the contract's object for one scheme and period; ratios are not rounded.

    Figures that don't apply to the scheme are None.
    """
    found: dict[str, Any] = {}
    for figure in CATALOGUE:
        if not figure.published:
            continue
        place = found
        if figure.of:
            place = found.setdefault(figure.of, {})
        place[figure.name] = _plain(figure.value(analysis), figure.unit)
    # Until here a list is an object of columns, because its figures are found column by column.
    for name in LISTS:
        found[name] = _rows(found[name])
    return found


def _rows(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    rows = zip(*columns.values(), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in rows]


def _plain(value: object, unit: Unit) -> Any:
    """Returns plain values: numpy's become Python's, days ISO text, NaN and no colour None."""
    if isinstance(value, pd.Series):
        return _plain_column(value, unit)
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN is unlike itself
        return None
    if unit == "colour" and value == "":
        return None
    return value


def _plain_column(column: pd.Series, unit: Unit) -> Any:
    kind = column.dtype.kind
    if kind == "M":
        return column.dt.strftime("%Y-%m-%d").tolist()
    if kind in "iub":
        return column.tolist()
    if kind == "f":
        values = column.to_numpy().astype(object)
        values[column.isna().to_numpy()] = None
        return values.tolist()
    if isinstance(column.dtype, pd.StringDtype):
        # Long columns say a few texts again and again: each becomes one object, not one a row.
        codes, texts = pd.factorize(column, use_na_sentinel=False)
        each = np.empty(len(texts), dtype=object)
        each[:] = [_plain(text, unit) for text in texts.tolist()]
        return each[codes].tolist()
    return [_plain(one, unit) for one in column.tolist()]
