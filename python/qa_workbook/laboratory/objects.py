"""A back-test as the object that programs get: docs/laboratory.md names every key."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from qa_workbook.frames import evidence
from qa_workbook.laboratory.backtest import Backtest
from qa_workbook.laboratory.items import Item, ItemAnalysis
from qa_workbook.laboratory.money import Money
from qa_workbook.laboratory.outcome import Outcome, Rate
from qa_workbook.numbers import plain
from qa_workbook.statistics.reasons import Reason


def as_dict(backtest: Backtest) -> dict[str, Any]:
    """Returns what came of a back-test: ratios are fractions, points and money of penalties text.

    Without an outcome its figures are null, and some `differences` are obstacles.
    """
    found = backtest.outcome
    return {
        "old": [scheme.version for scheme in backtest.versions],
        "new": backtest.new.version,
        "assume": backtest.assume,
        "differences": [one.as_dict() for one in backtest.differences if not one.is_obstacle],
        "obstacles": [one.as_dict() for one in backtest.obstacles],
        "outcome": _outcome(found) if found else None,
        "money": _money(backtest.money) if backtest.money else None,
    }


def items_as_dict(found: ItemAnalysis) -> dict[str, Any]:
    """Returns the items, and the pairs that say the same; what can't be had is null."""
    return {
        "version": found.scheme.version,
        "recordings": found.recordings,
        "left_out": found.left_out,
        "items": [_item(item) for item in found.items],
        "redundant": [
            {"first": pair.first, "second": pair.second, "r": pair.r, "n": pair.n}
            for pair in found.pairs
            if pair.redundant
        ],
    }


def _item(item: Item) -> dict[str, Any]:
    known = {name: _figure(value) for name, value in vars(item).items() if name != "flags"}
    why = {name: str(value) for name, value in vars(item).items() if isinstance(value, Reason)}
    return {**known, "flags": list(item.flags), "why": why}


def _figure(value: object) -> object:
    return None if isinstance(value, Reason) else value


def _outcome(found: Outcome) -> dict[str, Any]:
    before, after = found.fatal
    return {
        "unit": "agent-month" if found.by_month else "recording",
        "units": len(found.units),
        "changed": int((found.units["change"] != 0).sum()),
        "band_changes": found.band_changes,
        "matrix": _matrix(found.matrix),
        "mean": {"before": found.old_mean, "after": found.new_mean},
        "mean_change": found.mean_change,
        "mean_interval": _interval(found.mean_interval),
        "good": _rate(found.good) if found.good else None,
        "fatal": {"before": before, "after": after},
        "agents": found.agents.to_dict("records"),
        "teams": found.teams.to_dict("records"),
        "changes": _changes(found),
    }


def _matrix(matrix: pd.DataFrame) -> list[dict[str, Any]]:
    cells = matrix.stack()
    return [{"old": old, "new": new, "count": int(count)} for (old, new), count in cells.items()]


def _interval(ends: tuple[float, float] | Reason) -> list[float] | None:
    return None if isinstance(ends, Reason) else list(ends)


def _rate(rate: Rate) -> dict[str, Any]:
    return {
        "before": rate.before,
        "after": rate.after,
        "change": rate.change,
        "interval": _interval(rate.interval),
        "gained": rate.gained,
        "lost": rate.lost,
    }


def _changes(found: Outcome) -> list[dict[str, Any]]:
    """Every unit whose score or band changes."""
    rows = found.changed
    if not found.by_month:
        rows = rows.assign(
            recording=evidence(rows), call_date=rows["call_date"].dt.strftime("%Y-%m-%d")
        )
    return [{str(name): value for name, value in row.items()} for row in rows.to_dict("records")]


def _money(money: Money) -> dict[str, Any]:
    return {
        "before": _texts(money.before),
        "after": _texts(money.after),
        "examples": money.examples,
        "agents": [_texts(row) for row in money.agents.to_dict("records")],
    }


def _texts(values: Mapping[Any, Any]) -> dict[str, Any]:
    return {
        str(name): plain(value) if isinstance(value, Decimal) else value
        for name, value in values.items()
    }
