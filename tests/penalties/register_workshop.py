"""Makes small schemes' frames, tariffs and registers for the tests."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from frames import long_frame
from qa_workbook.frames import COUNT, wide_schema
from qa_workbook.keys import SchemeKey
from qa_workbook.penalties.caps import Pay
from qa_workbook.penalties.law import load_law
from qa_workbook.penalties.tariff import Tariff, TariffBook
from qa_workbook.scheme.loader import load_schemes
from qa_workbook.scheme.model import Scheme

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "config" / "penalties" / "service-quality.yaml"
MONITORING = SchemeKey("monitoring-10x4", "2026.1")
NORM = SchemeKey("service-norm-100", "2026.1")
SATISFACTION = SchemeKey("satisfaction-3-9-20", "2026.1")
LETTERS = {("a.xlsx", "评分表"): {"fatal": "T", "error_deduction": "R", "clause": "F"}}
"""The letters of the columns of the frames' one sheet."""
LAW = load_law(ROOT / "config" / "law", "national")[0]
"""The law of the shipped profile of the whole country."""


def pay(wage: object, performance: object = None) -> Pay:
    """Returns a month's pay; by default all of it is the floating part, so that this cuts nothing."""
    amount = Decimal(str(wage))
    return Pay(amount, amount if performance is None else Decimal(str(performance)))


WAGES = {(agent, ""): pay(1_000_000) for agent in ("007", "008", "1", "2", "3")}
"""So high that no cap on a wage cuts anything."""


@cache
def schemes() -> dict[str, Scheme]:
    """Returns the shipped schemes by key."""
    return {scheme.key: scheme for scheme in _shipped_schemes()}


@cache
def _shipped_schemes() -> tuple[Scheme, ...]:
    return load_schemes(ROOT / "config" / "schemes")[0].schemes


def raw_tariff() -> dict[str, Any]:
    """Returns the shipped tariff as plain data, to be changed and made into a Tariff."""
    return deepcopy(_raw())


@cache
def _raw() -> dict[str, Any]:
    return yaml.safe_load(SHIPPED.read_text("utf-8"))


def tariff(raw: dict[str, Any] | None = None, **changes: Any) -> Tariff:
    """Returns the tariff of `raw` (default: the shipped one) with some of its keys changed."""
    return Tariff.model_validate({**(raw or raw_tariff()), **changes})


def book(*tariffs: Tariff) -> TariffBook:
    """Returns a book of tariffs, the shipped one by default."""
    return TariffBook(tariffs or (tariff(),), LAW)


def caps(
    agent_month: str | None = None, percent: str | None = None, floor: str | None = None
) -> dict[str, Any]:
    """Returns the caps on all rules together."""
    monthly = {"unit": "yuan per month", "source": "test"}
    return {
        "agent_month": {"amount": agent_month and Decimal(agent_month), **monthly},
        "percent_of_wage": {
            "amount": percent and Decimal(percent),
            "unit": "percent of the month's wage",
            "source": "test",
        },
        "wage_floor": {"amount": floor and Decimal(floor), **monthly},
    }


def frame(*rows: dict[str, Any], **all_rows: Any) -> pd.DataFrame:
    """Returns a recordings frame; long when rows have a `clause`, else with all columns they name."""
    default = {
        "inspector": "张三",
        "agent": "007",
        "name": "李四",
        "team": "一班",
        "call_date": date(2026, 10, 5),
        "file": "a.xlsx",
        "sheet": "评分表",
    }
    full = [
        {**default, "recording": f"R{number}", "row": 8 + number, **all_rows, **row}
        for number, row in enumerate(rows)
    ]
    if any("clause" in row for row in full):
        return long_frame(full)
    counted = [name.removeprefix(COUNT) for row in full for name in row if name.startswith(COUNT)]
    return wide_schema(counted=dict.fromkeys(counted)).frame(full)
