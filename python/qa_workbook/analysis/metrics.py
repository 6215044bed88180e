"""The published object of `qa-workbook metrics --json` (contract 3.1): plain Python values, ratios unrounded."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd

from qa_workbook.analysis.figures import Figures
from qa_workbook.analysis.pool import Pool
from qa_workbook.numbers import Period

COLOURS = ("black", "red", "yellow", "blue", "white")
RATES = ("good", "minor", "ordinary", "fail")
_AGENT = [
    "agent",
    "name",
    "team",
    "recordings",
    "mean_score",
    "mean_final",
    "defects",
    "error_deduction",
    "fatal",
]
_ITEM = ["id", "name", "defective", "ratio", "share", "alert"]


def metrics(
    pool: Pool, figures: Figures, period: Period, tables: dict[str, pd.DataFrame]
) -> dict[str, Any]:
    """Returns the contract's object for one scheme and period. Figures that don't apply to the scheme are None."""
    whole = figures.whole()
    days = tables["days"]
    return {
        "scheme": pool.newest.id,
        "period": period.text,
        "recordings": len(figures.rows),
        "mean_score": _plain(whole["mean_score"]),
        "mean_final": _plain(whole["mean_final"]),
        "rates": rates(pool, figures),
        "average_defect_ratio": _plain(whole["average_defect_ratio"]),
        "alert": _plain(whole["alert"], blank=True),
        "items": _items(tables["items"]),
        "distribution": _records(tables["distribution"]),
        "days": _days(days),
        "alert_days": _alert_days(days),
        "agents": _records(tables["agents"][_AGENT]),
        "index": _records(tables["index"][["level", "id", "name", "value"]]),
    }


def rates(pool: Pool, figures: Figures) -> dict[str, float | None]:
    """Returns the share of recordings in each of the four bands; None where the scheme has no such band."""
    known = {
        band.id for part in pool.parts if part.scheme.bands for band in part.scheme.bands.bands
    }
    found: Counter[str] = Counter()
    if known:
        found.update(pd.Series(pool.scored("band", "")[figures.rows]).value_counts().to_dict())
    recordings = len(figures.rows)
    return {
        name: found[name] / recordings if name in known and recordings else None for name in RATES
    }


def _items(items: pd.DataFrame) -> list[dict[str, Any]]:
    classes = items[["A", "B", "C", "D", "E"]].to_dict("records")
    plain = _records(items[_ITEM], blank=("alert",))
    return [
        {
            "id": row["id"],
            "name": row["name"],
            "defects": {letter: int(n) for letter, n in letters.items()},
        }
        | {key: row[key] for key in _ITEM[2:]}
        for row, letters in zip(plain, classes, strict=True)
    ]


def _days(days: pd.DataFrame) -> list[dict[str, Any]]:
    table = days[["date", "recordings", "average_defect_ratio", "alert"]]
    return _records(table.assign(date=days["date"].dt.strftime("%Y-%m-%d")), blank=("alert",))


def _alert_days(days: pd.DataFrame) -> dict[str, int]:
    found = Counter(days["alert"])
    return {colour: found[colour] for colour in COLOURS}


def _records(table: pd.DataFrame, blank: tuple[str, ...] = ()) -> list[dict[str, Any]]:
    columns = {
        name: [_plain(value, name in blank) for value in table[name].tolist()]
        for name in table.columns
    }
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def _plain(value: Any, blank: bool = False) -> Any:
    """NaN becomes None, and so does "" where it stands for "no colour"; numpy values become Python's."""
    if isinstance(value, float):
        return None if value != value else float(value)  # noqa: PLR0124 - NaN is the one value unlike itself
    return None if blank and value == "" else value
