"""The engine object that xlwings asks for applications and for the conversion of single values."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from xlwings_calc.values import CellError

_AS_IT_IS = frozenset((str, int, bool, type(None), dt.datetime, dt.date, dt.time, dt.timedelta))


class Engine:
    """The Calc engine; `apps` is the collection of running offices."""

    name = "calc"
    type = "desktop"

    @property
    def apps(self) -> Any:
        """Returns the offices known to this process, the active one first."""
        from xlwings_calc.app import Apps

        return Apps()

    @staticmethod
    def prepare_xl_data_element(value: Any, options: dict[str, Any]) -> Any:  # noqa: ARG004
        """Returns a value as `values.write` takes it: None for every kind of missing value."""
        kind = type(value)
        if kind is float:
            return None if math.isnan(value) else value
        if kind in _AS_IT_IS:
            return value
        return _other(value)

    @staticmethod
    def clean_value_data(
        data: list[list[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Returns what the reader of a range gets, with the conversions of `Range.options`."""

        def clean(value: Any) -> Any:
            kind = type(value)
            if kind is float:
                return value if number_builder is None else number_builder(value)
            if kind is str:
                return value or empty_as
            if value is None:
                return empty_as
            if kind is CellError:
                return str(value) if err_to_str else None
            if kind is dt.datetime and datetime_builder is not dt.datetime:
                return _built(value, datetime_builder)
            return value

        return [list(map(clean, row)) for row in data]


def _built(moment: dt.datetime, builder: Callable[..., Any]) -> Any:
    return builder(
        year=moment.year, month=moment.month, day=moment.day, hour=moment.hour,
        minute=moment.minute, second=moment.second, microsecond=moment.microsecond, tzinfo=None,
    )  # fmt: skip


def _other(value: Any) -> Any:
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    elif isinstance(value, np.timedelta64):
        value = pd.Timedelta(value)
    if pd.api.types.is_scalar(value) and pd.isna(value):
        return None
    if isinstance(value, float | np.number):
        return float(value)
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    if isinstance(value, pd.Timedelta):
        return value.to_pytimedelta()
    return value


engine = Engine()
